"""swaks (`--proxy-*`). It only sends: both versions, with the addresses of its command line."""

from collections.abc import Iterator

from harness.commands import PAIRS, Pair, each_pair, over_tcp
from harness.judge import Expected
from harness.lab import Lab
from harness.net import TcpSink
from harness.results import THEIRS, Answer, Difference, System, Trial

GREETING = b"220 sink\r\n"


def command(port: int, pair: Pair, *options: str) -> list[str]:
    (source, source_port), (destination, destination_port) = pair
    return ["swaks", "--server", f"127.0.0.1:{port}", "--to", "user@example.org", "--quit-after",
            "CONNECT", "--proxy-source", source, "--proxy-source-port", str(source_port),
            "--proxy-dest", destination, "--proxy-dest-port", str(destination_port), *options]


def send(lab: Lab) -> Iterator[Answer]:
    with TcpSink(answer=GREETING) as sink:
        def version_1(pair: Pair) -> list[str]:
            family = "TCP6" if ":" in pair[0][0] else "TCP4"
            return command(sink.port, pair, "--proxy-version", "1", "--proxy-family", family)

        def version_2(pair: Pair, *options: str) -> list[str]:
            family = "AF_INET6" if ":" in pair[0][0] else "AF_INET"
            return command(sink.port, pair, "--proxy-version", "2", "--proxy-family", family, *options)

        yield from each_pair(lab, sink, "version 1", version_1, 1)
        yield from each_pair(lab, sink, "version 2", version_2, 2)
        for family, pair in PAIRS.items():
            yield over_tcp(lab, sink, f"version 2, DGRAM, {family}",
                           version_2(pair, "--proxy-protocol", "DGRAM"),
                           Expected(2, *pair, transport="DGRAM"))
            yield over_tcp(lab, sink, f"version 2, LOCAL, {family}",
                           version_2(pair, "--proxy-command", "LOCAL"), Expected(2, command="LOCAL"))


SYSTEM = System(
    "swaks", ("swaks",),
    trials=(Trial("sends", "", "--proxy-version 1 and 2, STREAM and DGRAM, LOCAL", send),),
    differences=(
        Difference(("version 2, LOCAL, INET", "version 2, LOCAL, INET6"), "invalid: bad_command",
                   THEIRS, "2.2", "the byte of version and command is 22, a command that is not "
                   "assigned; LOCAL is 20"),
    ))
