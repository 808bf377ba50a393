"""Knot DNS (`proxy-allowlist`). It only receives, version 2 over UDP; mod-whoami answers with the client's
address."""

import ipaddress
from collections.abc import Iterator

from harness import dns, rulings
from harness.cases import Case, random_cases, version_2
from harness.judge import ask
from harness.lab import Lab
from harness.results import Answer, System, Trial


def kind(case: Case) -> int:
    """The type of record that the client's address has."""
    return dns.AAAA if case.source and ipaddress.ip_address(case.source[0]).version == 6 else dns.A


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    for name in ("run", "db", "zones"):
        lab.make_folder(name)
    lab.configure("knot-whoami.zone", "zones/whoami.zone")
    configuration = lab.configure("knot.conf", port=port)
    lab.start("knotd", ["knotd", "-c", configuration]).wait_port(port)
    probe = dns.in_band(dns.ask_udp, port, lambda text: {"src": text}, lambda: "whoami.example.org",
                        kind)
    yield from ask(version_2("dgram") + random_cases(lab.folder, 50, "v2=100", "dgram"), probe)


SYSTEM = System(
    "Knot DNS", ("knot",),
    trials=(Trial("receives", "UDP", "its answer, by mod-whoami", receive),),
    differences=(
        rulings.local_refused(), rulings.unspec_refused(),
        rulings.crc32c_not_checked(),
    ))
