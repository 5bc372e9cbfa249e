"""Look at the papers of a meeting, without their content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from partnership.papers.model import Format, Openness, Paper, PaperVersion, Timing


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionSeen:
    """One version; ``size`` is in bytes."""

    number: int
    file_name: str
    format: Format
    size: int
    pages: int | None
    timing: Timing
    because: str
    post: str
    uploaded_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperSeen:
    """A paper with all its versions, the last one last."""

    id: UUID
    meeting_id: UUID
    item_id: UUID | None
    number: int
    title: str
    openness: Openness
    reason: str
    withdrawn_because: str | None
    versions: Sequence[VersionSeen]

    @property
    def latest(self) -> VersionSeen:
        """The version that counts."""
        return self.versions[-1]

    @property
    def is_late(self) -> bool:
        """Whether the version that counts came as a late supplement."""
        return self.latest.timing is Timing.LATE


def papers(session: Session, meeting_id: UUID, *, restricted: bool) -> list[PaperSeen]:
    """The papers of a meeting, by number; those that are not open only if asked."""
    statement = (
        select(Paper)
        .where(Paper.meeting_id == meeting_id)
        .options(selectinload(Paper.versions))
        .order_by(Paper.number)
    )
    if not restricted:
        statement = statement.where(Paper.openness == Openness.OPEN)
    return [_seen(row) for row in session.scalars(statement)]


def _seen(row: Paper) -> PaperSeen:
    return PaperSeen(
        id=row.id,
        meeting_id=row.meeting_id,
        item_id=row.item_id,
        number=row.number,
        title=row.title,
        openness=row.openness,
        reason=row.reason,
        withdrawn_because=row.withdrawn_because,
        versions=[_version(each) for each in row.versions],
    )


def _version(row: PaperVersion) -> VersionSeen:
    return VersionSeen(
        number=row.number,
        file_name=row.file_name,
        format=row.format,
        size=row.size,
        pages=row.pages,
        timing=row.timing,
        because=row.because,
        post=row.post,
        uploaded_at=row.uploaded_at,
    )
