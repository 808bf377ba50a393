"""Times aiosmtpd's parser over a file of simdproxy_bench_corpus: FILE ROW ROUNDS.

Prints rounds in Google Benchmark's format, with the count of inputs that it answers otherwise. The
coroutines run without an event loop, which would cost more than they do.
"""

import json
import logging
import struct
import sys
import time
from asyncio import IncompleteReadError

from aiosmtpd.proxy_protocol import get_proxy

HEADER_SIZE = 16
ENDPOINTS_SIZE = 40
OUTCOME_OK = 1


class Reader:
    """What the parser reads from: an input that is there as a whole."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    async def readexactly(self, count):
        piece = self.data[self.at : self.at + count]
        if len(piece) < count:
            raise IncompleteReadError(piece, count)
        self.at += count
        return piece

    async def readuntil(self, separator=b"\n"):
        end = self.data.find(separator, self.at)
        if end < 0:
            raise IncompleteReadError(self.data[self.at :], None)
        return await self.readexactly(end + len(separator) - self.at)

    async def read(self, count=-1):
        end = len(self.data) if count < 0 else self.at + count
        piece = self.data[self.at : end]
        self.at += len(piece)
        return piece


def read_inputs(path):
    with open(path, "rb") as file:
        content = file.read()
    inputs = []
    at = 0
    while at < len(content):
        (size,) = struct.unpack_from("<I", content, at)
        header = content[at + 4 : at + 4 + HEADER_SIZE]
        at += 4 + HEADER_SIZE
        endpoints = content[at : at + ENDPOINTS_SIZE]
        at += ENDPOINTS_SIZE
        inputs.append((content[at : at + size], header, endpoints))
        at += size
    return inputs


def decode(data):
    reader = Reader(data)
    coroutine = get_proxy(reader)
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value, reader.at
    raise RuntimeError("the parser waited for input that was there")


def agrees(data, header, endpoints):
    """Whether the answer is that of the reference: valid or not, its size, the addresses."""
    answer, size = decode(data)
    if bool(answer.valid) != (header[0] == OUTCOME_OK):
        return False
    if not answer.valid:
        return True
    if size != struct.unpack_from("<I", header, 8)[0]:
        return False
    family = endpoints[36]
    if family == 0:  # LOCAL, UNSPEC, UNKNOWN: the caller is not to look at the addresses
        return True
    length = 4 if family == 1 else 16
    ports = struct.unpack_from("<HH", endpoints, 32)
    return (
        answer.src_addr is not None
        and answer.src_addr.packed == endpoints[:length]
        and answer.dst_addr.packed == endpoints[16 : 16 + length]
        and (int(answer.src_port), int(answer.dst_port)) == ports
    )


def main():
    logging.disable()  # a server logs refusals: not a part of parsing
    path, row, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    inputs = read_inputs(path)
    differ = sum(not agrees(*each) for each in inputs)
    results = []
    for index in range(rounds):
        begin = time.perf_counter()
        for data, _, _ in inputs:
            decode(data)
        rate = len(inputs) / (time.perf_counter() - begin)
        results.append(
            {
                "name": row + "|aiosmtpd",
                "run_type": "iteration",
                "repetition_index": index,
                "items_per_second": rate,
                "differ": differ,
            }
        )
    print(json.dumps({"benchmarks": results}))


if __name__ == "__main__":
    main()
