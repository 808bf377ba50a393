"""hitch. It only sends: version 1 or 2, and in version 2 ALPN, and on request an SSL entry, the authority
and the client's certificate (0xE0, PEM)."""

from collections.abc import Iterator
from typing import Any

from harness.certificates import SERVER_NAME
from harness.judge import Expected, sent
from harness.lab import Lab, route
from harness.net import TcpSink, connect, ends
from harness.results import Answer, System, Trial

VERSIONS = {
    "write-proxy-v1": 'write-proxy-v1 = on',
    "write-proxy-v2, no TLVs": 'write-proxy-v2 = on\nproxy-tlv = off\nproxy-authority = off',
    "write-proxy-v2, all TLVs": 'write-proxy-v2 = on\nproxy-tlv = on\nproxy-authority = on\n'
                                 'proxy-client-cert = on',
}


def expect(version: str, connection: Any, certificate: bool) -> Expected:
    """What a TLS client knows of its own connection."""
    pair = ends(connection)
    if version == "write-proxy-v1":
        return Expected(1, *pair)
    tlvs, ssl = {"ALPN": "h2"}, None
    if "no TLVs" not in version:
        ssl = {"client": 7 if certificate else 1, "verify": 0 if certificate else 1,
               "SSL_VERSION": connection.version(), "SSL_CIPHER": connection.cipher()[0]}
        tlvs["AUTHORITY"] = SERVER_NAME
        if certificate:
            tlvs["CUSTOM"] = ""  # the certificate, whatever is in it
    return Expected(2, *pair, tlvs=tlvs, ssl=ssl)


def try_client(lab: Lab, version: str, port: int, sink: TcpSink, six: bool, certificate: bool) -> Answer:
    """One connection: TLS 1.3 over IPv4, TLS 1.2 over IPv6."""
    name = ", ".join([version, "IPv6, TLS 1.2" if six else "IPv4, TLS 1.3",
                      *(["client certificate"] if certificate else [])])
    context = lab.client_tls(certificate, ["h2", "http/1.1"], newest=not six)
    with connect(*route(port, six)) as plain:
        with context.wrap_socket(plain, server_hostname=SERVER_NAME) as connection:
            connection.sendall(b"ping\n")
            return sent(name, sink.next(), expect(version, connection, certificate))


def send(lab: Lab) -> Iterator[Answer]:
    for version, options in VERSIONS.items():
        port = lab.port()
        with TcpSink() as sink:
            configuration = lab.configure(
                "hitch.conf", port=port, sink=sink.port, certificate=lab.certificates.server,
                authority=lab.certificates.authority, options=options)
            hitch = lab.start(f"hitch-{port}", ["hitch", f"--config={configuration}"])
            # The parent listens, too, until its worker does, and resets who connected to it.
            hitch.wait_for("worker", lambda: "Process 0 online" in hitch.log.read_text())
            for six in (False, True):
                for certificate in (False, True):
                    yield try_client(lab, version, port, sink, six, certificate)
        lab.stop()


SYSTEM = System(
    "hitch", ("hitch",),
    trials=(Trial("sends", "", "write-proxy-v1, write-proxy-v2, all TLVs, proxy-authority, "
                  "proxy-client-cert; TLS 1.2 and 1.3", send),))
