"""Open cases to people and close them again; every step is in the trail."""

from uuid import UUID

from sqlalchemy.orm import Session

from borough.deaths import queries as cases
from borough.deaths.model import CASE, PURPOSE
from kit import clock
from kit.access import queries as opening
from kit.access import service as access
from kit.access.model import FRESH_PROOF, ConflictKind, NotFresh, checked_reason
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.hats import queries as hats
from kit.notices import service as notices
from partnership.access import Role, may, policy, reach

HREF = "/deaths/"
NOTICE = "case"


def take(session: Session, *, case_id: UUID, by: Actor) -> None:
    """Open a case nobody works on to the coordinator who takes it; others are told.

    Raises NotAllowed, and NotFound for any other case than one that waits for this.
    """
    if not may(by.role, CASE, Action.CREATE):
        raise NotAllowed
    # Of two at once the second waits here, and then finds it taken.
    cases.hold(session, case_id)
    if case_id not in {each.id for each in cases.untaken(session, by)}:
        raise NotFound
    _assign(session, case_id, by.user_id, by)
    notices.tell_role(
        session,
        role=Role.CDOP_COORDINATOR,
        but_not=by.user_id,
        kind=NOTICE,
        text="A coordinator took a notification that nobody worked on",
        href=HREF,
    )


def assign(session: Session, *, case_id: UUID, user_id: UUID, by: Actor) -> None:
    """Open a case to another coordinator, who is told.

    Who declared a conflict of interest is assigned without effect and not told, so
    that nobody learns of the conflict. Raises NotFound, NotAllowed, and Invalid for
    somebody who is no coordinator or has it already.
    """
    cases.known(session, by, case_id, Action.UPDATE)
    if user_id not in hats.holders(session, role=Role.CDOP_COORDINATOR):
        raise _not_them("Choose one of the coordinators")
    if user_id in {each.user_id for each in _given(session, case_id)}:
        raise _not_them("The case is open to them already")
    _assign(session, case_id, user_id, by)
    if not _hidden(session, case_id, user_id):
        notices.tell(
            session,
            user_id=user_id,
            kind=NOTICE,
            text="A child death review was opened to you",
            href=f"{HREF}{case_id}",
        )


def unassign(
    session: Session, *, case_id: UUID, assignment_id: UUID, by: Actor
) -> None:
    """Close a case to somebody it was open to, at once; one person is always left.

    Raises NotFound, NotAllowed, and Conflict for the last one.
    """
    cases.known(session, by, case_id, Action.UPDATE)
    cases.hold(session, case_id)
    given = _given(session, case_id)
    if assignment_id not in {each.id for each in given}:
        raise NotFound
    left = {each.user_id for each in given if each.id != assignment_id}
    if not left:
        raise Conflict("Open the case to somebody else first: one person must have it.")
    access.end_assignment(session, assignment_id=assignment_id)


def declare_conflict(
    session: Session, *, case_id: UUID, kind: ConflictKind, by: Actor
) -> None:
    """Take a case away from the person who declares, wherever it would show.

    Where they were the last who had it, it waits for another coordinator. Raises
    NotFound and NotAllowed.
    """
    case = cases.known(session, by, case_id)
    record = str(case.id)
    access.declare_conflict(session, by=by, resource=CASE, record=record, kind=kind)


def open_in_emergency(session: Session, *, code: str, reason: str, by: Actor) -> UUID:
    """Open the case of this code for four hours; returns its id.

    Raises NotAllowed, NotFresh, Conflict where it is open to them, and Invalid for a
    reason that says too little and for a code that calls no case they could open:
    none such, or one under their conflict of interest.
    """
    said = checked_reason(reason)
    if by.confirmed_at is None or clock.now() - by.confirmed_at > FRESH_PROOF:
        raise NotFresh
    case_id = cases.by_code(session, code)
    hidden = reach(session, by, Action.READ, CASE).hidden
    if case_id is None or str(case_id) in hidden:
        fault = "There is no case with this code that you could open"
        raise Invalid(fault, fields={"code": fault})
    access.open_in_emergency(
        session, policy(), by=by, resource=CASE, record=str(case_id), reason=said
    )
    return case_id


def tell_people(session: Session, *, case_id: UUID, text: str) -> None:
    """Tell those to whom a case is open; ``text`` names nobody and no case."""
    for user_id in sorted({each.user_id for each in _given(session, case_id)}):
        href = f"{HREF}{case_id}"
        notices.tell(session, user_id=user_id, kind=NOTICE, text=text, href=href)


def join(session: Session, *, case_id: UUID, by: Actor) -> None:
    """Open a case to somebody who has another one that may be of the same child.

    That they have is for the caller to know. Raises NotFound under a conflict.
    """
    if _hidden(session, case_id, by.user_id):
        raise NotFound
    if by.user_id not in {each.user_id for each in _given(session, case_id)}:
        _assign(session, case_id, by.user_id, by)


def _given(session: Session, case_id: UUID) -> list[opening.AssignmentSeen]:
    return list(opening.given(session, resource=CASE, record=str(case_id)))


def _hidden(session: Session, case_id: UUID, user_id: UUID) -> bool:
    return str(case_id) in opening.conflicted(session, user_id=user_id, resource=CASE)


def _assign(session: Session, case_id: UUID, user_id: UUID, by: Actor) -> None:
    access.assign(
        session,
        user_id=user_id,
        resource=CASE,
        record=str(case_id),
        purpose=PURPOSE,
        by=by,
    )


def _not_them(fault: str) -> Invalid:
    return Invalid(fault, fields={"user_id": fault})
