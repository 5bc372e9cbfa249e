"""The ladder in force here."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.form_chasing.model import LADDER, LadderRow


@dataclass(frozen=True, kw_only=True, slots=True)
class LadderSeen:
    """The working days of the ladder here; version 0 before an area sets its own."""

    before: int
    late: int
    formal: int
    version: int = 0
    post: str = ""

    @property
    def days(self) -> Mapping[str, int]:
        """The days by their names."""
        return {"before": self.before, "late": self.late, "formal": self.formal}


def ladder(session: Session) -> LadderSeen:
    """The ladder by which requests are chased here."""
    row = session.scalar(select(LadderRow).limit(1))
    if row is None:
        return LadderSeen(
            before=LADDER["before"], late=LADDER["late"], formal=LADDER["formal"]
        )
    names = ("before", "late", "formal", "version", "post")
    return LadderSeen(**{name: getattr(row, name) for name in names})
