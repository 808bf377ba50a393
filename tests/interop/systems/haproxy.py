"""HAProxy. As receiver (`bind ... accept-proxy`) it answers HTTP requests with the addresses and TLVs it
decoded (`lf-string`). As sender there is a listener for each option of `server ... send-proxy`."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from harness import rulings
from harness.cases import INET, INET6, Endpoint, random_cases, stream_cases
from harness.certificates import COMMON_NAME, SERVER_NAME
from harness.judge import Expected, ask, sent
from harness.lab import CLIENT4, SERVER4, Lab, route
from harness.net import TcpSink, connect, ends, http_probe, mapped_pair, read_until
from harness.results import THEIRS, Answer, Difference, System, Trial

PING = b"GET / HTTP/1.1\r\nHost: sink\r\n\r\n"
SIGNED_WITH = {"SSL_SIG_ALG": "RSA-SHA256", "SSL_KEY_ALG": "RSA2048"}


def receive(lab: Lab) -> Iterator[Answer]:
    port = lab.port()
    configuration = lab.configure("haproxy-receive.cfg", port=port)
    lab.start("haproxy", ["haproxy", "-db", "-f", configuration]).wait_port(port)
    cases = stream_cases() + random_cases(lab.folder, 50, "v1-tcp4=15,v1-tcp6=15,v2=30,v2tlv=40")
    yield from ask(cases, http_probe(port))


class Option(NamedTuple):
    """What stands on the `server` line, and what it should add to a header."""

    text: str
    version: int
    mode: str = "tcp"
    tls: bool = False
    certificate: bool = False
    tlvs: tuple[str, ...] = ()  # names, as `simdproxy decode` has them
    ssl: tuple[str, ...] = ()  # sub-types
    has_ssl: bool = False
    crc32c: bool = False


V2 = "send-proxy-v2 proxy-v2-options "
OPTIONS = (
    Option("send-proxy", 1),
    Option("send-proxy", 1, mode="http"),
    Option("send-proxy", 1, tls=True),
    Option("send-proxy-v2", 2),
    Option("send-proxy-v2", 2, tls=True, tlvs=("ALPN",)),
    Option("send-proxy-v2-ssl", 2, tls=True, tlvs=("ALPN",), has_ssl=True, ssl=("SSL_VERSION",)),
    Option("send-proxy-v2-ssl", 2, tls=True, certificate=True, tlvs=("ALPN",), has_ssl=True,
           ssl=("SSL_VERSION",)),
    Option("send-proxy-v2-ssl-cn", 2, tls=True, tlvs=("ALPN",), has_ssl=True, ssl=("SSL_VERSION",)),
    Option("send-proxy-v2-ssl-cn", 2, tls=True, certificate=True, tlvs=("ALPN",), has_ssl=True,
           ssl=("SSL_VERSION", "SSL_CN")),
    Option(V2 + "ssl,cert-cn,cert-key,cert-sig,ssl-cipher", 2, tls=True, certificate=True,
           tlvs=("ALPN",), has_ssl=True,
           ssl=("SSL_VERSION", "SSL_CN", "SSL_KEY_ALG", "SSL_SIG_ALG", "SSL_CIPHER")),
    Option(V2 + "authority", 2, tls=True, tlvs=("ALPN", "AUTHORITY")),
    Option(V2 + "crc32c", 2, crc32c=True),
    Option(V2 + "unique-id", 2, mode="http", tlvs=("UNIQUE_ID",)),
    Option(V2 + "crc32c,unique-id", 2, mode="http", tlvs=("UNIQUE_ID",), crc32c=True),
    Option(V2 + "ssl,cert-cn,cert-key,cert-sig,ssl-cipher,authority,crc32c,unique-id", 2, mode="http",
           tls=True, certificate=True, tlvs=("ALPN", "AUTHORITY", "UNIQUE_ID"), has_ssl=True,
           crc32c=True,
           ssl=("SSL_VERSION", "SSL_CN", "SSL_KEY_ALG", "SSL_SIG_ALG", "SSL_CIPHER")),
)


def expect(option: Option, connection: socket.socket, tls: dict[str, str]) -> Expected:
    """What the client knows of its own connection, in the fields that the option asks for."""
    source, destination = ends(connection)
    known = {"ALPN": "http/1.1", "AUTHORITY": SERVER_NAME,
             "UNIQUE_ID": f"id-{source[0]}-{source[1]}", "SSL_CN": COMMON_NAME, **SIGNED_WITH, **tls}
    ssl: dict[str, Any] | None = None
    if option.has_ssl:
        ssl = {"client": 7 if option.certificate else 1, "verify": 0 if option.certificate else 1}
        ssl |= {name: known[name] for name in option.ssl}
    return Expected(option.version, source, destination, ssl=ssl,
                    tlvs={name: known[name] for name in option.tlvs},
                    crc32c="ok" if option.crc32c else "absent", payload=b"GET / HTTP/1.1")


def try_option(lab: Lab, option: Option, port: int, sink: TcpSink, six: bool) -> Answer:
    """One connection through the listener of an option: TLS 1.3 over IPv4, TLS 1.2 over IPv6."""
    name = " ".join([option.text, *(["TLS"] if option.tls else []),
                     *(["with certificate"] if option.certificate else []), option.mode,
                     "IPv6" if six else "IPv4"])
    connection: socket.socket = connect(*route(port, six))
    tls: dict[str, str] = {}
    if option.tls:
        context = lab.client_tls(option.certificate, ["http/1.1"], newest=not six)
        secure = context.wrap_socket(connection, server_hostname=SERVER_NAME)
        tls = {"SSL_VERSION": secure.version() or "", "SSL_CIPHER": (secure.cipher() or ("",))[0]}
        connection = secure
    with connection:
        connection.sendall(PING)
        read_until(connection, lambda data: b"ok\n" in data)
        return sent(name, sink.next(), expect(option, connection, tls))


def send_options(lab: Lab) -> Iterator[Answer]:
    with TcpSink(until=b"GET / HTTP/1.1") as sink:
        ports = [lab.port() for _ in OPTIONS]
        tls = (f"ssl crt {lab.certificates.server} ca-file {lab.certificates.authority} "
               "verify optional crt-ignore-err all alpn http/1.1")
        sections = "".join(
            lab.configure("haproxy-send-option.cfg", port=port, sink=sink.port, option=option.text,
                          mode=option.mode, tls=tls if option.tls else "").read_text()
            for option, port in zip(OPTIONS, ports))
        configuration = lab.configure("haproxy-send.cfg", sections=sections)
        lab.start("haproxy", ["haproxy", "-db", "-f", configuration]).wait_port(ports[-1])
        sink.drain()
        for option, port in zip(OPTIONS, ports):
            for six in (False, True):
                yield try_option(lab, option, port, sink, six)


def send_special(lab: Lab) -> Iterator[Answer]:
    names = ("dual1", "dual2", "check1", "check2", "check3", "set1", "set2")
    ports = {name: lab.port() for name in names}
    with TcpSink() as sink, TcpSink() as check1, TcpSink() as check2, TcpSink() as check3:
        special = lab.configure(
            "haproxy-send-special.cfg", sink=sink.port, check_sink1=check1.port,
            check_sink2=check2.port, check_sink3=check3.port, set_source_port=INET[0][1],
            set_destination_port=INET[1][1], **ports)
        configuration = lab.configure("haproxy-send.cfg", sections=special.read_text())
        haproxy = lab.start("haproxy", ["haproxy", "-db", "-f", configuration])
        haproxy.wait_port(ports["set2"])
        sink.drain()
        for version in (1, 2):
            yield dual_stack(version, ports[f"dual{version}"], sink)
            yield unix_client(lab, version, sink)
            for pair in (INET, INET6):
                yield set_by_rule(version, ports[f"set{version}"], sink, pair)
        first = check1.next()
        # A check in version 1 names the connection of the check itself [2.1].
        yield sent("health check, version 1", first,
                   Expected(1, check1.last_peer, ("127.0.0.1", check1.port)))
        yield sent("health check, version 2", check2.next(), Expected(2, command="LOCAL"))
        yield sent("health check, version 2, crc32c", check3.next(),
                   Expected(2, command="LOCAL", crc32c="ok"))


def dual_stack(version: int, port: int, sink: TcpSink) -> Answer:
    """An IPv4 client, which HAProxy announces as IPv6 (::ffff:203.0.113.99)."""
    with connect((SERVER4, port), CLIENT4) as connection:
        connection.sendall(PING)
        expected = Expected(version, *mapped_pair(ends(connection)))
        return sent(f"IPv4 client of a dual-stack listener, version {version}", sink.next(), expected)


def unix_client(lab: Lab, version: int, sink: TcpSink) -> Answer:
    """A client of a UNIX socket: UNKNOWN, or LOCAL in version 2."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(lab.folder / f"v{version}.sock"))
        connection.sendall(PING)
        expected = Expected(version, command="PROXY" if version == 1 else "LOCAL")
        return sent(f"client of a UNIX socket, version {version}", sink.next(), expected)


def set_by_rule(version: int, port: int, sink: TcpSink,
                pair: tuple[Endpoint, Endpoint]) -> Answer:
    """Addresses and ports that rules of the configuration replace."""
    source, destination = pair
    request = (f"GET / HTTP/1.1\r\nHost: sink\r\nx-src: {source[0]}\r\nx-dst: {destination[0]}\r\n\r\n")
    with connect(("127.0.0.1", port)) as connection:
        connection.sendall(request.encode())
        family = "IPv6" if ":" in source[0] else "IPv4"
        return sent(f"set-src, set-dst {family}, version {version}", sink.next(),
                    Expected(version, source, destination))


CLIENT = """
import socket
with socket.create_connection(("127.0.0.1", {port})) as connection:
    connection.sendall(b"ping")
    print(connection.getsockname()[1])
    connection.recv(1)
"""


def send_namespace(lab: Lab) -> Iterator[Answer]:
    """A listener in a namespace named blue, and a client there. `ip netns` keeps names under /run, which
    is made empty in this mount namespace first, so that nothing of it stays."""
    port = lab.port()
    for command in ("mount -t tmpfs none /run", "ip netns add blue",
                    "ip -n blue link set lo up"):
        subprocess.run(command.split(), check=True)
    with TcpSink() as sink:
        section = lab.configure("haproxy-send-namespace.cfg", port=port, sink=sink.port,
                                namespace="blue")
        configuration = lab.configure("haproxy-send.cfg", sections=section.read_text())
        haproxy = lab.start("haproxy", ["haproxy", "-db", "-f", configuration])

        def client() -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                ["ip", "netns", "exec", "blue", sys.executable, "-c", CLIENT.format(port=port)],
                capture_output=True, text=True, check=False)

        answers: list[str] = []

        def ready() -> bool:
            answers.append(client().stdout.strip())
            return bool(answers[-1])

        haproxy.wait_for("listener in a namespace", ready)
        yield sent("bind ... namespace blue", sink.next(),
                   Expected(2, ("127.0.0.1", int(answers[-1])), ("127.0.0.1", port),
                            tlvs={"NETNS": "blue"}))


SYSTEM = System(
    "HAProxy", ("haproxy",), quick=True,
    trials=(
        Trial("receives", "", "its answer to HTTP: src, dst, fc_pp_authority, fc_pp_unique_id", receive),
        Trial("sends", "options", "every option of send-proxy, TLS with and without client "
              "certificate, unique id", send_options),
        Trial("sends", "special", "dual-stack listener, UNIX clients, replaced addresses, health checks",
              send_special),
        Trial("sends", "namespace", "a listener in a network namespace", send_namespace),
    ),
    differences=(
        rulings.unspec_refused(),
        Difference(tuple(f"send-proxy-v2-{option} TLS tcp {family}" for option in ("ssl", "ssl-cn")
                         for family in ("IPv4", "IPv6")),
                   "SSL {'client': 1, 'verify': 0", THEIRS, "2.2.6",
                   "verify is 0 though the client presented no certificate; it should be non-zero then",
                   "options", "verify = 0"),
    ))
