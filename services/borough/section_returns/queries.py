"""Look at what would leave of returns, what left, and what others answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.held_returns.model import VERDICT_WORDS, Core, Verdict
from borough.section_returns.model import (
    AnsweredRow,
    ShareRow,
    ShareState,
    declined,
    others,
)
from kit.errors import NotFound
from partnership.joint.queries import name_of


@dataclass(frozen=True, kw_only=True, slots=True)
class AnsweredSeen:
    """What a borough said to a version of ours; ``same`` where it holds our digest."""

    borough: str
    number: int
    verdict: Verdict
    digest: str
    answered_at: datetime

    @property
    def borough_name(self) -> str:
        """The borough as people say it."""
        return name_of(self.borough)

    @property
    def words(self) -> str:
        """What it did, as people say it."""
        return VERDICT_WORDS[self.verdict]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareSeen:
    """One share of a return, or its withdrawal; see :class:`model.ShareRow`."""

    id: UUID
    return_id: UUID
    number: int | None
    state: ShareState
    standard: str
    standard_version: int
    boroughs: Sequence[str]
    core: Core | None
    digest: str
    consented_by: UUID
    consented_post: str
    consented_on: date
    decided_post: str
    decided_at: datetime | None
    because: str
    correlation_id: str | None

    @property
    def borough_names(self) -> str:
        """The boroughs it goes to, as people say them."""
        return ", ".join(name_of(each) for each in self.boroughs)


def declined_by(session: Session, standard: str, version: int) -> frozenset[str]:
    """The boroughs that answered last that they declined this version."""
    return frozenset(session.scalars(declined(standard, version)))


def offered(session: Session, standard: str, version: int) -> list[str]:
    """The boroughs a return under this version can be shared with, by slug."""
    apart = declined_by(session, standard, version)
    return [each for each in others(session.info["member"]) if each not in apart]


def shares(session: Session, return_id: UUID | None = None) -> list[ShareSeen]:
    """Shares of one return or of all, the latest first."""
    query = select(ShareRow).order_by(ShareRow.id.desc())
    if return_id is not None:
        query = query.where(ShareRow.return_id == return_id)
    return [_share(row) for row in session.scalars(query)]


def share(session: Session, share_id: UUID) -> ShareSeen:
    """One share; raises NotFound. Whether it may be seen, the caller asks."""
    row = session.get(ShareRow, share_id)
    if row is None:
        raise NotFound
    return _share(row)


def held_by(session: Session) -> dict[str, set[UUID]]:
    """The returns that each other borough was ever sent, by its slug."""
    found: dict[str, set[UUID]] = {}
    for each in shares(session):
        if each.state is ShareState.RELEASED:
            for borough in each.boroughs:
                found.setdefault(borough, set()).add(each.return_id)
    return found


def answered(session: Session, return_id: UUID) -> list[AnsweredSeen]:
    """What other boroughs said last to a return of ours, by borough."""
    query = select(AnsweredRow).where(AnsweredRow.return_id == return_id)
    return [
        AnsweredSeen(
            borough=row.borough,
            number=row.number,
            verdict=row.verdict,
            digest=row.digest,
            answered_at=row.answered_at,
        )
        for row in session.scalars(query.order_by(AnsweredRow.borough))
    ]


def _share(row: ShareRow) -> ShareSeen:
    names = ShareSeen.__dataclass_fields__
    return ShareSeen(**{name: getattr(row, name) for name in names})
