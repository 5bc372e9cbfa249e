"""Start, pause, resume and stop clocks; set how this area counts them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.errors import Invalid, NotFound
from kit.trail import service as trail
from partnership.clocks.model import (
    ClockRow,
    ClockSetting,
    Rule,
    Unit,
    in_force,
    local_day,
)

CLOCKS = "clocks"


def start(
    session: Session,
    *,
    kind: str,
    resource: str,
    record: str,
    reference: str,
    at: datetime,
    body: str | None = None,
) -> UUID:
    """Start a clock for one record, counted as this area counts it on that day.

    ``reference`` is how pages call the record, never a name. Raises NotFound for a
    kind that nobody defined.
    """
    rule = _rule(session, kind, at)
    row = ClockRow(
        kind=kind,
        resource=resource,
        record=record,
        reference=reference,
        body=body,
        limit=rule.limit,
        unit=rule.unit,
        starts=rule.starts,
        edition=rule.edition,
        backwards=rule.backwards,
        started_at=at,
        due_at=rule.due(at),
    )
    session.add(row)
    session.flush()
    _note(session, "clock.started", row)
    return row.id


def pause(
    session: Session, *, clock_id: UUID, reason: str, at: datetime | None = None
) -> None:
    """Let a clock stand still; raises NotFound, NotRunning, AlreadyPaused, Invalid."""
    if not reason.strip():
        fault = "Say why the clock stands still"
        raise Invalid(fault, fields={"reason": fault})
    row = _row(session, clock_id)
    row.pause(reason=reason.strip(), at=at or clock.now())
    session.flush()
    _note(session, "clock.paused", row)


def resume(session: Session, *, clock_id: UUID, at: datetime | None = None) -> None:
    """Let it run again; raises NotFound, NotRunning, NotPaused and Invalid."""
    row = _row(session, clock_id)
    row.resume(at=at or clock.now())
    session.flush()
    _note(session, "clock.resumed", row)


def stop(session: Session, *, clock_id: UUID, at: datetime | None = None) -> None:
    """Note that what it waited for has happened; raises NotFound and NotRunning."""
    row = _row(session, clock_id)
    row.stop(at=at or clock.now())
    session.flush()
    _note(session, "clock.stopped", row)


def stop_of(
    session: Session, *, kind: str, resource: str, record: str, at: datetime
) -> None:
    """Stop the running clocks of a kind of one record; none running is no fault."""
    rows = session.scalars(
        select(ClockRow).where(
            ClockRow.kind == kind,
            ClockRow.resource == resource,
            ClockRow.record == record,
            ClockRow.stopped_at.is_(None),
        )
    )
    for row in rows.all():
        stop(session, clock_id=row.id, at=at)


def begin_again(
    session: Session, *, kind: str, resource: str, record: str, at: datetime
) -> None:
    """Count the clocks of a kind of one record from another moment: it was corrected.

    Stopped ones too. None of that kind is no fault.
    """
    rows = session.scalars(
        select(ClockRow).where(
            ClockRow.kind == kind,
            ClockRow.resource == resource,
            ClockRow.record == record,
            ClockRow.started_at != at,
        )
    )
    for row in rows.all():
        row.started_at = at
        row.reckon()
        _note(session, "clock.corrected", row)


def set_rule(
    session: Session,
    *,
    kind: str,
    from_on: date,
    limit: int,
    unit: Unit,
    starts: str,
    edition: str,
    reason: str,
) -> None:
    """Count a kind of clock differently here from a day on; running ones stay.

    Raises NotFound for an unknown kind and Invalid naming the field that is wrong.
    """
    _rule(session, kind, clock.now())
    if not 1 <= limit <= 1000:
        fault = "Enter a whole number from 1 to 1,000"
        raise Invalid(fault, fields={"limit": fault})
    session.merge(
        ClockSetting(
            kind=kind,
            from_on=from_on,
            limit=limit,
            unit=unit,
            starts=starts,
            edition=edition,
            reason=reason,
            set_at=clock.now(),
        )
    )
    session.flush()
    trail.record(session, act="clock-rule.set", resource=CLOCKS, record=kind)


def _rule(session: Session, kind: str, moment: datetime) -> Rule:
    own = session.scalars(select(ClockSetting).where(ClockSetting.kind == kind))
    return in_force(kind, own, on=local_day(moment))


def _row(session: Session, clock_id: UUID) -> ClockRow:
    row = session.get(ClockRow, clock_id, with_for_update=True)
    if row is None:
        raise NotFound
    return row


def _note(session: Session, act: str, row: ClockRow) -> None:
    trail.record(
        session,
        act=act,
        resource=CLOCKS,
        record=row.id,
        detail={"kind": row.kind},
    )
