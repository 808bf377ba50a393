"""curl (`--haproxy-protocol`). It only sends: version 1 with the addresses of its own connection."""

from collections.abc import Iterator

from harness.commands import over_tcp
from harness.judge import Expected
from harness.lab import CLIENT4, CLIENT6, SERVER4, SERVER6, Lab
from harness.net import TcpSink
from harness.results import Answer, System, Trial


def own_connection(sink: TcpSink) -> Expected:
    return Expected(1, sink.last_peer, (sink.host, sink.port))


def send(lab: Lab) -> Iterator[Answer]:
    for client, host in ((CLIENT4, SERVER4), (CLIENT6, SERVER6), ("127.0.0.1", "127.0.0.1")):
        with TcpSink(host=host) as sink:
            address = f"[{host}]" if ":" in host else host
            yield over_tcp(lab, sink, f"from {client} to {host}", [
                "curl", "-s", "-g", "-o", "/dev/null", "--haproxy-protocol", "--interface", client,
                f"http://{address}:{sink.port}/"], own_connection)


SYSTEM = System(
    "curl", ("curl",),
    trials=(Trial("sends", "", "--haproxy-protocol over IPv4 and IPv6", send),))
