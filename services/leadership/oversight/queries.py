"""How the boroughs stand, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from leadership.members import queries as members
from leadership.members.queries import MemberName
from leadership.oversight.model import ReceivedGovernance

# The boroughs are asked once a quarter, and given a month.
STALE_AFTER = timedelta(days=120)
RECENT = timedelta(days=14)

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stands:
    """One borough and its latest return, None while it sent none."""

    member: MemberName
    latest: ReceivedGovernance | None

    @property
    def stale(self) -> bool:
        """Whether what it last said is too old, or nothing was ever said."""
        return self.latest is None or clock.today() > self.latest.as_at + STALE_AFTER

    def row(self, part: str, key: str, name: str | None) -> Row | None:
        """The row of one part of its content whose ``key`` is ``name``."""
        if self.latest is None:
            return None
        rows: Sequence[Row] = self.latest.content[part]
        return next((row for row in rows if row[key] == name), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One theme, clock or priority, with each borough's row of it in order."""

    key: str | None
    title: str
    rows: Sequence[Row | None]

    @property
    def missing(self) -> int:
        """How many boroughs say nothing of it."""
        return sum(row is None for row in self.rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class SideBySide:
    """Everything the page shows."""

    boroughs: Sequence[Stands]
    priorities: Sequence[Line]
    actions: Sequence[Line]
    clocks: Sequence[Line]

    @property
    def is_empty(self) -> bool:
        """Whether no borough has said anything."""
        return all(each.latest is None for each in self.boroughs)


def side_by_side(session: Session) -> SideBySide:
    """Every borough of the registry with what it said last; two queries."""
    latest = _latest(session)
    boroughs = [
        Stands(member=member, latest=latest.get(member.slug))
        for member in members.borough_names(session)
    ]
    return SideBySide(
        boroughs=boroughs,
        priorities=_lines(boroughs, "priorities", "title"),
        actions=_lines(boroughs, "actions", "theme"),
        clocks=_lines(boroughs, "clocks", "kind"),
    )


def history(session: Session, *, source: str) -> Sequence[ReceivedGovernance]:
    """Every return of a borough, the newest first."""
    return session.scalars(
        select(ReceivedGovernance)
        .where(ReceivedGovernance.source == source)
        .order_by(ReceivedGovernance.version.desc())
    ).all()


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """Who told something new, and whose return is stale."""
    return [each for one in side_by_side(session).boroughs for each in _items(one)]


def _items(one: Stands) -> list[Item]:
    name, latest = one.member.name, one.latest
    if latest is None:
        text = f"{name} has not said yet how it stands"
        return [Item(kind=Kind.LATE, tag="Nothing yet", text=text, href="/oversight/")]
    if one.stale:
        text = f"{name} last said how it stands as at {_said(latest.as_at)}"
        return [Item(kind=Kind.LATE, tag="Stale", text=text, href="/oversight/")]
    if clock.now() - latest.released_at > RECENT:
        return []
    return [
        Item(
            kind=Kind.CHANGED,
            tag="Released",
            text=f"{name} said how it stands as at {_said(latest.as_at)}",
            href="/oversight/",
            at=latest.released_at,
        )
    ]


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _latest(session: Session) -> Mapping[str, ReceivedGovernance]:
    newest = (
        select(
            ReceivedGovernance.source, func.max(ReceivedGovernance.version).label("n")
        )
        .group_by(ReceivedGovernance.source)
        .subquery()
    )
    rows = session.scalars(
        select(ReceivedGovernance).join(
            newest,
            (ReceivedGovernance.source == newest.c.source)
            & (ReceivedGovernance.version == newest.c.n),
        )
    )
    found = {row.source: row for row in rows}
    session.expunge_all()  # a page reads them after its look has ended
    return found


def _lines(boroughs: Sequence[Stands], part: str, key: str) -> list[Line]:
    """One line for each thing any borough counts, all together first."""
    titles: dict[str | None, str] = {}
    for each in boroughs:
        if each.latest is not None:
            rows: Sequence[Row] = each.latest.content[part]
            titles |= {row[key]: row["title"] for row in rows if row[key] not in titles}
    keys = sorted(titles, key=lambda one: (one is not None, titles[one]))
    return [
        Line(
            key=one,
            title=titles[one],
            rows=[each.row(part, key, one) for each in boroughs],
        )
        for one in keys
    ]
