"""go-proxyproto, by a program of its own (servers/go_proxyproto.go). As receiver it answers with
RemoteAddr(), LocalAddr() and the TLVs; as sender it writes headers of both versions."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from harness import rulings
from harness.cases import TLVS, endpoint_text, random_cases, stream_cases
from harness.commands import PAIRS, over_tcp
from harness.judge import Expected, ask
from harness.lab import Lab
from harness.net import TcpSink, http_probe
from harness.process import Failure
from harness.results import THEIRS, Answer, Difference, System, Trial

SOURCE = Path(__file__).resolve().parent.parent / "servers/go_proxyproto.go"
BUILD = Path(__file__).resolve().parents[3] / "build/interop/go"


def build() -> Path:
    """Compiles the program against Debian's packages; the compiler's cache stays under build/."""
    BUILD.mkdir(parents=True, exist_ok=True)
    shutil.copy(SOURCE, BUILD / "main.go")
    done = subprocess.run(
        ["go", "build", "-o", "go_proxyproto", "main.go"], cwd=BUILD, check=False, text=True,
        capture_output=True, env={**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode",
                                  "GOCACHE": str(BUILD / "cache"), "GOFLAGS": ""})
    if done.returncode:
        raise Failure(f"go build: {done.stderr}")
    return BUILD / "go_proxyproto"


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    lab.start("go_proxyproto", [build(), "serve", f"127.0.0.1:{port}"]).wait_port(port)
    cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
    yield from ask(cases, http_probe(port, b"hello\r\n"))


def send(lab: Lab) -> Iterator[Answer]:
    program = build()
    values = {name.upper(): value for name, value in TLVS.items()} | {"NOOP": ""}
    with TcpSink() as sink:
        for family, pair in PAIRS.items():
            for form, expected in (("v1", Expected(1, *pair)), ("v2", Expected(2, *pair)),
                                   ("v2-udp", Expected(2, *pair, transport="DGRAM")),
                                   ("v2-local", Expected(2, command="LOCAL")),
                                   ("v2-tlvs", Expected(2, *pair, tlvs=values))):
                yield over_tcp(lab, sink, f"{form}, {family}", [
                    str(program), "send", f"127.0.0.1:{sink.port}", form,
                    *map(endpoint_text, pair)], expected)


NAME = "go-proxyproto"
SYSTEM = System(
    NAME, ("golang-github-pires-go-proxyproto-dev", "golang-go"),
    trials=(
        Trial("receives", "", "its answer: RemoteAddr(), LocalAddr(), TLVs()", receive),
        Trial("sends", "", "versions 1 and 2, UDP, LOCAL, TLVs", send),
    ),
    differences=(
        rulings.crc32c_not_checked(), rulings.unspec_refused(),
        Difference(("v2-local, INET", "v2-local, INET6"), "family INET", THEIRS, "2.2",
                   "LOCAL should come with UNSPEC and without addresses; receivers must ignore both, "
                   "and we do", shown="the family and addresses of the connection"),
    ))
