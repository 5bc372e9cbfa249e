"""Close and reopen accounts, end roles and sessions, renew second steps.

``administrators`` are the roles that may tend people in this service: one person who
holds such a role must always be left.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Role
from kit.accounts import queries as account_queries
from kit.accounts import service as accounts
from kit.accounts import sessions
from kit.accounts.actor import Actor
from kit.accounts.queries import Person
from kit.errors import Conflict, Invalid, NotFound
from kit.hats import queries as hat_queries
from kit.hats import service as hats
from kit.hats.model import ANYWHERE, Places, SamePerson
from kit.invitations import service as invitations
from kit.invitations.service import Issued
from kit.notices.model import SECURITY
from kit.notices.service import tell
from kit.people.model import ASKED_FOR, IdentityCheck, StepReset
from kit.second_step import queries as steps
from kit.second_step import service as second_step
from kit.trail.service import record

PEOPLE = "people"


class LastAdministrator(Conflict):
    """This is the last administrator. Give somebody else the role first."""

    code = "last-administrator"


class AlreadyAsked(Conflict):
    """A fresh second step for this person waits for a second person already."""

    code = "already-asked"


def close(
    session: Session, *, user_id: UUID, by: Actor, administrators: Sequence[str]
) -> None:
    """Close an account: its sessions, links, roles and invitations end at once.

    So do unused invitations it made. Raises SamePerson for one's own,
    LastAdministrator, Conflict for an account that is closed.
    """
    if user_id == by.user_id:
        raise SamePerson("Nobody closes their own account. Ask a colleague.")
    person = _open(session, user_id)
    _must_leave_one(session, administrators, without={user_id})
    accounts.close_user(session, user_id=user_id)
    hats.end_all(session, user_id=user_id, by=by.user_id)
    invitations.withdraw_all(
        session, user_id=user_id, email=person.email, by=by.user_id
    )
    invitations.withdraw_made_by(session, user_id=user_id, by=by.user_id)
    record(session, act="account.closed", resource=PEOPLE, record=user_id)


def reopen(session: Session, *, user_id: UUID) -> None:
    """Open a closed account again, without any role; raises NotFound for nobody."""
    accounts.reopen_user(session, user_id=user_id)
    record(session, act="account.reopened", resource=PEOPLE, record=user_id)


def end_sessions(session: Session, *, user_id: UUID) -> None:
    """Sign a person out everywhere."""
    sessions.end_all(session, user_id=user_id)
    record(session, act="sessions.ended", resource=PEOPLE, record=user_id)


def give_role(
    session: Session,
    *,
    user_id: UUID,
    role: Role,
    by: Actor,
    agency: str | None = None,
    body: str | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    places: Places = ANYWHERE,
) -> UUID:
    """Give a person a role by the rules of the matrix; returns the hat's id.

    Raises SamePerson for oneself, Invalid naming the field that is wrong, also when
    they hold the role already, Conflict for an account that is closed.
    """
    _open(session, user_id)
    agency, body = hats.check_place(role, agency=agency, body=body, places=places)
    begins = from_on or clock.today()
    held = hat_queries.hats_of(session, user_id=user_id)
    if any(hat.is_same(role.word, agency, body, on=begins) for hat in held):
        fault = "They hold this role already, or it waits for a second person"
        raise Invalid(fault, fields={"role": fault})
    return hats.grant_role(
        session,
        user_id=user_id,
        role=role,
        agency=agency,
        body=body,
        from_on=from_on,
        until_on=until_on,
        by=by.user_id,
        places=places,
    )


def propose_role(session: Session, *, email: str, role: Role, by: Actor) -> UUID:
    """Give a role that a second person must agree to, by the address of an account.

    Returns the hat's id. Raises what ``give_role`` raises, and Invalid naming
    ``email`` where nobody here has it.
    """
    found = account_queries.person(session, email=email)
    if found is None:
        fault = "Nobody has an account here with this address. It takes an invitation"
        raise Invalid(fault, fields={"email": fault})
    if not role.confirmed:
        raise Invalid("Choose a role", fields={"role": "Choose a role"})
    return give_role(session, user_id=found.user_id, role=role, by=by)


def invite_back(session: Session, *, user_id: UUID, by: Actor) -> Issued:
    """A link by which a person who has an account chooses a new password.

    Raises SamePerson for oneself, Conflict for an account that is closed.
    """
    person = _open(session, user_id)
    return invitations.invite_back(
        session, user_id=user_id, email=person.email, name=person.name, by=by
    )


def end_hat(
    session: Session, *, hat_id: UUID, by: Actor, administrators: Sequence[str]
) -> UUID:
    """Take a role away at once; returns whose it was.

    Raises LastAdministrator, Conflict when it had ended, NotFound for none.
    """
    hat = hat_queries.hat(session, hat_id=hat_id)
    if hat.role in administrators and hat.counts:
        _must_leave_one(session, administrators, without={hat.user_id})
    return hats.end(session, hat_id=hat_id, by=by.user_id)


def ask_reset(
    session: Session, *, user_id: UUID, checked: IdentityCheck, by: Actor
) -> UUID:
    """Ask that a person may set up a new second step; returns the request's id.

    Raises SamePerson for oneself, AlreadyAsked while a request waits, NotFound when
    no second step is set up.
    """
    if user_id == by.user_id:
        raise SamePerson("Ask a colleague to do this for you.")
    _open(session, user_id)
    if not steps.state(session, user_id=user_id).is_set_up:
        raise NotFound("This person has set up no second step.")
    since = clock.now() - ASKED_FOR
    waiting = select(StepReset.id).where(
        StepReset.user_id == user_id,
        StepReset.decided_at.is_(None),
        StepReset.asked_at > since,
    )
    if session.scalar(waiting) is not None:
        raise AlreadyAsked
    asked = StepReset(user_id=user_id, checked=checked, asked_by=by.user_id)
    session.add(asked)
    session.flush()
    _tell(session, "second-step.asked", asked)
    return asked.id


def approve_reset(session: Session, *, reset_id: UUID, by: Actor) -> UUID:
    """Agree as a second person: the second step is gone, sessions end.

    Returns whose it was. The person is told, in case it was not them who asked.
    Raises SamePerson for who asked and who it is for, Conflict when it does not
    wait, NotFound for none.
    """
    asked = _reset(session, reset_id)
    asked.decide(by=by.user_id, approved=True)
    second_step.forget(session, user_id=asked.user_id)
    sessions.end_all(session, user_id=asked.user_id)
    tell(
        session,
        user_id=asked.user_id,
        kind=SECURITY,
        text="Your second step was taken away: set up a new one when you sign in",
        href="/account",
    )
    _tell(session, "second-step.taken-away", asked)
    return asked.user_id


def refuse_reset(session: Session, *, reset_id: UUID, by: Actor) -> UUID:
    """Say no as a second person; nothing changes. Raises what approving raises."""
    asked = _reset(session, reset_id)
    asked.decide(by=by.user_id, approved=False)
    _tell(session, "second-step.refused", asked)
    return asked.user_id


def first_administrator(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    administrators: Sequence[str],
) -> str:
    """Invite the first administrator from the host; returns a one-time token.

    It is good for 15 minutes. Raises Conflict once anybody holds such a role, and
    what ``invite_from_host`` raises.
    """
    if _holders(session, administrators):
        raise Conflict("There is an administrator already. Ask them for an invitation.")
    return invitations.invite_from_host(session, email=email, name=name, role=role)


def _open(session: Session, user_id: UUID) -> Person:
    person = account_queries.account(session, user_id=user_id)
    if not person.active:
        raise Conflict("This account is closed.")
    return person


def _must_leave_one(
    session: Session, administrators: Sequence[str], *, without: set[UUID]
) -> None:
    # Two who remove each other at once must not leave nobody.
    hats.hold_still(session, roles=administrators)
    holders = _holders(session, administrators)
    if holders & without and not holders - without:
        raise LastAdministrator


def _holders(session: Session, roles: Sequence[str]) -> set[UUID]:
    return {
        user_id for role in roles for user_id in hat_queries.holders(session, role=role)
    }


def _reset(session: Session, reset_id: UUID) -> StepReset:
    asked = session.get(StepReset, reset_id, with_for_update=True)
    if asked is None:
        raise NotFound("There is no such request.")
    return asked


def _tell(session: Session, act: str, asked: StepReset) -> None:
    record(
        session,
        act=act,
        resource=PEOPLE,
        record=asked.id,
        detail={"person": str(asked.user_id), "method": asked.checked.value},
    )
