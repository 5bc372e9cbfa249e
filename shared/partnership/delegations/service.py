"""Delegate, record the consultation, complete, and warn before the day."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import Role, authorise
from partnership.agencies import AGENCIES
from partnership.decisions import queries as decisions
from partnership.decisions.model import DECISIONS
from partnership.delegations.model import WARN_BEFORE, Delegation


def delegate(
    session: Session,
    *,
    decision_id: UUID,
    text: str,
    to_post: str,
    agency: str,
    due: date,
    by: Actor,
    consult_post: str = "",
) -> UUID:
    """Leave something a body decided to a post, by a day; returns its id.

    ``consult_post`` is the post to be consulted first, if any. Raises NotAllowed,
    NotFound, Invalid naming ``agency`` or ``due_on``.
    """
    decision = decisions.decision(session, decision_id)
    scope = Scope(record=str(decision_id), body=decision.body_slug)
    authorise(session, by, Action.UPDATE, DECISIONS, scope)
    if agency not in AGENCIES:
        _refuse("agency", "Choose one of the agencies")
    if due < decision.decided_on:
        _refuse("due_on", "Enter a day that is not before the decision")
    row = Delegation(
        decision_id=decision_id,
        text=text,
        to_post=to_post,
        agency=agency,
        consult_post=consult_post,
        due_on=due,
        version=1,
    )
    session.add(row)
    session.flush()
    _note(session, "delegation.made", row)
    return row.id


def consult(
    session: Session,
    *,
    delegation_id: UUID,
    on: date,
    note: str,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Record the consultation; for the post's agency and who runs the body.

    Raises NotAllowed, NotFound, DelegationChanged, Conflict, Invalid.
    """
    row, since = _row(session, delegation_id, by, seen)
    row.consult(on=on, note=note, since=since)
    session.flush()
    _note(session, "delegation.consulted", row)


def complete(
    session: Session,
    *,
    delegation_id: UUID,
    on: date,
    note: str,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Note that it was carried out; raises as ``consult``, and NotConsulted."""
    row, since = _row(session, delegation_id, by, seen)
    row.complete(on=on, note=note, since=since)
    session.flush()
    _note(session, "delegation.completed", row)


def withdraw(
    session: Session,
    *,
    delegation_id: UUID,
    reason: str,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Take a delegation back; not by the post's agency alone."""
    row, _ = _row(session, delegation_id, by, seen, own=False)
    row.withdraw(reason=reason)
    session.flush()
    _note(session, "delegation.withdrawn", row)


def warn(session: Session, *, on: date) -> int:
    """Tell people once of each delegation whose day is near or past, as at a day.

    Told are the agency of the post it is left to, who runs the partnership's business
    and the leadership group where that decides. Returns how many were new.
    """
    rows = session.scalars(
        select(Delegation).where(
            Delegation.completed_on.is_(None),
            Delegation.withdrawn_because.is_(None),
            Delegation.told_at.is_(None),
            Delegation.due_on <= on + WARN_BEFORE,
        )
    ).all()
    for row in rows:
        _tell(session, row)
        row.told_at = clock.now()
        _note(session, "delegation.warned", row)
    session.flush()
    return len(rows)


def _tell(session: Session, row: Delegation) -> None:
    words: notices.Words = {
        "kind": "delegations",
        "text": "A delegation is due within 14 days and nobody recorded its completion",
        "href": f"/delegations/{row.id}",
    }
    role = Role.PARTNER_REPRESENTATIVE
    notices.tell_role(session, role=role, agency=row.agency, **words)
    running = (Role.BUSINESS_MANAGER, Role.LEADERSHIP_MEMBER)
    notices.tell_roles(session, roles=running, **words)


def _row(
    session: Session,
    delegation_id: UUID,
    by: Actor,
    seen: int | None,
    *,
    own: bool = True,
) -> tuple[Delegation, date]:
    row = session.get(Delegation, delegation_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such delegation.")
    decision = decisions.decision(session, row.decision_id)
    agency = row.agency if own else None
    scope = Scope(record=str(row.id), body=decision.body_slug, agency=agency)
    authorise(session, by, Action.UPDATE, DECISIONS, scope)
    row.must_be_seen(seen)
    return row, decision.decided_on


def _refuse(field: str, fault: str) -> None:
    raise Invalid(fault, fields={field: fault})


def _note(session: Session, act: str, row: Delegation) -> None:
    detail: dict[str, str | int] = {"agency": row.agency, "version": row.version}
    trail.record(session, act=act, resource=DECISIONS, record=row.id, detail=detail)
