"""Look at reviews: those a person may open, one with its clocks, what is published."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from borough.reviews.model import (
    DRAFT,
    KIND_WORDS,
    Flag,
    FlagRow,
    ReviewKind,
    ReviewRow,
)
from kit import clock
from kit.access.service import Reach, Scope
from kit.errors import NotFound
from kit.search.model import Hit, Term
from partnership.agencies import agency_name
from partnership.clocks import queries as clocks
from partnership.clocks.queries import ClockSeen


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewSeen:
    """One review; ``flags`` are the days of what has happened to its learning."""

    id: UUID
    ref: str
    kind: ReviewKind
    title: str
    lead_agency: str
    lead_post: str
    body: str | None
    scope: str
    narrative: str
    opened_on: date
    from_review: UUID | None
    shared_on: date | None
    ratified_on: date | None
    ratified_by: str | None
    published_on: date | None
    published_text: str
    proposed_text: str | None
    proposed_by: UUID | None
    closed_on: date | None
    changed_by: str
    changed_at: datetime
    version: int

    @property
    def kind_word(self) -> str:
        """Its kind, as people say it."""
        return KIND_WORDS[self.kind]

    @property
    def lead_name(self) -> str:
        """The agency that leads it, as people say it."""
        return agency_name(self.lead_agency)

    @property
    def flags(self) -> dict[Flag, date]:
        """What has happened to its learning, and when."""
        days = {
            Flag.LEARNING_SHARED: self.shared_on,
            Flag.RATIFIED: self.ratified_on,
            Flag.PUBLISHED: self.published_on,
        }
        return {flag: day for flag, day in days.items() if day is not None}


@dataclass(frozen=True, kw_only=True, slots=True)
class FlagSeen:
    """A step of a review's learning, or its withdrawal with the reason."""

    flag: Flag
    on: date
    by_body: str | None
    withdrawn: bool
    reason: str
    post: str
    noted_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """The filters of the list; None lets everything through."""

    kind: ReviewKind | None = None
    year: int | None = None
    closed: bool = False


def reviews(
    session: Session, *, seen: Reach, wanted: Wanted | None = None
) -> Sequence[ReviewSeen]:
    """The reviews a person may open, the latest first; one query."""
    wanted = wanted or Wanted(closed=True)
    query = select(ReviewRow).order_by(ReviewRow.year.desc(), ReviewRow.number.desc())
    if wanted.kind is not None:
        query = query.where(ReviewRow.kind == wanted.kind)
    if wanted.year is not None:
        query = query.where(ReviewRow.year == wanted.year)
    if not wanted.closed:
        query = query.where(ReviewRow.closed_on.is_(None))
    return [
        _seen(row)
        for row in session.scalars(query)
        if seen.covers(Scope(record=str(row.id)))
    ]


def review(session: Session, review_id: UUID) -> ReviewSeen:
    """One review; raises NotFound. Whether somebody may open it, the caller asks."""
    row = session.get(ReviewRow, review_id)
    if row is None:
        raise NotFound
    return _seen(row)


def out_of(session: Session, review_id: UUID) -> Sequence[ReviewSeen]:
    """The reviews that came out of one, such as a practice review; the first first."""
    rows = session.scalars(
        select(ReviewRow)
        .where(ReviewRow.from_review == review_id)
        .order_by(ReviewRow.opened_at)
    )
    return [_seen(row) for row in rows]


def shared(session: Session) -> Sequence[ReviewSeen]:
    """Reviews whose learning all may read: shared or published; the latest first."""
    rows = session.scalars(
        select(ReviewRow)
        .where(
            or_(ReviewRow.shared_on.is_not(None), ReviewRow.published_on.is_not(None))
        )
        .order_by(ReviewRow.year.desc(), ReviewRow.number.desc())
    )
    return [_seen(row) for row in rows]


def refs(session: Session, review_ids: Collection[UUID]) -> dict[UUID, str]:
    """The references of these reviews, and nothing else of them."""
    rows = session.scalars(select(ReviewRow).where(ReviewRow.id.in_(review_ids)))
    return {row.id: row.ref for row in rows}


def flags_of(session: Session, review_id: UUID) -> Sequence[FlagSeen]:
    """What was noted and withdrawn of a review's learning, the latest first."""
    rows = session.scalars(
        select(FlagRow)
        .where(FlagRow.review_id == review_id)
        .order_by(FlagRow.noted_at.desc(), FlagRow.id.desc())
    )
    names = ("flag", "on", "by_body", "withdrawn", "reason", "post", "noted_at")
    return [FlagSeen(**{name: getattr(row, name) for name in names}) for row in rows]


def clocks_of(session: Session, review_id: UUID) -> Sequence[ClockSeen]:
    """The clocks of a review, the earliest first."""
    return clocks.of_record(session, resource=DRAFT, record=str(review_id))


def find(session: Session, term: Term, seen: Reach) -> list[Hit]:
    """Reviews by reference, title or kind; never by what is written in them."""
    return [
        Hit(
            text=f"{each.ref} {each.title}",
            href=f"/reviews/{each.id}",
            about=each.kind_word,
        )
        for each in reviews(session, seen=seen)
        if term.in_(each.ref, each.title, each.kind_word)
    ]


def _seen(row: ReviewRow) -> ReviewSeen:
    names = (
        "id", "ref", "kind", "title", "lead_agency", "lead_post", "body", "scope",
        "narrative", "from_review", "shared_on", "ratified_on", "ratified_by",
        "published_on", "published_text", "proposed_text", "proposed_by", "closed_on",
        "changed_by", "changed_at", "version",
    )  # fmt: skip
    return ReviewSeen(
        opened_on=clock.london_day(row.opened_at),
        **{name: getattr(row, name) for name in names},
    )
