"""Clients and sinks: what talks to a receiver, and what a sender talks to."""

import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from .cases import Case, Endpoint
from .judge import Probe, Seen, read_fields
from .process import free_port

ANSWER_SECONDS = 10.0
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
HTTP_ANSWER = (b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n"
               b"Connection: close\r\n\r\nok\n")


def endpoint_of(name: tuple) -> Endpoint:
    """The address and port of what getsockname or getpeername gave."""
    return name[0], name[1]


def ends(connection: socket.socket) -> tuple[Endpoint, Endpoint]:
    """Both ends as a client knows them: its own address, and what it connected to."""
    return endpoint_of(connection.getsockname()), endpoint_of(connection.getpeername())


def mapped_pair(pair: tuple[Endpoint, Endpoint]) -> tuple[Endpoint, Endpoint]:
    """IPv4 addresses in the form that a dual-stack socket shows, ::ffff:192.0.2.1."""
    (source, source_port), (destination, destination_port) = pair
    return (f"::ffff:{source}", source_port), (f"::ffff:{destination}", destination_port)


def connect(target: Endpoint, source: str | None = None) -> socket.socket:
    """A TCP connection, from the given address if there is one."""
    family = socket.AF_INET6 if ":" in target[0] else socket.AF_INET
    connection = socket.socket(family)
    connection.settimeout(ANSWER_SECONDS)
    try:
        if source:
            connection.bind((source, 0))
        connection.connect(target)
    except OSError:
        connection.close()
        raise
    return connection


def read_until(connection: socket.socket, enough: Callable[[bytes], bool]) -> bytes:
    """Reads until enough() of it is there, the other side closes, or the time is over."""
    data = b""
    try:
        while not enough(data):
            more = connection.recv(65536)
            if not more:
                break
            data += more
    except OSError:
        pass
    return data


def ask_in_band(port: int, case: Case, payload: bytes,
                enough: Callable[[bytes], bool] = lambda data: b"\nseen:" in data and b";" in data,
                host: str = "127.0.0.1") -> Seen | None:
    """Sends header and payload; the receiver answers `seen: key=value ... ;` in its own words."""
    with connect((host, port)) as connection:
        real = ends(connection)
        try:
            connection.sendall(case.header + payload)
        except OSError:
            return None
        fields = read_fields(read_until(connection, enough).decode(errors="replace"))
    return Seen(fields, *real) if fields and fields.get("src") else None


def http_probe(port: int,
               request: bytes = b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n") -> Probe:
    """A probe for HTTP servers whose answer has the fields in its body or head."""
    return lambda case: ask_in_band(port, case, request, enough=lambda data: False)


def header_is_whole(data: bytes) -> bool:
    """Whether a connection's first header is complete, or it has none."""
    if data.startswith(SIGNATURE):
        return len(data) >= 16 and len(data) >= 16 + int.from_bytes(data[14:16], "big")
    if data.startswith(b"PROXY "):
        return b"\r\n" in data
    return len(data) >= len(SIGNATURE)


class TcpSink:
    """A backend: keeps the first bytes of each connection, and answers."""

    def __init__(self, answer: bytes = HTTP_ANSWER, until: bytes = b"",
                 host: str = "127.0.0.1") -> None:
        """until: payload that must be there, too, before the sink answers."""
        self.answer = answer
        self.until = until
        self.host = host
        self.firsts: queue.Queue[tuple[Endpoint, bytes]] = queue.Queue()
        self.last_peer: Endpoint = ("", 0)  # of the connection that next() returned last
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.port = free_port()
        self.listener = socket.create_server((host, self.port), family=family, backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, peer = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection, endpoint_of(peer)), daemon=True).start()

    def _serve(self, connection: socket.socket, peer: Endpoint) -> None:
        with connection:
            connection.settimeout(ANSWER_SECONDS)
            data = read_until(connection,
                              lambda data: header_is_whole(data) and self.until in data)
            if not data:
                return  # somebody looked whether the port accepts
            self.firsts.put((peer, data))
            try:
                connection.sendall(self.answer)
                while connection.recv(65536):
                    pass
            except OSError:
                pass

    def next(self, seconds: float = ANSWER_SECONDS) -> bytes:
        """The first bytes of the next connection; empty if none comes."""
        try:
            self.last_peer, data = self.firsts.get(timeout=seconds)
        except queue.Empty:
            return b""
        return data

    def drain(self) -> None:
        """Forgets the connections so far."""
        while not self.firsts.empty():
            self.firsts.get()

    def close(self) -> None:
        self.listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()


class UdpSink:
    """A backend over UDP: keeps each datagram, and answers with what reply() makes of it."""

    def __init__(self, reply: Callable[[bytes], bytes] = lambda data: b"ok\n",
                 host: str = "127.0.0.1", port: int = 0) -> None:
        self.reply = reply
        self.datagrams: queue.Queue[bytes] = queue.Queue()
        self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET,
                                    socket.SOCK_DGRAM)
        self.port = port or free_port()
        self.socket.bind((host, self.port))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                data, peer = self.socket.recvfrom(65536)
                self.datagrams.put(data)
                self.socket.sendto(self.reply(data), peer)
            except OSError:
                return

    def next(self, containing: bytes = b"") -> bytes:
        """The next datagram that has these bytes; empty if none comes."""
        while True:
            try:
                data = self.datagrams.get(timeout=ANSWER_SECONDS)
            except queue.Empty:
                return b""
            if containing in data:
                return data

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()


class ForwardedEcho(BaseHTTPRequestHandler):
    """A backend that answers with the X-Forwarded-For that a proxy gave it."""

    def do_GET(self) -> None:
        body = f"\nseen: src={self.headers.get('X-Forwarded-For', '-')} ;\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def http_backend(handler: type[BaseHTTPRequestHandler] = ForwardedEcho) -> Iterator[int]:
    """An HTTP server in this process; gives its port."""
    port = free_port()
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield port
        finally:
            server.shutdown()
