"""The pages and plots of a run that was recorded (tests/data/bench_run): short rounds of a few rows.

77: what they are drawn with is not installed.
"""

import re
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import matplotlib  # noqa: F401
except ImportError:
    sys.exit(77)

from figures import method, pages, plots, readme, tables
from figures.measurements import Measurements

ROOT = Path(__file__).resolve().parent.parent.parent
RECORDED = ROOT / "tests/data/bench_run"

# Names of rows in pages; a name with a star, dots or N in it stands for several.
ROW_NAME = re.compile(
    r"`((?:v1|v2|realistic|check|crc32c|encode|threads|scan|receive)[a-z0-9_]*/[a-z0-9_/]+)`"
)


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name) / "2026-01-02-some-cpu"
        shutil.copytree(RECORDED, cls.folder)
        cls.environment, cls.measurements = pages.load(cls.folder)
        cls.drawn = plots.draw_all(cls.measurements, cls.environment, cls.folder)
        pages.write_run(cls.folder, cls.environment, cls.measurements, cls.drawn, ["a: skipped"])

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def text(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def page_with_markers(self, begin, end):
        page = self.folder / "page.md"
        page.write_text(f"before\n{begin}\nold\n{end}\nbehind\n", encoding="utf-8")
        return page

    def test_every_plot_is_drawn_and_shown(self):
        self.assertEqual(
            [name for _, name in self.drawn],
            [
                "kinds.svg",
                "batch.svg",
                "working_set.svg",
                "malformed.svg",
                "building.svg",
                "receiving.svg",
                "threads.svg",
                "scan.svg",
                "scan_others.svg",
            ],
        )
        for _, name in self.drawn:
            self.assertIn("</svg>", self.text(name))
            self.assertIn(f"]({name})", self.text("summary.md"))

    def test_the_same_figures_give_the_same_plots(self):
        few = Measurements(self.folder)
        few.rows = {"v2/4096": few.rows["v2/4096"]}
        drawn = []
        for _ in range(2):
            with tempfile.TemporaryDirectory() as other:
                plots.draw_all(few, self.environment, Path(other))
                drawn.append((Path(other) / "kinds.svg").read_text(encoding="utf-8"))
        self.assertEqual(drawn[0], drawn[1])

    def test_both_pages_have_every_row(self):
        for row in self.measurements.rows:
            self.assertIn(f"| `{row}` |", self.text("summary.md"))
            self.assertIn(f"### {row}", self.text("details.md"))
        self.assertIn("- a: skipped", self.text("summary.md"))

    def test_the_summary_says_what_the_rounds_say(self):
        row = next(l for l in self.text("summary.md").splitlines() if "| `v2/4096` |" in l)
        contender = self.measurements.find("v2/4096", "AVX2")
        ratio = self.measurements.ratio("v2/4096", "branchy", "AVX2")
        cell = f"{tables.figure(contender.median)} ({tables.figure(ratio)}x)"
        self.assertIn(f"| {cell} |", row)

    def test_a_rival_that_answers_otherwise_is_marked(self):
        rival = self.measurements.find("realistic/4096/endpoints", "go-proxyproto")
        self.assertGreater(rival.differ, 0)
        self.assertIn(f"†{rival.differ}", self.text("summary.md"))

    def test_the_readme_has_all_its_rows_and_names_no_others(self):
        page = self.page_with_markers(readme.BEGIN, readme.END)
        self.assertTrue(
            readme.write(page, self.folder, self.environment, self.measurements)
        )
        text = page.read_text(encoding="utf-8")
        self.assertTrue(text.startswith("before\n" + readme.BEGIN), text[:80])
        self.assertTrue(text.endswith(readme.END + "\nbehind\n"), text[-80:])
        self.assertNotIn("old", text)
        wanted = {row for _, row, _ in readme.DECODING + readme.BUILDING}
        wanted |= {row for _, row in readme.SEARCHING + readme.RECEIVING}
        wanted |= {"v2/4096/batch1", "v1_tcp4/4096/endpoints/batch1"}
        self.assertEqual(set(ROW_NAME.findall(text)), wanted)
        self.assertLessEqual(wanted, set(self.measurements.rows))

    def test_writing_the_readme_twice_changes_nothing(self):
        page = self.page_with_markers(readme.BEGIN, readme.END)
        readme.write(page, self.folder, self.environment, self.measurements)
        once = page.read_text(encoding="utf-8")
        readme.write(page, self.folder, self.environment, self.measurements)
        self.assertEqual(page.read_text(encoding="utf-8"), once)

    def test_a_page_without_markers_stays(self):
        page = self.folder / "other.md"
        page.write_text("nothing here\n", encoding="utf-8")
        self.assertFalse(readme.write(page, self.folder, self.environment, self.measurements))
        self.assertEqual(page.read_text(encoding="utf-8"), "nothing here\n")

    def test_the_arithmetic_of_the_method_is_right(self):
        page = self.page_with_markers(method.BEGIN, method.END)
        self.assertTrue(
            method.write(page, self.folder, self.environment, self.measurements)
        )
        text = page.read_text(encoding="utf-8")
        lines = re.findall(r"\| 1,000,000 × ([\d.]+) ns = ([\d.]+) ms \|", text)
        self.assertGreaterEqual(len(lines), 4)
        for nanoseconds, milliseconds in lines:
            self.assertAlmostEqual(float(nanoseconds) / float(milliseconds), 1, delta=0.01)
        lines = re.findall(r"\| 10¹² bytes / ([\d.]+) GB/s \| ([\d,]+) s \|", text)
        self.assertGreaterEqual(len(lines), 3)
        for rate, seconds in lines:
            product = float(rate) * float(seconds.replace(",", ""))
            self.assertAlmostEqual(product / 1000, 1, delta=0.01)
        self.assertLessEqual(set(ROW_NAME.findall(text)), set(self.measurements.rows))

    def test_the_committed_pages_name_rows_that_exist(self):
        for page in (ROOT / "README.md", ROOT / "results/METHOD.md"):
            named = set(ROW_NAME.findall(page.read_text(encoding="utf-8")))
            self.assertLessEqual(named, set(self.measurements.rows), page)

    def test_the_list_of_runs(self):
        results = Path(self.temporary.name)
        pages.write_list(results)
        text = (results / "README.md").read_text(encoding="utf-8")
        self.assertIn("| [2026-01-02-some-cpu](2026-01-02-some-cpu/summary.md) | AMD EPYC |", text)

    def test_a_run_of_one_row_gives_the_pages_that_it_can(self):
        few = Measurements(self.folder)
        few.rows = {"v2/4096": few.rows["v2/4096"]}
        with tempfile.TemporaryDirectory() as other:
            drawn = plots.draw_all(few, self.environment, Path(other))
        self.assertEqual([name for _, name in drawn], ["kinds.svg"])
        self.assertIn("`v2/4096`", readme.block(self.folder, self.environment, few))
        self.assertIn("10¹²", method.block(self.folder, self.environment, few))


if __name__ == "__main__":
    unittest.main()
