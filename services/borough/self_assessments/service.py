"""Open cycles, ask agencies, remind them, and let returns go from step to step."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from borough.adoptions import queries as adoptions
from borough.agencies import queries as register
from borough.agencies.model import SCHOOLS
from borough.agencies.model import Kind as AgencyKind
from borough.self_assessments.model import (
    LADDER,
    RETURNS,
    TOOLS,
    CycleRow,
    Kind,
    Question,
    ReturnRow,
    State,
    StepRow,
    check_days,
)
from kit import clock
from kit.access import queries as named
from kit.access import service as access
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.hats import queries as hats
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import Role, authorise, role_name
from partnership.agencies import AGENCIES, agency_name

# Which kind of agency speaks for an organisation of the register.
SPEAKS = {
    AgencyKind.EARLY_YEARS: "early-years",
    AgencyKind.HEALTH: "health-provider",
    AgencyKind.JUSTICE: "probation",
    AgencyKind.POLICE: "police",
    **dict.fromkeys(SCHOOLS, "education"),
}


def open_cycle(
    session: Session,
    *,
    kind: Kind,
    title: str,
    standard: str,
    opens_on: date,
    due_on: date,
    by: Actor,
    body: str | None = None,
) -> UUID:
    """Open a cycle on a standard as this borough works with it on the day it opens.

    Raises NotAllowed, and Invalid naming ``standard`` where it is not worked with, or
    ``due_on``.
    """
    authorise(session, by, Action.CREATE, TOOLS, Scope(record="new"))
    check_days(opens_on, due_on)
    working = adoptions.working_set(session, standard, on=max(opens_on, clock.today()))
    if working is None:
        fault = "This borough has adopted no version of this standard"
        raise Invalid(fault, fields={"standard": fault})
    row = CycleRow(
        kind=kind,
        title=title,
        standard=standard,
        standard_version=working.version,
        questions=[_question(each).packed() for each in working.items],
        opens_on=opens_on,
        due_on=due_on,
        body=body,
        made_by=role_name(by.role),
    )
    session.add(row)
    session.flush()
    _trail(session, "cycle.opened", row.id)
    return row.id


def _question(item: Any) -> Question:  # noqa: ANN401 - whatever a working set holds
    return Question(
        id=item.id,
        section=item.section,
        text=item.text,
        help=item.help,
        details=dict(item.details),
        origin=str(item.origin),
    )


def close_cycle(session: Session, *, cycle_id: UUID, seen: int, by: Actor) -> None:
    """Take no more returns; raises NotFound, NotAllowed, ReturnChanged and NotOpen."""
    row = _cycle(session, cycle_id, by)
    row.must_be_seen(seen)
    row.close(clock.today())
    _trail(session, "cycle.closed", row.id)


def invite(session: Session, *, cycle_id: UUID, agency: str, by: Actor) -> UUID:
    """Ask a kind of agency that is one organisation here; its people are told.

    Raises NotFound, NotAllowed, NotOpen, Conflict where it is asked already, and
    Invalid naming ``agency``.
    """
    if agency not in AGENCIES:
        fault = "Choose one of the agencies"
        raise Invalid(fault, fields={"agency": fault})
    cycle = _cycle(session, cycle_id, by)
    row = _asked(cycle, agency, agency_name(agency))
    _add(session, row)
    _tell(session, row, "Your agency is asked for a self-assessment")
    return row.id


def invite_registered(
    session: Session, *, cycle_id: UUID, register_id: UUID, by: Actor
) -> UUID:
    """Ask one organisation of the register; it opens to people once they are named.

    Raises NotFound, NotAllowed, NotOpen, and Conflict where it is asked already.
    """
    cycle = _cycle(session, cycle_id, by)
    found = register.agency(session, register_id, cycle.opens_on)
    row = _registered(cycle, found)
    _add(session, row)
    return row.id


def invite_schools(session: Session, *, cycle_id: UUID, by: Actor) -> int:
    """Ask every school and college of the register that is not asked yet.

    Returns how many were asked. Raises NotFound, NotAllowed and NotOpen.
    """
    cycle = _cycle(session, cycle_id, by)
    query = select(ReturnRow.register_id).where(ReturnRow.cycle_id == cycle_id)
    known = set(session.scalars(query))
    day = cycle.opens_on
    schools = register.agencies(session, day, kind=register.ALL_SCHOOLS)
    new = [each for each in schools if each.id not in known]
    for each in new:
        _add(session, _registered(cycle, each))
    return len(new)


def name_person(session: Session, *, return_id: UUID, user_id: UUID, by: Actor) -> None:
    """Open a return to one representative of its kind of agency, and tell them.

    Raises NotFound, NotAllowed, and Invalid naming ``user_id``.
    """
    row = manage(session, return_id, by)
    if user_id not in _representatives(session, row.agency):
        fault = "Choose one of this agency's representatives"
        raise Invalid(fault, fields={"user_id": fault})
    access.assign(
        session,
        user_id=user_id,
        resource=RETURNS,
        record=str(row.id),
        purpose="self-assessment",
        by=by,
    )
    notices.tell(
        session, user_id=user_id, **_words(row, "A self-assessment is open to you")
    )


def begin(session: Session, *, return_id: UUID, by: Actor) -> None:
    """Hold a return still while its answers change, and mark it as begun.

    Raises NotFound, NotAllowed and NotOpen.
    """
    row = hold(session, return_id, by)
    cycle = session.get_one(CycleRow, row.cycle_id)
    cycle.must_run()
    if cycle.opens_on > clock.today():
        raise Conflict("This cycle has not opened yet.")
    row.begin()


def send(session: Session, *, return_id: UUID, seen: int, post: str, by: Actor) -> None:
    """Send it to somebody senior of the agency; the caller knows it is answered.

    Raises NotFound, NotAllowed, ReturnChanged and StepTooEarly.
    """
    row = hold(session, return_id, by)
    row.must_be_seen(seen)
    row.send(by=by.user_id, post=post)
    _step(session, row, "sent for sign-off", post)
    _tell(session, row, "A self-assessment waits for sign-off", but_not=by.user_id)


def sign(session: Session, *, return_id: UUID, seen: int, post: str, by: Actor) -> None:
    """Sign it off for the agency: it is returned to the partnership.

    Raises NotFound, NotAllowed, ReturnChanged, StepTooEarly and OwnSignOff.
    """
    row = hold(session, return_id, by)
    row.must_be_seen(seen)
    row.sign(by=by.user_id, post=post, at=clock.now())
    _step(session, row, "signed off and returned", post)
    notices.tell_role(
        session,
        role=Role.BUSINESS_MANAGER,
        **_words(row, "A self-assessment was returned"),
    )


def send_back(
    session: Session, *, return_id: UUID, seen: int, because: str, by: Actor
) -> None:
    """Give it back to those who answer; raises as ``sign`` does, save OwnSignOff."""
    row = hold(session, return_id, by)
    row.must_be_seen(seen)
    row.send_back(because)
    _step(session, row, "sent back", role_name(by.role), because)
    _tell(session, row, "A self-assessment was sent back", but_not=by.user_id)


def reopen(
    session: Session, *, return_id: UUID, seen: int, because: str, by: Actor
) -> None:
    """Let an agency change what it returned, with the reason, and tell it.

    Raises NotFound, NotAllowed, ReturnChanged and StepTooEarly.
    """
    row = manage(session, return_id, by)
    row.must_be_seen(seen)
    row.reopen(because)
    _step(session, row, "reopened", role_name(by.role), because)
    _tell(session, row, "A self-assessment was reopened")


def rest_on(
    session: Session,
    *,
    return_id: UUID,
    copy_id: UUID | None,
    covered: Collection[str],
    signed_post: str = "",
) -> None:
    """Say which questions a copy of another borough answers; none without a copy.

    Where it answers all, the return has come. Where it answers fewer than before, the
    return goes back to its agency. Raises NotFound.
    """
    row = _row(session, return_id)
    less = bool(set(row.covered) - set(covered))
    row.copy_id, row.covered = copy_id, sorted(covered)
    row.version += 1
    asked = {each.id for each in session.get_one(CycleRow, row.cycle_id).asked}
    if asked <= set(covered):
        row.accept(signed_post, clock.now())
    elif less and row.state in (State.RETURNED, State.SIGNING):
        row.state = State.STARTED
        _tell(session, row, "A self-assessment has questions to answer again")
    _step(session, row, "rests on a copy" if copy_id else "rests on no copy", "")


def remind(session: Session, *, on: date | None = None) -> list[UUID]:
    """Remind agencies by the ladder; returns the returns somebody was told of."""
    day, moment = on or clock.today(), clock.now()
    query = (
        select(ReturnRow, CycleRow.due_on)
        .join(CycleRow)
        .where(CycleRow.closed_on.is_(None), CycleRow.opens_on <= day)
        .order_by(CycleRow.due_on, ReturnRow.id)
        .with_for_update(of=ReturnRow)
    )
    told = []
    for row, due_on in session.execute(query).all():
        if not row.climb(day, due_on, at=moment):
            continue
        _tell(session, row, "A self-assessment is due from your agency")
        if row.reminded == len(LADDER):
            text = "An agency's self-assessment is two weeks late or more"
            notices.tell_role(session, role=Role.BUSINESS_MANAGER, **_words(row, text))
        _trail(session, "self-assessment.reminded", row.id)
        told.append(row.id)
    return told


def hold(session: Session, return_id: UUID, by: Actor) -> ReturnRow:
    """A return of one's own agency, held until the end.

    Nobody else answers for an agency, not even who manages the cycle. Raises NotFound
    and NotAllowed.
    """
    row = _row(session, return_id)
    body = session.get_one(CycleRow, row.cycle_id).body
    authorise(session, by, Action.UPDATE, RETURNS, row.scope(body))
    if by.agency is None:
        raise NotAllowed("Only the agency itself can do this.")
    return row


def manage(session: Session, return_id: UUID, by: Actor) -> ReturnRow:
    """A return for who manages the cycle, held until the end.

    Raises NotFound and NotAllowed.
    """
    row = _row(session, return_id)
    authorise(session, by, Action.UPDATE, TOOLS, Scope(record=str(return_id)))
    return row


def _row(session: Session, return_id: UUID) -> ReturnRow:
    row = session.get(
        ReturnRow, return_id, with_for_update=True, populate_existing=True
    )
    if row is None:
        raise NotFound
    return row


def _cycle(session: Session, cycle_id: UUID, by: Actor) -> CycleRow:
    row = session.get(CycleRow, cycle_id, with_for_update=True)
    if row is None:
        raise NotFound
    authorise(session, by, Action.UPDATE, TOOLS, Scope(record=str(cycle_id)))
    row.must_run()
    return row


def _asked(cycle: CycleRow, agency: str, name: str) -> ReturnRow:
    day = max(clock.today(), cycle.opens_on)
    return ReturnRow(
        cycle_id=cycle.id, agency=agency, name=name, invited_on=day, covered=[]
    )


def _registered(cycle: CycleRow, found: register.AgencySeen) -> ReturnRow:
    row = _asked(cycle, SPEAKS.get(found.kind, "voluntary"), found.name)
    row.register_id, row.is_school = found.id, found.kind in SCHOOLS
    return row


def _add(session: Session, row: ReturnRow) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as fault:
        raise Conflict("This agency is asked already.") from fault
    _step(session, row, "asked", "")


def _step(
    session: Session, row: ReturnRow, step: str, post: str, because: str = ""
) -> None:
    session.add(StepRow(return_id=row.id, step=step, post=post, because=because))
    session.flush()
    act = f"self-assessment.{step.replace(' ', '-')}"
    trail.record(
        session,
        act=act,
        resource=RETURNS,
        record=row.id,
        detail={"agency": row.agency, "version": row.version},
    )


def _tell(
    session: Session, row: ReturnRow, text: str, *, but_not: UUID | None = None
) -> None:
    """Tell those who answer for the agency."""
    people = _representatives(session, row.agency)
    if row.register_id is not None:
        people &= named.assigned(session, resource=RETURNS, record=str(row.id))
    for user_id in sorted(people - {but_not}):
        notices.tell(session, user_id=user_id, **_words(row, text))


def _representatives(session: Session, agency: str) -> frozenset[UUID]:
    role = Role.PARTNER_REPRESENTATIVE
    return frozenset(hats.holders(session, role=role, agency=agency))


def _words(row: ReturnRow, text: str) -> notices.Words:
    href = f"/self-assessments/returns/{row.id}"
    return {"kind": "self-assessment", "text": text, "href": href}


def _trail(session: Session, act: str, record: UUID) -> None:
    trail.record(session, act=act, resource=TOOLS, record=record)
