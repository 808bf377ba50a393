"""lighttpd, mod_extforward (`extforward.hap-PROXY`). It only receives; a CGI program answers with
REMOTE_ADDR, REMOTE_PORT and the common name of the SSL entry."""

from collections.abc import Iterator

from harness import rulings
from harness.cases import random_cases, stream_cases
from harness.judge import ask
from harness.lab import Lab
from harness.net import http_probe
from harness.results import Answer, System, Trial


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    configuration = lab.configure("lighttpd.conf", port=port)
    lab.configure("lighttpd-seen.cgi", "www/seen.cgi")
    lab.start("lighttpd", ["lighttpd", "-D", "-f", configuration]).wait_port(port)
    cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
    yield from ask(cases, http_probe(port, b"GET /seen.cgi HTTP/1.0\r\nHost: localhost\r\n\r\n"))


SYSTEM = System(
    "lighttpd", ("lighttpd",),
    trials=(Trial("receives", "", "a CGI program: REMOTE_ADDR, REMOTE_PORT, SSL_CLIENT_S_DN_CN",
                  receive),),
    differences=(rulings.crc32c_not_checked(),))
