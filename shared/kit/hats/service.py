"""Grant hats, approve them as a second person, and take them off."""

import re
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Role
from kit.errors import Invalid, NotFound
from kit.hats.model import ANYWHERE, Hat, Places, SamePerson
from kit.trail.service import record

# A longer word is not a short name, and would not fit its column.
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,59}")
_PLACES = {"agency": "agency", "body": "group or panel"}


def grant(
    session: Session,
    *,
    user_id: UUID,
    role: str,
    agency: str | None = None,
    body: str | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    by: UUID | None,
    needs_approval: bool = False,
) -> UUID:
    """Give a person a role, from today unless told otherwise; returns the hat's id.

    ``by`` is who grants it, None on the host. With ``needs_approval`` it does not
    count before a second person approved it. Raises SamePerson for a grant to
    oneself and Invalid naming ``until_on`` for an end before the beginning.
    """
    if by == user_id:
        raise SamePerson("Nobody can give a role to themselves. Ask a colleague.")
    begins = from_on or clock.today()
    if until_on is not None and until_on < begins:
        fault = "The last day must not be before the first"
        raise Invalid(fault, fields={"until_on": fault})
    hat = Hat(
        user_id=user_id,
        role=str(role),
        agency=agency,
        body=body,
        from_on=begins,
        until_on=until_on,
        granted_by=by,
        needs_approval=needs_approval,
    )
    session.add(hat)
    session.flush()
    _tell(session, "hat.granted", hat)
    return hat.id


def grant_role(
    session: Session,
    *,
    user_id: UUID,
    role: Role,
    agency: str | None = None,
    body: str | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    by: UUID | None,
    places: Places = ANYWHERE,
) -> UUID:
    """``grant`` by the rules of the matrix: where it counts, and who must agree.

    Raises Invalid naming ``agency`` or ``body`` besides what ``grant`` raises.
    """
    agency, body = check_place(role, agency=agency, body=body, places=places)
    return grant(
        session,
        user_id=user_id,
        role=role.word,
        agency=agency,
        body=body,
        from_on=from_on,
        until_on=until_on,
        by=by,
        needs_approval=role.confirmed,
    )


def check_place(
    role: Role, *, agency: str | None, body: str | None, places: Places = ANYWHERE
) -> tuple[str | None, str | None]:
    """Where a hat of this role counts: the agency and the body it must name, or None.

    What the role does not need is left out. Raises Invalid naming ``agency`` or
    ``body`` when it is missing, not listed, or not a short name.
    """
    given = {"agency": agency, "body": body}
    found: dict[str, str | None] = dict.fromkeys(given)
    if role.needs:
        place = (given[role.needs] or "").strip().casefold()
        listed = places.listed(role.needs)
        if place not in listed if listed else not _SLUG.fullmatch(place):
            what = f"the {_PLACES[role.needs]} for the role {role.name}"
            fault = (
                f"Choose {what}"
                if listed
                else f"Give the short name of {what}, such as learning-group"
            )
            raise Invalid(fault, fields={role.needs: fault})
        found[role.needs] = place
    return found["agency"], found["body"]


def approve(session: Session, *, hat_id: UUID, by: UUID) -> UUID:
    """Let a hat count as a second person; returns whose it is.

    Raises SamePerson for its holder and who granted it, Conflict when it does not
    wait, NotFound when there is none.
    """
    hat = _hat(session, hat_id)
    hat.approve(by=by)
    _tell(session, "hat.approved", hat)
    return hat.user_id


def refuse(session: Session, *, hat_id: UUID, by: UUID) -> UUID:
    """Say no to a hat that waits, as a second person; returns whose it would be.

    Raises what ``approve`` raises.
    """
    hat = _hat(session, hat_id)
    hat.must_wait_for(by)
    hat.end(by=by)
    _tell(session, "hat.refused", hat)
    return hat.user_id


def end(session: Session, *, hat_id: UUID, by: UUID | None) -> UUID:
    """Take a hat off for good, at once; returns whose it was.

    Raises Conflict when it was off already, NotFound when there is none.
    """
    hat = _hat(session, hat_id)
    hat.end(by=by)
    _tell(session, "hat.ended", hat)
    return hat.user_id


def end_all(session: Session, *, user_id: UUID, by: UUID | None) -> None:
    """Take off every hat a person still holds or waits for."""
    held = select(Hat).where(Hat.user_id == user_id, Hat.ended_at.is_(None))
    for hat in session.scalars(held):
        hat.ended_by, hat.ended_at = by, clock.now()
        _tell(session, "hat.ended", hat)


def hold_still(session: Session, *, roles: Sequence[str]) -> None:
    """Make others wait who would give or take hats of these roles, till the end.

    For rules about how many are left, which two at once could break together.
    """
    held = select(Hat.id).where(Hat.role.in_(roles), Hat.ended_at.is_(None))
    session.execute(held.order_by(Hat.id).with_for_update()).all()


def _hat(session: Session, hat_id: UUID) -> Hat:
    # Whoever comes second waits for the first, and then sees what was done.
    hat = session.get(Hat, hat_id, with_for_update=True)
    if hat is None:
        raise NotFound("There is no such role.")
    return hat


def _tell(session: Session, act: str, hat: Hat) -> None:
    place = {"agency": hat.agency, "body": hat.body}
    detail = {name: slug for name, slug in place.items() if slug is not None}
    record(
        session,
        act=act,
        resource="case_role_grants" if hat.needs_approval else "people",
        record=hat.id,
        detail={"role": hat.role, "person": str(hat.user_id), **detail},
    )
