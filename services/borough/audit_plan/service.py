"""Plan audits, change and drop them, note that they were reported and are due again."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from borough.audit_plan.model import (
    TOOLS,
    Kind,
    PlannedRow,
    Source,
    State,
    check_quarter,
)
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.trail import service as trail
from partnership.access import authorise, role_name


def plan(
    session: Session,
    *,
    theme: str,
    kind: Kind,
    year: int,
    quarter: int,
    source: Source,
    by: Actor,
    because: str = "",
    body: str | None = None,
    recommendation_id: UUID | None = None,
) -> UUID:
    """Plan an audit; raises NotAllowed, and Invalid naming ``quarter``."""
    authorise(session, by, Action.CREATE, TOOLS, Scope(record="new"))
    check_quarter(quarter)
    row = PlannedRow(
        theme=theme,
        kind=kind,
        year=year,
        quarter=quarter,
        source=source,
        because=because,
        body=body,
        recommendation_id=recommendation_id,
        made_by=role_name(by.role),
    )
    return _added(session, row)


def plan_again(
    session: Session, *, audit_id: UUID, year: int, quarter: int, by: Actor
) -> UUID:
    """Plan the same audit anew, of the same theme and kind.

    Raises NotFound, NotAllowed, Invalid naming ``quarter``, and StepTooEarly for one
    that was not reported.
    """
    check_quarter(quarter)
    earlier = held(session, audit_id, by)
    earlier.must_be(State.REPORTED)
    row = PlannedRow(
        theme=earlier.theme,
        kind=earlier.kind,
        year=year,
        quarter=quarter,
        source=Source.EARLIER,
        because="",
        body=earlier.body,
        recommendation_id=earlier.recommendation_id,
        again_of=earlier.id,
        made_by=role_name(by.role),
    )
    return _added(session, row)


def change(
    session: Session,
    *,
    audit_id: UUID,
    seen: int,
    theme: str,
    year: int,
    quarter: int,
    because: str,
    body: str | None,
    by: Actor,
) -> None:
    """Change a planned audit.

    Raises NotFound, NotAllowed, AuditChanged, StepTooEarly once it began, and Invalid.
    """
    check_quarter(quarter)
    row = held(session, audit_id, by)
    row.must_be_seen(seen)
    row.must_be(State.PLANNED)
    row.theme, row.year, row.quarter = theme, year, quarter
    row.because, row.body = because, body
    row.version += 1
    note(session, "audit.changed", row)


def drop(
    session: Session, *, audit_id: UUID, seen: int, because: str, by: Actor
) -> None:
    """Take it out of the schedule; raises NotFound, AuditChanged and StepTooEarly."""
    row = held(session, audit_id, by)
    row.must_be_seen(seen)
    row.drop(because)
    note(session, "audit.dropped", row)


def begin(session: Session, *, audit_id: UUID, by: Actor) -> PlannedRow:
    """Say that it is under way; raises NotFound, NotAllowed and StepTooEarly."""
    row = held(session, audit_id, by)
    row.begin()
    note(session, "audit.begun", row)
    return row


def report(
    session: Session,
    *,
    audit_id: UUID,
    seen: int | None,
    again_on: date | None,
    by: Actor,
) -> None:
    """Say that it is done; ``seen`` None is for a caller that holds its records.

    Raises NotFound, NotAllowed, AuditChanged, StepTooEarly and Invalid.
    """
    row = held(session, audit_id, by)
    if seen is not None:
        row.must_be_seen(seen)
        if row.kind is Kind.MULTI and row.state is State.RUNNING:
            fault = "Close the case audit: that reports it"
            raise Invalid(fault, fields={"form": fault})
    row.report(on=clock.today(), again_on=again_on)
    note(session, "audit.reported", row)


def held(session: Session, audit_id: UUID, by: Actor) -> PlannedRow:
    """An audit for who plans, held until the end; raises NotFound and NotAllowed."""
    row = session.get(PlannedRow, audit_id, with_for_update=True)
    if row is None:
        raise NotFound
    authorise(session, by, Action.UPDATE, TOOLS, row.scope)
    return row


def note(session: Session, act: str, row: PlannedRow) -> None:
    """Write into the trail what happened to an audit."""
    session.flush()
    trail.record(
        session,
        act=act,
        resource=TOOLS,
        record=row.id,
        detail={"version": row.version},
    )


def _added(session: Session, row: PlannedRow) -> UUID:
    session.add(row)
    note(session, "audit.planned", row)
    return row.id
