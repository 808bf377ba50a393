"""Compares what came out with what was meant."""

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from . import tool
from .cases import Case, Endpoint
from .results import AS_MEANT, REAL, REFUSED, Answer


@dataclass(frozen=True)
class Seen:
    """What a receiver shows of a connection, and the connection's own addresses."""

    fields: dict[str, str]  # src, sport, dst, dport, or a TLV; only what this receiver shows
    real_source: Endpoint
    real_destination: Endpoint


Probe = Callable[[Case], Seen | None]  # None: refused


def read_fields(text: str) -> dict[str, str] | None:
    """The fields of `seen: key=value key=value ;` in text; None if there is no such thing."""
    found = re.search(r"seen:([^;]*);", text)
    if not found:
        return None
    pairs = (word.split("=", 1) for word in found[1].split() if "=" in word)
    return {key: "" if value == "-" else value for key, value in pairs}


def same_address(one: str, other: str) -> bool:
    try:
        return ipaddress.ip_address(one.strip("[]")) == ipaddress.ip_address(other)
    except ValueError:
        return False


def addresses_agree(seen: Seen, source: Endpoint, destination: Endpoint) -> bool:
    """Whether all that the receiver shows of addresses and ports is this pair."""
    fields = seen.fields
    return (same_address(fields["src"], source[0])
            and fields.get("sport", str(source[1])) == str(source[1])
            and ("dst" not in fields or same_address(fields["dst"], destination[0]))
            and fields.get("dport", str(destination[1])) == str(destination[1]))


def outcome(case: Case, seen: Seen | None) -> str:
    """In words: what the receiver made of the header."""
    if seen is None:
        return AS_MEANT if case.invalid else REFUSED
    shown = " ".join(f"{key}={value}" for key, value in seen.fields.items())
    if case.source is None or case.destination is None:
        if addresses_agree(seen, seen.real_source, seen.real_destination):
            return AS_MEANT
        return f"shows {shown}"
    if not addresses_agree(seen, case.source, case.destination):
        if addresses_agree(seen, seen.real_source, seen.real_destination):
            return REAL
        return f"shows {shown}"
    for key in ("alpn", "authority", "unique_id", "cn"):
        if key in seen.fields and seen.fields[key] != case.tlvs.get(key, ""):
            return f"shows {shown}"
    return "accepted" if case.invalid else AS_MEANT


def ask(cases: list[Case], probe: Probe) -> Iterator[Answer]:
    """Sends each header and judges what the receiver shows."""
    for case in cases:
        yield Answer(case.name, outcome(case, probe(case)))


@dataclass(frozen=True)
class Expected:
    """What a sender's header should say: the facts that the test itself knows."""

    version: int
    source: Endpoint | None = None
    destination: Endpoint | None = None
    command: str = "PROXY"
    transport: str = "STREAM"
    tlvs: dict[str, str] = field(default_factory=dict)  # by name; "" stands for any value
    ssl: dict[str, Any] | None = None  # client, verify, and sub-types by name
    crc32c: str = "absent"
    payload: bytes = b""  # what stands directly behind the header


def sent(case: str, data: bytes, expected: Expected, datagram: bool = False) -> Answer:
    """Decodes what a sender sent and compares each field with what the test knows."""
    got = tool.decode(data, datagram)
    if got["outcome"] != "ok":
        return Answer(case, f"{got['outcome']}: {got.get('reason', data[:32])}, "
                            f"offset {got.get('offset', 0)}")
    wrong = []

    def compare(what: str, value: Any, wanted: Any) -> None:
        if value != wanted:
            wrong.append(f"{what} {value} for {wanted}")

    def compare_endpoint(what: str, value: dict[str, Any] | None, wanted: Endpoint | None) -> None:
        shown = (str(ipaddress.ip_address(value["address"])), value["port"]) if value else None
        compare(what, shown, (str(ipaddress.ip_address(wanted[0])), wanted[1]) if wanted else None)

    has_addresses = expected.source is not None
    family = "UNSPEC" if expected.source is None else "INET6" if ":" in expected.source[0] else "INET"
    compare("version", got["version"], expected.version)
    compare("command", got["command"], expected.command)
    compare("family", got["family"], family)
    compare("transport", got["transport"], expected.transport if has_addresses else "UNSPEC")
    compare_endpoint("source", got["src"], expected.source)
    compare_endpoint("destination", got["dst"], expected.destination)
    compare("CRC32C", got["crc32c"], expected.crc32c)
    entries = {tlv["name"] or hex(tlv["type"]): tlv for tlv in got["tlvs"]}
    ssl = entries.pop("SSL", None)
    entries.pop("CRC32C", None)
    compare("TLVs", sorted(entries), sorted(expected.tlvs))
    for name, value in expected.tlvs.items():
        if value and name in entries:
            compare(name, entries[name].get("text", entries[name]["value"]), value)
    compare("SSL", ssl and flatten_ssl(ssl), expected.ssl)
    if expected.payload:
        compare("payload", data[got["header_size"]:][:len(expected.payload)], expected.payload)
    return Answer(case, "; ".join(wrong) or AS_MEANT)


def flatten_ssl(entry: dict[str, Any]) -> dict[str, Any]:
    """The SSL entry as Expected.ssl has it."""
    return {"client": entry["client"], "verify": entry["verify"],
            **{sub["name"]: sub.get("text", sub["value"]) for sub in entry["tlvs"]}}
