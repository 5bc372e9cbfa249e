"""Ask other boroughs for places, change what was asked, and take their answers."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.bookings.model import BOOKINGS, BookingsClosed, Staff, check_staff
from borough.offered_events import queries as offered
from borough.places_elsewhere import events as messages
from borough.places_elsewhere.model import (
    AnswersForAnother,
    AskRow,
    AskStands,
    CannotBeSealed,
    SeatRow,
    Standing,
    Wish,
)
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts import queries as accounts
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotAllowed, NotFound
from kit.exchange.event import Event
from kit.exchange.outbox import announce
from kit.notices import service as notices
from kit.sealing import CannotSeal
from kit.trail import service as trail
from partnership.access import Role, authorise, role_name
from partnership.agencies import AGENCIES
from partnership.places.model import State

HREF = "/places-elsewhere"


def ask(
    session: Session,
    *,
    host: str,
    event_id: UUID,
    staff: Sequence[Staff],
    agency: str,
    partly: bool,
    by: Actor,
) -> UUID:
    """Write a request for oneself or for staff; nothing leaves until somebody approves.

    Returns its id. Raises NotAllowed, NotFound, BookingsClosed, and Invalid naming
    ``staff``, ``agency`` or ``elsewhere``.
    """
    event = offered.event(session, host, event_id)
    own = [each.key for each in staff] == [by.email.strip().casefold()]
    _may_ask(session, by, agency, own=own)
    if not event.is_bookable:
        raise BookingsClosed
    _check(staff, agency, first=event.requires is not None)
    row = AskRow(
        id=clock.new_id(), host=host, event_id=event_id, agency=agency, partly=partly,
        standing=Standing.WAITING, version=1, asked_by=by.user_id, approved_post="",
        number=0, answers=0, answer=0, told=0,
    )  # fmt: skip
    row.seats = [
        SeatRow(
            seat=number, name=each.name.strip(), email=each.key,
            person_id=_person_of(session, each), done_before=each.elsewhere,
            wish=Wish.WANTED, state=State.REQUESTED, reason="", charge_pence=0,
        )
        for number, each in enumerate(check_staff(staff), start=1)
    ]  # fmt: skip
    session.add(row)
    _note(session, row, "places-elsewhere.asked")
    _tell_approvers(session, row, by)
    return row.id


def approve(session: Session, *, ask_id: UUID, seen: int, by: Actor) -> None:
    """Say yes for the agency: what waits goes to the host, exactly as it was seen.

    Raises NotAllowed, NotFound, AskChanged, AskStands and SamePerson.
    """
    row = _row(session, ask_id, by, Action.APPROVE)
    row.must_be(seen)
    row.approve(by=by.user_id, post=role_name(by.role))
    _send(session, row, "places-elsewhere.approved")


def refuse(session: Session, *, ask_id: UUID, seen: int, by: Actor) -> None:
    """Say no for the agency; raises as :func:`approve`."""
    row = _row(session, ask_id, by, Action.APPROVE)
    row.must_be(seen)
    row.refuse()
    _note(session, row, "places-elsewhere.refused")
    _tell(session, row, "A request of yours for places elsewhere was not approved")


def accept(session: Session, *, ask_id: UUID, seat: int, seen: int, by: Actor) -> None:
    """Say yes to a place the host holds; it answers whether that was in time.

    Raises NotAllowed, NotFound, AskChanged and AskStands.
    """
    _wish(session, ask_id, seat, seen, Wish.ACCEPTED, by)


def give_up(session: Session, *, ask_id: UUID, seat: int, seen: int, by: Actor) -> None:
    """Give a place back, or leave the waiting list; raises as :func:`accept`."""
    _wish(session, ask_id, seat, seen, Wish.GIVEN_UP, by)


def substitute(
    session: Session, *, ask_id: UUID, seat: int, seen: int, staff: Staff, by: Actor
) -> None:
    """Propose somebody else for a place; sent once a second person said yes.

    Raises as :func:`accept`, and Invalid naming ``elsewhere`` where a course comes
    first and was not done.
    """
    row = _row(session, ask_id, by, Action.UPDATE)
    row.must_be(seen)
    event = offered.event(session, row.host, row.event_id)
    _check([staff], row.agency, first=event.requires is not None)
    row.hand_over(seat, staff, by=by.user_id)
    _note(session, row, "places-elsewhere.substitute-proposed")
    _tell_approvers(session, row, by)


def take_answers(session: Session, answers: Sequence[Event]) -> None:
    """Show what hosts answered; an answer that is older changes nothing.

    Raises AnswersForAnother.
    """
    for answer in answers:
        row = _of_host(session, answer)
        if row is None or row.answer >= answer.version:
            continue
        row.answer, row.answers = answer.version, int(answer.data["answers"])
        row.answered_at = clock.parse_iso(answer.data["answered_at"])
        moved = [_answered(row, each) for each in answer.data["seats"]]
        if answer.data["names_deleted"] and row.names_deleted_at is None:
            row.forget()
        row.version += 1
        _note(session, row, "places-elsewhere.answered")
        if any(moved):
            _tell(session, row, "Another borough answered a request for places")


def take_attendance(session: Session, told: Sequence[Event]) -> None:
    """Note who came, as hosts told; raises AnswersForAnother."""
    for each in told:
        row = _of_host(session, each)
        if row is None or row.told >= each.version:
            continue
        row.told = each.version
        for said in each.data["seats"]:
            seat = row.the_seat(int(said["seat"]))
            seat.outcome = State(said["outcome"])
            seat.charge_pence = int(said["charge_pence"])
        row.version += 1
        _note(session, row, "places-elsewhere.attendance-told")


def forget(session: Session, ask_ids: Collection[UUID]) -> int:
    """Delete whom these requests were for; returns how many lost their names."""
    query = select(AskRow).where(
        AskRow.id.in_(ask_ids), AskRow.names_deleted_at.is_(None)
    )
    rows = session.scalars(query.with_for_update()).all()
    for row in rows:
        row.forget()
        _note(session, row, "places-elsewhere.forgotten")
    return len(rows)


def _answered(row: AskRow, said: dict[str, object]) -> bool:
    """Take the host's word on one place; True where it stands elsewhere by it."""
    seat = row.the_seat(int(str(said["seat"])))
    before, word = seat.state, str(said["state"])
    seat.state = State.DECLINED if word == "refused" else State(word)
    seat.position = said["position"]  # type: ignore[assignment]  # an int or null
    until = said["until"]
    seat.until = clock.parse_iso(str(until)) if until else None
    seat.reason = str(said["reason"] or "")
    if seat.outcome is None:
        seat.charge_pence = int(str(said["charge_pence"]))
    return before is not seat.state


def _wish(
    session: Session, ask_id: UUID, seat: int, seen: int, wish: Wish, by: Actor
) -> None:
    row = _row(session, ask_id, by, Action.UPDATE)
    row.must_be(seen)
    row.wish(seat, wish)
    _send(session, row, f"places-elsewhere.{wish.value.replace('_', '-')}")


def _send(session: Session, row: AskRow, act: str) -> None:
    """Send all that is wanted now; a substitute nobody approved is no part of it.

    Raises CannotBeSealed.
    """
    row.number += 1
    row.version += 1
    session.flush()
    event = offered.event(session, row.host, row.event_id)
    home = session.info["member"]
    try:
        data = messages.place_requested(row, home=home, key=event.sealing_key)
    except CannotSeal as fault:
        raise CannotBeSealed from fault
    announce(
        session,
        audience=row.host,
        type=messages.PLACE_REQUESTED,
        subject=messages.subject_of(row.id),
        version=row.number,
        data=data,
    )
    _note(session, row, act)


def _of_host(session: Session, event: Event) -> AskRow | None:
    """The request an event is about; None for one this borough does not know."""
    ask_id = UUID(event.data["request_id"])
    row = session.get(AskRow, ask_id, with_for_update=True)
    if row is not None and row.host != event.source:
        raise AnswersForAnother
    return row


def _may_ask(session: Session, by: Actor, agency: str, *, own: bool) -> None:
    if by.agency not in (None, agency):
        raise NotAllowed("You ask for people of your own agency.")
    person = by.user_id if own else None
    scope = Scope(record="new", person=person, agency=agency)
    action = Action.CREATE if own else Action.APPROVE
    authorise(session, by, action, BOOKINGS, scope)


def _check(staff: Sequence[Staff], agency: str, *, first: bool) -> None:
    if agency not in AGENCIES:
        fault = "Choose one of the agencies"
        raise Invalid(fault, fields={"agency": fault})
    check_staff(staff)
    if first and not all(each.elsewhere for each in staff):
        fault = "Say that the course that comes first was done"
        raise Invalid(fault, fields={"elsewhere": fault})


def _person_of(session: Session, staff: Staff) -> UUID | None:
    found = accounts.person(session, email=staff.key)
    return found.user_id if found else None


def _row(session: Session, ask_id: UUID, by: Actor, action: Action) -> AskRow:
    """A request one may change; raises NotFound, AskStands for one without names."""
    row = session.get(AskRow, ask_id, with_for_update=True)
    if row is None:
        raise NotFound
    for scope in row.scopes:
        try:
            authorise(session, by, action, BOOKINGS, scope)
        except (NotAllowed, NotFound):
            continue
        if row.names_deleted_at is None:
            return row
    if row.names_deleted_at is not None:
        raise AskStands
    raise NotFound


def _tell_approvers(session: Session, row: AskRow, by: Actor) -> None:
    notices.tell_role(
        session,
        role=Role.PARTNER_REPRESENTATIVE,
        agency=row.agency,
        but_not=by.user_id,
        kind="training",
        text="A request for places in another borough waits for approval",
        href=f"{HREF}/{row.id}",
    )


def _tell(session: Session, row: AskRow, text: str) -> None:
    """Tell who asked and whom it is for, by a notice that names nobody."""
    actor: Actor | None = session.info.get("actor")
    people = {row.asked_by, *(each.person_id for each in row.seats)}
    people -= {None, actor.user_id if actor else None}
    for user_id in sorted(each for each in people if each is not None):
        notices.tell(
            session,
            user_id=user_id,
            kind="training",
            text=text,
            href=f"{HREF}/{row.id}",
        )


def _note(session: Session, row: AskRow, act: str) -> None:
    session.flush()
    trail.record(
        session, act=act, resource=BOOKINGS, record=row.id,
        detail={"agency": row.agency, "version": row.number},
    )  # fmt: skip
