"""Reads of the member registry: who, which area, which key, when last heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.db import read_rows
from kit.exchange.model import ReceivedStream, RegistryVersion
from kit.front.model import Item, Kind
from kit.search.model import Hit, Term
from leadership.members.model import Member, MemberStatus, UnknownMember
from partnership.access import may

RESOURCE = "member_registry"
RECENT = timedelta(days=14)
_PAGE = "/members/"


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberName:
    """One member by name, with the area it speaks for."""

    slug: str
    name: str
    area_code: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberView(MemberName):
    """One member for a page.

    ``last_heard`` is when its last bundle was stored, ``last_applied`` when one was
    last worked into the figures, ``frozen`` why nothing more of it is taken.
    """

    status: MemberStatus
    kid: str
    since: datetime
    changed_at: datetime
    last_heard: datetime | None
    last_applied: datetime | None
    frozen: str | None

    @property
    def fingerprint(self) -> str:
        """The key's thumbprint in groups of four, to read aloud over the telephone."""
        return " ".join(self.kid[at : at + 4] for at in range(0, len(self.kid), 4))


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistryView:
    """The registry version in force."""

    version: int
    issued_at: datetime


def members(session: Session) -> Sequence[MemberView]:
    """Every member by name, with what the exchange last heard from it; one query."""
    return [MemberView(**row._mapping) for row in read_rows(session, _MEMBERS)]


_MEMBERS = (
    select(
        Member.slug,
        Member.name,
        Member.area_code,
        Member.status,
        Member.kid,
        Member.since,
        Member.changed_at,
        ReceivedStream.stored_at.label("last_heard"),
        ReceivedStream.applied_at.label("last_applied"),
        ReceivedStream.frozen,
    )
    .outerjoin(ReceivedStream, ReceivedStream.stream == Member.slug + "/leadership")
    .order_by(Member.name)
)


def member(session: Session, slug: str) -> MemberView:
    """One member; raises UnknownMember."""
    for found in members(session):
        if found.slug == slug:
            return found
    raise UnknownMember


def boroughs(session: Session) -> Sequence[MemberView]:
    """The members that speak for an area, by name."""
    return [member for member in members(session) if member.area_code]


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Who was suspended or taken back lately, and what waits to be signed."""
    since = clock.now() - RECENT
    items = [
        Item(
            kind=Kind.CHANGED,
            tag="Suspended",
            text=f"{member.name} is suspended",
            href=_PAGE,
            at=member.changed_at,
        )
        for member in members(session)
        if member.status is MemberStatus.SUSPENDED and member.changed_at >= since
    ]
    waits = unpublished_changes(session)
    if waits and may(actor.role, RESOURCE, Action.UPDATE):
        changes = "1 change" if waits == 1 else f"{waits} changes"
        text = f"{changes} to members not signed into the registry yet"
        items.append(Item(kind=Kind.MINE, tag="To sign", text=text, href=_PAGE))
    return items


def find(session: Session, _actor: Actor, term: Term) -> list[Hit]:
    """Members by name, short name or area."""
    return [
        Hit(text=one.name, href=_PAGE, about=f"{one.slug}, {one.status}")
        for one in members(session)
        if term.in_(one.name, one.slug, one.area_code)
    ]


def borough_names(session: Session) -> Sequence[MemberName]:
    """The members that speak for an area by name alone; one small query."""
    return [MemberName(**row._mapping) for row in read_rows(session, _BOROUGH_NAMES)]


_BOROUGH_NAMES = (
    select(Member.slug, Member.name, Member.area_code)
    .where(Member.area_code.is_not(None))
    .order_by(Member.name)
)
# One row that differs whenever the boroughs' names or areas do: those very words.
BOROUGH_WORDS = select(
    func.aggregate_strings(
        Member.slug + "\t" + Member.name + "\t" + Member.area_code, "\n"
    ).label("boroughs")
)


# Asked for every batch of figures, so it is made once and goes past the mapper.
_members = cast("Table", Member.__table__)
_AREAS = select(_members.c.slug, _members.c.area_code)


def area_codes(session: Session) -> dict[str, str]:
    """Which area each member speaks for; members without an area are left out."""
    rows = read_rows(session, _AREAS)
    return {slug: area for slug, area in rows if area}


def registry(session: Session) -> RegistryView | None:
    """The last published version; None before the first."""
    row = session.execute(
        select(RegistryVersion.version, RegistryVersion.received_at)
        .order_by(RegistryVersion.version.desc())
        .limit(1)
    ).first()
    return RegistryView(version=row[0], issued_at=row[1]) if row else None


def signed_registry(session: Session) -> bytes | None:
    """The last published version as it was signed; None before the first."""
    return session.scalar(
        select(RegistryVersion.raw).order_by(RegistryVersion.version.desc()).limit(1)
    )


def unpublished_changes(session: Session) -> int:
    """How many members changed after the last version was signed."""
    issued = session.scalar(select(func.max(RegistryVersion.received_at)))
    changed = select(func.count()).select_from(Member)
    if issued is not None:
        changed = changed.where(Member.changed_at > issued)
    return session.scalar(changed) or 0
