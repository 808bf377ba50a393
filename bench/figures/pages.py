"""What a reader sees of a run: its own page, the list of runs, the figures of the README."""

import json
from pathlib import Path

from figures import tables
from figures.measurements import ROUNDS, Measurements

BEGIN = "<!-- figures: begin, written by ./dev bench -->"
END = "<!-- figures: end -->"

LEGEND = """\
Every figure is the median of short rounds, in ns an input unless said otherwise. The contenders of a
row ran in one process on one core, in random order, so that a change of the core's clock met all of
them; go-proxyproto and aiosmtpd ran in processes of their own behind them. In parentheses: how many
times as fast as the section's first conventional contender, the median over pairs of rounds. † so
many of the row's inputs are answered otherwise than the reference does."""

ROW_NAMES = """\
A row is named by kind of header, count of distinct inputs (256: first-level cache; 4096: second;
65536: third; 4194304: memory), share of malformed inputs in per cent (bad), whether endpoints are
written beside headers, and inputs a call (batch). *touch* reads one byte of each input and is a lower
bound; *branchy*, *conventional*: memcmp, byte swaps, memchr, inet_pton, from_chars; *branch_free*:
tables instead of branches; *hand*: one pass without library calls; *inet_pton*: both addresses of a
line, already found, and nothing else."""

# What, row, what it is compared with, and the rival beside it. A row that did not run is left out.
README_ROWS = (
    ("v2 headers", "v2/4096", "branchy"),
    ("v2 headers, 50 % malformed", "v2/4096/bad50", "branchy"),
    ("v2 headers and endpoints", "v2/4096/endpoints", "branchy"),
    ("v2 headers, 4 Mi in memory, random order", "v2/4194304", "branchy"),
    ("v1 TCP4 lines", "v1_tcp4/4096/endpoints", "conventional"),
    ("v1 TCP6 lines", "v1_tcp6/4096/endpoints", "conventional"),
    ("v1 mix 60/35/5 TCP4/TCP6/UNKNOWN", "v1_mix/4096/endpoints", "conventional"),
    ("realistic mix of v2, TLVs and v1", "realistic/4096/endpoints", "conventional"),
    ("the same, TLVs and CRC32C checked", "realistic/4096/endpoints/crc", "conventional"),
    ("v2 of AWS, TLVs and CRC32C checked", "check/v2_aws", "serial"),
    ("v2 of HAProxy, TLVs and CRC32C checked", "check/v2_haproxy", "serial"),
    ("CRC32C of headers", "crc32c/mix_35_59_84_107", "crc32_loop"),
    ("building v2", "encode_v2_mix/packed", "conventional"),
    ("building v2 with CRC32C", "encode_v2_mix/crc/packed", "conventional"),
    ("building v1 TCP4", "encode_v1_tcp4/packed", "conventional"),
    ("building v1 TCP6", "encode_v1_tcp6/packed", "conventional"),
)
# Classes of CPU beside the best target of the machine.
README_TARGETS = ("AVX2", "SSE4", "SSE2", "NEON")


def _environment_table(environment):
    clock = environment.get("core_clock_ghz", {})
    caches = environment.get("caches", {})
    rows = [
        ("CPU", f"{environment['cpu']}, {environment['cpu_id']}"),
        ("caches", ", ".join(f"{k} {v // 1024} KiB" for k, v in caches.items()) or "unknown"),
        ("cores", f"{environment['cores']}, pinned to core {environment['pinned_to_core']}"),
        ("virtual machine", "yes" if environment["virtual_machine"] else "no"),
        (
            "core clock beside the rows",
            "{least} to {most} GHz, median {median}".format(**clock) if clock else "not measured",
        ),
        ("governor", environment["governor"]),
        ("load before and after", f"{environment['load_before']}, {environment['load_after']}"),
        ("compiler", f"{environment['compiler']}, `{environment['compiler_flags']}`"),
        ("Highway", environment["highway"]),
        ("targets compiled", environment["targets_compiled"]),
        ("targets that this CPU has", environment["targets_supported"]),
        ("system", f"{environment['system']}, Linux {environment['kernel']}"),
        ("libc", environment["libc"]),
        ("commit", environment["commit"]),
        ("date", environment["date"]),
        ("command", f"`{environment['command']}`"),
    ]
    table = ["| what | value |", "|---|---|"] + [f"| {k} | {v} |" for k, v in rows]
    return "\n".join(table)


def write_run(folder, environment, measurements, plots, skipped):
    """summary.md and details.md of a run."""
    pictures = "\n\n".join(f"![{title}]({name})" for title, name in plots)
    notes = "\n".join(f"- {line}" for line in skipped)
    summary = [
        f"# {folder.name}",
        LEGEND,
        _environment_table(environment),
        *([notes] if notes else []),
        *([pictures] if pictures else []),
        tables.summary(measurements),
        f"{ROW_NAMES}\n\n[details.md](details.md) has every contender with its spread, cycles and "
        f"ratios, `{ROUNDS}` every round in Google Benchmark's format, `environment.json` the "
        "flags of the CPU.",
    ]
    (folder / "summary.md").write_text("\n\n".join(summary) + "\n", encoding="utf-8")
    details = (
        f"# {folder.name}: all contenders\n\n± is half of the distance between the quartiles. "
        "Cycles are by the core clock measured beside the row. The columns behind say how many "
        "times as fast as that contender; for touch, how many times as long.\n\n"
    )
    (folder / "details.md").write_text(
        details + tables.details(measurements) + "\n", encoding="utf-8"
    )


def write_list(results):
    """results/README.md, from the runs that are there."""
    lines = []
    for folder in sorted(results.iterdir(), reverse=True):
        if not folder.is_dir():
            continue
        description = folder / "environment.json"
        if description.exists():
            each = json.loads(description.read_text(encoding="utf-8"))
            lines.append(
                f"| [{folder.name}]({folder.name}/summary.md) | {each['cpu']} | {each['commit']} "
                f"| {each['target_of_free_functions']} | `{each['command']}` |"
            )
        else:
            page = next(iter(sorted(folder.glob("*.txt"), reverse=True)), folder)
            lines.append(
                f"| [{folder.name}]({page.relative_to(results)}) | see environment.txt | | | |"
            )
    text = [
        "# Measured figures",
        "A folder a run of `./dev bench`, which also writes this page and the figures of the "
        "README, from the newest run.",
        "| run | CPU | commit | best target | command |\n|---|---|---|---|---|\n"
        + "\n".join(lines),
        LEGEND,
        ROW_NAMES,
    ]
    (results / "README.md").write_text("\n\n".join(text) + "\n", encoding="utf-8")


def readme_block(folder, environment, measurements):
    """What stands between the markers of the README."""
    best = measurements.targets[0]
    others = [t for t in measurements.targets[1:] if t in README_TARGETS]
    header = ["ns an input", "conventional", *others, best, f"{best} is faster", "go-proxyproto"]
    rows = []
    for label, row, baseline in README_ROWS:
        if not measurements.find(row, best):
            continue
        rival = measurements.find(row, "go-proxyproto")
        rows.append(
            [
                label,
                tables.figure(measurements.median(row, baseline)),
                *(tables.figure(measurements.median(row, t)) for t in others),
                tables.figure(measurements.median(row, best)),
                tables.figure(measurements.ratio(row, baseline, best)) + "x",
                tables.figure(rival.median) + (f" †{rival.differ}" if rival.differ else "")
                if rival
                else "",
            ]
        )
    clock = environment.get("core_clock_ghz", {}).get("median")
    text = (
        f"One core of {environment['cpu']} ({environment['cpu_slug']}"
        f"{', a virtual machine' if environment['virtual_machine'] else ''}"
        f"{f', {clock:.1f} GHz' if clock else ''}), {environment['compiler'].split('(')[0].strip()}, "
        f"Highway {environment['highway']}, commit {environment['commit']}. 4,096 distinct headers in "
        "shuffled order, in the second-level cache, full records written. † so many of the 4,096 "
        f"are answered otherwise. [All rows and plots](results/{folder.name}/summary.md)."
    )
    return f"{BEGIN}\n{text}\n\n{tables.markdown(header, rows)}\n{END}"


def write_readme(readme, folder, environment, measurements):
    """Replaces the block between the markers. Returns False if there are none."""
    text = readme.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text or not measurements.targets:
        return False
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    block = readme_block(folder, environment, measurements)
    readme.write_text(before + block + after, encoding="utf-8")
    return True


def load(folder):
    """The environment and the measurements of a run."""
    folder = Path(folder)
    environment = json.loads((folder / "environment.json").read_text(encoding="utf-8"))
    return environment, Measurements(folder)
