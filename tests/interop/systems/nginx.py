"""nginx. As receiver (`listen ... proxy_protocol`) it answers HTTP requests with $remote_addr and the
destination that it decoded. As sender (`proxy_protocol on` in stream, `proxy_protocol on` in mail) it
writes version 1 only."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

from harness import rulings
from harness.cases import INET, INET6, build, random_cases, stream_cases
from harness.judge import Expected, ask, sent
from harness.lab import CLIENT4, SERVER4, Lab, route
from harness.net import (
    TcpSink, UdpSink, connect, endpoint_of, ends, http_backend, http_probe, mapped_pair, read_until)
from harness.results import THEIRS, Answer, Difference, System, Trial

PING = b"GET / HTTP/1.0\r\n\r\n"


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    configuration = lab.configure("nginx-receive.conf", port=port)
    lab.start("nginx", ["nginx", "-p", lab.folder, "-c", configuration]).wait_port(port)
    cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
    yield from ask(cases, http_probe(port))


class MailLogin(BaseHTTPRequestHandler):
    """nginx's mail proxy asks this server where to connect to."""

    sink = 0  # port of the SMTP sink

    def do_GET(self) -> None:
        self.send_response(200)
        for name, value in (("Auth-Status", "OK"), ("Auth-Server", "127.0.0.1"),
                            ("Auth-Port", str(self.sink))):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def try_client(name: str, port: int, sink: TcpSink, payload: bytes, six: bool,
               mapped: bool = False) -> Answer:
    """A client over IPv4 or IPv6; mapped: its addresses arrive in IPv6 form."""
    with connect(*route(port, six)) as connection:
        connection.sendall(payload)
        data = sink.next()
        pair = ends(connection)
    if mapped:
        pair = mapped_pair(pair)
    return sent(name, data, Expected(1, *pair))


def stream(lab: Lab, ports: dict[str, int], sink: TcpSink) -> Iterator[Answer]:
    for six in (False, True):
        yield try_client(f"stream, {'IPv6' if six else 'IPv4'}", ports["plain"], sink, PING, six)
    yield try_client("stream, dual-stack listener, IPv6", ports["dual"], sink, PING, True)
    yield try_client("stream, dual-stack listener, IPv4", ports["dual"], sink, PING, False, mapped=True)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(lab.folder / "nginx.sock"))
        connection.sendall(PING)
        yield sent("stream, client of a UNIX socket", sink.next(), Expected(1))
    with connect((SERVER4, ports["tls"]), CLIENT4) as plain:
        with lab.client_tls().wrap_socket(plain) as connection:
            connection.sendall(PING)
            yield sent("stream, TLS in front", sink.next(), Expected(1, *ends(connection)))


def chain(port: int, sink: TcpSink) -> Iterator[Answer]:
    """Our header in front of nginx, what it makes of it behind: the client's address replaced."""
    for name, pair in (("INET", INET), ("INET6", INET6)):
        case = build(name, addresses=pair)
        with connect(("127.0.0.1", port)) as connection:
            connection.sendall(case.header + PING)
            yield sent(f"stream behind a proxy, {name} in front", sink.next(),
                       Expected(1, pair[0], endpoint_of(connection.getpeername())))


def datagram(port: int, sink: UdpSink) -> Answer:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.bind((CLIENT4, 0))
        client.connect((SERVER4, port))
        client.send(b"ping")
        return sent("stream, UDP", sink.next(),
                    Expected(1, endpoint_of(client.getsockname()), (SERVER4, port)), datagram=True)


def mail(port: int, sink: TcpSink, six: bool) -> Answer:
    with connect(*route(port, six)) as connection:
        for command in (b"EHLO client\r\n", b"MAIL FROM:<a@example.org>\r\n",
                        b"RCPT TO:<b@example.org>\r\n"):
            read_until(connection, lambda data: b"\n" in data)
            connection.sendall(command)
        pair = ends(connection)
        return sent(f"mail, SMTP, {'IPv6' if six else 'IPv4'}", sink.next(), Expected(1, *pair))


def send(lab: Lab) -> Iterator[Answer]:
    ports = {name: lab.port() for name in ("plain", "dual", "tls", "udp", "chain", "mail")}
    with (TcpSink() as sink, UdpSink() as udp_sink,
          TcpSink(answer=b"220 sink\r\n") as smtp, http_backend(MailLogin) as auth):
        MailLogin.sink = smtp.port
        configuration = lab.configure(
            "nginx-send.conf", sink=sink.port, udp_sink=udp_sink.port,
            certificate=lab.certificates.server, auth=auth, **ports)
        nginx = lab.start("nginx", ["nginx", "-p", lab.folder, "-c", configuration])
        nginx.wait_port(ports["mail"])
        sink.drain()
        yield from stream(lab, ports, sink)
        yield from chain(ports["chain"], sink)
        yield datagram(ports["udp"], udp_sink)
        for six in (False, True):
            yield mail(ports["mail"], smtp, six)


SYSTEM = System(
    "nginx", ("nginx-light", "libnginx-mod-stream", "libnginx-mod-mail"), quick=True,
    trials=(
        Trial("receives", "", "its answer to HTTP: $remote_addr, $remote_port and "
              "$proxy_protocol_server_addr, _port", receive),
        Trial("sends", "", "stream and mail: IPv4, IPv6, dual-stack, UNIX, TLS, behind a proxy, UDP",
              send),
    ),
    differences=(
        rulings.crc32c_not_checked(),
        Difference(("stream behind a proxy, INET6 in front",), "invalid: bad_destination_address",
                   THEIRS, "2.1", "TCP6 with an IPv4 destination: both addresses must be of the "
                   "family that the line announces; we refuse it (rule V9)"),
    ))
