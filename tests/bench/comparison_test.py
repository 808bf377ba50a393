"""./dev bench --compare on folders that were made up, and programs that only pretend to measure.

77: SciPy is not installed.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import matplotlib  # noqa: F401: run.py imports it
    import scipy  # noqa: F401
except ImportError:
    sys.exit(77)

import compare
from figures.measurements import ROUNDS, Measurements

RUN = Path(__file__).resolve().parent.parent.parent / "bench/run.py"

# Nine rounds around 1, in no order.
NOISE = (1.003, 0.996, 1.001, 0.999, 1.006, 0.994, 1.000, 1.004, 0.998)

# Prints and writes what simdproxy_bench would, and notes in a file that it ran.
PROGRAM = """#!{python}
import json, re, sys
options = dict(a.partition("=")[::2] for a in sys.argv[1:])
rows = [r for r in {rows!r} if re.search(options["--rows"], r)]
if "--list" in options:
    print("\\n".join(rows))
    sys.exit()
with open({log!r}, "a") as log:
    log.write({name!r} + " " + " ".join(rows) + "\\n")
rounds = int(options["--benchmark_repetitions"])
result = [dict(name=row + "|AVX2", items_per_second=1e9) for row in rows for _ in range(rounds)]
json.dump(dict(context=dict(targets_supported="AVX2"), benchmarks=result),
          open(options["--json"], "w"))
"""


def write_run(folder, times):
    """A run from the ns of each contender: {"row|name": [ns, ...]}."""
    folder.mkdir()
    benchmarks = [
        {"name": name, "run_type": "iteration", "items_per_second": 1e9 / nanoseconds}
        for name, rounds in times.items()
        for nanoseconds in rounds
    ]
    content = {"context": {"targets_supported": "AVX2 SSE4"}, "benchmarks": benchmarks}
    (folder / ROUNDS).write_bytes(gzip.compress(json.dumps(content).encode()))


def around(nanoseconds, shift=0):
    """Rounds that scatter around this; another shift is another order of them."""
    return [nanoseconds * n for n in NOISE[shift:] + NOISE[:shift]]


class Compare(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def compare(self, before, after, *arguments):
        """Exit code and output."""
        write_run(self.folder / "A", before)
        write_run(self.folder / "B", after)
        return self.run_compare(self.folder / "A", self.folder / "B", *arguments)

    def run_compare(self, *arguments):
        done = subprocess.run(
            [sys.executable, RUN, "--compare", *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def line(self, output, row, name):
        wanted = f"| `{row}` | {name} |"
        return next((l for l in output.splitlines() if l.startswith(wanted)), "")

    def test_slower_is_found(self):
        before = {"v2/4096|AVX2": around(2.0), "v2/4096|branchy": around(8.0)}
        after = {"v2/4096|AVX2": around(2.2, 3), "v2/4096|branchy": around(8.0, 4)}
        code, output = self.compare(before, after)
        self.assertEqual(code, 1, output)
        self.assertTrue(self.line(output, "v2/4096", "AVX2").endswith("| slower |"), output)
        self.assertIn("1 slower, 0 faster", output)
        self.assertIn("of 1 comparisons of baselines, 0 changed", output)

    def test_faster_is_no_failure(self):
        code, output = self.compare(
            {"v2/4096|AVX2": around(2.0)}, {"v2/4096|AVX2": around(1.5, 2)}
        )
        self.assertEqual(code, 0, output)
        line = self.line(output, "v2/4096", "AVX2")
        self.assertIn("| 2.00 | 1.50 | 0.749 |", line)
        self.assertTrue(line.endswith("| faster |"), output)

    def test_noise_is_no_difference(self):
        code, output = self.compare(
            {"v2/4096|AVX2": around(2.0)}, {"v2/4096|AVX2": around(2.004, 5)}
        )
        self.assertEqual(code, 0, output)
        self.assertTrue(self.line(output, "v2/4096", "AVX2").endswith("|  |"), output)

    def test_a_steady_difference_below_the_least_is_not_claimed(self):
        before = {"v2/4096|AVX2": [2.0 + i * 1e-4 for i in range(9)]}
        after = {"v2/4096|AVX2": [2.02 + i * 1e-4 for i in range(9)]}
        code, output = self.compare(before, after)
        self.assertEqual(code, 0, output)
        self.assertIn("0 slower", output)

    def test_a_baseline_that_changed_is_shown_and_is_no_failure(self):
        code, output = self.compare(
            {"v2/4096|AVX2": around(2.0), "v2/4096|branchy": around(8.0)},
            {"v2/4096|AVX2": around(2.0), "v2/4096|branchy": around(9.0)},
        )
        self.assertEqual(code, 0, output)
        self.assertTrue(self.line(output, "v2/4096", "branchy").endswith("| slower |"), output)
        self.assertIn("1 changed, by up to 12.5%", output)

    def test_many_comparisons_need_more_evidence(self):
        # Rounds that overlap: p = 0.004 for one comparison, not enough for 24.
        b = [1.03, 1.035, 1.04, 1.045, 1.05, 1.055, 1.06, 0.998, 0.997]
        one = {"v2/4096|AVX2": list(NOISE)}, {"v2/4096|AVX2": b}
        others = {f"v2/{count}|AVX2": list(NOISE) for count in range(23)}
        code, _ = self.compare(*one)
        self.assertEqual(code, 1)
        self.folder = self.folder / "more"
        self.folder.mkdir()
        code, output = self.compare(one[0] | others, one[1] | others)
        self.assertEqual(code, 0, output)

    def test_too_few_rounds_are_said_to_be(self):
        code, output = self.compare(
            {"v2/4096|AVX2": [1.0, 1.1, 1.2]}, {"v2/4096|AVX2": [2.0, 2.1, 2.2]}
        )
        self.assertEqual(code, 0, output)
        self.assertIn("too few rounds", output)

    def test_a_filter_leaves_rows_out(self):
        before = {"v2/4096|AVX2": around(2.0), "scan/v2/text/l2|AVX2": around(10)}
        after = {"v2/4096|AVX2": around(2.0), "scan/v2/text/l2|AVX2": around(20)}
        code, output = self.compare(before, after, "--filter", "^v2/")
        self.assertEqual(code, 0, output)
        self.assertNotIn("scan/", output)

    def test_what_can_not_be_compared(self):
        code, output = self.run_compare(self.folder / "none", self.folder / "neither")
        self.assertEqual(code, 2, output)
        self.assertIn("neither a folder with", output)


class InTurn(unittest.TestCase):
    def test_programs_run_row_by_row_in_turn(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            log = folder / "log"
            programs = []
            for side, rows in (("A", ["v2/1", "v2/2", "old/1"]), ("B", ["new/1", "v2/1", "v2/2"])):
                program = folder / f"program_{side}"
                program.write_text(
                    PROGRAM.format(python=sys.executable, rows=rows, name=side, log=str(log))
                )
                program.chmod(0o755)
                programs.append(program)
            options = argparse.Namespace(filter="", full=False, target=None)
            folders = [folder / "A", folder / "B"]
            compare.measure_in_turn(programs, folders, options, [])
            expected = [f"{side} {row}" for row in ("v2/1", "v2/2") for side in "ABBAABBA"]
            self.assertEqual(log.read_text().splitlines(), expected)
            for run in map(Measurements, folders):
                self.assertEqual(set(run.rows), {"v2/1", "v2/2"})
                self.assertEqual(len(run.find("v2/1", "AVX2").nanoseconds), 12)


class Commits(unittest.TestCase):
    """A repository whose benchmark is a script, with two commits and no more."""

    PRESETS = {
        "version": 6,
        "configurePresets": [{"name": "bench", "generator": "Ninja", "binaryDir": "${sourceDir}/build/bench"}],
        "buildPresets": [{"name": "bench", "configurePreset": "bench"}],
    }
    CMAKE = """cmake_minimum_required(VERSION 3.25)
project(fake NONE)
add_custom_target(simdproxy_bench COMMAND ${CMAKE_COMMAND} -E copy
  ${PROJECT_SOURCE_DIR}/program ${PROJECT_BINARY_DIR}/bench/simdproxy_bench)
"""

    def git(self, *arguments):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        command = ["git", "-C", self.root, *identity, *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return done.stdout

    def commit(self, name):
        program = self.root / "program"
        text = PROGRAM.format(
            python=sys.executable, rows=["v2/1"], name=name, log=str(self.root / "build/log")
        )
        program.write_text(text)
        program.chmod(0o755)
        self.git("add", ".")
        self.git("commit", "-q", "-m", name)

    def test_both_are_built_and_run_and_nothing_stays_behind(self):
        with tempfile.TemporaryDirectory() as name:
            self.root = Path(name)
            (self.root / "build").mkdir()
            (self.root / ".gitignore").write_text("/build/\n")
            (self.root / "CMakePresets.json").write_text(json.dumps(self.PRESETS))
            (self.root / "CMakeLists.txt").write_text(self.CMAKE)
            self.git("init", "-q")
            self.commit("A")
            self.commit("B")
            options = argparse.Namespace(
                compare=["HEAD^", "HEAD"],
                filter="",
                full=False,
                target=None,
                out=self.root / "build/rounds",
            )
            self.assertEqual(compare.compare(self.root, options, []), 0)
            ran = (self.root / "build/log").read_text().split()[::2]
            self.assertEqual("".join(ran), "ABBAABBA")
            self.assertEqual(len(self.git("worktree", "list").splitlines()), 1)
            self.assertEqual(self.git("status", "--porcelain"), "")


if __name__ == "__main__":
    unittest.main()
