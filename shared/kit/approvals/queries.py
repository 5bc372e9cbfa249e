"""What waits for a second person: roles, invitations and fresh second steps."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from kit.hats import queries as hats
from kit.invitations import queries as invitations
from kit.invitations.queries import InvitationSeen
from kit.people import queries as people
from kit.people.queries import ResetSeen, RoleSeen

PAGE = "/people/approvals"


@dataclass(frozen=True, kw_only=True)
class Approvals:
    """What waits for a second person, the oldest of each kind first."""

    roles: list[RoleSeen]
    invitations: list[InvitationSeen]
    resets: list[ResetSeen]


def waiting(session: Session) -> Approvals:
    """Everything that waits for a second person."""
    return Approvals(
        roles=people.with_names(session, hats.waiting(session)),
        invitations=invitations.waiting(session),
        resets=people.resets(session),
    )


def case_roles_on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Roles and invitations this person may agree to as a second one."""
    me = actor.user_id
    given = [
        hat.granted_at
        for hat in hats.waiting(session)
        if me not in (hat.user_id, hat.granted_by)
    ]
    invited = [
        one.invited_at
        for one in invitations.waiting(session)
        if one.invited_by != me and one.email != actor.email
    ]
    return [
        *_to_agree("A role waits for a second person", given),
        *_to_agree("An invitation waits for a second person", invited),
    ]


def resets_on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Fresh second steps this person may agree to as a second one."""
    asked = [
        one.asked_at
        for one in people.resets(session)
        if actor.user_id not in (one.user_id, one.asked_by)
    ]
    return _to_agree("A fresh second step waits for a second person", asked)


def _to_agree(text: str, moments: list[datetime]) -> list[Item]:
    return [
        Item(kind=Kind.MINE, tag="To agree", text=text, href=PAGE, at=moment)
        for moment in moments
    ]
