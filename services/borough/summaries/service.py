"""Ask agencies for summaries, chase them on a ladder, and note what came."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from borough.summaries.model import (
    LADDER,
    SUMMARIES,
    AlreadyAsked,
    Completeness,
    SummaryRow,
)
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import Role, authorise
from partnership.agencies import AGENCIES

HREF = "/agency-summaries/"


def ask(
    session: Session,
    *,
    review_id: UUID,
    agency: str,
    due_on: date,
    by: Actor,
    asked_on: date | None = None,
) -> UUID:
    """Ask an agency for its summary for a review, and tell it.

    Raises NotAllowed, AlreadyAsked, and Invalid for a due day before it is asked.
    """
    authorise(session, by, Action.CREATE, SUMMARIES, Scope(record="new"))
    day = asked_on or clock.today()
    if due_on < day:
        fault = "It cannot be due before it is asked for"
        raise Invalid(fault, fields={"due_on": fault})
    if agency not in AGENCIES:
        fault = "Choose one of the agencies"
        raise Invalid(fault, fields={"agency": fault})
    row = SummaryRow(
        id=clock.new_id(),
        review_id=review_id,
        agency=agency,
        asked_on=day,
        due_on=due_on,
        chased=0,
        version=1,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as fault:
        raise AlreadyAsked from fault
    _tell(session, row, "Your agency is asked for a summary for a review")
    _note(session, row, "summary.asked")
    return row.id


def receive(
    session: Session,
    *,
    summary_id: UUID,
    seen: int,
    on: date,
    completeness: Completeness,
    missing: str,
    by: Actor,
) -> None:
    """Note that a summary came, and what it lacked.

    Raises NotFound, SummaryChanged, and Invalid where what is missing is not said.
    """
    row = session.get(SummaryRow, summary_id, with_for_update=True)
    if row is None:
        raise NotFound
    authorise(session, by, Action.UPDATE, SUMMARIES, Scope(record=str(summary_id)))
    row.receive(on, completeness=completeness, missing=missing, seen=seen)
    _note(session, row, "summary.received")


def chase(session: Session, *, on: date | None = None) -> list[UUID]:
    """Remind agencies of summaries that are due, the earliest due first.

    Each is reminded on its due day, three days later and ten days later; then the
    business manager is told too. Returns the requests that were chased, in order.
    """
    day, moment = on or clock.today(), clock.now()
    rows = session.scalars(
        select(SummaryRow)
        .where(SummaryRow.received_on.is_(None), SummaryRow.due_on <= day)
        .order_by(SummaryRow.due_on, SummaryRow.asked_on, SummaryRow.id)
    )
    chased = [row for row in rows.all() if row.climb(day, at=moment)]
    for row in chased:
        _tell(session, row, "A summary for a review is due from your agency")
        if row.chased == len(LADDER):
            notices.tell_role(
                session,
                role=Role.BUSINESS_MANAGER,
                kind="summaries",
                text="An agency's summary for a review is ten days late or more",
                href=HREF,
            )
        _note(session, row, "summary.chased")
    return [row.id for row in chased]


def _tell(session: Session, row: SummaryRow, text: str) -> None:
    notices.tell_role(
        session,
        role=Role.PARTNER_REPRESENTATIVE,
        agency=row.agency,
        kind="summaries",
        text=text,
        href=HREF,
    )


def _note(session: Session, row: SummaryRow, act: str) -> None:
    session.flush()
    trail.record(
        session,
        act=act,
        resource=SUMMARIES,
        record=row.id,
        detail={"agency": row.agency},
    )
