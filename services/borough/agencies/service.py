"""Enter and change agencies, say who leads in them, and take in a file of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from borough.agencies.model import (
    AgencyChanged,
    AgencyRow,
    Entry,
    LeadRow,
    State,
    Step,
    UploadRow,
    steps,
)
from kit import clock
from kit.errors import Conflict, Invalid, NotFound
from kit.trail import service as trail
from partnership.imports.problems import Problem

ARRANGEMENTS = "arrangements"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Known:
    id: UUID
    entry: Entry


def enter(session: Session, *, entry: Entry) -> UUID:
    """Enter an agency; returns its id. Raises Invalid naming the field."""
    row = AgencyRow()
    _keep(session, row, entry)
    if entry.lead:
        _lead(session, row, entry.lead, entry.from_on)
    _note(session, "agency.entered", row.id)
    return row.id


def change(session: Session, *, agency_id: UUID, seen: int, entry: Entry) -> None:
    """Change what is said of an agency, its lead apart.

    Raises NotFound, AgencyChanged, and Invalid naming the field.
    """
    row = _agency(session, agency_id)
    if row.version != seen:
        raise AgencyChanged
    _keep(session, row, entry)
    _note(session, "agency.changed", row.id, version=row.version)


def name_lead(session: Session, *, agency_id: UUID, post: str, from_on: date) -> None:
    """Say which post leads on safeguarding from a day on; the one before ends.

    Raises NotFound, and Invalid naming ``from_on``.
    """
    row = _agency(session, agency_id)
    if not row.holds(from_on):
        fault = "The agency is not in the arrangements on this day"
        raise Invalid(fault, fields={"from_on": fault})
    _lead(session, row, post, from_on)
    _note(session, "agency-lead.named", row.id)


def keep_file(
    session: Session,
    *,
    file_name: str,
    entries: Collection[Entry],
    problems: Collection[Problem],
    by: UUID,
) -> UUID:
    """Keep a file that was read, to be looked at before it is stored."""
    row = UploadRow(
        file_name=file_name[-120:] or "file",
        state=State.REFUSED if problems else State.READY,
        created_by=by,
        entries=[] if problems else [entry.packed() for entry in entries],
        problems=[list(problem) for problem in problems],
    )
    session.add(row)
    session.flush()
    _note(session, "agencies-file.checked", row.id, count=len(row.entries))
    return row.id


def store(session: Session, *, upload_id: UUID) -> tuple[int, int]:
    """Store all of a checked file; returns how many were new and how many changed.

    Raises NotFound, and Conflict where it was stored or refused before.
    """
    row = _upload(session, upload_id)
    done = [step for step in _steps(session, row) if step.was is None or step.changes]
    for step in done:
        _store_one(session, step)
    row.state = State.STORED
    session.flush()
    _note(session, "agencies-file.stored", row.id, count=len(done))
    new = sum(step.was is None for step in done)
    return new, len(done) - new


def discard(session: Session, *, upload_id: UUID) -> None:
    """Throw a checked file away; raises NotFound and Conflict."""
    row = _upload(session, upload_id)
    row.state, row.entries = State.DISCARDED, []
    session.flush()
    _note(session, "agencies-file.discarded", row.id)


def _store_one(session: Session, step: Step) -> None:
    entry = step.entry
    if step.agency_id is None:
        enter(session, entry=entry)
        return
    row = _agency(session, step.agency_id)
    _keep(session, row, entry)
    if entry.lead and step.was and entry.lead != step.was.lead:
        _lead(session, row, entry.lead, max(entry.from_on, clock.today()))
    _note(session, "agency.changed", row.id, version=row.version)


def _steps(session: Session, row: UploadRow) -> Sequence[Step]:
    today = clock.today()
    leads = {
        lead.agency_id: lead.post
        for lead in session.scalars(select(LeadRow).order_by(LeadRow.from_on))
        if lead.until_on is None or lead.until_on >= today
    }
    known = [
        _Known(each.id, entry_of(each, leads.get(each.id, "")))
        for each in session.scalars(select(AgencyRow))
    ]
    return list(steps([Entry.unpacked(said) for said in row.entries], known))


def entry_of(row: AgencyRow, lead: str) -> Entry:
    """What the register says of an agency."""
    return Entry(
        name=row.name,
        kind=row.kind,
        urn=row.urn,
        lead=lead,
        from_on=row.from_on,
        until_on=row.until_on,
    )


def _agency(session: Session, agency_id: UUID) -> AgencyRow:
    row = session.get(AgencyRow, agency_id, with_for_update=True)
    if row is None:
        raise NotFound
    return row


def _upload(session: Session, upload_id: UUID) -> UploadRow:
    row = session.get(UploadRow, upload_id, with_for_update=True)
    if row is None:
        raise NotFound
    if row.state is not State.READY:
        raise Conflict(f"This file is {row.state.value} already.")
    return row


def _keep(session: Session, row: AgencyRow, entry: Entry) -> None:
    entry.check()
    try:
        with session.begin_nested():
            row.take(entry)
            session.add(row)
    except IntegrityError as error:
        fault = "Another agency has this URN"
        raise Invalid(fault, fields={"urn": fault}) from error


def _lead(session: Session, row: AgencyRow, post: str, from_on: date) -> None:
    leads = session.scalars(select(LeadRow).where(LeadRow.agency_id == row.id)).all()
    if any(each.from_on > from_on for each in leads):
        fault = "A later lead is entered already"
        raise Invalid(fault, fields={"from_on": fault})
    for each in leads:
        if each.from_on == from_on:
            each.post = post
            session.flush()
            return
        if each.until_on is None or each.until_on >= from_on:
            each.until_on = from_on - ONE_DAY
    session.add(
        LeadRow(agency_id=row.id, post=post, from_on=from_on, until_on=row.until_on)
    )
    session.flush()


def _note(session: Session, act: str, record: UUID, **detail: str | int) -> None:
    trail.record(session, act=act, resource=ARRANGEMENTS, record=record, detail=detail)
