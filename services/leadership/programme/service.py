"""Begin the programme, add rows, change them."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.trail import service as trail
from leadership.programme.model import (
    RESOURCE,
    AlreadyBegun,
    ProgrammeRow,
    Said,
    UnknownRow,
    agreed,
)
from partnership.access import authorise

ANY = Scope(record="new")


def begin(
    session: Session,
    *,
    starts_on: date,
    shadow_on: date,
    report_on: date,
    by: Actor,
) -> None:
    """Put down the rows that were agreed; raises NotAllowed and AlreadyBegun."""
    authorise(session, by, Action.UPDATE, RESOURCE, ANY)
    there = select(func.count()).where(ProgrammeRow.agreed_as.is_not(None))
    if session.scalar(there):
        raise AlreadyBegun
    rows = []
    for name, said in agreed(
        starts_on=starts_on, shadow_on=shadow_on, report_on=report_on
    ):
        row = ProgrammeRow(agreed_as=name)
        row.say(said)
        rows.append(row)
    session.add_all(rows)
    try:
        session.flush()
    except IntegrityError as error:  # somebody began it at the same moment
        raise AlreadyBegun from error
    for row in rows:
        _note(session, row, "programme.begun")


def add(session: Session, *, said: Said, by: Actor) -> UUID:
    """Add a strand or milestone; returns its id. Raises NotAllowed and Invalid."""
    authorise(session, by, Action.UPDATE, RESOURCE, ANY)
    row = ProgrammeRow()
    row.say(said)
    session.add(row)
    session.flush()
    _note(session, row, "programme.added")
    return row.id


def change(session: Session, *, row_id: UUID, seen: int, said: Said, by: Actor) -> None:
    """Say a row anew; raises NotAllowed, UnknownRow, RowChanged and Invalid."""
    authorise(session, by, Action.UPDATE, RESOURCE, Scope(record=str(row_id)))
    row = session.get(ProgrammeRow, row_id, with_for_update=True)
    if row is None:
        raise UnknownRow
    row.must_be_seen(seen)
    row.say(said)
    row.version += 1
    row.changed_at = clock.now()
    session.flush()
    _note(session, row, "programme.changed")


def _note(session: Session, row: ProgrammeRow, act: str) -> None:
    detail: trail.Detail = {"version": row.version}
    trail.record(session, act=act, resource=RESOURCE, record=row.id, detail=detail)
