"""Certificates of a test authority, made by openssl: for a server and for a client."""

import subprocess
from pathlib import Path

COMMON_NAME = "Jürgen Tester"  # not ASCII: senders copy the bytes as they are
SERVER_NAME = "www.example.org"


class Certificates:
    """PEM files: authority (certificate), server and client (certificate and key in one file)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = folder / "authority.crt"
        self.server = folder / "server.pem"
        self.client = folder / "client.pem"
        self._run("req", "-x509", *self._new_key("authority"), "-days", "2", "-subj", "/CN=Test Authority",
                  "-out", str(self.authority))
        self._issue("server", SERVER_NAME)
        self._issue("client", COMMON_NAME)

    def _new_key(self, name: str) -> list[str]:
        return ["-newkey", "rsa:2048", "-nodes", "-keyout", str(self.folder / f"{name}.key")]

    def _issue(self, name: str, common_name: str) -> None:
        request, certificate = self.folder / f"{name}.csr", self.folder / f"{name}.crt"
        self._run("req", *self._new_key(name), "-utf8", "-subj", f"/CN={common_name}", "-out",
                  str(request))
        self._run("x509", "-req", "-in", str(request), "-days", "2", "-CA", str(self.authority),
                  "-CAkey", str(self.folder / "authority.key"), "-CAcreateserial", "-out",
                  str(certificate))
        pem = self.folder / f"{name}.pem"
        pem.write_bytes(certificate.read_bytes() + (self.folder / f"{name}.key").read_bytes())
        for path in (pem, certificate):
            path.chmod(0o644)

    def _run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=self.folder)
