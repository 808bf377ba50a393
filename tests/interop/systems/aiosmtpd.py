"""aiosmtpd. It only receives: a server of its own (servers/aiosmtpd_echo.py) answers EHLO with the fields
of the ProxyData that it decoded. Its own parser, `get_proxy`, is the receiver."""

import sys
from collections.abc import Iterator
from pathlib import Path

from harness import rulings
from harness.cases import Case, random_cases, stream_cases
from harness.judge import Seen, ask
from harness.lab import Lab
from harness.net import ask_in_band
from harness.results import Answer, System, Trial

SERVER = Path(__file__).resolve().parent.parent / "servers/aiosmtpd_echo.py"


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    server = lab.start("aiosmtpd", [sys.executable, SERVER, str(port)])
    server.wait_port(port)

    def probe(case: Case) -> Seen | None:
        return ask_in_band(port, case, b"EHLO client\r\n", lambda data: b";" in data)

    cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
    yield from ask(cases, probe)


SYSTEM = System(
    "aiosmtpd", ("python3-aiosmtpd",), quick=True,
    trials=(Trial("receives", "", "its answer to EHLO: ProxyData.src_addr, dst_addr, ports, tlv",
                  receive),),
    differences=(rulings.crc32c_not_checked(),))
