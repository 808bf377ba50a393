"""Postfix. It only receives: smtpd (`smtpd_upstream_proxy_protocol = haproxy`) refuses every client and
names it in the answer; postscreen (`postscreen_upstream_proxy_protocol`) logs client and destination."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

from harness import rulings
from harness.cases import Case, random_cases, stream_cases
from harness.judge import Seen, ask
from harness.lab import Lab
from harness.net import connect, ends, read_until
from harness.process import LogTail
from harness.results import Answer, System, Trial

MIX = "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40"


def start(lab: Lab) -> tuple[dict[str, int], Path]:
    """Starts the master, which starts the rest; gives the ports and the log."""
    ports = {name: lab.port() for name in ("smtpd", "postscreen")}
    lab.make_folder("queue")
    lab.make_folder("data", "postfix")
    for name in ("main.cf", "master.cf"):
        lab.configure(f"postfix/{name}", f"etc/{name}", **ports)
    server = lab.start("postfix", ["postfix", "-c", lab.folder / "etc", "start-fg"])
    server.wait_port(ports["postscreen"])
    return ports, lab.folder / "postfix.log"


def receive_smtpd(lab: Lab) -> Iterator[Answer]:
    ports, _ = start(lab)

    def probe(case: Case) -> Seen | None:
        with connect(("127.0.0.1", ports["smtpd"])) as connection:
            real = ends(connection)
            connection.sendall(case.header)
            text = read_until(connection, lambda data: b"rejected" in data).decode()
        found = re.search(r"<\S*\[([0-9a-fA-F.:]+)\](?::(\d+))?>", text)
        if not found:
            return None
        return Seen({"src": found[1], **({"sport": found[2]} if found[2] else {})}, *real)

    yield from ask(stream_cases() + random_cases(lab.folder, 50, MIX), probe)


def receive_postscreen(lab: Lab) -> Iterator[Answer]:
    ports, path = start(lab)
    log = LogTail(path)

    def probe(case: Case) -> Seen | None:
        log.skip()
        with connect(("127.0.0.1", ports["postscreen"])) as connection:
            real = ends(connection)
            connection.sendall(case.header)
            connection.shutdown(socket.SHUT_WR)
            read_until(connection, lambda data: False)
        found = log.wait(r"CONNECT from \[([^\]]+)\]:(\d+) to \[([^\]]+)\]:(\d+)|haproxy read")
        if not found or not found[1]:
            return None
        return Seen(dict(zip(("src", "sport", "dst", "dport"), found.groups())), *real)

    yield from ask(stream_cases() + random_cases(lab.folder, 50, MIX), probe)


SYSTEM = System(
    "Postfix", ("postfix",),
    trials=(
        Trial("receives", "smtpd", "its refusal of the client, which has the address", receive_smtpd),
        Trial("receives", "postscreen", "its log: CONNECT from ... to ...", receive_postscreen),
    ),
    differences=(rulings.crc32c_not_checked(), rulings.unknown_refused(),
                 rulings.unspec_refused()))
