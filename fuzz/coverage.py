#!/usr/bin/env python3
"""What the committed inputs reach of the kernels, for each dispatch target by itself.

    coverage.py BUILD_FOLDER        of the configuration "fuzz-coverage", fuzz targets and seeds built

llvm-cov's reports add up the copies of a kernel that are compiled for each target: one that is executed hides
that the others are not. Its JSON export lists functions by their mangled names, which hold the target's
namespace (N_AVX2). Prints a table; fails if a kernel's regions are not all reached, or less than 98 % of its
branches, but for what coverage_exclusions.txt lists with its reason. An exclusion of what is reached fails.
"""

import collections
import json
import os
import pathlib
import re
import subprocess
import sys

FUZZ = pathlib.Path(__file__).resolve().parent
ROOT = FUZZ.parent
LEAST_BRANCHES = 98.0
TARGET = re.compile(r"\d+N_([A-Z][A-Z0-9_]*?)(?=E|\d)")
CODE = 0  # kind of a region: others are gaps, expansions and what is skipped


def replay(build: pathlib.Path) -> pathlib.Path:
    profiles = build / "profiles"
    profiles.mkdir(exist_ok=True)
    for old in profiles.glob("*"):
        old.unlink()
    for options in sorted((FUZZ / "options").glob("*.options")):
        name = options.stem
        folders = [build / "fuzz/seeds" / name, FUZZ / "corpus" / name, FUZZ / "regressions" / name]
        environment = dict(os.environ, LLVM_PROFILE_FILE=str(profiles / f"{name}.profraw"))
        subprocess.run([build / f"fuzz/{name}_fuzzer", *(f for f in folders if f.exists())],
                       env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    merged = profiles / "all.profdata"
    subprocess.run(["llvm-profdata", "merge", "-sparse", "-o", merged, *profiles.glob("*.profraw")], check=True)
    return merged


def export(build: pathlib.Path, profile: pathlib.Path) -> list[dict]:
    binaries = sorted((build / "fuzz").glob("*_fuzzer"))
    arguments = [str(binaries[0])]
    for other in binaries[1:]:
        arguments += ["-object", str(other)]
    output = subprocess.run(["llvm-cov", "export", f"-instr-profile={profile}", *arguments],
                            check=True, capture_output=True).stdout
    return json.loads(output)["data"][0]["functions"]


class Kernel:
    """Of one file and target: how often each region, and each way of each branch, was taken."""

    def __init__(self) -> None:
        self.regions: collections.Counter[tuple] = collections.Counter()
        self.branches: collections.Counter[tuple] = collections.Counter()

    def add(self, function: dict, source: str) -> None:
        ours = {i for i, name in enumerate(function["filenames"]) if name.endswith(source)}
        for *place, count, file, _expanded, kind in function["regions"]:
            if kind == CODE and file in ours:
                self.regions[tuple(place)] += count
        for *place, taken, not_taken, file, _expanded, _kind in function["branches"]:
            # Neither way: a condition that is decided when it is compiled, or a region that is missed.
            if file in ours and taken + not_taken != 0:
                self.branches[(*place, True)] += taken
                self.branches[(*place, False)] += not_taken


def read_kernels(functions: list[dict]) -> dict[tuple[str, str], Kernel]:
    kernels: dict[tuple[str, str], Kernel] = collections.defaultdict(Kernel)
    for function in functions:
        target = TARGET.search(function["name"])
        if target is None:
            continue
        for name in function["filenames"]:
            if "/core/src/" in name and name.endswith("-inl.h"):
                source = name[name.index("core/src/"):]
                kernels[(source, target.group(1))].add(function, source)
    return kernels


class Exclusions:
    """Lines of coverage_exclusions.txt: file | targets, or * | text of the line | reason."""

    def __init__(self) -> None:
        self.rows = []
        for line in (FUZZ / "coverage_exclusions.txt").read_text().splitlines():
            if line and not line.startswith("#"):
                file, targets, text, _reason = (part.strip() for part in line.split(" | "))
                self.rows.append((file, targets.split(","), text))
        self.used: set[int] = set()
        self.sources: dict[str, list[str]] = {}

    def cover(self, source: str, target: str, line: int) -> bool:
        if source not in self.sources:
            self.sources[source] = (ROOT / source).read_text().splitlines()
        text = self.sources[source][line - 1].strip()
        for i, (file, targets, excluded) in enumerate(self.rows):
            if file == source and excluded == text and ("*" in targets or target in targets):
                self.used.add(i)
                return True
        return False


def main() -> int:
    build = pathlib.Path(sys.argv[1]).resolve()
    kernels = read_kernels(export(build, replay(build)))
    reached = {target for (_, target), k in kernels.items() if any(k.regions.values())}
    exclusions = Exclusions()
    missed: list[str] = []
    print("# What the committed inputs reach of each kernel\n")
    print(f"Targets that this CPU runs: {', '.join(sorted(reached))}. Regions and branches (each way) of clang's")
    print("coverage mapping; a line of a template counts as reached if one of its instances is. Excluded: listed")
    print("with their reasons in fuzz/coverage_exclusions.txt.\n")
    print("| kernel | target | regions | reached | excluded | branches | reached | excluded | % |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    failed = False
    for (source, target), kernel in sorted(kernels.items()):
        if target not in reached:
            continue
        cells = []
        share = 100.0
        for what, counts in (("region", kernel.regions), ("branch", kernel.branches)):
            hit = sum(count != 0 for count in counts.values())
            excluded = 0
            for place, count in sorted(counts.items()):
                if count != 0:
                    continue
                if exclusions.cover(source, target, place[0]):
                    excluded += 1
                else:
                    way = "" if what == "region" else f" {place[4]}"
                    missed.append(f"{source}:{place[0]}:{place[1]} {target} {what}{way}")
            share = 100.0 * hit / max(1, len(counts) - excluded)
            failed |= share < (100.0 if what == "region" else LEAST_BRANCHES)
            cells += [str(len(counts)), str(hit), str(excluded)]
        print(f"| {source.removeprefix('core/src/')} | {target} | {' | '.join(cells)} | {share:.1f} |")
    print("\n" + "\n".join(f"- not reached: {line}" for line in missed))
    for i, row in enumerate(exclusions.rows):
        if i not in exclusions.used:
            print(f"- excluded, but reached or gone: {' | '.join(map(str, row))}")
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
