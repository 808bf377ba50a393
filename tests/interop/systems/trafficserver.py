"""Traffic Server. As receiver (a `:pp` port) it shows the client to the backend in X-Forwarded-For. As
sender (`proxy.config.http.proxy_protocol_out`) it writes version 1 or 2."""

from collections.abc import Iterator

from harness import rulings
from harness.cases import INET, INET6, build, random_cases, stream_cases
from harness.judge import Expected, ask, sent
from harness.lab import Lab, route
from harness.net import TcpSink, connect, ends, http_backend, http_probe, read_until
from harness.results import THEIRS, Answer, Difference, System, Trial

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
FILES = ("records.config", "remap.config", "ip_allow.yaml", "storage.config")


def start(lab: Lab, backend: int, out: int) -> dict[str, int]:
    """Starts it with folders of its own; gives its ports."""
    ports = {name: lab.port() for name in ("port", "plain", "plain6")}
    for name in ("etc", "run", "log", "cache", "var"):
        lab.make_folder(name)
    for name in FILES:
        lab.configure(f"trafficserver/{name}", f"etc/{name}", backend=backend, out=out, **ports)
    for name in ("plugin.config", "ssl_multicert.config", "parent.config", "hosting.config",
                 "volume.config", "splitdns.config", "socks.config", "sni.yaml", "logging.yaml"):
        (lab.folder / "etc" / name).touch()
    run_root = lab.configure("trafficserver/runroot.yaml", "runroot.yaml")
    server = lab.start("traffic_server", ["traffic_server", f"--run-root={run_root}"])
    server.wait_port(ports["plain"])
    return ports


def receive(lab: Lab) -> Iterator[Answer]:
    with http_backend() as backend:
        port = start(lab, backend, -1)["port"]
        cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
        yield from ask(cases, http_probe(port, REQUEST))


def send(version: int, lab: Lab) -> Iterator[Answer]:
    with TcpSink() as sink:
        ports = start(lab, sink.port, version)
        sink.drain()
        for family, port in (("IPv4", ports["plain"]), ("IPv6", ports["plain6"])):
            with connect(*route(port, family == "IPv6")) as connection:
                connection.sendall(REQUEST)
                read_until(connection, lambda data: b"ok\n" in data)
                yield sent(f"version {version}, {family}", sink.next(),
                           Expected(version, *ends(connection)))
        for family, pair in (("INET", INET), ("INET6", INET6)):
            with connect(("127.0.0.1", ports["port"])) as connection:
                connection.sendall(build("", addresses=pair).header + REQUEST)
                read_until(connection, lambda data: b"ok\n" in data)
                yield sent(f"version {version}, behind a proxy, {family}", sink.next(),
                           Expected(version, *pair))


NAME = "Traffic Server"
SYSTEM = System(
    NAME, ("trafficserver",),
    trials=(
        Trial("receives", "", "X-Forwarded-For at the backend", receive),
        Trial("sends", "version 1", "proxy_protocol_out 1: clients with and without a header",
              lambda lab: send(1, lab)),
        Trial("sends", "version 2", "proxy_protocol_out 2: the same", lambda lab: send(2, lab)),
    ),
    differences=(
        rulings.unknown_refused(), rulings.local_refused(), rulings.unspec_refused(),
        rulings.crc32c_not_checked(),
        Difference(tuple(f"version {version}, {family}" for version in (1, 2)
                         for family in ("IPv4", "IPv6")), "source", THEIRS, "2.2",
                   "a header names the source first; where no header came in they are swapped",
                   shown="source and destination swapped"),
    ))
