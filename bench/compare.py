"""./dev bench --compare A B: two folders of results, or two commits that it builds and runs."""

import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import comparison
from figures.measurements import ROUNDS, Measurements

# Processes of each commit for a row, in turn, and rounds in each: where code and data lie in memory
# changes from process to process.
PASSES = 4
ROUNDS_A_PASS = 3


class CannotCompare(Exception):
    """What to tell the caller."""


def _git(root, *arguments):
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.strip()


def _commit(root, name):
    status, commit = _git(root, "rev-parse", "--verify", "--quiet", name + "^{commit}")
    if status != 0:
        raise CannotCompare(f"{name} is neither a folder with {ROUNDS} nor a commit")
    return commit


def _run(command, log, folder):
    with open(log, "ab") as file:
        done = subprocess.run(command, cwd=folder, stdout=file, stderr=file, check=False)
    if done.returncode != 0:
        raise CannotCompare(f"{' '.join(command[:3])} failed: see {log}")


def _build(root, commit):
    """The benchmark of a commit, built in a worktree that does not stay. It is kept."""
    folder = root / "build/compare" / commit[:12]
    program = folder / "simdproxy_bench"
    if program.exists():
        return program
    folder.mkdir(parents=True, exist_ok=True)
    print(f"building {commit[:12]}", file=sys.stderr)
    log = folder / "build.log"
    with tempfile.TemporaryDirectory(dir=root / "build/compare") as parent:
        tree = Path(parent) / "tree"
        _run(["git", "-C", str(root), "worktree", "add", "--detach", str(tree), commit], log, root)
        try:
            _run(["cmake", "--preset", "bench"], log, tree)
            build = ["cmake", "--build", "--preset", "bench", "--target", "simdproxy_bench"]
            _run(build, log, tree)
            (tree / "build/bench/bench/simdproxy_bench").rename(program)
        finally:
            _git(root, "worktree", "remove", "--force", str(tree))
    return program


def _rows(program, options, environment):
    """The names of the rows that would run, or none if the program fails."""
    command = [program, f"--rows={options.filter}", "--list"]
    command += ["--full"] if options.full else []
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise CannotCompare(f"{program} can't list its rows")
    return done.stdout.split()


def _progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def measure_in_turn(programs, folders, options, for_benchmark):
    """Runs both programs row by row in turn, and writes the rounds of each to its folder."""
    environment = dict(os.environ)
    if options.target:
        environment["SIMDPROXY_TARGET"] = options.target
    listed = [_rows(program, options, environment) for program in programs]
    rows = [row for row in listed[0] if row in listed[1]]
    if not rows:
        raise CannotCompare("the two commits have no row in common")
    collected = [{}, {}]
    begin = time.monotonic()
    for done, row in enumerate(rows):
        left = (time.monotonic() - begin) / done * (len(rows) - done) if done else 0
        estimate = f", about {left // 60:.0f}:{left % 60:02.0f} left" if done else ""
        _progress(f"row {done + 1} of {len(rows)}: {row}{estimate}")
        for turn in range(PASSES):
            for side in (0, 1) if turn % 2 == 0 else (1, 0):
                with tempfile.NamedTemporaryFile(suffix=".json") as file:
                    command = [
                        programs[side],
                        f"--rows=^{re.escape(row)}$",
                        f"--json={file.name}",
                        f"--benchmark_repetitions={ROUNDS_A_PASS}",
                        *for_benchmark,
                    ]
                    command += ["--full"] if options.full else []
                    subprocess.run(
                        command, env=environment, stdout=subprocess.DEVNULL, check=True
                    )
                    content = json.loads(Path(file.name).read_text(encoding="utf-8"))
                into = collected[side]
                into.setdefault("context", content["context"])
                into.setdefault("benchmarks", []).extend(content["benchmarks"])
    _progress("")
    for folder, content in zip(folders, collected, strict=True):
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content).encode()
        (folder / ROUNDS).write_bytes(gzip.compress(text, mtime=0))


def _measure_commits(root, options, for_benchmark):
    commits = [_commit(root, name) for name in options.compare]
    if _git(root, "diff", "--quiet", *commits, "--", "bench")[0] != 0:
        print("note: bench/ differs between the two, so rows of one name may differ too")
    programs = [_build(root, commit) for commit in commits]
    out = options.out or Path(tempfile.mkdtemp(prefix="simdproxy-compare-"))
    folders = [out / side for side in ("A", "B")]
    measure_in_turn(programs, folders, options, for_benchmark)
    print(f"rounds kept, for --compare: {folders[0]} {folders[1]}")
    return folders


def _describe(side, name, measurements):
    clock = measurements.clock()
    at = f", {clock[1]:.2f} GHz" if clock else ""
    print(f"{side}: {name}{at}")


def compare(root, options, for_benchmark):
    """Returns the exit code: 0, or 1 if B is slower anywhere, or 2 if they can't be compared."""
    folders = [Path(name) for name in options.compare]
    try:
        if not all((folder / ROUNDS).exists() for folder in folders):
            folders = _measure_commits(root, options, for_benchmark)
        runs = [Measurements(folder) for folder in folders]
    except CannotCompare as error:
        print(f"./dev bench --compare: {error}", file=sys.stderr)
        return 2
    for side, name, run in zip("AB", options.compare, runs, strict=True):
        _describe(side, name, run)
        run.rows = {row: each for row, each in run.rows.items() if re.search(options.filter, row)}
    machines = [(run.context.get("num_cpus"), run.context.get("caches")) for run in runs]
    if machines[0] != machines[1]:
        print("note: taken on two machines")
    text, slower = comparison.report(*runs)
    print(f"\n{text}")
    return 1 if slower else 0
