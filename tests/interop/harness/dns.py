"""Just enough DNS: queries, their answers, and a backend that answers them."""

import itertools
import socket
import struct
from collections.abc import Callable

from .cases import Case, Endpoint
from .judge import Probe, Seen
from .net import SIGNATURE, TcpSink, UdpSink, connect, ends, header_is_whole, read_until

A, TXT, AAAA = 1, 16, 28
UDP_SECONDS = 0.7
Ends = tuple[Endpoint, Endpoint]
_numbers = itertools.count(1)


def fresh_name(zone: str = "example.org") -> str:
    """A name that was not asked for yet, so that no cache and no old log line can answer."""
    return f"q{next(_numbers)}.{zone}"


def query(name: str, kind: int = TXT) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack(">6H", 0x1234, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", kind, 1)


def refuse(message: bytes) -> bytes:
    """An answer without records to the query in a message, which may have a header in front."""
    if message.startswith(SIGNATURE):
        message = message[16 + int.from_bytes(message[14:16], "big"):]
    if len(message) < 12:
        return b""
    return message[:2] + b"\x81\x80" + message[4:6] + bytes(6) + message[12:]


def _skip_name(message: bytes, offset: int) -> int:
    while message[offset]:
        if message[offset] >= 0xC0:
            return offset + 2
        offset += 1 + message[offset]
    return offset + 1


def first_answer(message: bytes) -> str:
    """The first record of an answer as text: an address, or a TXT; empty if there is none."""
    if len(message) < 12 or not struct.unpack_from(">H", message, 6)[0]:
        return ""
    offset = _skip_name(message, 12) + 4
    offset = _skip_name(message, offset)
    kind, _, _, size = struct.unpack_from(">HHIH", message, offset)
    data = message[offset + 10:offset + 10 + size]
    if kind in (A, AAAA):
        return socket.inet_ntop(socket.AF_INET if kind == A else socket.AF_INET6, data)
    return data[1:1 + data[0]].decode(errors="replace")


def ask_udp(port: int, case: Case, message: bytes) -> tuple[bytes, Ends]:
    """Header and query in one datagram; gives the answer (empty: none) and the real addresses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(UDP_SECONDS)
        client.connect(("127.0.0.1", port))
        real = ends(client)
        client.send(case.header + message)
        try:
            return client.recv(65536), real
        except OSError:
            return b"", real


def ask_tcp(port: int, case: Case, message: bytes) -> tuple[bytes, Ends]:
    """Header and query over TCP, likewise."""
    with connect(("127.0.0.1", port)) as client:
        client.settimeout(UDP_SECONDS)
        real = ends(client)
        client.sendall(case.header + len(message).to_bytes(2, "big") + message)
        data = read_until(client, lambda data: len(data) >= 2 and
                          len(data) >= 2 + int.from_bytes(data[:2], "big"))
        return data[2:], real


Ask = Callable[[int, Case, bytes], tuple[bytes, Ends]]


def in_band(ask: Ask, port: int, read: Callable[[str], dict[str, str]],
            name: Callable[[], str], kind: Callable[[Case], int] = lambda case: TXT) -> Probe:
    """A probe for servers that put what they decoded into the answer."""
    def probe(case: Case) -> Seen | None:
        message, real = ask(port, case, query(name(), kind(case)))
        text = first_answer(message)
        return Seen(read(text), *real) if text else None

    return probe


class DnsTcpSink(TcpSink):
    """A DNS backend over TCP: it keeps the first bytes of each connection, and answers all queries."""

    def _serve(self, connection: socket.socket, peer: Endpoint) -> None:
        with connection:
            connection.settimeout(5)
            data = read_until(connection, header_is_whole)
            self.firsts.put((peer, data))
            if data.startswith(SIGNATURE):
                data = data[16 + int.from_bytes(data[14:16], "big"):]
            try:
                while True:
                    while len(data) < 2 or len(data) < 2 + int.from_bytes(data[:2], "big"):
                        more = connection.recv(65536)
                        if not more:
                            return
                        data += more
                    size = 2 + int.from_bytes(data[:2], "big")
                    answer = refuse(data[2:size])
                    connection.sendall(len(answer).to_bytes(2, "big") + answer)
                    data = data[size:]
            except OSError:
                return


class DnsBackend:
    """UDP and TCP on one port. Use as a context."""

    def __init__(self) -> None:
        self.tcp = DnsTcpSink()
        self.udp = UdpSink(refuse, port=self.tcp.port)
        self.port = self.tcp.port

    def __enter__(self) -> "DnsBackend":
        return self

    def __exit__(self, *_: object) -> None:
        self.tcp.close()
        self.udp.close()


__all__ = ["A", "AAAA", "TXT", "DnsBackend", "ask_tcp", "ask_udp", "first_answer", "fresh_name",
           "in_band", "query"]
