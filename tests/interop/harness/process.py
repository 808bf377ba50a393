"""Programs started in the foreground, and what they need: ports, readiness, a stop."""

import ctypes
import itertools
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

READY_SECONDS = 15.0
POLL_SECONDS = 0.01
PR_SET_PDEATHSIG = 1


class Failure(Exception):
    """A system did not start or did not answer as its file expects: no fault of a header."""


_ports = itertools.count(20000)


def free_port() -> int:
    """A port that nobody uses: the namespace is our own, and clients get ports from 32768 on."""
    return next(_ports)


def die_with_parent() -> None:
    """For preexec_fn: the kernel ends the program when this one is gone, however that came."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Daemon:
    """A program in the foreground, with a process group of its own and a log."""

    def __init__(self, name: str, command: Sequence[str], log: Path, folder: Path,
                 environment: dict[str, str] | None = None) -> None:
        self.name = name
        self.log = log
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=folder,
                env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin",
                     **(environment or {})},
                start_new_session=True, preexec_fn=die_with_parent)

    def explain(self, text: str) -> Failure:
        """A failure that shows the end of the log."""
        tail = self.log.read_text(errors="replace").splitlines()[-15:]
        return Failure("\n    ".join([f"{self.name}: {text}", *tail]))

    def check_alive(self) -> None:
        if self.process.poll() is not None:
            raise self.explain(f"ended with status {self.process.returncode}")

    def wait_port(self, port: int, host: str = "127.0.0.1") -> None:
        """Waits until the port accepts connections."""
        deadline = time.monotonic() + READY_SECONDS
        while True:
            self.check_alive()
            try:
                socket.create_connection((host, port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise self.explain(f"port {port} does not accept") from None
                time.sleep(POLL_SECONDS)

    def wait_for(self, what: str, ready: Callable[[], object]) -> None:
        """Waits until ready() is true."""
        deadline = time.monotonic() + READY_SECONDS
        while not ready():
            self.check_alive()
            if time.monotonic() > deadline:
                raise self.explain(f"not ready: {what}")
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Ends the program and its children: asked first, then killed."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, how)
            except ProcessLookupError:
                break
            try:
                self.process.wait(timeout=2)
                break
            except subprocess.TimeoutExpired:
                continue
        try:  # children that outlived it
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


class LogTail:
    """Reads what a program appends to a log, from where it ended last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.offset = 0
        self.skip()

    def skip(self) -> None:
        """Leaves out what is there already."""
        self.offset = self.path.stat().st_size if self.path.exists() else 0

    def wait(self, pattern: str, seconds: float = 3.0) -> re.Match[str] | None:
        """The first match in what came since skip(), or None when the time is over."""
        deadline = time.monotonic() + seconds
        while True:
            if self.path.exists():
                with open(self.path, "rb") as file:
                    file.seek(self.offset)
                    found = re.search(pattern, file.read().decode(errors="replace"))
                if found:
                    return found
            if time.monotonic() > deadline:
                return None
            time.sleep(POLL_SECONDS)
