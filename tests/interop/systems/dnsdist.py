"""dnsdist. As receiver (`setProxyProtocolACL`) a Lua action logs the addresses and TLVs that it decoded.
As sender (`useProxyProtocol`) it writes version 2 in front of queries over UDP and TCP."""

import socket
from collections.abc import Iterator

from harness import dns, rulings
from harness.cases import Case, random_cases, version_2
from harness.judge import Expected, Seen, ask, read_fields, sent
from harness.lab import Lab, route
from harness.net import connect, ends, read_until
from harness.process import LogTail
from harness.results import Answer, System, Trial


def receive(lab: Lab, transport: str, send: dns.Ask) -> Iterator[Answer]:
    port = lab.port()
    configuration = lab.configure("dnsdist-receive.lua", port=port, backend=lab.port())
    dnsdist = lab.start("dnsdist", ["dnsdist", "--supervised", "--disable-syslog", "-C", configuration])
    dnsdist.wait_port(port)
    log = LogTail(dnsdist.log)

    def probe(case: Case) -> Seen | None:
        name = dns.fresh_name()
        answer, real = send(port, case, dns.query(name))
        line = log.wait(rf"{name}\. (seen:.*;)") if answer else None
        return Seen(read_fields(line[1]) or {}, *real) if line else None

    cases = version_2(transport) + random_cases(lab.folder, 50, "v2=50,v2tlv=50", transport)
    yield from ask(cases, probe)


def over_udp(name: str, host: str, port: int, sink: dns.DnsBackend, six: bool,
             tlvs: dict[str, str]) -> Answer:
    with socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM) as connection:
        target, client = route(port, six)
        connection.bind((client, 0))
        connection.connect(target)
        connection.send(dns.query(host))
        pair = ends(connection)
        # Health checks go to the same sink.
        data = sink.udp.next(containing=host.split(".")[0].encode())
        return sent(name, data, Expected(2, *pair, transport="DGRAM", tlvs=tlvs), datagram=True)


def over_tcp(name: str, host: str, port: int, sink: dns.DnsBackend, six: bool,
             tlvs: dict[str, str]) -> Answer:
    target, client = route(port, six)
    message = dns.query(host)
    with connect(*route(port, six)) as connection:
        connection.sendall(len(message).to_bytes(2, "big") + message)
        data = sink.tcp.next()
        read_until(connection, lambda data: len(data) > 12)
        pair = ends(connection)
        return sent(name, data, Expected(2, *pair, tlvs=tlvs))


def send(lab: Lab) -> Iterator[Answer]:
    port, port6 = lab.port(), lab.port()
    with dns.DnsBackend() as plain, dns.DnsBackend() as tlvs, dns.DnsBackend() as checked:
        configuration = lab.configure("dnsdist-send.lua", port=port, port6=port6, plain=plain.port,
                                      tlvs=tlvs.port, checked=checked.port)
        dnsdist = lab.start("dnsdist", ["dnsdist", "--supervised", "--disable-syslog", "-C",
                                        configuration])
        dnsdist.wait_port(port)
        values = {"ALPN": "dot", "CUSTOM": b"custom".hex(), "NOOP": ""}
        for six in (False, True):
            family, here = ("IPv6", port6) if six else ("IPv4", port)
            yield over_udp(f"UDP, {family}", "plain.example.org", here, plain, six, {})
            yield over_udp(f"UDP, {family}, TLVs", "tlvs.example.org", here, tlvs, six, values)
            yield over_tcp(f"TCP, {family}", "plain.example.org", here, plain, six, {})
            yield over_tcp(f"TCP, {family}, TLVs", "tlvs.example.org", here, tlvs, six, values)
        yield sent("health check, UDP", checked.udp.next(), Expected(2, command="LOCAL"),
                   datagram=True)


SYSTEM = System(
    "dnsdist", ("dnsdist",),
    trials=(
        Trial("receives", "UDP", "its log, by Lua: addresses and getProxyProtocolValues()",
              lambda lab: receive(lab, "dgram", dns.ask_udp)),
        Trial("receives", "TCP", "its log, by Lua: the same",
              lambda lab: receive(lab, "stream", dns.ask_tcp)),
        Trial("sends", "", "UDP and TCP, IPv4 and IPv6, TLVs, health check", send),
    ),
    differences=(rulings.crc32c_not_checked(), rulings.unspec_refused()))
