"""Read packs: members what was opened to them, coordinators what they prepare."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.deaths import queries as cases
from borough.panel_packs.model import PackRow, PageRow
from borough.panels import queries as panels
from borough.panels.model import PACK
from borough.panels.queries import MeetingSeen
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.front.model import Item, Kind
from kit.vault.service import Vault
from partnership.access import may
from partnership.death_rules.lanes import Lane


@dataclass(frozen=True, kw_only=True, slots=True)
class PageLine:
    """One page of a pack in a list; nothing of its text."""

    id: UUID
    case_id: UUID
    code: str
    lane: Lane
    found: Mapping[str, int]
    confirmed_at: datetime | None
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PageSeen:
    """One page with its text."""

    line: PageLine
    item_id: UUID
    meeting_id: UUID
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PackSeen:
    """How a meeting's pack stands; version 0 before it was made."""

    meeting: MeetingSeen
    opened_at: datetime | None = None
    opened_post: str | None = None
    shredded_at: datetime | None = None
    version: int = 0
    lines: Sequence[PageLine] = ()
    others: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nobody reads it any more."""
        gone = self.shredded_at is not None
        return gone or clock.today() >= self.meeting.closes_on

    @property
    def waits(self) -> int:
        """Pages that nobody confirmed yet."""
        return sum(1 for line in self.lines if line.confirmed_at is None)


def pack(session: Session, actor: Actor, meeting_id: UUID) -> PackSeen:
    """A meeting's pack as far as a coordinator prepares it.

    Lines are of cases that are open to them; pages of other cases are counted. Raises
    NotAllowed and NotFound.
    """
    meeting = panels.meeting(session, actor, meeting_id, Action.UPDATE)
    row = _of(session, meeting_id)
    if row is None:
        return PackSeen(meeting=meeting)
    lines = _lines(session, actor, row)
    mine = cases.codes(session, actor, [each.case_id for each in lines])
    return PackSeen(
        meeting=meeting,
        opened_at=row.opened_at,
        opened_post=row.opened_post,
        shredded_at=row.shredded_at,
        version=row.version,
        lines=[each for each in lines if each.case_id in mine],
        others=sum(1 for each in lines if each.case_id not in mine),
    )


def readable(session: Session, actor: Actor, meeting_id: UUID) -> Sequence[PageSeen]:
    """The confirmed pages of an open pack, by lane: what the panel reads.

    None before it was opened, and none when its days are over. Pages this person
    declared a conflict of interest in are not there. Raises NotAllowed and NotFound.
    """
    meeting = panels.meeting(session, actor, meeting_id)
    row = _of(session, meeting_id)
    if row is None or row.opened_at is None or row.shredded_at is not None:
        return []
    if clock.today() >= meeting.closes_on:
        return []
    lines = {each.id: each for each in _lines(session, actor, row)}
    pages = session.scalars(select(PageRow).where(PageRow.pack_id == row.id))
    seen = [
        _seen(session, page, lines[page.id], meeting_id)
        for page in pages
        if page.id in lines and page.confirmed_at is not None
    ]
    order = list(Lane)
    return sorted(seen, key=lambda each: (order.index(each.line.lane), each.line.code))


def page(session: Session, actor: Actor, page_id: UUID) -> PageSeen:
    """One page for who prepares it: the case must be open to them.

    Raises NotAllowed, and NotFound for any other page and when the pack is gone.
    """
    row = session.get(PageRow, page_id)
    known = row.case_id if row is not None else page_id
    cases.known(session, actor, known, Action.UPDATE)
    if row is None:
        raise NotFound
    held = session.get_one(PackRow, row.pack_id)
    lines = {each.id: each for each in _lines(session, actor, held)}
    if page_id not in lines or held.shredded_at is not None:
        raise NotFound
    return _seen(session, row, lines[page_id], held.meeting_id)


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Pages that wait to be read before a pack opens, and packs that are open to read.

    For who prepares and for who was invited; meetings that are over ask for nothing.
    """
    coming = [m for m in panels.meetings(session, actor) if m.ended_at is None]
    prepares = may(actor.role, PACK, Action.UPDATE)
    look = _to_confirm if prepares else _to_read
    return [item for meeting in coming for item in look(session, actor, meeting)]


def _to_confirm(session: Session, actor: Actor, meeting: MeetingSeen) -> Iterator[Item]:
    for line in pack(session, actor, meeting.id).lines:
        if line.confirmed_at is None:
            yield Item(
                kind=Kind.MINE,
                tag="To read",
                text=f"Page {line.code} waits to be read before the panel reads it",
                href=f"/panels/pages/{line.id}",
                at=meeting.at,
            )


def _to_read(session: Session, actor: Actor, meeting: MeetingSeen) -> Iterator[Item]:
    if readable(session, actor, meeting.id):
        yield Item(
            kind=Kind.MINE,
            tag="To read",
            text="The papers of a panel meeting are ready",
            href=f"/panels/{meeting.id}/pack",
            at=meeting.at,
        )


def _of(session: Session, meeting_id: UUID) -> PackRow | None:
    return session.scalar(select(PackRow).where(PackRow.meeting_id == meeting_id))


def _lines(session: Session, actor: Actor, pack: PackRow) -> list[PageLine]:
    """The pages of cases on the agenda, without what this person must not know of."""
    listed = {each.id: each for each in panels.items(session, actor, pack.meeting_id)}
    rows = session.scalars(select(PageRow).where(PageRow.pack_id == pack.id))
    lines = [
        PageLine(
            id=row.id,
            case_id=row.case_id,
            code=row.code,
            lane=listed[row.item_id].lane,
            found=dict(row.found),
            confirmed_at=row.confirmed_at,
            version=row.version,
        )
        for row in rows
        if row.item_id in listed
    ]
    return sorted(lines, key=lambda each: each.code)


def _seen(session: Session, row: PageRow, line: PageLine, meeting_id: UUID) -> PageSeen:
    text = Vault(session).get(row, "text") or ""
    return PageSeen(line=line, item_id=row.item_id, meeting_id=meeting_id, text=text)
