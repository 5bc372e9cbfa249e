"""Triage: whether agencies answer together, and which other inquiries run beside ours.

An inquiry that holds lets the clocks of the review meeting and of the panel stand still
until it ends. What it is called elsewhere and when it began is locked.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict

RESPONSE = "joint-agency-response"
HELD = frozenset({"death-review-meeting", "death-panel"})


class TriageChanged(Conflict):
    """Somebody changed the triage while you were writing."""

    code = "triage-changed"


class StrandEnded(Conflict):
    """This inquiry had ended already."""

    code = "strand-ended"


class Strand(StrEnum):
    """An inquiry beside the child death review."""

    CORONER = "coroner's investigation"
    EXAMINER = "medical examiner's scrutiny"
    POST_MORTEM = "post-mortem examination"
    POLICE = "police investigation"
    CRIMINAL = "criminal proceedings"
    INCIDENT = "serious incident or practice review"
    PERINATAL = "perinatal mortality review"
    MATERNITY = "maternity and newborn safety investigation"
    PATIENT_SAFETY = "patient safety incident investigation"
    DISABILITY = "learning disability mortality review"
    HOMICIDE = "domestic homicide review"


class TriageRow(Base):
    """What triage decided. ``reason`` is why agencies do not answer together although
    what is known asks for it; ``triggers`` are the words of what asked.
    """

    __tablename__ = "death_triage_triage"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), unique=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    response: Mapped[bool] = mapped_column(info=SPECIAL_CATEGORY)
    triggers: Mapped[list[Any]] = mapped_column(info=SPECIAL_CATEGORY)
    reason: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    met_at: Mapped[datetime | None] = mapped_column(info=SPECIAL_CATEGORY)
    incident_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("incidents_incident.id"), info=SPECIAL_CATEGORY
    )
    post: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be(self, version: int) -> None:
        """Raise TriageChanged where the version that was seen is not this one."""
        if self.version != version:
            raise TriageChanged


class StrandRow(Base):
    """One inquiry beside a case; ``detail`` is its reference and first day, locked."""

    __tablename__ = "death_triage_strand"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    strand: Mapped[Strand] = mapped_column(Choice(Strand), info=SPECIAL_CATEGORY)
    holds: Mapped[bool] = mapped_column(info=OFFICIAL)
    detail: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    noted_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    ended_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    def end(self, *, at: datetime) -> None:
        """Note that it ended; raises StrandEnded."""
        if self.ended_at is not None:
            raise StrandEnded
        self.ended_at = at
