"""Apache httpd, mod_remoteip (`RemoteIPProxyProtocol On`). It only receives, and skips TLVs; a header of
its answers has REMOTE_ADDR. (REMOTE_PORT stays that of the connection.)"""

from collections.abc import Iterator

from harness import rulings
from harness.cases import random_cases, stream_cases
from harness.judge import ask
from harness.lab import Lab
from harness.net import http_probe
from harness.results import Answer, System, Trial


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    configuration = lab.configure("apache2.conf", port=port)
    lab.start("apache2", ["apache2", "-X", "-f", configuration]).wait_port(port)
    cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
    yield from ask(cases, http_probe(port))


SYSTEM = System(
    "Apache httpd", ("apache2",),
    trials=(Trial("receives", "", "a header of its answers: REMOTE_ADDR", receive),),
    differences=(rulings.crc32c_not_checked(), rulings.unspec_refused(),
                 rulings.unknown_refused()))
