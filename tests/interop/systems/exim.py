"""Exim (`hosts_proxy`). It only receives; its HELO ACL answers with $sender_host_address,
$sender_host_port and the destination. Debian's package cannot be installed beside Postfix, so it is
unpacked, and gets the user that it insists on in an /etc/passwd of its namespace."""

from collections.abc import Iterator

from harness import rulings
from harness.cases import Case, random_cases, stream_cases
from harness.judge import Seen, ask
from harness.lab import UNPACKED, Lab, add_user
from harness.net import ask_in_band
from harness.results import Answer, System, Trial

BINARY = UNPACKED / "usr/sbin/exim4"


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    add_user(lab.folder, "Debian-exim", 65533)
    lab.folder.chmod(0o777)  # exim writes its logs as that user
    lab.folder.joinpath("spool").mkdir(mode=0o777)
    lab.folder.joinpath("spool").chmod(0o777)
    configuration = lab.configure("exim.conf", port=port, binary=BINARY)
    exim = lab.start("exim", [BINARY, "-C", configuration, "-bdf"])
    exim.wait_port(port)

    def probe(case: Case) -> Seen | None:
        return ask_in_band(port, case, b"HELO client\r\n", lambda data: b";" in data)

    cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
    yield from ask(cases, probe)


SYSTEM = System(
    "Exim", ("libmariadb3", "libidn12", "libspf2-2", "libperl5.36", "libpq5", "libdb5.3",
             "libgnutls-dane0", "libnsl2"),
    unpacked=("exim4-daemon-heavy",),
    trials=(Trial("receives", "", "its answer to HELO: $sender_host_address, _port, "
                  "$proxy_external_address, _port", receive),),
    differences=(rulings.crc32c_not_checked(), rulings.unspec_refused()))
