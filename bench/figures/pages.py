"""What a reader sees of a run: its own pages, and the list of runs."""

import json
from pathlib import Path

from figures import tables
from figures.measurements import ROUNDS, Measurements

LEGEND = """\
Every figure is the median of short rounds, in ns an input unless said otherwise. The contenders of a
row ran in one process on one core, in random order, so that a change of the core's clock met all of
them; go-proxyproto and aiosmtpd ran in processes of their own behind them. In parentheses: how many
times as fast as the section's first conventional contender, the median over pairs of rounds. A
percentage is the share of the time that parsing takes. † so many of the row's inputs are answered
otherwise than the reference does."""

ROW_NAMES = """\
A row is named by kind of header, count of distinct inputs (256: first-level cache; 4096: second;
65536: third; 4194304: memory), share of malformed inputs in per cent (bad), whether endpoints are
written beside headers, and inputs a call (batch). *touch* reads one byte of each input and is a lower
bound; *branchy*, *conventional*: memcmp, byte swaps, memchr, inet_pton, from_chars; *branch_free*:
tables instead of branches; *hand*: one pass without library calls; *inet_pton*: both addresses of a
line, already found, and nothing else. Scanning: *load_or_N* reads every byte in vectors of N bytes and
does nothing else; *horspool* is std::boyer_moore_horspool_searcher. Receiving: *no_parsing* receives and
does nothing else."""


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
        if not any(folder.glob("environment.*")):  # a file, or loadproxy's figures
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
        "README. [METHOD.md](METHOD.md): how they were taken, what they mean.",
        "| run | CPU | commit | best target | command |\n|---|---|---|---|---|\n"
        + "\n".join(lines),
        LEGEND,
        ROW_NAMES,
    ]
    (results / "README.md").write_text("\n\n".join(text) + "\n", encoding="utf-8")


def load(folder):
    """The environment and the measurements of a run."""
    folder = Path(folder)
    environment = json.loads((folder / "environment.json").read_text(encoding="utf-8"))
    return environment, Measurements(folder)
