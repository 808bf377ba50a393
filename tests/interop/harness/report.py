"""Writes the matrix, and says what is not explained."""

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

    def trial_problems(self, trial: TrialResult) -> list[str]:
        """What is wrong with one trial; several headers of one case are told once."""
        name = f"{title(trial)} {trial.direction}"
        if trial.failure:
            return [] if trial.failure.startswith("skipped") else [f"{name}: {trial.failure}"]
        if not trial.answers:
            return [f"{name}: no header was tried"]
        by_case: dict[str, list[str]] = {}
        for answer in unexplained(self.system(trial), trial):
            by_case.setdefault(answer.case, []).append(answer.outcome)
        return [f"{name}, {case}: {outcomes[0]} ({len(outcomes)} times)"
                for case, outcomes in by_case.items()]

    def problems(self) -> list[str]:
        """What makes the run fail: differences that nobody has explained, trials that broke."""
        found = [problem for trial in self.trials for problem in self.trial_problems(trial)]
        for name, opinion in self.opinions.items():
            found += [f"{name}, tshark: {what} ({count} times)"
                      for what, count in opinion.differences.items()]
            found += [f"{name}, tshark: {opinion.failure}"] if opinion.failure else []
        return found

    def remarks(self) -> list[str]:
        """Explained differences that did not show: the system may have changed."""
        found = []
        for system in self.systems:
            trials = [trial for trial in self.trials if trial.system == system.name]
            if any(trial.failure for trial in trials):
                continue
            found += [f"{system.name}: {'; '.join(known.cases)}: {known.outcome}: did not show"
                      for known in system.differences
                      if not any(known.covers(trial.part, answer) for trial in trials
                                 for answer in trial.answers)]
        return found

    def last_line(self) -> str:
        skipped = sum(trial.failure.startswith("skipped") for trial in self.trials)
        failed = sum(bool(self.trial_problems(trial)) for trial in self.trials)
        return (f"interop: {len(self.trials) - skipped - failed} passed, {failed} failed, "
                f"{skipped} skipped")
