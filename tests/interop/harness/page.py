"""results/interop.md: the matrix, the differences, and both case by case."""

import textwrap
from collections.abc import Iterable
from typing import NamedTuple

from .report import Report, explanation, title
from .results import AS_MEANT, REFUSED, Answer, TrialResult

INTRODUCTION = """\
# Interop

Real systems, in the versions of Debian 12, that speak the PROXY protocol with simdproxy over loopback:
headers that `simdproxy encode` and `generate` build into their receivers, and what their senders write into
`simdproxy decode`. `./dev interop` installs the systems, runs all of this and writes this page;
`tests/interop` has the programs and configurations, a file a system. A difference that its file does not
explain makes the command fail.

*As meant* says for a receiver that the addresses, ports and TLVs it shows are those of the header, or, where
the header has none (LOCAL, UNKNOWN, UNSPEC), the connection's own, and that it refuses a wrong CRC32C; for a
sender that our decoder finds the addresses, ports, TLVs and sums which the test itself knows.

Receivers of TCP got {stream_cases}, and {drawn} headers drawn at random, with and without TLVs. Receivers of
DNS got those of version 2, over UDP with transport DGRAM. No header is larger than 200 bytes, and each is
sent at once.

{count} headers in {trials} trials, {right} as meant, {explained} differences explained, {others} not; {seconds:.0f} s
without the installation.
"""

TSHARK = """\
Headers of the captures of all the above, as tshark 4.0 and we decode them: version, addresses, ports and types
of TLVs. *Beyond tshark*: the short form of UNKNOWN, which tshark calls malformed though [2.1] allows it, and
headers alone in their segment whose TLVs begin in the last 16 bytes, which it does not read, since it takes the
length field for the size of the header [2.2]. *Refused*: what we call invalid, for the reasons above.

"""

NOT_TRIED = """\
## Not tried

Debian 12's caddy, sslh, pgbouncer, mosquitto and proftpd do not speak the protocol in their versions.
inspircd, prosody, ocserv, kamailio, MariaDB, jetty and ranch have it and are not run here. Envoy, traefik and
the load balancers of the clouds are not in the distribution. Knot DNS takes headers over UDP alone.
"""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
                     for row in lines) + "\n"


def cases_in_order(trials: list[TrialResult]) -> list[str]:
    """The names of the receivers' cases, as they came."""
    return list(dict.fromkeys(answer.case for trial in trials for answer in trial.answers))


def short(outcome: str) -> str:
    """The cell of a receiver's outcome."""
    if outcome == AS_MEANT:
        return "yes"
    return "refused" if outcome == REFUSED else outcome.split(" ")[0]


class Different(NamedTuple):
    """One difference of a trial."""

    cases: tuple[str, ...]
    what: str
    side: str
    clause: str
    why: str


def some(cases: tuple[str, ...]) -> str:
    """The cases, or how many there are."""
    return ", ".join(cases) if len(cases) <= 2 else f"{len(cases)} headers"


class Page:
    """Writes a report as Markdown."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.trials = report.trials
        self.receivers = [trial for trial in self.trials if trial.direction == "receives"
                          and trial.answers]
        self.senders = [trial for trial in self.trials if trial.direction == "sends"
                        and trial.answers]

    def text(self) -> str:
        parts = [self.introduction(), "## Matrix\n", self.matrix(), "## Differences\n",
                 self.differences(), "## Receivers, header by header\n", self.receiver_table(),
                 "## Senders, option by option\n", self.sender_table(), "## tshark\n",
                 self.tshark_table(), self.skipped(), NOT_TRIED]
        return "\n".join(part for part in parts if part)

    def introduction(self) -> str:
        answers = [(trial, answer) for trial in self.trials for answer in trial.answers]
        right = sum(answer.outcome == AS_MEANT for _, answer in answers)
        explained = sum(self.explains(trial, answer) for trial, answer in answers)
        tcp = next((trial for trial in self.receivers if trial.answers), None)
        cases = [case for case in cases_in_order([tcp] if tcp else []) if "random" not in case]
        text = INTRODUCTION.format(
            stream_cases=", ".join(cases),
            drawn=sum("random" in answer.case for answer in tcp.answers) if tcp else 0,
            count=len(answers), trials=len(self.receivers) + len(self.senders), right=right,
            explained=explained, others=len(answers) - right - explained,
            seconds=self.report.seconds)
        return "\n\n".join(textwrap.fill(part, 110) for part in text.strip().split("\n\n")) + "\n"

    def explains(self, trial: TrialResult, answer: Answer) -> bool:
        return (answer.outcome != AS_MEANT
                and explanation(self.report.system(trial), trial, answer) is not None)

    def matrix(self) -> str:
        rows = []
        for trial in self.trials:
            if trial.failure:
                rows.append([title(trial), trial.version, trial.direction, trial.seen_by,
                             trial.failure.splitlines()[0], ""])
                continue
            right = sum(answer.outcome == AS_MEANT for answer in trial.answers)
            rows.append([title(trial), trial.version, trial.direction, trial.seen_by,
                         f"{right} of {len(trial.answers)}", "; ".join(
                             f"{some(different.cases)}: {different.what} [{different.clause}, "
                             f"{different.side}]" for different in self.differences_of(trial))])
        return table(("system", "version", "direction", "what shows it, or what was tried", "as meant",
                      "differences [clause, whose side]"), rows)

    def differences_of(self, trial: TrialResult) -> list[Different]:
        """The differences of a trial, each with all headers that show it."""
        system = self.report.system(trial)
        rows: dict[tuple[str, ...], list[str]] = {}
        for answer in trial.answers:
            if answer.outcome == AS_MEANT:
                continue
            known = explanation(system, trial, answer)
            key = (known.shown or known.outcome, known.side, known.clause, known.why) if known else (
                answer.outcome, "?", "?", "not explained")
            cases = rows.setdefault(key, [])
            if answer.case not in cases:
                cases.append(answer.case)
        return [Different(tuple(cases), *key) for key, cases in rows.items()]

    def differences(self) -> str:
        """What several systems share stands in one row."""
        systems: dict[tuple[str, Different], list[str]] = {}
        for trial in self.trials:
            for different in self.differences_of(trial):
                systems.setdefault((trial.direction, different), []).append(title(trial))
        rows = [(", ".join(names), direction, "; ".join(different.cases), different.what,
                 different.side, different.clause, different.why)
                for (direction, different), names in systems.items()]
        return table(("system", "direction", "header", "what came out", "whose side", "clause", "why"),
                     rows)

    def receiver_table(self) -> str:
        cases = cases_in_order(self.receivers)
        rows = []
        for trial in self.receivers:
            cells = [title(trial)]
            for case in cases:
                outcomes = [answer.outcome for answer in trial.answers if answer.case == case]
                right = sum(outcome == AS_MEANT for outcome in outcomes)
                if len(outcomes) > 1:
                    cells.append(f"{right} of {len(outcomes)}")
                else:
                    cells.append(short(outcomes[0]) if outcomes else "")
            rows.append(cells)
        return table(("receiver", *cases), rows)

    def sender_table(self) -> str:
        rows = [(title(trial), answer.case,
                 "as meant" if answer.outcome == AS_MEANT else self.difference_text(trial, answer))
                for trial in self.senders for answer in trial.answers]
        return table(("sender", "option", "what we decoded"), rows)

    def difference_text(self, trial: TrialResult, answer: Answer) -> str:
        known = explanation(self.report.system(trial), trial, answer)
        if not known:
            return answer.outcome
        return f"{known.shown or known.outcome}: {known.why} [{known.clause}]"

    def tshark_table(self) -> str:
        rows = [(name, str(opinion.headers), str(opinion.agree), str(opinion.beyond),
                 str(opinion.invalid), str(sum(opinion.differences.values())))
                for name, opinion in self.report.opinions.items() if opinion.headers]
        totals = ["all", *(str(sum(int(row[column]) for row in rows)) for column in range(1, 6))]
        return TSHARK + table(("system", "headers", "agree", "beyond tshark", "refused", "disagree"),
                              [*rows, totals])

    def skipped(self) -> str:
        lines = [f"- {title(trial)}, {trial.direction}: {trial.failure.splitlines()[0]}"
                 for trial in self.trials if trial.failure]
        return "\n".join(["## Skipped or broken\n", *lines, ""]) if lines else ""
