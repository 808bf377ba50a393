"""Dovecot (`inet_listener { haproxy = yes }`). It only receives; the log of a client that goes away without
logging in has the addresses and the authority (`local_name`)."""

from collections.abc import Iterator

from harness import rulings
from harness.cases import Case, random_cases, stream_cases
from harness.judge import Seen, ask, read_fields
from harness.lab import Lab
from harness.net import connect, ends, read_until
from harness.process import LogTail
from harness.results import Answer, System, Trial


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    log = LogTail(lab.folder / "dovecot-seen.log")
    configuration = lab.configure("dovecot.conf", port=port)
    dovecot = lab.start("dovecot", ["dovecot", "-F", "-c", configuration])
    dovecot.wait_port(port)

    def probe(case: Case) -> Seen | None:
        log.skip()
        with connect(("127.0.0.1", port)) as connection:
            real = ends(connection)
            connection.sendall(case.header + b"1 LOGOUT\r\n")
            greeted = b"OK" in read_until(connection, lambda data: False)
        found = log.wait(r"seen: .*;") if greeted else None
        fields = read_fields(found[0].replace(",", "")) if found else None
        # Dovecot leaves out of the line what is empty.
        return Seen({"authority": "", **fields}, *real) if fields else None

    cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
    yield from ask(cases, probe)


SYSTEM = System(
    "Dovecot", ("dovecot-imapd",),
    trials=(Trial("receives", "", "its log: %r, %{rport}, %l, %{lport}, %{local_name}", receive),),
    differences=(rulings.crc32c_not_checked(), rulings.unspec_refused()))
