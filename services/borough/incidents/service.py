"""Record serious incidents and what follows; clocks begin and stop by themselves."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from borough.incidents.model import (
    NOTIFY,
    REPLY,
    REVIEW,
    Harm,
    IncidentRow,
    Outcome,
    Part,
)
from borough.reviews import service as reviews
from borough.reviews.model import DRAFT, ReviewKind
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.trail import service as trail
from partnership.access import authorise

# The reviews an outcome opens by itself.
FOLLOWS = {
    Outcome.PRACTICE: ReviewKind.PRACTICE,
    Outcome.LOCAL: ReviewKind.LOCAL,
}


def record(
    session: Session,
    *,
    title: str,
    harm: Harm,
    part: Part,
    agency: str,
    lead_post: str,
    incident_area: str,
    home_area: str,
    happened_on: date,
    aware_at: datetime,
    by: Actor,
) -> UUID:
    """Record an incident and open its rapid review; returns the incident's id.

    Where this partnership leads, the clock of the notification begins when the
    authority became aware (Working Together 2023). Raises NotAllowed and Invalid.
    """
    if clock.london_day(aware_at) < happened_on:
        fault = "Nobody can be aware of it before it happened"
        raise Invalid(fault, fields={"aware_on": fault})
    review_id = reviews.open_review(
        session,
        kind=ReviewKind.RAPID,
        title=title,
        lead_agency=agency,
        lead_post=lead_post,
        by=by,
        opened_at=aware_at,
    )
    row = IncidentRow(
        id=clock.new_id(),
        review_id=review_id,
        harm=harm,
        part=part,
        agency=agency,
        incident_area=incident_area,
        home_area=home_area,
        happened_on=happened_on,
        aware_at=aware_at,
    )
    session.add(row)
    session.flush()
    if part is Part.LEADS:
        reviews.start_clock(session, review_id=review_id, kind=NOTIFY, at=aware_at)
    trail.record(session, act="incident.recorded", resource=DRAFT, record=review_id)
    return row.id


def notify(session: Session, *, incident_id: UUID, at: datetime, by: Actor) -> None:
    """Note that the panel was notified: the rapid review's clock begins.

    Raises NotFound, OutOfOrder and Invalid.
    """
    row = _row(session, incident_id, by)
    row.notify(at)
    reviews.stop_clock(session, review_id=row.review_id, kind=NOTIFY, at=at)
    if row.part is Part.LEADS:
        reviews.start_clock(session, review_id=row.review_id, kind=REVIEW, at=at)
    _note(session, row, "incident.notified")


def send(
    session: Session,
    *,
    incident_id: UUID,
    outcome: Outcome,
    reason: str,
    at: datetime,
    by: Actor,
) -> UUID | None:
    """Note what the rapid review decided, and that it went to the panel.

    Opens the review that was decided on, which is returned. Raises NotFound,
    OutOfOrder and Invalid.
    """
    row = _row(session, incident_id, by)
    row.send(outcome, reason, at=at)
    reviews.stop_clock(session, review_id=row.review_id, kind=REVIEW, at=at)
    if row.part is Part.LEADS:
        reviews.start_clock(session, review_id=row.review_id, kind=REPLY, at=at)
    _note(session, row, "incident.reviewed")
    kind = FOLLOWS.get(outcome)
    if kind is None:
        return None
    return reviews.follow(session, review_id=row.review_id, kind=kind, at=at, by=by)


def answer(
    session: Session, *, incident_id: UUID, reply: str, at: datetime, by: Actor
) -> None:
    """Note the panel's reply; raises NotFound, OutOfOrder and Invalid."""
    row = _row(session, incident_id, by)
    row.answer(reply, at=at)
    reviews.stop_clock(session, review_id=row.review_id, kind=REPLY, at=at)
    _note(session, row, "incident.answered")


def _row(session: Session, incident_id: UUID, by: Actor) -> IncidentRow:
    row = session.get(IncidentRow, incident_id, with_for_update=True)
    if row is None:
        raise NotFound
    authorise(session, by, Action.UPDATE, DRAFT, Scope(record=str(row.review_id)))
    return row


def _note(session: Session, row: IncidentRow, act: str) -> None:
    session.flush()
    trail.record(session, act=act, resource=DRAFT, record=row.review_id)
