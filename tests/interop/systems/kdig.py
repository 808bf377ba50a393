"""kdig (`+proxy`). It only sends: version 2 over UDP and TCP, with the addresses of its command line."""

from collections.abc import Iterator

from harness import dns
from harness.commands import PAIRS, over_tcp, over_udp
from harness.judge import Expected
from harness.lab import Lab
from harness.results import Answer, System, Trial


def send(lab: Lab) -> Iterator[Answer]:
    with dns.DnsBackend() as sink:
        for family, pair in PAIRS.items():
            command = ["kdig", "@127.0.0.1", "-p", str(sink.port), "+retry=0", "example.org",
                       "+proxy=" + "-".join(f"{address}#{port}" for address, port in pair)]
            yield over_udp(lab, sink, f"UDP, {family}", command, Expected(2, *pair, transport="DGRAM"))
            yield over_tcp(lab, sink.tcp, f"TCP, {family}", [*command, "+tcp"], Expected(2, *pair))


SYSTEM = System(
    "kdig", ("knot-dnsutils",),
    trials=(Trial("sends", "", "+proxy over UDP and TCP, IPv4 and IPv6", send),))
