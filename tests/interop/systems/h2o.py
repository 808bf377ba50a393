"""H2O (`proxy-protocol: ON`). It only receives, and version 1 only; an mruby handler answers with
REMOTE_ADDR and REMOTE_PORT."""

from collections.abc import Iterator

from harness import rulings
from harness.cases import random_cases, stream_cases
from harness.judge import ask
from harness.lab import Lab
from harness.net import http_probe
from harness.results import Answer, System, Trial

VERSION_2 = ("v2 INET", "v2 INET6", "v2 LOCAL", "v2 LOCAL + CRC32C", "v2 UNSPEC", "v2 TLVs",
             "v2 INET6 + TLVs", "v2 SSL", "v2 NOOP", "CRC32C right")


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    configuration = lab.configure("h2o.yaml", port=port)
    lab.start("h2o", ["h2o", "-c", configuration]).wait_port(port)
    cases = stream_cases() + random_cases(lab.folder, 30, "v1-tcp4=50,v1-tcp6=50")
    yield from ask(cases, http_probe(port))


SYSTEM = System(
    "H2O", ("h2o",),
    trials=(Trial("receives", "", "its answer to HTTP: REMOTE_ADDR, REMOTE_PORT", receive),),
    differences=(rulings.version_1_only(VERSION_2),))
