"""Invite, agree as a second person, send again, withdraw, and accept.

Tokens leave as return values once; what is stored is their SHA-256. Where mail is set
up, a letter with the link is posted in the same transaction.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Role
from kit.accounts import queries as accounts
from kit.accounts import service as account_service
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.hats import service as hats
from kit.hats.model import ANYWHERE, Places, SamePerson
from kit.invitations.model import FIRST_LIFE, LIFE, Invitation
from kit.mail import service as mail
from kit.trail.service import record


class NoSuchInvitation(NotFound):
    """This invitation was used already, was withdrawn or is too old."""


@dataclass(frozen=True, kw_only=True)
class Issued:
    """An invitation just made or sent.

    ``token`` is None while a second person has to agree; ``posted`` says whether a
    letter with the link is on its way.
    """

    invitation_id: UUID
    token: str | None = None
    posted: bool = False


def path_of(token: str) -> str:
    """The path of the page that accepts an invitation."""
    return f"/invitation/{token}"


def invite(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    agency: str | None = None,
    body: str | None = None,
    until_on: date | None = None,
    by: Actor,
    places: Places = ANYWHERE,
) -> Issued:
    """Invite a new person to an account with one role.

    Raises Invalid naming the field for an address that is not one, has an account
    or is invited already, and for a place the role needs; SamePerson for oneself.
    """
    address = account_service.check_address(email)
    if address == by.email:
        raise SamePerson("Nobody can invite themselves. Ask a colleague.")
    _must_be_new(session, address)
    if until_on is not None and until_on < clock.today():
        fault = "The last day must not be in the past"
        raise Invalid(fault, fields={"until_on": fault})
    agency, body = hats.check_place(role, agency=agency, body=body, places=places)
    invitation = Invitation(
        email=address,
        name=name.strip(),
        role=role.word,
        agency=agency,
        body=body,
        until_on=until_on,
        invited_by=by.user_id,
        needs_approval=role.confirmed,
    )
    return _made(session, invitation)


def invite_back(
    session: Session, *, user_id: UUID, email: str, name: str, by: Actor
) -> Issued:
    """Let somebody who has an account choose a new password.

    Their earlier invitations stop working. Raises SamePerson for oneself.
    """
    if user_id == by.user_id:
        raise SamePerson("Change your own password on the page of your account.")
    withdraw_all(session, user_id=user_id, email=email, by=by.user_id)
    invitation = Invitation(
        email=email, name=name, user_id=user_id, invited_by=by.user_id
    )
    return _made(session, invitation)


def invite_from_host(session: Session, *, email: str, name: str, role: Role) -> str:
    """Invite somebody on the host's own word; returns a token good for 15 minutes.

    Somebody who has an account is given the role when they accept. Raises Invalid for
    an address that is not one, NotFound for an account that is closed.
    """
    address = account_service.check_address(email)
    known = accounts.person(session, email=address)
    if known is not None and not known.active:
        raise NotFound(f"The account of {address} is closed.")
    invitation = Invitation(
        email=address,
        name=name.strip(),
        role=role.word,
        user_id=known.user_id if known else None,
    )
    # Only the latest link works: an earlier one may lie about on a screen.
    from_host = and_(Invitation.invited_by.is_(None), Invitation.role == role.word)
    _withdraw_each(session, from_host, by=None)
    session.add(invitation)
    session.flush()
    _tell(session, "invitation.made", invitation)
    return _new_token(invitation, life=FIRST_LIFE)


def approve(session: Session, *, invitation_id: UUID, by: Actor) -> Issued:
    """Agree to an invitation as a second person; only now it has a link.

    Raises SamePerson for who invited and who is invited, Conflict when it does not
    wait, NotFound when there is none.
    """
    invitation = _invitation(session, invitation_id)
    invitation.must_wait_for(by=by.user_id, address=by.email)
    invitation.approved_by, invitation.approved_at = by.user_id, clock.now()
    _tell(session, "invitation.approved", invitation)
    return _sent(session, invitation)


def refuse(session: Session, *, invitation_id: UUID, by: Actor) -> None:
    """Say no to an invitation as a second person; raises what ``approve`` raises."""
    invitation = _invitation(session, invitation_id)
    invitation.must_wait_for(by=by.user_id, address=by.email)
    invitation.withdraw(by=by.user_id)
    _tell(session, "invitation.refused", invitation)


def send_again(session: Session, *, invitation_id: UUID) -> Issued:
    """Make a new link, good for 72 hours; the one before stops working.

    Raises Conflict for one that waits, was accepted or withdrawn; NotFound for none.
    """
    invitation = _invitation(session, invitation_id)
    issued = _sent(session, invitation)
    _tell(session, "invitation.sent-again", invitation)
    return issued


def withdraw(session: Session, *, invitation_id: UUID, by: Actor) -> None:
    """Close an invitation; raises Conflict when it is closed, NotFound for none."""
    invitation = _invitation(session, invitation_id)
    invitation.withdraw(by=by.user_id)
    _tell(session, "invitation.withdrawn", invitation)


def withdraw_all(
    session: Session, *, user_id: UUID, email: str, by: UUID | None
) -> None:
    """Close every invitation that a person could still use."""
    theirs = or_(Invitation.user_id == user_id, Invitation.email == email)
    _withdraw_each(session, theirs, by=by)


def withdraw_made_by(session: Session, *, user_id: UUID, by: UUID | None) -> None:
    """Close every unused invitation on the word of a person who is leaving."""
    _withdraw_each(session, Invitation.invited_by == user_id, by=by)


def accept(session: Session, *, token: str, name: str, password: str | None) -> UUID:
    """Use an invitation up: the account, its password and its hat; returns the person.

    Newcomers need no ``password`` where the caller gives them another way in. Raises
    NoSuchInvitation for a token that is not good, Invalid naming ``password`` for one
    that is missing or too easy. On any fault nothing was done and the link still works.
    """
    invitation = session.scalar(
        select(Invitation)
        .where(Invitation.token_hash == _hash(token))
        .with_for_update()  # of two who press at once, one finds it accepted
    )
    if invitation is None or not invitation.usable(clock.now()):
        raise NoSuchInvitation
    user_id = invitation.user_id or account_service.open_account(
        session, email=invitation.email, name=name
    )
    if password is not None:
        account_service.set_password(session, user_id=user_id, password=password)
    elif invitation.user_id is not None:  # the password of before must not stay
        raise Invalid("", fields={"password": "Enter a password"})
    invitation.user_id = user_id
    invitation.accept()
    _give_hat(session, invitation, user_id)
    _tell(session, "invitation.accepted", invitation)
    return user_id


def _give_hat(session: Session, invitation: Invitation, user_id: UUID) -> None:
    """The hat, on the word of who invited and of the second person."""
    if invitation.role is None:
        return
    hat_id = hats.grant(
        session,
        user_id=user_id,
        role=invitation.role,
        agency=invitation.agency,
        body=invitation.body,
        until_on=invitation.until_on,
        by=invitation.invited_by,
        needs_approval=invitation.needs_approval,
    )
    if invitation.approved_by is not None:
        hats.approve(session, hat_id=hat_id, by=invitation.approved_by)


def _must_be_new(session: Session, address: str) -> None:
    fault = ""
    if accounts.person(session, email=address) is not None:
        fault = "There is an account for this address: give the role on its page"
    elif session.scalar(_unused().where(Invitation.email == address)) is not None:
        fault = "This address is invited already: send that invitation again"
    if fault:
        raise Invalid(fault, fields={"email": fault})


def _unused() -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )


def _withdraw_each(
    session: Session, which: ColumnElement[bool], *, by: UUID | None
) -> None:
    for invitation in session.scalars(_unused().where(which)):
        invitation.withdraw(by=by)
        _tell(session, "invitation.withdrawn", invitation)


def _made(session: Session, invitation: Invitation) -> Issued:
    session.add(invitation)
    session.flush()
    _tell(session, "invitation.made", invitation)
    if invitation.needs_approval:
        return Issued(invitation_id=invitation.id)
    return _sent(session, invitation)


def _sent(session: Session, invitation: Invitation) -> Issued:
    token = _new_token(invitation, life=LIFE)
    return Issued(
        invitation_id=invitation.id,
        token=token,
        posted=_post(session, to=invitation.email, token=token),
    )


def _new_token(invitation: Invitation, *, life: timedelta) -> str:
    token = secrets.token_urlsafe(32)
    invitation.open_with(_hash(token), life=life)
    return token


def _post(session: Session, *, to: str, token: str) -> bool:
    office = mail.office(session)
    if office is None:
        return False
    body = (
        f"You are invited to {office.name}.\n\n"
        "This link is for you alone. It works once, within 72 hours:\n\n"
        f"{office.link(path_of(token))}\n\n"
        "If you did not expect this, you need not do anything.\n"
    )
    return mail.post(session, to=to, subject=f"Invitation to {office.name}", body=body)


def _invitation(session: Session, invitation_id: UUID) -> Invitation:
    # Whoever comes second waits for the first, and then sees what was done.
    invitation = session.get(Invitation, invitation_id, with_for_update=True)
    if invitation is None:
        raise NotFound("There is no such invitation.")
    return invitation


def _tell(session: Session, act: str, invitation: Invitation) -> None:
    place = {
        "role": invitation.role,
        "agency": invitation.agency,
        "body": invitation.body,
        "person": str(invitation.user_id) if invitation.user_id else None,
    }
    record(
        session,
        act=act,
        resource="case_role_grants" if invitation.needs_approval else "people",
        record=invitation.id,
        detail={name: word for name, word in place.items() if word is not None},
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
