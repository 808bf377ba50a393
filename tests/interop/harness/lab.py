"""Where a system runs: a network of its own, a scratch folder, daemons that are stopped at the end."""

import shutil
import ssl
import string
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from .certificates import Certificates
from .process import Daemon, free_port

CONFIGURATIONS = Path(__file__).resolve().parent.parent / "configurations"
UNPACKED = Path(__file__).resolve().parents[3] / "build/interop/unpacked"

# Addresses that the namespace's loopback gets beside 127.0.0.0/8 and ::1. Clients connect from the
# first pair to the second, so that no address of a header can be right by chance.
CLIENT4, CLIENT6 = "203.0.113.99", "2001:db8:99::99"
SERVER4, SERVER6 = "198.51.100.7", "2001:db8:7::7"


def route(port: int, six: bool) -> tuple[tuple[str, int], str]:
    """Where a client connects to, and from which address, over IPv4 or IPv6."""
    return ((SERVER6, port), CLIENT6) if six else ((SERVER4, port), CLIENT4)


class At(string.Template):
    """Templates with @{name}, since $ means something in most configurations."""

    delimiter = "@"


def set_up_loopback() -> None:
    """Brings up lo in this namespace and gives it the addresses."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in (f"{CLIENT4}/32", f"{SERVER4}/32"):
        subprocess.run(["ip", "address", "add", address, "dev", "lo"], check=True)
    for address in (f"{CLIENT6}/128", f"{SERVER6}/128"):
        subprocess.run(["ip", "address", "add", address, "dev", "lo", "nodad"], check=True)


def in_own_namespace(command: Sequence[str]) -> list[str]:
    """The command in namespaces of its own: whatever it leaves behind ends with it."""
    return ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", *command]


class Lab:
    """A scratch folder and the programs that a trial started. Use as a context."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lab-"))
        self.folder.chmod(0o755)  # daemons read their configuration as users of their own
        self.daemons: list[Daemon] = []
        self._certificates: Certificates | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self) -> None:
        """Stops what was started, the newest first."""
        while self.daemons:
            self.daemons.pop().stop()

    @property
    def certificates(self) -> Certificates:
        """Made when first asked for: openssl takes a while."""
        if self._certificates is None:
            self._certificates = Certificates(self.make_folder("certificates"))
        return self._certificates

    def port(self) -> int:
        return free_port()

    def make_folder(self, name: str, user: str = "") -> Path:
        """A folder in the scratch folder, of a user if one is named."""
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        if user:
            shutil.chown(folder, user)
        return folder

    def configure(self, template: str, name: str = "", /, **values: object) -> Path:
        """Fills in a file of configurations/ and writes it to the scratch folder."""
        text = At((CONFIGURATIONS / template).read_text())
        path = self.folder / (name or template)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.substitute(folder=self.folder, **values))
        path.chmod(0o644)
        return path

    def start(self, name: str, command: Sequence[str | Path],
              environment: dict[str, str] | None = None) -> Daemon:
        """Starts a program in the foreground; the lab stops it."""
        daemon = Daemon(name, [str(word) for word in command], self.folder / f"{name}.log",
                        self.folder, environment)
        self.daemons.append(daemon)
        return daemon

    def server_tls(self) -> ssl.SSLContext:
        """For sinks that speak TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificates.server)
        return context

    def client_tls(self, certificate: bool = False, alpn: Sequence[str] = (),
                   newest: bool = True) -> ssl.SSLContext:
        """For clients, with or without a certificate: TLS 1.3, or 1.2."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.load_verify_locations(self.certificates.authority)
        if certificate:
            context.load_cert_chain(self.certificates.client)
        if alpn:
            context.set_alpn_protocols(list(alpn))
        version = ssl.TLSVersion.TLSv1_3 if newest else ssl.TLSVersion.TLSv1_2
        context.minimum_version = context.maximum_version = version
        return context


def add_user(folder: Path, name: str, number: int) -> None:
    """Adds a user and a group in this mount namespace alone: nothing outside it changes."""
    for file, line in (("passwd", f"{name}:x:{number}:{number}::/nonexistent:/usr/sbin/nologin"),
                       ("group", f"{name}:x:{number}:")):
        system = Path("/etc") / file
        if any(entry.startswith(f"{name}:") for entry in system.read_text().splitlines()):
            continue
        copy = folder / f"etc-{file}"
        copy.write_text(system.read_text() + line + "\n")
        copy.chmod(0o644)
        subprocess.run(["mount", "--bind", str(copy), str(system)], check=True)
