"""A capture of all that a system was sent and sent itself, and what tshark says of its headers."""

import ipaddress
import json
import socket
import struct
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .net import SIGNATURE
from .tool import tool

FIELDS = ("frame.number", "tcp.stream", "tcp.srcport", "tcp.payload", "udp.payload", "proxy.version",
          "proxy.v1.proto", "proxy.v2.cmd", "proxy.src.ipv4", "proxy.dst.ipv4", "proxy.src.ipv6",
          "proxy.dst.ipv6", "proxy.srcport", "proxy.dstport", "proxy.v2.tlv.type",
          "proxy.v2.tlv.ssl.cn")
FIXED_BYTES = 16
ETH_P_ALL = 3
SO_RCVBUFFORCE = 33
END = b"simdproxy interop: end of the capture"


@dataclass
class Opinion:
    """How tshark and simdproxy compare on the headers of one capture."""

    headers: int = 0
    agree: int = 0
    beyond: int = 0  # valid, but of a form that tshark 4.0 does not know, see beyond_tshark
    invalid: int = 0  # refused by simdproxy: the trials say why
    differences: dict[str, int] = field(default_factory=dict)  # by what differs
    failure: str = ""


class Capture:
    """Records the loopback, while it is entered, to a file of Ethernet frames (pcap)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "capture.pcap"
        self.thread = threading.Thread(target=self._record, daemon=True)

    def __enter__(self) -> Self:
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        # FORCE: more than the system's limit, so that nothing is lost while the machine is busy.
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
        self.socket.bind(("lo", 0))
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.stop()

    def _record(self) -> None:
        with open(self.file, "wb") as out:
            out.write(struct.pack("=IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, 1))
            while True:
                frame, address = self.socket.recvfrom(1 << 18)
                if address[2] == socket.PACKET_OUTGOING:
                    continue  # the loopback shows each packet twice
                if frame.endswith(END):
                    return
                now = time.time_ns() // 1000
                out.write(struct.pack("=IIII", now // 10**6, now % 10**6, len(frame), len(frame)))
                out.write(frame)

    def stop(self) -> None:
        """Ends the recording behind all that was sent so far: a datagram of our own says where."""
        if self.thread.is_alive():
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(END, ("127.0.0.1", 9))
            self.thread.join(timeout=10)
        self.socket.close()

    def second_opinion(self) -> Opinion:
        """Stops recording, and compares header by header."""
        self.stop()
        opinion, differences = Opinion(), Counter[str]()
        headers = list(self._headers())
        for row, ours in zip(headers, self._decode(headers)):
            opinion.headers += 1
            if ours["outcome"] != "ok":
                opinion.invalid += 1
            elif beyond_tshark(row, ours):
                opinion.beyond += 1
            elif different := compare(row, ours):
                differences[different] += 1
            else:
                opinion.agree += 1
        opinion.differences = dict(differences)
        return opinion

    def _headers(self) -> Iterator[dict[str, str]]:
        """tshark's fields of each packet that begins a direction of a stream, or a datagram, and has
        a signature in front."""
        done = subprocess.run(
            ["tshark", "-n", "-r", str(self.file), "-o", "tcp.try_heuristic_first:TRUE", "-o",
             "udp.try_heuristic_first:TRUE", "-Y", "tcp.payload or udp.payload", "-T", "fields",
             "-E", "occurrence=a", *(word for name in FIELDS for word in ("-e", name))],
            check=True, capture_output=True, text=True)
        begun = set()
        for line in done.stdout.splitlines():
            row = dict(zip(FIELDS, line.split("\t")))
            if row["tcp.payload"]:
                direction = row["tcp.stream"], row["tcp.srcport"]
                if direction in begun:
                    continue
                begun.add(direction)
            row["payload"] = row["tcp.payload"] or row["udp.payload"]
            if bytes.fromhex(row["payload"]).startswith((SIGNATURE, b"PROXY ")):
                yield row

    def _decode(self, rows: list[dict[str, str]]) -> list[dict[str, Any]]:
        folder = self.folder / "headers"
        folder.mkdir()
        for number, row in enumerate(rows):
            (folder / f"{number:06}").write_bytes(bytes.fromhex(row["payload"]))
        files = sorted(folder.iterdir())
        if not files:
            return []
        done = subprocess.run([tool(), "decode", "--format", "json", "--input", "raw",
                               *map(str, files)], check=False, capture_output=True, text=True)
        return [json.loads(line) for line in done.stdout.splitlines()]


def address(text: str) -> str:
    """One spelling for each address."""
    return str(ipaddress.ip_address(text)) if text else ""


def shown_tlvs(ours: dict[str, Any]) -> list[int]:
    """The types of those entries that tshark 4.0 shows. It takes the length that the header states for
    the header's size, so entries that begin in the last 16 bytes are left out."""
    end = ours["header_size"] - FIXED_BYTES
    return [entry["type"] for tlv in ours["tlvs"] for entry in (tlv, *tlv.get("tlvs", ()))
            if entry["offset"] < end]


def beyond_tshark(row: dict[str, str], ours: dict[str, Any]) -> bool:
    """What tshark 4.0 cannot be asked about: the short form of UNKNOWN, which it calls malformed [2.1],
    and headers that are alone in their segment and have entries that it does not show."""
    payload = bytes.fromhex(row["payload"])
    if payload.startswith(b"PROXY UNKNOWN\r\n"):
        return True
    return (not row["proxy.version"] and ours["version"] == 2 and len(payload) == ours["header_size"]
            and len(shown_tlvs(ours)) < sum(1 + len(tlv.get("tlvs", ())) for tlv in ours["tlvs"]))


def compare(row: dict[str, str], ours: dict[str, Any]) -> str:
    """What differs between tshark's fields and our answer; empty if nothing does."""
    if not row["proxy.version"] and not row["proxy.v1.proto"]:
        return "tshark does not recognise the header"
    theirs = {"version": row["proxy.version"] or "1",
              "source": (row["proxy.src.ipv4"] or row["proxy.src.ipv6"], row["proxy.srcport"]),
              "destination": (row["proxy.dst.ipv4"] or row["proxy.dst.ipv6"], row["proxy.dstport"]),
              "TLVs": [int(word, 0) for word in row["proxy.v2.tlv.type"].split(",") if word]}
    source, destination = ours["src"] or {}, ours["dst"] or {}
    mine = {"version": str(ours["version"]),
            "source": (source.get("address", ""), str(source.get("port", ""))),
            "destination": (destination.get("address", ""), str(destination.get("port", ""))),
            "TLVs": shown_tlvs(ours)}
    for side in (theirs, mine):
        for key in ("source", "destination"):
            side[key] = address(side[key][0]), side[key][1]
    if ours["command"] == "LOCAL":  # the block is to be ignored
        theirs["source"] = theirs["destination"] = ("", "")
    return "; ".join(f"{key}: tshark {theirs[key]}, simdproxy {mine[key]}" for key in theirs
                     if theirs[key] != mine[key])
