"""PowerDNS Authoritative Server (`proxy-protocol-from`). It only receives, version 2 over UDP and TCP; a LUA
record answers with the client's address."""

from collections.abc import Iterator

from harness import dns, rulings
from harness.cases import random_cases, version_2
from harness.judge import ask, read_fields
from harness.lab import Lab
from harness.results import THEIRS, Answer, Difference, System, Trial


def receive(lab: Lab, transport: str, send: dns.Ask) -> Iterator[Answer]:
    port = lab.port()
    for name in ("pdns-zones.conf", "pdns.zone"):
        lab.configure(name)
    lab.configure("pdns.conf", port=port)
    server = lab.start("pdns_server", ["pdns_server", f"--config-dir={lab.folder}"])
    server.wait_port(port)
    probe = dns.in_band(send, port, lambda text: read_fields(text) or {}, dns.fresh_name)
    cases = version_2(transport) + random_cases(lab.folder, 50, "v2=50,v2tlv=50", transport)
    yield from ask(cases, probe)


SYSTEM = System(
    "PowerDNS", ("pdns-server", "pdns-backend-bind"),
    trials=(
        Trial("receives", "UDP", "its answer, by a LUA record",
              lambda lab: receive(lab, "dgram", dns.ask_udp)),
        Trial("receives", "TCP", "its answer, by a LUA record",
              lambda lab: receive(lab, "stream", dns.ask_tcp)),
    ),
    differences=(
        rulings.crc32c_not_checked(), rulings.unspec_refused(),
        Difference(("v2 LOCAL", "v2 LOCAL + CRC32C"), "shows src=0.0.0.0", THEIRS, "2.2",
                   "a receiver must use the real addresses; PowerDNS takes 0.0.0.0 for the client's"),
    ))
