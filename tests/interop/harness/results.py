"""The records of a run: systems, trials, answers, and the differences that are understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .lab import Lab

AS_MEANT = "as meant"
REAL = "real addresses"
REFUSED = "refused"

# Whose side a difference is.
THEIRS, NOBODY = "theirs", "nobody's"


@dataclass(frozen=True)
class Answer:
    """What came out of one header: AS_MEANT, or in words what came out instead."""

    case: str
    outcome: str


@dataclass(frozen=True)
class Difference:
    """A difference that is understood: whose side it is, and the clause that decides."""

    cases: tuple[str, ...]
    outcome: str  # what the outcome begins with
    side: str  # theirs, ours, or nobody's where the specification leaves the choice
    clause: str  # section of the specification
    why: str
    trial: str = ""  # only this part of the system; all where empty
    shown: str = ""  # the outcome in words, where its beginning does not say it

    def covers(self, trial: str, answer: Answer) -> bool:
        return (self.trial in ("", trial) and answer.case in self.cases
                and answer.outcome.startswith(self.outcome))


@dataclass(frozen=True)
class Trial:
    """One direction with one part of a system."""

    direction: str  # "receives" our headers, or "sends" its own
    part: str  # for example "TCP" or "postscreen"; empty where there is only one
    seen_by: str  # receivers: where what they decoded shows; senders: the options
    run: Callable[[Lab], Iterator[Answer]]


@dataclass(frozen=True)
class System:
    """A program that speaks the protocol."""

    name: str
    packages: tuple[str, ...]  # of Debian 12; the first one's version is the system's
    trials: tuple[Trial, ...]
    differences: tuple[Difference, ...] = ()
    unpacked: tuple[str, ...] = ()  # packages that cannot be installed beside others
    quick: bool = False  # part of --quick


@dataclass
class TrialResult:
    """What came out of a trial."""

    system: str
    version: str
    direction: str
    part: str
    seen_by: str
    answers: list[Answer] = field(default_factory=list)
    failure: str = ""  # why it could not be run to its end
    seconds: float = 0.0
