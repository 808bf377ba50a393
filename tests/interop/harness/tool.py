"""The command line tool of this project: it builds the headers, and judges those of others."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


def tool() -> str:
    """The tool: SIMDPROXY_TOOL in the environment, or that of ./dev."""
    return os.environ.get("SIMDPROXY_TOOL", str(ROOT / "build/release/tools/simdproxy"))


def encode(*arguments: str) -> bytes:
    """One header, built by `simdproxy encode`."""
    return subprocess.run([tool(), "encode", *arguments], check=True, capture_output=True).stdout


def decode(data: bytes, datagram: bool = False) -> dict[str, Any]:
    """What `simdproxy decode` says of the first bytes of a connection, or of a datagram."""
    command = [tool(), "decode", "--format", "json", "--check", "crc", "--input", "raw", "-"]
    if datagram:
        command.insert(2, "--datagram")
    done = subprocess.run(command, input=data or b"\0", check=False, capture_output=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def generate(folder: Path, *arguments: str) -> list[tuple[bytes, dict[str, Any]]]:
    """Headers by `simdproxy generate`, each with what `simdproxy decode` says of it."""
    out = folder / "generated"
    subprocess.run([tool(), "generate", "--format", "raw", *arguments, "-o", str(out)], check=True,
                   capture_output=True)
    data = (folder / "generated.bin").read_bytes()
    headers = []
    for line in (folder / "generated.index.jsonl").read_text().splitlines():
        entry = json.loads(line)
        headers.append((data[entry["offset"]:entry["offset"] + entry["size"]], entry["expected"]))
    return headers
