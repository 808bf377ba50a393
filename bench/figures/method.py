"""The arithmetic of results/METHOD.md, from the rows of a run."""

from figures import readme, tables

BEGIN = "<!-- arithmetic: begin, written by ./dev bench -->"
END = "<!-- arithmetic: end -->"

CONNECTIONS = 1_000_000  # a second
CAPTURE = 10**12  # bytes
BYTES_A_HEADER = 10_000  # of a capture in which connections are short
DISK = 7.0  # GB/s: what a fast NVMe disk reads by its data sheet


def _proxy(measurements):
    best = measurements.targets[0]
    checked, plain = "realistic/4096/endpoints/crc", "realistic/4096/endpoints"
    accept = "receive/tcp_accept"
    parts = [
        (f"{best}, TLVs and CRC32C checked", checked, measurements.median(checked, best)),
        (f"{best}, neither checked", plain, measurements.median(plain, best)),
        ("conventional, neither checked", plain, measurements.median(plain, "conventional")),
        ("go-proxyproto", plain, measurements.median(plain, "go-proxyproto")),
    ]
    for name in (best, "conventional"):
        contender = measurements.find(accept, name)
        if contender:
            time = contender.median * contender.parsing_share
            parts.append((f"{name}, straight after receiving", accept, time))
    without = "accepting and receiving, without parsing"
    parts.append((without, accept, measurements.median(accept, "no_parsing")))
    lines = []
    for what, row, time in parts:
        if time is None:
            continue
        busy = CONNECTIONS * time * 1e-9  # seconds of each second
        lines.append(
            [
                what,
                f"`{row}`",
                f"{CONNECTIONS:,} × {tables.figure(time)} ns = {tables.figure(1e3 * busy)} ms",
                f"{busy:.1%}" if busy < 1 else f"{busy:.1f} cores",
            ]
        )
    return lines


def _capture(measurements):
    best = measurements.targets[0]
    row = "scan/headers/text/dram"
    parts = [
        ("reading it from memory and nothing else", readme.fastest_load(measurements, row)),
        (f"searching, {best}", measurements.median(row, best)),
        ("searching, vectorscan", measurements.median(row, "vectorscan")),
        ("searching, memmem for each version", measurements.median(row, "memmem")),
    ]
    lines = []
    for what, time in parts:
        if time is None:
            continue
        rate = readme.gigabytes(time)
        seconds = CAPTURE / (rate * 1e9)
        arithmetic = f"10¹² bytes / {tables.figure(rate)} GB/s"
        lines.append([what, f"`{row}`", arithmetic, f"{seconds:,.0f} s"])
    decode = "v2/4194304"
    headers = CAPTURE // BYTES_A_HEADER
    for name in (best, "branchy"):
        time = measurements.median(decode, name)
        if time is None:
            continue
        lines.append(
            [
                f"decoding, {name}, a header in {BYTES_A_HEADER:,} bytes",
                f"`{decode}`",
                f"{headers:,} × {tables.figure(time)} ns",
                f"{headers * time * 1e-9:.1f} s",
            ]
        )
    seconds = CAPTURE / (DISK * 1e9)
    lines.append(
        [
            "reading it from a fast disk (by data sheets, not measured)",
            "none",
            f"10¹² bytes / {DISK:.0f} GB/s",
            f"{seconds:,.0f} s",
        ]
    )
    return lines


def block(folder, environment, measurements):
    """All that stands between the markers, with them."""
    proxy = _text_table(
        ["a proxy, 1,000,000 connections a second", "row", "time in each second", "of one core"],
        _proxy(measurements),
    )
    capture = _text_table(
        ["a capture of 1 TB, one core", "row", "arithmetic", "time"], _capture(measurements)
    )
    text = (
        f"From [{folder.name}]({folder.name}/summary.md): {environment['cpu']} "
        f"({environment['cpu_slug']}), commit {environment['commit']}."
    )
    return "\n\n".join((BEGIN, text, proxy, capture, END))


def _text_table(header, lines):
    rows = [header, ["---"] * (len(header) - 2) + ["--:"] * 2, *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def write(page, folder, environment, measurements):
    """Returns False if the page has no markers, or the run no target."""
    if not measurements.targets:
        return False
    new = block(folder, environment, measurements)
    return readme.replace_block(page, BEGIN, END, new)
