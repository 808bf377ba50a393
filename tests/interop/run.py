"""./dev interop: runs real systems against simdproxy and writes results/interop.md."""

import argparse
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import asdict
from pathlib import Path

from harness import capture, report
from harness.lab import Lab, in_own_namespace, set_up_loopback
from harness.page import Page
from harness.packages import lacking, version
from harness.process import Failure, die_with_parent
from harness.results import Answer, System, TrialResult

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_SECONDS = 90
# In the order of the matrix.
MODULES = (
    "haproxy", "nginx", "stunnel", "aiosmtpd", "varnish", "apache2", "squid", "lighttpd", "nghttpx", "h2o",
    "trafficserver", "postfix", "exim", "dovecot", "twisted",
    "go_proxyproto",
    "dnsdist", "unbound", "knot", "pdns", "recursor", "hitch", "curl", "swaks", "kdig", "sdig",
)


def systems(options: argparse.Namespace) -> dict[str, System]:
    """The systems that were asked for, by the names of their files."""
    loaded = {name: importlib.import_module(f"systems.{name}").SYSTEM for name in MODULES}
    return {name: system for name, system in loaded.items()
            if (not options.names or name in options.names) and (system.quick or not options.quick)}


def run_inside(system: System, answers: Path) -> None:
    """In the namespace: each trial in a lab of its own; the results go to a file."""
    set_up_loopback()
    results = []
    with Lab() as place, capture.Capture(place.folder) as captured:
        for trial in system.trials:
            result = TrialResult(system.name, version(system), trial.direction, trial.part,
                                 trial.seen_by)
            results.append(result)
            begin = time.monotonic()
            try:
                with Lab() as lab:
                    for answer in trial.run(lab):
                        result.answers.append(answer)
            except Failure as failure:
                result.failure = str(failure)
            except Exception:  # a fault of the test: the other systems go on
                result.failure = traceback.format_exc()
            result.seconds = time.monotonic() - begin
        opinion = opinion_of(captured)
    answers.write_text(json.dumps({"trials": [asdict(result) for result in results],
                                   "capture": asdict(opinion)}))


def opinion_of(captured: capture.Capture) -> capture.Opinion:
    """tshark's opinion; that it can't be had is no reason to lose the results."""
    try:
        return captured.second_opinion()
    except Exception:
        return capture.Opinion(failure=traceback.format_exc())


def run_system(name: str, system: System) -> tuple[list[TrialResult], capture.Opinion]:
    """Runs a system in namespaces of its own and reads what came out."""
    missing = lacking(system)
    if missing:
        return [TrialResult(system.name, "", trial.direction, trial.part, trial.seen_by,
                            failure=f"skipped: package {missing} is not there")
                for trial in system.trials], capture.Opinion()
    folder = ROOT / "build/interop"
    folder.mkdir(parents=True, exist_ok=True)
    answers = folder / f"{name}.json"
    answers.unlink(missing_ok=True)
    command = in_own_namespace([sys.executable, str(Path(__file__).resolve()), "--inside", name,
                                "--answers", str(answers)])
    failure = ""
    with tempfile.TemporaryDirectory(prefix="interop-") as scratch:
        os.chmod(scratch, 0o755)  # daemons read their configuration as users of their own
        try:
            subprocess.run(command, check=False, timeout=SYSTEM_SECONDS, preexec_fn=die_with_parent,
                           stdin=subprocess.DEVNULL, env={**os.environ, "TMPDIR": scratch})
        except subprocess.TimeoutExpired:
            failure = f"not done after {SYSTEM_SECONDS} s"
    if not answers.exists():
        return [TrialResult(system.name, version(system), trial.direction, trial.part, trial.seen_by,
                            failure=failure or "ended without results")
                for trial in system.trials], capture.Opinion()
    data = json.loads(answers.read_text())
    results = []
    for entry in data["trials"]:
        entry["answers"] = [Answer(**answer) for answer in entry["answers"]]
        results.append(TrialResult(**entry))
    return results, capture.Opinion(**data["capture"])


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev interop", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="SYSTEM", help="only these, see --list")
    parser.add_argument("--quick", action="store_true",
                        help="HAProxy, nginx, stunnel and aiosmtpd alone; writes no file")
    parser.add_argument("--list", action="store_true", help="list systems and their packages")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the matrix")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    parser.add_argument("--answers", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        run_inside(importlib.import_module(f"systems.{options.inside}").SYSTEM, options.answers)
        return 0
    unknown = [name for name in options.names if name not in MODULES]
    if unknown:
        parser.error(f"no such system: {unknown[0]}")
    chosen = systems(options)
    if options.list:
        for name, system in chosen.items():
            print(name, *system.packages, *(f"unpack:{package}" for package in system.unpacked))
        return 0
    if subprocess.run(in_own_namespace(["true"]), capture_output=True, check=False).returncode:
        print("interop: this needs root, and network namespaces (unshare --net)", file=sys.stderr)
        return 2
    results, opinions, begin = [], {}, time.monotonic()
    for name, system in chosen.items():
        trials, opinions[system.name] = run_system(name, system)
        results += trials
        for trial in trials:
            print(report.line(system, trial), flush=True)
    summary = report.Report(list(chosen.values()), results, opinions, time.monotonic() - begin)
    out = options.out or (None if options.quick or options.names else ROOT / "results/interop.md")
    if out:
        out.write_text(Page(summary).text())
    for remark in summary.remarks():
        print(remark)
    for problem in summary.problems():
        print(problem, file=sys.stderr)
    print(summary.last_line())
    return 1 if summary.problems() else 0


if __name__ == "__main__":
    os.umask(0o022)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # by way of every finally
    sys.exit(main())
