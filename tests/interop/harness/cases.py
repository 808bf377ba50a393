"""The headers that receivers get, and what each of them means."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import tool

Endpoint = tuple[str, int]

SOURCE4, DESTINATION4 = ("198.18.5.6", 4321), ("198.18.7.8", 443)
SOURCE6, DESTINATION6 = ("2001:db8::aaaa", 4321), ("2001:db8:1:2:3:4:5:6", 443)
TLVS = {"alpn": "h2", "authority": "www.example.org", "unique_id": "id-0123456789"}
COMMON_NAME = "client.example.org"


@dataclass(frozen=True)
class Case:
    """A header and its meaning. Without a source the receiver is to use the real addresses."""

    name: str
    header: bytes
    source: Endpoint | None = None
    destination: Endpoint | None = None
    tlvs: dict[str, str] = field(default_factory=dict)
    invalid: bool = False  # whoever checks the CRC32C must refuse it [2.2.3]


def endpoint_text(endpoint: Endpoint) -> str:
    address, port = endpoint
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def build(name: str, *options: str, addresses: tuple[Endpoint, Endpoint] | None = None,
          tlvs: dict[str, str] | None = None) -> Case:
    """A case whose header `simdproxy encode` builds from the options and TLVs."""
    arguments = list(options)
    if addresses:
        arguments += ["--src", endpoint_text(addresses[0]), "--dst", endpoint_text(addresses[1])]
    for key, value in (tlvs or {}).items():
        option = "--ssl" if key == "cn" else "--tlv"
        arguments += [option, f"{key.upper()}={value}"]
    return Case(name, tool.encode(*arguments), addresses[0] if addresses else None,
                addresses[1] if addresses else None, tlvs or {})


def break_checksum(case: Case, name: str) -> Case:
    """The same header with another value of CRC32C, which `simdproxy encode` writes last."""
    header = case.header[:-4] + bytes(b ^ 0xFF for b in case.header[-4:])
    return Case(name, header, case.source, case.destination, case.tlvs, invalid=True)


INET = (SOURCE4, DESTINATION4)
INET6 = (SOURCE6, DESTINATION6)


def version_1() -> list[Case]:
    return [
        build("v1 TCP4", "--v1", addresses=INET),
        build("v1 TCP6", "--v1", addresses=INET6),
        build("v1 UNKNOWN", "--v1"),
    ]


def version_2(transport: str = "stream") -> list[Case]:
    """Headers of version 2 for TCP, or with "dgram" for UDP."""
    over = ("--transport", transport)
    checked = build("CRC32C right", *over, "--crc32c", addresses=INET, tlvs=TLVS)
    return [
        build("v2 INET", *over, addresses=INET),
        build("v2 INET6", *over, addresses=INET6),
        build("v2 LOCAL", "--command", "local"),
        build("v2 LOCAL + CRC32C", "--command", "local", "--crc32c"),
        build("v2 UNSPEC"),
        build("v2 TLVs", *over, addresses=INET, tlvs=TLVS),
        build("v2 INET6 + TLVs", *over, addresses=INET6, tlvs=TLVS),
        build("v2 SSL", *over, "--ssl", "VERSION=TLSv1.3", "--ssl-client", "ssl,cert-conn",
              addresses=INET, tlvs={"cn": COMMON_NAME}),
        build("v2 NOOP", *over, "--pad", "64", addresses=INET),
        checked,
        break_checksum(checked, "CRC32C wrong"),
    ]


def stream_cases() -> list[Case]:
    return version_1() + version_2()


def from_answer(name: str, header: bytes, answer: dict[str, Any]) -> Case:
    """A case whose meaning is what `simdproxy decode` says of the header."""
    def endpoint(key: str) -> Endpoint:
        return answer[key]["address"], answer[key]["port"]

    return Case(name, header, endpoint("src"), endpoint("dst"))


def random_cases(folder: Path, count: int, mix: str, transport: str = "stream",
                 profile: str = "aws-nlb") -> list[Case]:
    """Valid headers drawn by `simdproxy generate`, the same ones in each run."""
    headers = tool.generate(folder, "--count", str(count), "--seed", "20260427", "--mix", mix,
                            "--profile", profile, "--transport", transport)
    return [from_answer("drawn at random", header, answer) for header, answer in headers]
