"""Whether one run is slower or faster than another, row by row, with a confidence statement."""

import statistics
from dataclasses import dataclass

from scipy.stats import mannwhitneyu

from figures import tables

# That any difference at all is claimed where there is none: 5 % over all comparisons together.
CONFIDENCE = 0.95
# Differences below it are not worth a claim: they come and go with where code lies in memory.
LEAST_CHANGE = 0.02


@dataclass
class Change:
    """One contender of a row in both runs."""

    row: str
    name: str
    before: float  # ns an input, medians
    after: float
    ratio: float  # time after / time before: median over pairs of rounds
    p: float  # of the Mann-Whitney U test, two-sided
    rounds: tuple
    significant: bool = False

    @property
    def verdict(self):
        if not self.significant or abs(self.ratio - 1) < LEAST_CHANGE:
            return ""
        return "slower" if self.ratio > 1 else "faster"


def _change(row, name, before, after):
    a, b = before.nanoseconds, after.nanoseconds
    pairs = [y / x for x, y in zip(a, b, strict=False)]
    # Google Benchmark's compare tool takes the normal approximation; rounds are few.
    test = mannwhitneyu(a, b, alternative="two-sided", method="exact")
    ratio = statistics.median(pairs) if len(a) == len(b) else after.median / before.median
    return Change(row, name, before.median, after.median, ratio, test.pvalue, (len(a), len(b)))


def changes(before, after):
    """All contenders that both runs have, in the order of the first."""
    found = []
    for row in before.rows:
        for name in tables.order(before.rows[row], before.targets):
            one, other = before.find(row, name), after.find(row, name)
            if one and other:
                found.append(_change(row, name, one, other))
    for change in found:  # Bonferroni
        change.significant = change.p < (1 - CONFIDENCE) / len(found)
    return found


def is_ours(change):
    """Whether it times the library: what else there is should be the same in both runs."""
    return change.name not in tables.BASELINES and not change.name.startswith("conventional")


def _line(change):
    return [
        f"`{change.row}`",
        change.name,
        tables.figure(change.before),
        tables.figure(change.after),
        f"{change.ratio:.3f}",
        f"{change.p:.1g}",
        change.verdict,
    ]


def least_p(rounds):
    """The least p that so many rounds of each side can give: all of one below all of the other."""
    a, b = rounds
    return mannwhitneyu(range(a), range(a, a + b), method="exact").pvalue


def _statement(found, ours):
    slower = sum(c.verdict == "slower" for c in ours)
    faster = sum(c.verdict == "faster" for c in ours)
    control = [c for c in found if not is_ours(c)]
    moved = [c for c in control if c.verdict]
    lines = [
        f"{len(ours)} comparisons of the library: {slower} slower, {faster} faster, "
        f"{len(ours) - slower - faster} without a difference that can be claimed. Claimed is what "
        f"the Mann-Whitney U test (two-sided, exact) finds at {CONFIDENCE:.0%} confidence over all "
        f"{len(found)} comparisons together (p < {(1 - CONFIDENCE) / len(found):.1g} each), and is "
        f"{LEAST_CHANGE:.0%} or more."
    ]
    if control:
        worst = max((abs(c.ratio - 1) for c in moved), default=0)
        lines.append(
            f"Control: of {len(control)} comparisons of baselines, {len(moved)} changed"
            + (f", by up to {worst:.1%}" if moved else "")
            + ". Their code is the same in both unless bench/ was changed: a change of the library "
            "that is no larger may have the same cause."
        )
    if any(least_p(c.rounds) >= (1 - CONFIDENCE) / len(found) for c in found):
        lines.append(
            "There are too few rounds for so many comparisons: not even rounds that do not overlap "
            "would be claimed. Compare fewer rows (--filter), or run more "
            "(--benchmark_repetitions=N)."
        )
    return lines


def report(before, after):
    """The table with its statement, as Markdown; and whether the library is slower anywhere."""
    found = changes(before, after)
    if not found:
        return "The two have no row in common.", False
    ours = [c for c in found if is_ours(c)]
    shown = [c for c in found if is_ours(c) or c.verdict]
    header = ["row", "contender", "A, ns", "B, ns", "B / A", "p", "B is"]
    # Two columns of text.
    table = tables.markdown(header, [_line(c) for c in shown]).replace("|---|--:|", "|---|---|", 1)
    text = "\n\n".join([table, *_statement(found, ours)])
    return text, any(c.verdict == "slower" for c in ours)
