"""One cell of the alignment page, with all that is said of it and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from partnership.alignment.model import (
    RULES,
    Drift,
    Judged,
    Outcome,
    Published,
    Rules,
    Told,
    coming,
    in_force,
    judge,
)
from partnership.standards.model import Position

OUTCOMES = {
    Outcome.ALIGNED: "Aligned",
    Outcome.AGREED: "Agreed difference",
    Outcome.DRIFT: "Drift",
    Outcome.NOT_YET: "Not yet",
}
DRIFTS = {
    Drift.LATE: "Late",
    Drift.OLD_VERSION: "Old version",
    Drift.REVIEW_PASSED: "Review day passed",
    Drift.STALE: "Stale",
}
NOT_YET = "not_yet"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """Where one borough stands on one standard, and what takes its place later."""

    stands: Told | None
    coming: Told | None
    judged: Judged

    @property
    def outcome(self) -> str:
        """What it comes to, in words."""
        return OUTCOMES[self.judged.outcome]

    @property
    def drifts(self) -> Sequence[str]:
        """Why it drifts, in words."""
        return [DRIFTS[each] for each in self.judged.drifts]

    @property
    def stance(self) -> str:
        """The position itself, in words."""
        return "Not yet" if self.stands is None else self.stands.stance


def cell(
    told: Iterable[Told],
    versions: Sequence[Published],
    *,
    today: date,
    stale: bool,
    joined_on: date | None = None,
    rules: Rules = RULES,
) -> Cell:
    """The cell of one borough's recorded positions on one standard."""
    every = list(told)
    stands = in_force(every, today)
    return Cell(
        stands=stands,
        coming=coming(every, today),
        judged=judge(
            stands, versions, today=today, stale=stale, joined_on=joined_on, rules=rules
        ),
    )


def counted(cells: Iterable[Cell]) -> str:
    """How many boroughs stand where, in words: "2 adopted, 1 varied"."""
    stances = [each.stands.position if each.stands else None for each in cells]
    found = [
        f"{stances.count(each)} {word}"
        for each, word in (*((p, p.value) for p in Position), (None, "not yet"))
        if each in stances
    ]
    return ", ".join(found)
