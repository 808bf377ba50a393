"""sdig of pdns-tools (`proxy`). It only sends: version 2 over UDP and TCP, with the addresses of its command
line."""

from collections.abc import Iterator

from harness import dns
from harness.cases import endpoint_text
from harness.commands import PAIRS, over_tcp, over_udp
from harness.judge import Expected
from harness.lab import Lab
from harness.results import Answer, System, Trial


def send(lab: Lab) -> Iterator[Answer]:
    with dns.DnsBackend() as sink:
        for family, pair in PAIRS.items():
            command = ["sdig", "127.0.0.1", str(sink.port), "example.org", "A"]
            addresses = [endpoint_text(endpoint) for endpoint in pair]
            yield over_udp(lab, sink, f"UDP, {family}", [*command, "proxy", "0", *addresses],
                           Expected(2, *pair, transport="DGRAM"))
            yield over_tcp(lab, sink.tcp, f"TCP, {family}", [*command, "proxy", "1", *addresses, "tcp"],
                           Expected(2, *pair))


SYSTEM = System(
    "sdig", ("pdns-tools",),
    trials=(Trial("sends", "", "proxy over UDP and TCP, IPv4 and IPv6", send),))
