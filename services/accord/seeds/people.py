"""Who enters the records: a few accounts of the area, found or made."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from kit.accounts import queries as accounts
from kit.accounts.actor import Actor
from kit.accounts.service import open_account
from kit.hats.service import grant
from partnership.access import Role, role_name
from partnership.agencies import STATUTORY, agency_name


@dataclass(frozen=True, kw_only=True)
class People:
    """Who acts; ``partners`` are by agency. ``new`` have no hat yet."""

    manager: Actor
    second: Actor
    partners: Mapping[str, Actor]
    new: frozenset[UUID]

    @property
    def post(self) -> str:
        """The post that writes, for verbs that are given a post."""
        return role_name(self.manager.role)

    def seat(self, session: Session) -> None:
        """Give the new accounts their hats, after all else.

        So that nobody is told now of what was over years ago.
        """
        for actor in (self.manager, self.second, *self.partners.values()):
            if actor.user_id in self.new:
                grant(
                    session,
                    user_id=actor.user_id,
                    role=actor.role,
                    agency=actor.agency,
                    by=None,
                )


def gather(session: Session) -> People:
    """The accounts of this instance's area; those that are missing are made."""
    new: set[UUID] = set()
    manager = _actor(session, "business-manager", Role.BUSINESS_MANAGER, new)
    second = _actor(session, "deputy-manager", Role.BUSINESS_MANAGER, new)
    role = Role.PARTNER_REPRESENTATIVE
    partners = {
        agency: _actor(session, f"{agency}-partner", role, new, agency)
        for agency in STATUTORY
    }
    return People(manager=manager, second=second, partners=partners, new=frozenset(new))


def _actor(
    session: Session, word: str, role: Role, new: set[UUID], agency: str | None = None
) -> Actor:
    member = str(session.info["member"])
    email = f"{word}@{member}.example.org"
    known = accounts.person(session, email=email)
    kind = agency_name(agency) if agency else role_name(role)
    name = known.name if known else f"{member.title()} {kind.lower()} ({word})"
    if known is None:
        user_id = open_account(session, email=email, name=name)
        new.add(user_id)
    else:
        user_id = known.user_id
    return Actor(
        user_id=user_id, name=name, role=role.value, email=email, agency=agency
    )
