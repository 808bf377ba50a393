"""Unbound (`proxy-protocol-port`). It only receives, version 2 over UDP and TCP; its log of queries has the
client's address."""

from collections.abc import Iterator

from harness import dns, rulings
from harness.cases import Case, random_cases, version_2
from harness.judge import Seen, ask
from harness.lab import Lab
from harness.process import LogTail
from harness.results import Answer, System, Trial


def receive(lab: Lab, transport: str, send: dns.Ask) -> Iterator[Answer]:
    port = lab.port()
    configuration = lab.configure("unbound.conf", port=port)
    unbound = lab.start("unbound", ["unbound", "-d", "-p", "-c", configuration])
    unbound.wait_port(port)
    log = LogTail(unbound.log)

    def probe(case: Case) -> Seen | None:
        name = dns.fresh_name()
        answer, real = send(port, case, dns.query(name))
        line = log.wait(rf"info: (\S+) {name}\. TXT") if answer else None
        return Seen({"src": line[1]}, *real) if line else None

    cases = version_2(transport) + random_cases(lab.folder, 50, "v2=50,v2tlv=50", transport)
    yield from ask(cases, probe)


SYSTEM = System(
    "Unbound", ("unbound",),
    trials=(
        Trial("receives", "UDP", "its log of queries", lambda lab: receive(lab, "dgram", dns.ask_udp)),
        Trial("receives", "TCP", "its log of queries", lambda lab: receive(lab, "stream", dns.ask_tcp)),
    ),
    differences=(rulings.crc32c_not_checked(),))
