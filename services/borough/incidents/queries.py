"""Look at serious incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.incidents.model import OUTCOME_WORDS, Harm, IncidentRow, Outcome, Part
from borough.reviews import queries as reviews
from borough.reviews.queries import ReviewSeen
from kit.access.service import Reach
from kit.errors import NotFound
from partnership.agencies import agency_name


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentSeen:
    """One incident with its rapid review."""

    id: UUID
    review: ReviewSeen
    harm: Harm
    part: Part
    agency: str
    incident_area: str
    home_area: str
    happened_on: date
    aware_at: datetime
    notified_at: datetime | None
    sent_at: datetime | None
    outcome: Outcome | None
    outcome_reason: str
    replied_at: datetime | None
    reply: str

    @property
    def outcome_word(self) -> str:
        """What the rapid review decided, as people say it."""
        return OUTCOME_WORDS[self.outcome] if self.outcome else "Not decided yet"

    @property
    def agency_name(self) -> str:
        """The agency that notifies, as people say it."""
        return agency_name(self.agency)

    @property
    def helper_area(self) -> str | None:
        """The area that helps the one in which it happened; None where it is one."""
        return None if self.home_area == self.incident_area else self.home_area

    @property
    def next_step(self) -> str:
        """What comes next, as people say it."""
        if self.notified_at is None:
            return "Notify the panel"
        if self.sent_at is None:
            return "Finish the rapid review"
        return "Done" if self.replied_at else "Wait for the panel's reply"


def incidents(session: Session, *, seen: Reach) -> Sequence[IncidentSeen]:
    """The incidents whose reviews a person may open, the latest first; two queries."""
    known = {each.id: each for each in reviews.reviews(session, seen=seen)}
    rows = session.scalars(
        select(IncidentRow).order_by(IncidentRow.aware_at.desc(), IncidentRow.id)
    )
    return [_seen(row, known[row.review_id]) for row in rows if row.review_id in known]


def incident(session: Session, incident_id: UUID) -> IncidentSeen:
    """One incident; raises NotFound. Whether it may be opened, the caller asks."""
    row = session.get(IncidentRow, incident_id)
    if row is None:
        raise NotFound
    return _seen(row, reviews.review(session, row.review_id))


def references(session: Session) -> Sequence[tuple[UUID, str]]:
    """Every incident's id and its rapid review's reference, and nothing else of it."""
    rows = session.execute(
        select(IncidentRow.id, IncidentRow.review_id).order_by(
            IncidentRow.aware_at.desc()
        )
    ).all()
    refs = reviews.refs(session, {review_id for _, review_id in rows})
    return [(found, refs[review_id]) for found, review_id in rows]


def of_review(session: Session, review_id: UUID) -> UUID | None:
    """The id of the incident that a rapid review looks at, or None."""
    return session.scalar(
        select(IncidentRow.id).where(IncidentRow.review_id == review_id)
    )


def _seen(row: IncidentRow, review: ReviewSeen) -> IncidentSeen:
    names = (
        "id", "harm", "part", "agency", "incident_area", "home_area", "happened_on",
        "aware_at", "notified_at", "sent_at", "outcome", "outcome_reason",
        "replied_at", "reply",
    )  # fmt: skip
    return IncidentSeen(review=review, **{name: getattr(row, name) for name in names})
