"""./dev bench: runs the benchmarks and their rivals, and writes a folder of results."""

import argparse
import gzip
import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from figures import environment, method, pages, plots, readme, rivals
from figures.measurements import RIVALS, ROUNDS, Measurements

ROOT = Path(__file__).resolve().parent.parent


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="./dev bench",
        description="Runs the benchmarks; writes results/<date>-<cpu>/, results/README.md and the "
        "figures of README.md. With --filter or --target it only prints, unless --out is given.",
    )
    parser.add_argument(
        "--full", action="store_true", help="every kind, size, share of malformed inputs and batch"
    )
    parser.add_argument("--filter", default="", metavar="REGEX", help="only rows of these names")
    parser.add_argument("--target", metavar="NAME", help="only this CPU target, for example AVX2")
    parser.add_argument("--out", metavar="DIR", type=Path, help="write the run there, nothing else")
    parser.add_argument(
        "--publish",
        metavar="DIR",
        type=Path,
        help="do not measure: write the pages and plots of this run again",
    )
    parser.add_argument(
        "--compare",
        nargs=2,
        metavar=("A", "B"),
        help="two folders of results, or two commits, which are built and run in turn: how long B "
        "takes against A. Exit code 0: nowhere slower; 1: slower somewhere, beyond chance; 2: they "
        "can't be compared. With --out DIR the rounds of commits are kept there",
    )
    parser.add_argument("--no-rivals", action="store_true", help="without go-proxyproto, aiosmtpd")
    parser.add_argument("--list", action="store_true", help="list the rows that would run")
    parser.add_argument(
        "--build", type=Path, default=ROOT / "build/bench/bench", help=argparse.SUPPRESS
    )
    options, for_benchmark = parser.parse_known_args(arguments)
    unknown = [a for a in for_benchmark if not a.startswith("--benchmark_")]
    if unknown:
        parser.error(f"unknown argument: {unknown[0]} (--benchmark_* go to Google Benchmark)")
    return options, for_benchmark


def measure(options, for_benchmark, folder):
    """Runs everything; the folder gets the raw rounds. Returns a line for each rival left out."""
    command = [options.build / "simdproxy_bench", f"--rows={options.filter}", *for_benchmark]
    if options.full:
        command.append("--full")
    child_environment = dict(os.environ)
    if options.target:
        child_environment["SIMDPROXY_TARGET"] = options.target
    if options.list:
        sys.exit(subprocess.run([*command, "--list"], env=child_environment, check=False).returncode)
    rounds = folder / "benchmarks.json"
    done = subprocess.run([*command, f"--json={rounds}"], env=child_environment, check=False)
    if done.returncode != 0:
        sys.exit(done.returncode)
    text = rounds.read_bytes()
    (folder / ROUNDS).write_bytes(gzip.compress(text, mtime=0))
    rounds.unlink()
    skipped = []
    if b"crc32c/" in text and b"|isal" not in text:
        skipped.append("isa-l: skipped, not installed (Debian: libisal-dev)")
    if options.no_rivals:
        return [*skipped, "go-proxyproto, aiosmtpd: skipped, --no-rivals"]
    core = json.loads(text)["context"].get("pinned_to_core")
    if sys.stderr.isatty():
        print("rivals: go-proxyproto, aiosmtpd, about half a minute", file=sys.stderr)
    rival_rounds, left_out = rivals.run(
        options.build, options.filter, int(core) if core else None
    )
    (folder / RIVALS).write_text(json.dumps({"benchmarks": rival_rounds}) + "\n", encoding="utf-8")
    return skipped + left_out


def print_rivals(measurements):
    best = measurements.targets[0] if measurements.targets else None
    for row in measurements.rows:
        for name in rivals.RIVALS:
            rival = measurements.find(row, name)
            if not rival:
                continue
            ratio = measurements.ratio(row, name, best) if best else None
            beside = f", {best} is {ratio:.0f}x as fast" if ratio else ""
            differ = f" ({rival.differ} inputs answered otherwise)" if rival.differ else ""
            print(f"{row}: {name} {rival.median:.0f} ns{beside}{differ}")


def publish(folder, skipped):
    described, measurements = pages.load(folder)
    drawn = plots.draw_all(measurements, described, folder)
    pages.write_run(folder, described, measurements, drawn, skipped)
    return described, measurements


def main():
    options, for_benchmark = parse(sys.argv[1:])
    if options.compare:
        from compare import compare  # needs scipy, which nothing else does

        sys.exit(compare(ROOT, options, for_benchmark))
    if options.publish:
        folder, partial = options.publish, options.publish.resolve().parent != ROOT / "results"
        described = json.loads((folder / "environment.json").read_text(encoding="utf-8"))
        skipped = described.get("skipped", [])
    else:
        command = shlex.join(["./dev", "bench", *sys.argv[1:]])
        described = environment.collect(ROOT, command)
        partial = bool(options.filter or options.target or options.out)
        folder = options.out
        if not folder and partial:
            folder = Path(tempfile.mkdtemp(prefix="simdproxy-bench-"))
        elif not folder:
            folder = ROOT / "results" / f"{described['date'][:10]}-{described['cpu_slug']}"
        folder.mkdir(parents=True, exist_ok=True)
        skipped = measure(options, for_benchmark, folder)
        described["skipped"] = skipped
        environment.complete(described, Measurements(folder))
        (folder / "environment.json").write_text(
            json.dumps(described, indent=1) + "\n", encoding="utf-8"
        )
    described, measurements = publish(folder, skipped)
    print()
    print_rivals(measurements)
    for line in skipped:
        print(line)
    print(f"written: {folder}/summary.md")
    if partial:
        return
    pages.write_list(ROOT / "results")
    print("written: results/README.md")
    for page, write in (("README.md", readme.write), ("results/METHOD.md", method.write)):
        if write(ROOT / page, folder, described, measurements):
            print(f"written: the figures of {page}")


if __name__ == "__main__":
    main()
