"""Parsers in other languages over the same inputs, each in a process of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

RIVALS_FOLDER = Path(__file__).resolve().parent.parent / "rivals"
COUNT = 4096
# Kinds of the corpus that the rows of both headers and endpoints have.
KINDS = (
    "v2",
    "v2_aws",
    "v2_haproxy",
    "v1_tcp4",
    "v1_tcp6",
    "v1_dotted",
    "v1_unknown",
    "v1_mix",
    "realistic",
)
GO_PATH = "/usr/share/gocode"
GO_PACKAGE = "github.com/pires/go-proxyproto"


def _build_go(build):
    """The command to run, or why there is none."""
    if not shutil.which("go"):
        return None, "no go compiler (Debian: golang-go)"
    if not (Path(GO_PATH) / "src" / GO_PACKAGE).exists():
        return None, "not installed (Debian: golang-github-pires-go-proxyproto-dev)"
    program = build / "go_proxyproto"
    environment = dict(
        os.environ, GO111MODULE="off", GOPATH=GO_PATH, GOCACHE=str(build / "go-cache"), GOFLAGS=""
    )
    done = subprocess.run(
        ["go", "build", "-o", str(program), "main.go"],
        cwd=RIVALS_FOLDER / "go_proxyproto",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        return None, "does not build: " + done.stderr.strip().splitlines()[-1]
    return [str(program)], ""


def _find_aiosmtpd(_):
    found = subprocess.run(
        [sys.executable, "-c", "import aiosmtpd.proxy_protocol"], capture_output=True, check=False
    )
    if found.returncode != 0:
        return None, "not installed (Debian: python3-aiosmtpd)"
    return [sys.executable, str(RIVALS_FOLDER / "aiosmtpd_proxy.py")], ""


RIVALS = {"go-proxyproto": (_build_go, 9), "aiosmtpd": (_find_aiosmtpd, 5)}


def run(build, wanted_rows, core):
    """Times the rivals on the rows whose names match. Returns the rounds, and a line for each rival
    that could not be had. `core` is the one to keep to, or None."""
    build = Path(build).resolve()
    rows = [(kind, f"{kind}/{COUNT}/endpoints") for kind in KINDS]
    rows = [(kind, row) for kind, row in rows if re.search(wanted_rows, row)]
    rounds, skipped = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name, (prepare, count) in RIVALS.items():
            command, reason = prepare(build)
            if not command:
                skipped.append(f"{name}: skipped, {reason}")
                continue
            for kind, row in rows:
                inputs = Path(folder) / kind
                if not inputs.exists():
                    writer = build / "simdproxy_bench_corpus"
                    subprocess.run([writer, kind, str(COUNT), inputs], check=True)
                pin = (lambda: os.sched_setaffinity(0, {core})) if core is not None else None
                done = subprocess.run(
                    [*command, str(inputs), row, str(count)],
                    stdout=subprocess.PIPE,
                    check=True,
                    preexec_fn=pin,
                )
                rounds += json.loads(done.stdout)["benchmarks"]
    return rounds, skipped
