"""nghttpx (`frontend=...;proxyproto`). It only receives; the backend sees the client in
X-Forwarded-For."""

from collections.abc import Iterator

from harness import rulings
from harness.cases import random_cases, stream_cases
from harness.judge import ask
from harness.lab import Lab
from harness.net import http_backend, http_probe
from harness.results import Answer, System, Trial

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    with http_backend() as backend:
        configuration = lab.configure("nghttpx.conf", port=port, backend=backend)
        lab.start("nghttpx", ["nghttpx", "--conf", configuration]).wait_port(port)
        cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
        yield from ask(cases, http_probe(port, REQUEST))


SYSTEM = System(
    "nghttpx", ("nghttp2-proxy",),
    trials=(Trial("receives", "", "X-Forwarded-For at the backend", receive),),
    differences=(rulings.crc32c_not_checked(),))
