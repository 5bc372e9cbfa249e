"""Grant hats, approve them as a second person, and take them off."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.errors import Invalid, NotFound
from kit.hats.model import Hat, SamePerson


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
    return hat.id


def approve(session: Session, *, hat_id: UUID, by: UUID) -> UUID:
    """Let a hat count as a second person; returns whose it is.

    Raises SamePerson for its holder and who granted it, Conflict when it does not
    wait, NotFound when there is none.
    """
    hat = _hat(session, hat_id)
    hat.approve(by=by)
    return hat.user_id


def end(session: Session, *, hat_id: UUID, by: UUID | None) -> UUID:
    """Take a hat off for good, at once; returns whose it was.

    Raises Conflict when it was off already, NotFound when there is none.
    """
    hat = _hat(session, hat_id)
    hat.end(by=by)
    return hat.user_id


def end_all(session: Session, *, user_id: UUID, by: UUID | None) -> None:
    """Take off every hat a person still holds or waits for."""
    held = select(Hat).where(Hat.user_id == user_id, Hat.ended_at.is_(None))
    for hat in session.scalars(held):
        hat.ended_by, hat.ended_at = by, clock.now()


def _hat(session: Session, hat_id: UUID) -> Hat:
    # Whoever comes second waits for the first, and then sees what was done.
    hat = session.get(Hat, hat_id, with_for_update=True)
    if hat is None:
        raise NotFound("There is no such role.")
    return hat
