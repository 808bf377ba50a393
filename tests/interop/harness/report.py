"""Writes the matrix, and says what is not explained."""

from collections import Counter
from dataclasses import dataclass

from .capture import Opinion
from .results import AS_MEANT, Answer, Difference, System, TrialResult


def explanation(system: System, trial: TrialResult, answer: Answer) -> Difference | None:
    return next((known for known in system.differences if known.covers(trial.part, answer)), None)


def unexplained(system: System, trial: TrialResult) -> list[Answer]:
    return [answer for answer in trial.answers
            if answer.outcome != AS_MEANT and not explanation(system, trial, answer)]


def title(trial: TrialResult) -> str:
    return " ".join(filter(None, (trial.system, trial.part)))


def line(system: System, trial: TrialResult) -> str:
    """One line a trial, while it runs."""
    if trial.failure:
        return f"{title(trial)} {trial.direction}: {trial.failure.splitlines()[0]}"
    right = sum(answer.outcome == AS_MEANT for answer in trial.answers)
    others = len(trial.answers) - right
    return (f"{title(trial)} {trial.direction}: {right} of {len(trial.answers)} as meant, "
            f"{others - len(unexplained(system, trial))} differences explained, "
            f"{len(unexplained(system, trial))} not ({trial.seconds:.1f} s)")


@dataclass
class Report:
    """All results of a run."""

    systems: list[System]
    trials: list[TrialResult]
    opinions: dict[str, Opinion]  # by system
    seconds: float

    def system(self, trial: TrialResult) -> System:
        return next(system for system in self.systems if system.name == trial.system)

    def problems(self) -> list[str]:
        """What makes the run fail: differences that nobody has explained, trials that broke."""
        found = []
        for trial in self.trials:
            if trial.failure and not trial.failure.startswith("skipped"):
                found.append(f"{title(trial)} {trial.direction}: {trial.failure}")
            elif not trial.answers and not trial.failure:
                found.append(f"{title(trial)} {trial.direction}: no header was tried")
            found += [f"{title(trial)} {trial.direction}, {answer.case}: {answer.outcome}"
                      for answer in unexplained(self.system(trial), trial)]
        for name, opinion in self.opinions.items():
            found += [f"{name}, tshark: {what} ({count} times)"
                      for what, count in opinion.differences.items() if not tshark_limit(what)]
        return found

    def last_line(self) -> str:
        skipped = sum(trial.failure.startswith("skipped") for trial in self.trials)
        failed = len({problem.split(":")[0] for problem in self.problems()})
        passed = len(self.trials) - skipped - min(failed, len(self.trials) - skipped)
        return f"interop: {passed} passed, {failed} failed, {skipped} skipped"


def tshark_limit(what: str) -> str:
    """Why tshark differs, if that is known; else empty."""
    return ""
