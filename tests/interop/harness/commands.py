"""Command line clients that send headers: each runs once a header, its output is thrown away. What a
header should say is what the command line says."""

from collections.abc import Callable, Iterator, Sequence

from . import dns
from .cases import INET, INET6, Endpoint
from .judge import Expected, sent
from .lab import Lab
from .net import TcpSink
from .results import Answer

Pair = tuple[Endpoint, Endpoint]
PAIRS: dict[str, Pair] = {"INET": INET, "INET6": INET6}


def over_tcp(lab: Lab, sink: TcpSink, name: str, command: Sequence[str],
             expected: Expected | Callable[[TcpSink], Expected]) -> Answer:
    """Runs the command until the sink has its header; its peer may be part of what is expected."""
    sink.drain()
    client = lab.start("client", command)
    data = sink.next(2)
    client.stop()
    data = data or sink.next(2)  # a header that is cut short is whole when its sender is gone
    return sent(name, data, expected(sink) if callable(expected) else expected)


def over_udp(lab: Lab, sink: dns.DnsBackend, name: str, command: Sequence[str],
             expected: Expected) -> Answer:
    client = lab.start("client", command)
    data = sink.udp.next()
    client.stop()
    return sent(name, data, expected, datagram=True)


def each_pair(lab: Lab, sink: TcpSink, name: str, command: Callable[[Pair], Sequence[str]],
              version: int) -> Iterator[Answer]:
    """The command with IPv4 and with IPv6 addresses."""
    for family, pair in PAIRS.items():
        yield over_tcp(lab, sink, f"{name}, {family}", command(pair), Expected(version, *pair))
