"""Look at people: who has an account, which roles they hold, and what waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.accounts.queries import roll
from kit.db import read_rows
from kit.errors import NotFound
from kit.hats import queries as hats
from kit.hats.queries import HatSeen, counting
from kit.people.model import ASKED_FOR, IdentityCheck, StepReset
from kit.search.model import Hit, Term

A_PAGE = 100


class Standing(StrEnum):
    """Which people to list."""

    WORKING = "working"
    WITHOUT = "without"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class PersonSeen:
    """An account as an administrator sees it; ``hats`` are those not ended."""

    user_id: UUID
    name: str
    email: str
    active: bool
    has_password: bool
    created_at: datetime
    hats: tuple[HatSeen, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One page of people, and how many there are in all."""

    people: list[PersonSeen]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, ceil(self.total / A_PAGE))


@dataclass(frozen=True, kw_only=True)
class ResetSeen:
    """A request for a fresh second step that waits for a second person."""

    reset_id: UUID
    user_id: UUID
    name: str
    checked: IdentityCheck
    asked_by: UUID
    asker: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class RoleSeen:
    """A hat with the names of its people; ``agreed_by`` is empty for nobody."""

    hat: HatSeen
    holder: str
    given_by: str
    agreed_by: str


def listing(
    session: Session,
    *,
    standing: Standing = Standing.ALL,
    term: str = "",
    page: int = 1,
    size: int | None = A_PAGE,
) -> Listing:
    """People by name: those of a standing whose name or address contains ``term``.

    Without ``size`` they all come on one page.
    """
    account = roll()
    wanted = and_(_standing(account, standing), _containing(account, term))
    total = session.scalar(select(func.count()).select_from(account).where(wanted)) or 0
    found = session.execute(
        select(account)
        .where(wanted)
        .order_by(account.c.name, account.c.email)
        .limit(size)
        .offset((page - 1) * (size or 0))
    ).all()
    held = hats.hats_of_all(session, user_ids=[row.id for row in found])
    people = [_person(row, held.get(row.id, [])) for row in found]
    return Listing(people=people, total=total, page=page)


def find(session: Session, _actor: Actor, term: Term) -> list[Hit]:
    """People by name and address."""
    found = listing(session, term=term.words[0], size=None).people
    return [
        Hit(text=one.name, href=f"/people/{one.user_id}", about=one.email)
        for one in found
        if term.in_(one.name, one.email)
    ]


def person(session: Session, *, user_id: UUID) -> PersonSeen:
    """One person; raises NotFound for nobody."""
    account = roll()
    row = session.execute(select(account).where(account.c.id == user_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such account.")
    held = hats.hats_of_all(session, user_ids=[user_id])
    return _person(row, held.get(user_id, []))


def names(session: Session, *, user_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of these people."""
    return dict(read_rows(session, _NAMES, {"user_ids": user_ids}).all())


_everybody = roll()
_NAMES = select(_everybody.c.id, _everybody.c.name).where(
    _everybody.c.id.in_(bindparam("user_ids", expanding=True))
)


def roles_of(session: Session, *, user_id: UUID) -> list[RoleSeen]:
    """Every role a person holds or held, the oldest first."""
    return with_names(session, hats.hats_of(session, user_id=user_id))


def resets(session: Session, *, user_id: UUID | None = None) -> list[ResetSeen]:
    """The requests that wait for a second person, the oldest first."""
    wanted = _resets_waiting()
    if user_id is not None:
        wanted = wanted.where(StepReset.user_id == user_id)
    found = session.scalars(wanted).all()
    people = {each for asked in found for each in (asked.user_id, asked.asked_by)}
    known = names(session, user_ids=people)
    return [
        ResetSeen(
            reset_id=asked.id,
            user_id=asked.user_id,
            name=known[asked.user_id],
            checked=asked.checked,
            asked_by=asked.asked_by,
            asker=known[asked.asked_by],
            asked_at=asked.asked_at,
        )
        for asked in found
    ]


def with_names(session: Session, seen: list[HatSeen]) -> list[RoleSeen]:
    """These hats with the names of their people."""
    people = {
        each
        for hat in seen
        for each in (hat.user_id, hat.granted_by, hat.approved_by)
        if each is not None
    }
    known = names(session, user_ids=people)
    return [
        RoleSeen(
            hat=hat,
            holder=known[hat.user_id],
            given_by=known[hat.granted_by] if hat.granted_by else "the host",
            agreed_by=known[hat.approved_by] if hat.approved_by else "",
        )
        for hat in seen
    ]


def _resets_waiting() -> Select[StepReset]:
    since = clock.now() - ASKED_FOR
    return (
        select(StepReset)
        .where(StepReset.decided_at.is_(None), StepReset.asked_at > since)
        .order_by(StepReset.asked_at, StepReset.id)
    )


def _standing(account: Subquery, standing: Standing) -> ColumnElement[bool]:
    if standing is Standing.ALL:
        return true()
    if standing is Standing.CLOSED:
        return account.c.active.is_(False)
    hat = counting(clock.today())
    holds = exists().where(hat.c.user_id == account.c.id)
    held = holds if standing is Standing.WORKING else ~holds
    return and_(account.c.active.is_(True), held)


def _containing(account: Subquery, term: str) -> ColumnElement[bool]:
    if not term:
        return true()
    words = term.casefold()
    return or_(
        func.lower(account.c.name).contains(words, autoescape=True),
        account.c.email.contains(words, autoescape=True),
    )


def _person(row: Row[Any], held: list[HatSeen]) -> PersonSeen:
    return PersonSeen(
        user_id=row.id,
        name=row.name,
        email=row.email,
        active=row.active,
        has_password=row.has_password,
        created_at=row.created_at,
        hats=tuple(held),
    )
