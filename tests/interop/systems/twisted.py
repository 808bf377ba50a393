"""Twisted (endpoint `haproxy:tcp:...`). It only receives: a server of its own (servers/twisted_echo.py)
answers with transport.getPeer() and getHost()."""

import sys
from collections.abc import Iterator
from pathlib import Path

from harness import rulings
from harness.cases import random_cases, stream_cases
from harness.judge import ask
from harness.lab import Lab
from harness.net import http_probe
from harness.results import Answer, System, Trial

SERVER = Path(__file__).resolve().parent.parent / "servers/twisted_echo.py"


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    lab.start("twisted", [sys.executable, SERVER, str(port)]).wait_port(port)
    cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
    yield from ask(cases, http_probe(port, b"hello\r\n"))


SYSTEM = System(
    "Twisted", ("python3-twisted",),
    trials=(Trial("receives", "", "its answer: transport.getPeer(), getHost()", receive),),
    differences=(rulings.crc32c_not_checked(), rulings.unknown_refused()))
