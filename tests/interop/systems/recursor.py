"""PowerDNS Recursor (`proxy-protocol-from`). It only receives, version 2 over UDP and TCP; a Lua script
answers with the addresses and TLVs."""

from collections.abc import Iterator

from harness import dns, rulings
from harness.cases import random_cases, version_2
from harness.judge import ask, read_fields
from harness.lab import Lab
from harness.results import Answer, System, Trial


def receive(lab: Lab, transport: str, send: dns.Ask) -> Iterator[Answer]:
    port = lab.port()
    lab.configure("recursor.lua")
    lab.configure("recursor.conf", port=port)
    server = lab.start("pdns_recursor", ["pdns_recursor", f"--config-dir={lab.folder}"])
    server.wait_port(port)
    probe = dns.in_band(send, port, lambda text: read_fields(text) or {}, dns.fresh_name)
    cases = version_2(transport) + random_cases(lab.folder, 50, "v2=50,v2tlv=50", transport)
    yield from ask(cases, probe)


SYSTEM = System(
    "PowerDNS Recursor", ("pdns-recursor",),
    trials=(
        Trial("receives", "UDP", "its answer, by Lua: addresses and getProxyProtocolValues()",
              lambda lab: receive(lab, "dgram", dns.ask_udp)),
        Trial("receives", "TCP", "its answer, by Lua: the same",
              lambda lab: receive(lab, "stream", dns.ask_tcp)),
    ),
    differences=(rulings.crc32c_not_checked(), rulings.unspec_refused()))
