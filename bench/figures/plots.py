"""Plots of a run as SVG."""

import re

import matplotlib

matplotlib.use("Agg")
matplotlib.rcParams.update(
    {
        "svg.hashsalt": "simdproxy",  # the same figures give the same file
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "grid.color": "#dddddd",
        "legend.frameon": False,
        "figure.facecolor": "white",
    }
)
from matplotlib import pyplot  # noqa: E402
from matplotlib.patches import Patch  # noqa: E402
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter  # noqa: E402

from figures.readme import fastest_load, gigabytes  # noqa: E402

# Rivals are grey and brown, targets blue: the wider, the darker.
RIVAL_COLOURS = {
    "touch": "#c9c9c9",
    "branchy": "#8c8c8c",
    "branch_free": "#5f5f5f",
    "conventional": "#8c8c8c",
    "serial": "#8c8c8c",
    "hand": "#5f5f5f",
    "inet_pton": "#b8a58a",
    "go-proxyproto": "#c98a3c",
    "aiosmtpd": "#8a5a1e",
    "simdproxy_singles": "#3a9a5b",
}
TARGET_COLOURS = ["#08306b", "#2171b5", "#6baed6", "#a6cde4", "#c6dbef", "#d6e6f4", "#e4eef8"]
MARKERS = "osD^vPX*"


def _colours(measurements):
    return RIVAL_COLOURS | dict(zip(measurements.targets, TARGET_COLOURS * 2, strict=False))


def _plain(value, _=None):
    return f"{value:.0f}" if value >= 1 else f"{value:g}"


def _short(value):
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def _log_figures(axis, steps=(1, 2, 5)):
    """A logarithmic axis with plain figures at these steps of each decade."""
    axis.set_major_locator(LogLocator(subs=steps, numticks=30))
    axis.set_major_formatter(FuncFormatter(_plain))
    axis.set_minor_formatter(NullFormatter())


def _bytes_text(count):
    for unit, size in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if count >= size:
            value = count / size
            return f"{value:.0f} {unit}" if value >= 10 or value == int(value) else f"{value:.1f} {unit}"
    return f"{count:.0f} B"


def _lines(axes, measurements, rows, contenders):
    """A line a contender over `rows`, pairs of x and row name. Returns whether there was any."""
    colours = _colours(measurements)
    drawn = False
    for index, name in enumerate(contenders):
        points = [(x, measurements.median(row, name)) for x, row in rows]
        points = [(x, y) for x, y in points if y is not None]
        if len(points) < 2:
            continue
        marker = MARKERS[index % len(MARKERS)]
        axes.plot(*zip(*points, strict=True), marker=marker, ms=5, color=colours[name], label=name)
        drawn = True
    return drawn


def _two_panels(measurements, panels, draw):
    """Panels side by side, each with its legend below it. `draw` returns whether it drew any."""
    panels = [p for p in panels if any(row in measurements.rows for _, row in p[1])]
    if not panels:
        return None
    figure, all_axes = pyplot.subplots(1, len(panels), figsize=(5.5 * len(panels), 4.8))
    for axes, (title, rows, contenders) in zip(
        all_axes if len(panels) > 1 else [all_axes], panels, strict=True
    ):
        axes.set_title(title, fontsize=11)
        draw(axes, rows, contenders)
        axes.legend(fontsize=8, ncol=3, loc="upper center", bbox_to_anchor=(0.5, -0.16))
    return figure


KINDS = (
    ("v2\nheaders", "v2/4096"),
    ("v2 headers,\nendpoints", "v2/4096/endpoints"),
    ("v1 TCP4", "v1_tcp4/4096/endpoints"),
    ("v1 TCP6", "v1_tcp6/4096/endpoints"),
    ("v1 TCP6,\ndotted quads", "v1_dotted/4096/endpoints"),
    ("v1\nUNKNOWN", "v1_unknown/4096/endpoints"),
    ("realistic\nmix", "realistic/4096/endpoints"),
)


def _bar_groups(measurements, rows, names):
    """A group of bars a row, a bar a contender, by a logarithmic axis; `rows` are labels and names."""
    if not rows:
        return None
    colours = _colours(measurements)
    figure, axes = pyplot.subplots(figsize=(max(7.5, 1.75 * len(rows)), 5.4))
    width = 0.86 / len(names)
    for index, name in enumerate(names):
        points = []
        for group, (_, row) in enumerate(rows):
            other = "branchy" if name == "conventional" else name
            value = measurements.median(row, name) or measurements.median(row, other)
            if value is not None:
                points.append((group + (index - (len(names) - 1) / 2) * width, value))
        if not points:
            continue
        x, y = zip(*points, strict=True)
        axes.bar(x, y, width * 0.94, color=colours[name], label=name)
        for at, value in points:
            axes.annotate(
                _short(value),
                (at, value),
                xytext=(0, 2),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=6.5,
                rotation=90,
            )
    axes.set_yscale("log")
    axes.margins(y=0.12)
    _log_figures(axes.yaxis, (1,))
    axes.grid(False, axis="x")
    axes.set_xticks(range(len(rows)), [label for label, _ in rows])
    axes.set_xlim(-0.55, len(rows) - 0.45)
    axes.set_ylabel("ns a header, logarithmic (less is better)")
    most_lines = max(label.count("\n") for label, _ in rows)
    below = -0.08 - 0.045 * most_lines
    axes.legend(fontsize=9, ncol=8, loc="upper center", bbox_to_anchor=(0.5, below))
    return figure


def kinds(measurements, _):
    """ns a header by kind: each target against its rivals."""
    rows = [(label, row) for label, row in KINDS if row in measurements.rows]
    names = ["aiosmtpd", "go-proxyproto", "conventional", "hand", *reversed(measurements.targets)]
    return _bar_groups(measurements, rows, names)


BUILDING = (
    ("v2, INET\nand INET6", "encode_v2_mix/packed"),
    ("v2 with\nCRC32C", "encode_v2_mix/crc/packed"),
    ("v2 with\nUNIQUE_ID,\nCRC32C", "encode_v2_mix/id_crc/packed"),
    ("v1 TCP4", "encode_v1_tcp4/packed"),
    ("v1 TCP6", "encode_v1_tcp6/packed"),
    ("v1 mix", "encode_v1_mix/packed"),
)


def building(measurements, _):
    """ns a header that is built, back to back."""
    rows = [(label, row) for label, row in BUILDING if row in measurements.rows]
    names = ["conventional", *reversed(measurements.targets)]
    return _bar_groups(measurements, rows, names)


def batch(measurements, _):
    """Cost of a header against how many there are in a call."""

    def rows(kind):
        found = []
        for row in measurements.rows:
            match = re.fullmatch(re.escape(kind) + r"/batch(\d+)", row)
            if match:
                found.append((int(match.group(1)), row))
        return sorted(found)

    def draw(axes, points, contenders):
        _lines(axes, measurements, points, contenders)
        axes.set_xscale("log", base=2)
        axes.set_yscale("log")
        axes.set_xticks([x for x, _ in points], [str(x) for x, _ in points], fontsize=8)
        _log_figures(axes.yaxis)
        axes.set_xlabel("headers a call")
        axes.set_ylabel("ns a header")

    targets = list(reversed(measurements.targets))
    panels = [
        ("v2 headers", rows("v2/4096"), ["branchy", "branch_free", "simdproxy_singles", *targets]),
        (
            "v1 TCP4 with endpoints",
            rows("v1_tcp4/4096/endpoints"),
            ["conventional", "hand", "simdproxy_singles", *targets],
        ),
    ]
    return _two_panels(measurements, panels, draw)


def working_set(measurements, environment):
    """Cost of a v2 header against the bytes that a pass touches."""
    rows = []
    for row in measurements.rows:
        touch = measurements.find(row, "touch")
        if re.fullmatch(r"v2/\d+", row) and touch:
            rows.append((touch.working_set, row))
    rows.sort()
    if len(rows) < 2:
        return None
    figure, axes = pyplot.subplots(figsize=(8, 5))
    names = ["touch", "branchy", "branch_free", *reversed(measurements.targets)]
    _lines(axes, measurements, rows, names)
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    _log_figures(axes.yaxis)
    axes.set_xticks([x for x, _ in rows], [_bytes_text(x) for x, _ in rows], fontsize=8)
    axes.margins(y=0.2)
    low, high = axes.get_xlim()
    for name, size in environment.get("caches", {}).items():
        if low < size < high:
            axes.axvline(size, color="#999999", ls="--", lw=1)
            axes.annotate(
                f"{name} {_bytes_text(size)}",
                (size, 1),
                xycoords=("data", "axes fraction"),
                xytext=(-3, -3),
                textcoords="offset points",
                ha="right",
                va="top",
                rotation=90,
                fontsize=8,
                color="#666666",
            )
    axes.set_xlabel("working set: inputs by cache line, their pointers, headers written")
    axes.set_ylabel("ns a v2 header, random order")
    axes.legend(fontsize=9, ncol=4, loc="upper center", bbox_to_anchor=(0.5, -0.14))
    return figure


def malformed(measurements, _):
    """Cost of an input against the share of malformed ones."""

    def rows(kind, suffix):
        found = []
        for row in measurements.rows:
            match = re.fullmatch(kind + r"/4096(?:/bad(\d+))?" + suffix, row)
            if match:
                found.append((int(match.group(1) or 0), row))
        return sorted(found)

    def draw(axes, points, contenders):
        _lines(axes, measurements, points, contenders)
        axes.set_yscale("log")
        _log_figures(axes.yaxis)
        axes.set_xlabel("% of the inputs malformed")
        axes.set_ylabel("ns an input")

    targets = list(reversed(measurements.targets))
    panels = [
        ("v2 headers", rows("v2", ""), ["branchy", "branch_free", *targets]),
        (
            "v1 TCP4 with endpoints",
            rows("v1_tcp4", "/endpoints"),
            ["conventional", "hand", *targets],
        ),
    ]
    panels = [p for p in panels if len(p[1]) > 1]
    return _two_panels(measurements, panels, draw)


def threads(measurements, _):
    """How many times one thread's headers so many threads decode, each on a core of its own."""
    figure, axes = pyplot.subplots(figsize=(7, 4.8))
    most = 1
    for kind, colour in (("v2", "#2171b5"), ("v1_tcp4", "#c98a3c")):
        row = measurements.rows.get(f"threads/{kind}", {})
        for name, style in (("simdproxy", "o-"), ("conventional", "s--")):
            points = sorted(
                (int(contender.rpartition("_x")[2]), 1e3 / each.median)
                for contender, each in row.items()
                if contender.startswith(name + "_x") and each.nanoseconds
            )
            if len(points) < 2:
                continue
            (_, one), (most, all_of_them) = points[0], points[-1]
            label = f"{kind}, {name}: {_plain(one)} to {_plain(all_of_them)} million a second"
            speedups = [(count, rate / one) for count, rate in points]
            axes.plot(*zip(*speedups, strict=True), style, color=colour, label=label)
    if most == 1:
        pyplot.close(figure)
        return None
    axes.plot((1, most), (1, most), ":", color="#666666", label="as many times as threads")
    axes.set_xticks([c for c in range(1, most + 1) if most <= 16 or c == most or c & (c - 1) == 0])
    axes.set_xlabel("threads, each pinned to a core")
    axes.set_ylabel("headers a second, against one thread")
    axes.legend(fontsize=9, loc="upper center", bbox_to_anchor=(0.5, -0.14))
    return figure


def _data_set(row):
    """scan/v2/text/l2 as a label: text, L2."""
    _, _, name, level = row.split("/")
    return f"{name}, {'memory' if level == 'dram' else level.upper()}"


def _scan_bars(measurements, rows, label_of):
    """GB/s: a group of bars a row."""
    best = measurements.targets[0]

    def simple(row):
        return measurements.median(row, "memmem") or measurements.median(row, "memchr")

    bars = (
        ("glibc: memmem (for CR LF memchr)", "#8c8c8c", simple),
        ("vectorscan", "#c98a3c", lambda row: measurements.median(row, "vectorscan")),
        (best, TARGET_COLOURS[1], lambda row: measurements.median(row, best)),
        ("load-OR: reading alone", "#c9c9c9", lambda row: fastest_load(measurements, row)),
    )
    figure, axes = pyplot.subplots(figsize=(9, 0.62 * len(rows) + 1.2))
    for index, (label, colour, time_of) in enumerate(bars):
        points = [(i, time_of(row)) for i, row in enumerate(rows)]
        points = [(i + (index - 1.5) * 0.21, gigabytes(ns)) for i, ns in points if ns]
        if not points:
            continue
        y, x = zip(*points, strict=True)
        axes.barh(y, x, 0.2, color=colour, label=label)
        for at, value in points:
            axes.annotate(
                _short(value),
                (value, at),
                xytext=(2, 0),
                textcoords="offset points",
                va="center",
                fontsize=7,
            )
    axes.set_yticks(range(len(rows)), [label_of(row) for row in rows], fontsize=9)
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.grid(False, axis="y")
    axes.set_xscale("log")
    axes.margins(x=0.08)
    _log_figures(axes.xaxis)
    axes.set_xlabel("GB/s, logarithmic (more is better)")
    axes.legend(fontsize=9, ncol=4, loc="lower center", bbox_to_anchor=(0.45, 1.0))
    return figure


def _scan_rows(measurements, pattern):
    """Rows by data set in the order in which they ran, each from the first-level cache to memory."""
    if not measurements.targets:
        return []
    rows = [r for r in measurements.rows if re.match(pattern, r)]
    rows = [r for r in rows if measurements.find(r, measurements.targets[0])]
    sets = [row.rpartition("/")[0] for row in rows]
    levels = ("l1", "l2", "l3", "dram")
    return sorted(
        rows,
        key=lambda row: (
            sets.index(row.rpartition("/")[0]),
            levels.index(row.rpartition("/")[2]),
        ),
    )


def scan(measurements, _):
    """Bandwidth of the scan for v2 signatures by data set, against reading alone."""
    rows = _scan_rows(measurements, "scan/v2/")
    return _scan_bars(measurements, rows, _data_set) if rows else None


SCANS = {"v1": "v1 starts", "headers": "both versions", "crlf": "CR LF"}


def scan_others(measurements, _):
    """The same for the other things that can be scanned for, in text and random bytes."""
    rows = _scan_rows(measurements, r"scan/(v1|headers|crlf)/(text|random)/(l2|dram)")

    def label(row):
        return f"{SCANS[row.split('/')[1]]}: {_data_set(row)}"

    return _scan_bars(measurements, rows, label) if rows else None


RECEIVING = (
    ("receive/socketpairs", "UNIX socket pairs, standing"),
    ("receive/tcp", "TCP on loopback, standing"),
    ("receive/tcp_accept", "TCP on loopback, a new connection for each header"),
)


def receiving(measurements, _):
    """The time of a connection at the receiving side, and the part of it that parsing takes."""
    best = measurements.targets[0] if measurements.targets else ""
    rows = [(row, label) for row, label in RECEIVING if measurements.find(row, best)]
    if not rows:
        return None
    figure, axes = pyplot.subplots(figsize=(9, 1.75 * len(rows) + 1.0))
    names = ("no_parsing", "conventional", best)
    places, labels = [], []
    for group, (row, title) in enumerate(rows):
        top = group * (len(names) + 1.3)
        axes.text(0.005, top - 0.75, title, va="center", transform=axes.get_yaxis_transform())
        for place, name in enumerate(names):
            contender = measurements.find(row, name)
            if not contender:
                continue
            share = contender.parsing_share or 0
            time = contender.median / 1e3
            at = top + place
            axes.barh(at, time * (1 - share), 0.8, color="#c9c9c9")
            axes.barh(at, time * share, 0.8, left=time * (1 - share), color="#b5372b")
            text = f"{time:.2f} µs" + (f", parsing {share:.1%}" if share else "")
            axes.annotate(
                text, (time, at), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8
            )
            places.append(at)
            labels.append(name.replace("_", " "))
    axes.set_yticks(places, labels, fontsize=9)
    axes.set_ylim(places[-1] + 0.7, -1.4)
    axes.grid(False, axis="y")
    axes.margins(x=0.25)
    axes.set_xlabel("µs a connection with one header (less is better)")
    axes.legend(
        [Patch(color="#c9c9c9"), Patch(color="#b5372b")],
        ["receiving: the system's calls", "parsing"],
        fontsize=9,
        ncol=2,
        loc="lower center",
        bbox_to_anchor=(0.45, 1.0),
    )
    return figure


PLOTS = (
    ("Cost of a header by kind", kinds),
    ("Cost against batch size", batch),
    ("Cost against working set", working_set),
    ("Cost against share of malformed inputs", malformed),
    ("Building a header", building),
    ("Receiving and parsing", receiving),
    ("Scaling with threads", threads),
    ("Scanning for v2 signatures", scan),
    ("Scanning for other things", scan_others),
)


def draw_all(measurements, environment, folder):
    """Writes the plots for which there are figures. Returns pairs of title and file name."""
    drawn = []
    for title, draw in PLOTS:
        figure = draw(measurements, environment)
        if figure is None:
            continue
        text = f"{title}: {environment['cpu']} ({environment['cpu_slug']})"
        if len(figure.axes) > 1:
            figure.suptitle(text, fontsize=12, y=0.995)
        else:
            # Room for a legend that stands above the axes.
            legend_above = draw in (scan, scan_others, receiving)
            figure.axes[0].set_title(text, fontsize=12, pad=32 if legend_above else 10)
        name = f"{draw.__name__}.svg"
        figure.savefig(folder / name, metadata={"Date": None}, bbox_inches="tight")
        pyplot.close(figure)
        drawn.append((title, name))
    return drawn
