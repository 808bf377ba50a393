#!/usr/bin/env python3
"""Sums up the logs of fuzz targets: NAME.log, or NAME.N.log for several runs of one.

    summary.py BUILD_FOLDER LOG_FOLDER
"""

import collections
import datetime
import pathlib
import re
import subprocess
import sys

STAT = re.compile(r"^stat::(\w+): *([\d. ]+)$", re.M)
COMPARISONS = re.compile(r"^comparisons (\S+) (\d+)$", re.M)
COVERAGE = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)")


def first_line(pattern: str, text: str, default: str = "?") -> str:
    found = re.search(pattern, text, re.M)
    return found.group(1).strip() if found else default


def command(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


def environment(build: pathlib.Path) -> list[str]:
    cache = (build / "CMakeCache.txt").read_text()
    root = pathlib.Path(__file__).resolve().parent.parent
    commit = command("git", "-C", str(root), "describe", "--always", "--dirty")
    cpu = first_line(r"^model name\s*:(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    compiler = first_line(r"^CMAKE_CXX_COMPILER:\w+=(.*)", cache)
    sanitizers = first_line(r"^SIMDPROXY_SANITIZE:\w+=(.*)", cache, "") or "none"
    return [
        f"- commit {commit}, {datetime.date.today()}",
        f"- {cpu}; {command(compiler, '--version').splitlines()[0]}; sanitizers: {sanitizers}",
    ]


class Target:
    def __init__(self) -> None:
        self.executions = self.crashes = self.edges = self.features = self.inputs = 0
        self.cpu = 0.0
        self.slowest = 0
        self.comparisons: collections.Counter[str] = collections.Counter()
        self.targets = "?"

    def add(self, log: str) -> None:
        stats = dict(STAT.findall(log))
        self.executions += int(stats.get("number_of_executed_units", 0))
        self.cpu += sum(float(part) for part in stats.get("cpu_seconds", "0").split())
        self.slowest = max(self.slowest, int(stats.get("slowest_unit_time_sec", 0)))
        self.crashes += "Test unit written to" in log
        for name, count in COMPARISONS.findall(log):
            self.comparisons[name] += int(count)
        for edges, features, inputs in COVERAGE.findall(log)[-1:]:
            self.edges = max(self.edges, int(edges))
            self.features = max(self.features, int(features))
            self.inputs = max(self.inputs, int(inputs))
        self.targets = first_line(r"^\w+: targets (\S+)", log, self.targets)


def main() -> int:
    build, logs = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    targets: dict[str, Target] = collections.defaultdict(Target)
    for path in sorted(logs.glob("*.log")):
        name = path.name.split(".")[0]
        text = path.read_text(errors="replace")
        if "stat::" in text:
            targets[name].add(text)
    decoders = list(dict.fromkeys(d for t in targets.values() for d in t.comparisons))
    print("# Fuzzing campaign\n")
    print("\n".join(environment(build)))
    print(f"- executed: {', '.join(sorted({t.targets for t in targets.values()}))}\n")
    print("Comparisons of whole answers, in millions, by decoder; edges of library, reference and")
    print("harness; inputs that reach something new, of all that were run.\n")
    print("| fuzz target | CPU s | executions | a CPU s | " + " | ".join(decoders) +
          " | edges | features | inputs | slowest s | crashes |")
    print("|---|" + "---:|" * (len(decoders) + 8))
    total = Target()
    for name, t in sorted(targets.items()):
        rate = t.executions / t.cpu if t.cpu else 0
        counts = " | ".join(f"{t.comparisons[d] / 1e6:.1f}" for d in decoders)
        print(f"| {name} | {t.cpu:.0f} | {t.executions} | {rate:.0f} | {counts} | {t.edges} | "
              f"{t.features} | {t.inputs} | {t.slowest} | {t.crashes} |")
        total.cpu += t.cpu
        total.executions += t.executions
        total.comparisons += t.comparisons
        total.crashes += t.crashes
    counts = " | ".join(f"{total.comparisons[d] / 1e6:.1f}" for d in decoders)
    print(f"| all | {total.cpu:.0f} | {total.executions} | | {counts} | | | | | {total.crashes} |")
    print(f"\n{sum(total.comparisons.values()) / 1e6:.0f} million comparisons, "
          f"{total.cpu / 3600:.2f} CPU-hours, {total.crashes} crashes.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
