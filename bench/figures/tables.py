"""Tables of a run in Markdown."""

from dataclasses import dataclass

# In the order in which they stand; what is neither of these nor a target comes behind.
BASELINES = (
    "touch",
    "branchy",
    "branch_free",
    "conventional",
    "hand",
    "inet_pton",
    "reference",
    "crc32_loop",
    "crc32_loop_of_copy",
    "slicing_by_8",
    "isal",
    "serial",
    "serial_unchecked",
    "load_or_16",
    "load_or_32",
    "load_or_64",
    "memmem",
    "memchr",
    "horspool",
    "vectorscan",
    "no_parsing",
    "go-proxyproto",
    "aiosmtpd",
)


@dataclass(frozen=True)
class Section:
    title: str
    prefixes: tuple
    baselines: tuple  # the first that a row has is what the targets are compared with


SECTIONS = (
    Section("Version 2", ("v2",), ("branchy",)),
    Section("Version 1", ("v1",), ("conventional",)),
    Section("Realistic mix", ("realistic",), ("conventional",)),
    Section("Decoding with all checks", ("check",), ("serial", "serial_unchecked")),
    Section("CRC32C", ("crc32c",), ("crc32_loop", "slicing_by_8")),
    Section("Building", ("encode",), ("conventional",)),
    Section("Threads", ("threads",), ("conventional_x1",)),
    Section("Receiving, an input is a connection", ("receive",), ("conventional",)),
    Section("Scanning, an input is a KiB", ("scan",), ("memmem", "memchr")),
)


def markdown(header, rows):
    """A table whose first column is text and whose others are figures."""
    lines = ["| " + " | ".join(header) + " |", "|---" + "|--:" * (len(header) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def figure(value):
    """A time or a ratio with three figures that count."""
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def share(value):
    """A part of the whole with two figures that count."""
    return f"{value:.0%}" if value >= 0.1 else f"{value:.1%}" if value >= 0.01 else f"{value:.2%}"


def order(names, targets):
    """Baselines, then targets from the best on, then the rest by name."""
    known = [*BASELINES, *targets]
    return sorted(names, key=lambda n: (known.index(n) if n in known else len(known), n))


def section_rows(measurements, section):
    names = measurements.rows
    return [n for n in names if n.replace("_", "/").split("/")[0] in section.prefixes]


def _summary_line(measurements, section, row_name, contenders):
    row = measurements.rows[row_name]
    baseline = next((b for b in section.baselines if measurements.find(row_name, b)), None)
    cells = [f"`{row_name}`"]
    for name in contenders:
        contender = row.get(name)
        if contender is None:
            cells.append("")
        elif contender.error:
            cells.append("error")
        else:
            cell = figure(contender.median)
            if name in measurements.targets and baseline:
                cell += f" ({figure(measurements.ratio(row_name, baseline, name))}x)"
            if contender.parsing_share is not None:
                cell += f" {share(contender.parsing_share)}"
            if contender.differ:
                cell += f" †{contender.differ}"
            cells.append(cell)
    return cells


def summary(measurements):
    """A table a section: what each contender takes, and how many times as fast the targets are as
    the section's baseline."""
    parts = []
    for section in SECTIONS:
        names = section_rows(measurements, section)
        if not names:
            continue
        found = {c for name in names for c in measurements.rows[name]}
        wanted = {c for c in found if c in BASELINES or c in measurements.targets}
        contenders = order(wanted or found, measurements.targets)
        if section.prefixes == ("threads",):
            contenders = sorted(found, key=lambda n: (n[0], int(n.rpartition("_x")[2])))
        lines = [_summary_line(measurements, section, name, contenders) for name in names]
        parts.append(f"## {section.title}\n\n" + markdown(["ns an input", *contenders], lines))
    return "\n\n".join(parts)


def details(measurements):
    """A table a row, of all that ran."""
    parts = []
    for row_name, row in measurements.rows.items():
        contenders = order(row, measurements.targets)
        bases = [b for b in BASELINES if measurements.find(row_name, b)]
        bases = [b for b in bases if b not in ("inet_pton", "no_parsing")]
        clock = measurements.clock(row_name)
        lines = []
        for name in contenders:
            contender = row[name]
            if contender.error:
                lines.append([f"{name}: {contender.error}"] + [""] * (len(bases) + 4))
                continue
            ratios = [
                # For touch, a lower bound: how many times as long.
                measurements.ratio(row_name, name, b)
                if b == "touch"
                else measurements.ratio(row_name, b, name)
                for b in bases
            ]
            lines.append(
                [
                    name,
                    figure(contender.median),
                    f"{contender.spread:.1%}",
                    figure(contender.median * clock) if clock else "",
                    str(contender.differ) if contender.differ else "",
                    *(figure(r) for r in ratios),
                ]
            )
        header = ["", "ns", "±", "cycles", "differ", *(f"x {b}" for b in bases)]
        title = f"### {row_name}" + (f" ({clock:.2f} GHz)" if clock else "")
        parts.append(title + "\n\n" + markdown(header, lines))
    return "\n\n".join(parts)
