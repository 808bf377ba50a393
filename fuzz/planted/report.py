#!/usr/bin/env python3
"""What came of the planted bugs, as a table, from the lines that run.sh prints.

    report.py LINES
Fails if one is missed with any seed, or a run without a bug finds one.
"""

import collections
import datetime
import pathlib
import subprocess
import sys


def main() -> int:
    runs = collections.defaultdict(list)
    for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
        bug, kind, fuzzer, seed, found, cpu, executions, detector = line.split()
        runs[(kind, bug, fuzzer)].append((found == "found", float(cpu), int(executions), detector))
    control = {key[2]: r for key, r in runs.items() if key[1] == "control"}
    bugs = {key: r for key, r in runs.items() if key[1] != "control"}
    found = {key for key, r in bugs.items() if all(run[0] for run in r)}
    cpu = sum(run[1] for r in bugs.values() for run in r)
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True,
                            text=True, check=False).stdout.strip()
    print("# Planted bugs\n")
    print(f"Commit {commit}, {datetime.date.today()}. {len(found)} of {len(bugs)} bugs found with every one of 3")
    print(f"seeds, from the seeds that `make_seeds` writes; {cpu:.0f} CPU-seconds in all. Without a bug "
          f"{len(control)} fuzz targets")
    clean = not any(run[0] for r in control.values() for run in r)
    print(f"ran {sum(run[1] for r in control.values() for run in r):.0f} CPU-seconds and found "
          f"{'nothing' if clean else 'SOMETHING'}.\n")
    kinds = collections.Counter(key[0] for key in bugs)
    hits = collections.Counter(key[0] for key in found)
    print("| class | found | of |\n|---|---:|---:|")
    for kind in sorted(kinds):
        print(f"| {kind} | {hits[kind]} | {kinds[kind]} |")
    print("\n| bug | class | fuzz target | found | CPU s, median | most | executions, median | detector |")
    print("|---|---|---|---:|---:|---:|---:|---|")
    for kind, bug, fuzzer in sorted(bugs):
        r = bugs[(kind, bug, fuzzer)]
        times = sorted(run[1] for run in r)
        executions = sorted(run[2] for run in r)
        detectors = ", ".join(sorted({run[3] for run in r if run[0]})) or "-"
        print(f"| {bug} | {kind} | {fuzzer} | {sum(run[0] for run in r)}/{len(r)} | "
              f"{times[len(r) // 2]:.2f} | {times[-1]:.2f} | {executions[len(r) // 2]} | {detectors} |")
    return 0 if clean and len(found) == len(bugs) else 1


if __name__ == "__main__":
    sys.exit(main())
