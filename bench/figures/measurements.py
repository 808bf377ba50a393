"""Rounds of Google Benchmark, by row and contender: medians, spreads, ratios."""

import gzip
import json
import statistics
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = "benchmarks.json.gz"
RIVALS = "rivals.json"


@dataclass
class Contender:
    """What one contender of a row took, in ns an input, a value a round."""

    nanoseconds: list = field(default_factory=list)
    differ: int = 0  # inputs that it answers otherwise than the reference
    working_set: float = 0  # bytes
    parsing_shares: list = field(default_factory=list)  # of the time, where a row says that
    error: str = ""

    @property
    def median(self):
        return statistics.median(self.nanoseconds)

    @property
    def parsing_share(self):
        return statistics.median(self.parsing_shares) if self.parsing_shares else None

    @property
    def spread(self):
        """Half of the distance between the quartiles, as a share of the median."""
        if len(self.nanoseconds) < 2:
            return 0.0
        low, _, high = statistics.quantiles(self.nanoseconds, n=4)
        return (high - low) / 2 / self.median


class Measurements:
    """All rows of a run. A row maps the names of its contenders to them."""

    def __init__(self, folder):
        folder = Path(folder)
        with gzip.open(folder / ROUNDS, "rt", encoding="utf-8") as file:
            content = json.load(file)
        self.context = content["context"]
        self.rows = {}
        self._clock = {}
        self._add(content["benchmarks"])
        if (folder / RIVALS).exists():
            self._add(json.loads((folder / RIVALS).read_text(encoding="utf-8"))["benchmarks"])

    def _add(self, rounds):
        for each in rounds:
            row_name, _, contender_name = each["name"].partition("|")
            # Behind it stands what the library adds, such as "/repeats:9".
            contender_name = contender_name.partition("/")[0]
            row = self._clock if contender_name == "core_clock" else self.rows
            contender = row.setdefault(row_name, {}).setdefault(contender_name, Contender())
            if each.get("error_occurred"):
                contender.error = each["error_message"]
                continue
            contender.nanoseconds.append(1e9 / each["items_per_second"])
            if contender_name != "touch":  # which writes no answers
                contender.differ = int(each.get("differ", 0))
            contender.working_set = each.get("working_set", 0)
            if "parsing_share" in each:
                contender.parsing_shares.append(each["parsing_share"])

    @property
    def targets(self):
        """Those that ran, best first."""
        ran = {name for row in self.rows.values() for name in row}
        return [t for t in self.context["targets_supported"].split() if t in ran]

    def find(self, row_name, contender_name):
        """The contender, or None if it did not run or gave no figures."""
        contender = self.rows.get(row_name, {}).get(contender_name)
        return contender if contender and contender.nanoseconds else None

    def median(self, row_name, contender_name):
        contender = self.find(row_name, contender_name)
        return contender.median if contender else None

    def ratio(self, row_name, slower_name, faster_name):
        """How many times as long the first takes: the median over pairs of rounds, or None."""
        slower, faster = self.find(row_name, slower_name), self.find(row_name, faster_name)
        if not slower or not faster:
            return None
        if len(slower.nanoseconds) != len(faster.nanoseconds):
            return slower.median / faster.median
        return statistics.median(
            a / b for a, b in zip(slower.nanoseconds, faster.nanoseconds, strict=True)
        )

    def clock(self, row_name=None):
        """GHz beside a row, or (least, median, most) over all rows; None if not measured."""
        if row_name is None:
            clocks = [1 / row["core_clock"].median for row in self._clock.values()]
            return (min(clocks), statistics.median(clocks), max(clocks)) if clocks else None
        row = self._clock.get(row_name)
        return 1 / row["core_clock"].median if row else None
