"""Varnish. As receiver (`-a ADDRESS,PROXY`) it answers with client.ip, server.ip and what vmod_proxy has.
As sender (`.proxy_header` of a backend) it writes both versions, and probes the backends."""

from collections.abc import Iterator

from harness import rulings
from harness.cases import random_cases, stream_cases
from harness.judge import Expected, ask, sent
from harness.lab import Lab, route
from harness.net import TcpSink, connect, ends, http_probe, read_until
from harness.results import THEIRS, Answer, Difference, System, Trial


def command(lab: Lab, configuration: str, *listeners: str) -> list[str]:
    return ["varnishd", "-F", "-j", "none", "-n", str(lab.folder / "varnish"), "-f", configuration,
            "-T", "none", "-s", "malloc,10m",
            *(word for listener in listeners for word in ("-a", listener))]


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    configuration = lab.configure("varnish-receive.vcl")
    lab.start("varnishd", command(lab, str(configuration), f"127.0.0.1:{port},PROXY")).wait_port(port)
    cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
    yield from ask(cases, http_probe(port))


def send(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    with TcpSink() as sink, TcpSink() as probe1, TcpSink() as probe2:
        configuration = lab.configure("varnish-send.vcl", sink=sink.port, probe1=probe1.port,
                                      probe2=probe2.port)
        varnish = lab.start("varnishd", command(lab, str(configuration), f"0.0.0.0:{port}",
                                                f"[::]:{port}"))
        varnish.wait_port(port)
        for version in (1, 2):
            for family in ("IPv4", "IPv6"):
                with connect(*route(port, family == "IPv6")) as connection:
                    connection.sendall(f"GET /{version} HTTP/1.0\r\nHost: sink\r\n\r\n".encode())
                    read_until(connection, lambda data: b"ok\n" in data)
                    yield sent(f"proxy_header = {version}, {family}", sink.next(),
                               Expected(version, *ends(connection)))
        first = probe1.next()
        yield sent("probe, version 1", first,
                   Expected(1, probe1.last_peer, ("127.0.0.1", probe1.port)))
        yield sent("probe, version 2", probe2.next(), Expected(2, command="LOCAL"))


SYSTEM = System(
    "Varnish", ("varnish", "gcc", "libc6-dev"),
    trials=(
        Trial("receives", "", "its answer to HTTP: client.ip, server.ip, proxy.authority(), alpn(), "
              "client_cert_cn()", receive),
        Trial("sends", "", "proxy_header 1 and 2 over IPv4 and IPv6, health probes", send),
    ),
    differences=(
        rulings.unknown_refused(),
        Difference(("probe, version 1",), "destination", THEIRS, "2.1",
                   "a health check should name getsockname() and getpeername(); Varnish names its own "
                   "end twice", shown="the source for both"),
    ))
