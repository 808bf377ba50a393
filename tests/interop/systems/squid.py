"""Squid (`http_port ... require-proxy-header`). It only receives; the access log has the addresses and
TLVs that it decoded."""

from collections.abc import Iterator

from harness import rulings
from harness.cases import Case, random_cases, stream_cases
from harness.judge import Seen, ask, read_fields
from harness.lab import Lab
from harness.net import connect, ends, read_until
from harness.process import LogTail
from harness.results import Answer, System, Trial

REQUEST = b"GET http://localhost/ HTTP/1.0\r\n\r\n"


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    log = LogTail(lab.make_folder("squid", "proxy") / "access.log")
    configuration = lab.configure("squid.conf", port=port)
    squid = lab.start("squid", ["squid", "-N", "-f", configuration])
    squid.wait_port(port)

    def probe(case: Case) -> Seen | None:
        log.skip()
        with connect(("127.0.0.1", port)) as connection:
            real = ends(connection)
            connection.sendall(case.header + REQUEST)
            # Refused headers get no answer at all; a line is logged for them too, without a request.
            answered = read_until(connection, lambda data: False).startswith(b"HTTP/1.1 403")
        line = log.wait(r"seen:[^;\n]*;") if answered else None
        return Seen(read_fields(line[0]) or {}, *real) if line else None

    cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
    yield from ask(cases, probe)


SYSTEM = System(
    "Squid", ("squid",),
    trials=(Trial("receives", "", "access log: %>a %>p %>la %>lp, TLVs 1, 2 and 5", receive),),
    differences=(rulings.crc32c_not_checked(),))
