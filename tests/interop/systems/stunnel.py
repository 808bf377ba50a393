"""stunnel. It only sends: `protocol = proxy` of a TLS server writes version 1 to the backend."""

from collections.abc import Iterator

from harness.judge import Expected, sent
from harness.lab import Lab, route
from harness.net import TcpSink, connect, ends, mapped_pair
from harness.results import Answer, System, Trial


def try_client(lab: Lab, name: str, port: int, sink: TcpSink, six: bool = False, newest: bool = True,
               certificate: bool = False, mapped: bool = False) -> Answer:
    """A TLS client; what the backend gets must name it."""
    with connect(*route(port, six)) as plain:
        with lab.client_tls(certificate, newest=newest).wrap_socket(plain) as connection:
            connection.sendall(b"ping\n")
            data = sink.next()
            pair = ends(connection)
    if mapped:
        pair = mapped_pair(pair)
    return sent(name, data, Expected(1, *pair))


def send(lab: Lab) -> Iterator[Answer]:
    ports = {name: lab.port() for name in ("inet", "dual", "verified")}
    with TcpSink() as sink:
        certificates = lab.certificates
        configuration = lab.configure("stunnel.conf", sink=sink.port,
                                      certificate=certificates.server,
                                      authority=certificates.authority, **ports)
        lab.start("stunnel", ["stunnel4", configuration]).wait_port(ports["verified"])
        sink.drain()
        for newest, version in ((True, "TLS 1.3"), (False, "TLS 1.2")):
            yield try_client(lab, f"IPv4, {version}", ports["inet"], sink, newest=newest)
            yield try_client(lab, f"dual-stack listener, IPv6, {version}", ports["dual"], sink, six=True,
                             newest=newest)
        yield try_client(lab, "client certificate", ports["verified"], sink, certificate=True)
        yield try_client(lab, "dual-stack listener, IPv4", ports["dual"], sink, mapped=True)


SYSTEM = System(
    "stunnel", ("stunnel4",), quick=True,
    trials=(Trial("sends", "", "TLS servers: IPv4, IPv6, client certificate, dual-stack", send),))
