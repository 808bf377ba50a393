"""The figures of the README: what stands between its markers."""

import re

from figures import tables

BEGIN = "<!-- figures: begin, written by ./dev bench -->"
END = "<!-- figures: end -->"

# What, row, and what it is compared with. A row that did not run is left out.
DECODING = (
    ("v2, headers", "v2/4096", "branchy"),
    ("v2, headers and endpoints", "v2/4096/endpoints", "branchy"),
    ("v2, headers, half of them malformed", "v2/4096/bad50", "branchy"),
    ("v2, headers, 4 Mi in memory in random order", "v2/4194304", "branchy"),
    ("v1 TCP4", "v1_tcp4/4096/endpoints", "conventional"),
    ("v1 TCP4, half of the lines malformed", "v1_tcp4/4096/bad50/endpoints", "conventional"),
    ("v1 TCP6", "v1_tcp6/4096/endpoints", "conventional"),
    ("v1, 60 % TCP4, 35 % TCP6, 5 % UNKNOWN", "v1_mix/4096/endpoints", "conventional"),
    ("85 % v2, 14 % v1, 1 % neither", "realistic/4096/endpoints", "conventional"),
    ("the same, TLVs and CRC32C checked", "realistic/4096/endpoints/crc", "conventional"),
    ("v2 of AWS, TLVs and CRC32C checked", "check/v2_aws", "serial"),
    ("v2 of HAProxy, TLVs and CRC32C checked", "check/v2_haproxy", "serial"),
)
BUILDING = (
    ("v2", "encode_v2_mix/packed", "conventional"),
    ("v2 with CRC32C", "encode_v2_mix/crc/packed", "conventional"),
    ("v1 TCP4", "encode_v1_tcp4/packed", "conventional"),
    ("v1 TCP6", "encode_v1_tcp6/packed", "conventional"),
)
SEARCHING = (
    ("v2 signatures in HTTP text, L2", "scan/v2/text/l2"),
    ("v2 signatures in HTTP text, memory", "scan/v2/text/dram"),
    ("v2 signatures in near misses, L2", "scan/v2/near_misses/l2"),
    ("both versions in HTTP text, L2", "scan/headers/text/l2"),
    ("both versions in HTTP text, memory", "scan/headers/text/dram"),
)
RECEIVING = (
    ("UNIX socket pairs, standing", "receive/socketpairs"),
    ("TCP on loopback, standing", "receive/tcp"),
    ("TCP on loopback, new for each header", "receive/tcp_accept"),
)
# Classes of CPU beside the best target of the machine.
TARGETS = ("AVX2", "SSE4", "SSE2", "NEON")


def _time(measurements, row, name):
    """Nanoseconds, and how many inputs are answered otherwise."""
    contender = measurements.find(row, name)
    if not contender:
        return ""
    return tables.figure(contender.median) + (f" †{contender.differ}" if contender.differ else "")


def _times(measurements, what, wanted):
    best = measurements.targets[0]
    others = [t for t in measurements.targets[1:] if t in TARGETS]
    rows = [(label, row, base) for label, row, base in wanted if measurements.find(row, best)]
    rival = "go-proxyproto"
    rivals = [rival] if any(measurements.find(row, rival) for _, row, _ in rows) else []
    lines = [
        [
            label,
            *(_time(measurements, row, name) for name in (*rivals, base, *others, best)),
            tables.figure(measurements.ratio(row, base, best)) + "x",
            f"`{row}`",
        ]
        for label, row, base in rows
    ]
    header = [f"{what}, ns a header", *rivals, "conventional", *others, best, "faster", "row"]
    return tables.markdown(header, lines) if lines else None


def gigabytes(nanoseconds):
    """GB/s of a row whose input is a KiB."""
    return 1024 / nanoseconds


def fastest_load(measurements, row):
    """ns a KiB of the best loop that reads and does nothing else, or None."""
    loads = [measurements.median(row, f"load_or_{n}") for n in (16, 32, 64)]
    return min((load for load in loads if load), default=None)


def _searching(measurements):
    best = measurements.targets[0]
    names = ["memmem", "vectorscan", *(t for t in measurements.targets[1:] if t in TARGETS), best]
    lines = []
    for label, row in SEARCHING:
        if not measurements.find(row, best):
            continue
        times = [*(measurements.median(row, n) for n in names), fastest_load(measurements, row)]
        lines.append([label, *(tables.figure(gigabytes(t)) if t else "" for t in times), f"`{row}`"])
    header = ["searching, GB/s", *names, "reading alone", "row"]
    return tables.markdown(header, lines) if lines else None


def _receiving(measurements):
    best = measurements.targets[0]
    lines = []
    for label, row in RECEIVING:
        if not measurements.find(row, best):
            continue
        cells = [_time(measurements, row, "no_parsing")]
        for name in ("conventional", best):
            share = measurements.find(row, name).parsing_share
            cells.append(f"{_time(measurements, row, name)}, {tables.share(share)}")
        lines.append([label, *cells, f"`{row}`"])
    header = [
        "receiving, ns a connection",
        "without parsing",
        "conventional, share of parsing",
        f"{best}, share of parsing",
        "row",
    ]
    return tables.markdown(header, lines) if lines else None


def batches(measurements, prefix):
    """The batch rows below a row: pairs of size and name, smallest first."""
    matches = (re.fullmatch(re.escape(prefix) + r"/batch(\d+)", row) for row in measurements.rows)
    return sorted((int(match.group(1)), match.group()) for match in matches if match)


def _single_calls(measurements):
    """What one call takes, and from how many headers on a batch pays."""
    best = measurements.targets[0]
    sentences = []
    for label, prefix, baseline in (
        ("v2 header", "v2/4096", "branchy"),
        ("TCP4 line", "v1_tcp4/4096/endpoints", "conventional"),
    ):
        row = f"{prefix}/batch1"
        single = measurements.median(row, "simdproxy_singles")
        if single is None:
            continue
        text = (
            f"`Decode` of one {label} takes {tables.figure(single)} ns, the conventional way "
            f"{tables.figure(measurements.median(row, baseline))} ns (`{row}`)"
        )
        sizes = [
            size
            for size, each in batches(measurements, prefix)
            if size > 1 and (measurements.median(each, best) or single) < single
        ]
        if sizes:
            text += f"; a batch is faster than single calls from {min(sizes)} on"
        sentences.append(text + ".")
    return " ".join(sentences) or None


def block(folder, environment, measurements):
    """All that stands between the markers, with them."""
    clock = environment.get("core_clock_ghz", {}).get("median")
    machine = [environment["cpu_slug"]]
    machine += ["a virtual machine"] if environment["virtual_machine"] else []
    machine += [f"{clock:.1f} GHz"] if clock else []
    text = (
        f"One core of {environment['cpu']} ({', '.join(machine)}), "
        f"{environment['compiler'].split('(')[0].strip()}, Highway {environment['highway']}, commit "
        f"{environment['commit']}. Medians; the contenders of a row took turns in one process. 4,096 "
        "or more distinct inputs in shuffled order, in the second-level cache unless said otherwise; "
        "all answers compared with the reference beforehand, † says how many differ. "
        f"[All rows and plots](results/{folder.name}/summary.md), "
        "[how they were taken and what they mean](results/METHOD.md)."
    )
    parts = [
        text,
        _times(measurements, "decoding", DECODING),
        _single_calls(measurements),
        _times(measurements, "building", BUILDING),
        _searching(measurements),
        _receiving(measurements),
    ]
    return BEGIN + "\n" + "\n\n".join(part for part in parts if part) + "\n" + END


def replace_block(page, begin, end, new):
    """Replaces what stands between the markers of a page. Returns False if there are none."""
    if not page.exists():
        return False
    text = page.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        return False
    before, _, rest = text.partition(begin)
    page.write_text(before + new + rest.partition(end)[2], encoding="utf-8")
    return True


def write(readme, folder, environment, measurements):
    """Returns False if the README has no markers, or the run no target."""
    if not measurements.targets:
        return False
    return replace_block(readme, BEGIN, END, block(folder, environment, measurements))
