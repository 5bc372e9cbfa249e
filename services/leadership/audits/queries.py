"""Grades and scores of the boroughs side by side, on one scale."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from leadership.audits.model import ReceivedSummary
from leadership.members import queries as members

# Boroughs plan audits by quarter, and are given a month.
STALE_AFTER = timedelta(days=120)
RECENT = timedelta(days=14)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One borough's latest summary; ``released_at`` is None while it sent none."""

    slug: str
    name: str
    released_at: datetime | None
    number: int | None
    released_by: str
    note: str | None
    content: Mapping[str, Any]

    @property
    def stale(self) -> bool:
        """Whether what it last said is old, or nothing was ever said."""
        if self.released_at is None:
            return True
        return clock.now() > self.released_at + STALE_AFTER


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Four counts of one borough in one audit or cycle; None is hidden there.

    ``upper`` and ``lower`` are the sums of the better and the other half of the scale;
    ``band`` says about how many there are. ``varied`` where the borough words some of
    it in its own way, so that it is not quite like the others'.
    """

    borough: str
    of: str
    counts: Sequence[int | None]
    upper: int | None
    lower: int | None
    band: str
    varied: bool = False

    @property
    def n(self) -> str:
        """How many in all, as exactly as it was told."""
        if self.upper is None or self.lower is None:
            return self.band
        return str(self.upper + self.lower)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is hidden."""
        return None not in self.counts


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One domain or section of one version of a tool, with every borough's rows."""

    tool: str
    version: int
    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True, slots=True)
class Movement:
    """One domain of an audit and of its repeat, under the same version of the tool."""

    borough: str
    theme: str
    title: str
    before: Row
    after: Row


@dataclass(frozen=True, kw_only=True, slots=True)
class RateTold:
    """How many agencies of one group returned their self-assessment."""

    borough: str
    cycle: str
    due_on: str
    of: str
    invited: int
    returned: int
    in_time: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SideBySide:
    """Everything the page shows."""

    boroughs: Sequence[Told]
    grades: Sequence[Block]
    scores: Sequence[Block]
    movements: Sequence[Movement]
    rates: Sequence[RateTold]

    @property
    def is_empty(self) -> bool:
        """Whether no borough has said anything."""
        return all(each.released_at is None for each in self.boroughs)


def side_by_side(session: Session) -> SideBySide:
    """Every borough of the registry with what it said last; two queries."""
    latest = _latest(session)
    boroughs = [
        _told(each.slug, each.name, latest.get(each.slug))
        for each in members.borough_names(session)
    ]
    return SideBySide(
        boroughs=boroughs,
        grades=_blocks(boroughs, "case_audits", "domains"),
        scores=_blocks(boroughs, "self_assessments", "sections"),
        movements=[move for each in boroughs for move in _movements(each)],
        rates=[rate for each in boroughs for rate in _rates(each)],
    )


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """Who told something new of its audits, and whose summary is stale."""
    found = [_item(each) for each in side_by_side(session).boroughs]
    return [each for each in found if each is not None]


def _item(one: Told) -> Item | None:
    if one.released_at is None:
        return None
    if one.stale:
        text = f"{one.name} told of its audits long ago"
        return Item(kind=Kind.LATE, tag="Stale", text=text, href="/audits/")
    if clock.now() - one.released_at > RECENT:
        return None
    return Item(
        kind=Kind.CHANGED,
        tag="Released",
        text=f"{one.name} told of its audits",
        href="/audits/",
        at=one.released_at,
    )


def _told(slug: str, name: str, latest: ReceivedSummary | None) -> Told:
    return Told(
        slug=slug,
        name=name,
        released_at=latest.released_at if latest else None,
        number=latest.version if latest else None,
        released_by=latest.released_by if latest else "",
        note=latest.note if latest else None,
        content=latest.content if latest else {},
    )


def _latest(session: Session) -> Mapping[str, ReceivedSummary]:
    newest = (
        select(ReceivedSummary.source, func.max(ReceivedSummary.version).label("n"))
        .group_by(ReceivedSummary.source)
        .subquery()
    )
    rows = session.scalars(
        select(ReceivedSummary).join(
            newest,
            (ReceivedSummary.source == newest.c.source)
            & (ReceivedSummary.version == newest.c.n),
        )
    )
    return {row.source: row for row in rows}


def _blocks(boroughs: Iterable[Told], part: str, rows: str) -> list[Block]:
    """One block for each domain or section of each version of a tool."""
    found: dict[tuple[str, int, str], list[Row]] = {}
    for borough in boroughs:
        for each in borough.content.get(part, ()):
            for row in each[rows]:
                key = (each["standard"], each["standard_version"], row["title"])
                found.setdefault(key, []).append(_row(borough.name, each, row))
    return [
        Block(tool=tool, version=version, title=title, rows=lines)
        for (tool, version, title), lines in sorted(found.items(), key=_order)
    ]


def _order(one: tuple[tuple[str, int, str], list[Row]]) -> tuple[str, int]:
    """By tool, the newest version first; domains stay in the order they came."""
    (tool, version, _), _ = one
    return (tool, -version)


def _row(borough: str, each: Mapping[str, Any], row: Mapping[str, Any]) -> Row:
    of = each.get("theme") or each["title"]
    when = each.get("quarter") or each["due_on"]
    return Row(
        borough=borough,
        of=f"{of}, {when}",
        counts=row["counts"],
        upper=row["upper"],
        lower=row["lower"],
        band=row["band"],
        varied=row.get("asked") == "varied",
    )


def _movements(borough: Told) -> Iterable[Movement]:
    audits = {each["id"]: each for each in borough.content.get("case_audits", ())}
    for after in audits.values():
        before = audits.get(after["again_of"])
        if before is None or _tool(before) != _tool(after):
            continue
        earlier = {row["title"]: row for row in before["domains"]}
        for row in after["domains"]:
            old = earlier.get(row["title"])
            if old is not None and old["asked"] == row["asked"] == "shared":
                yield Movement(
                    borough=borough.name,
                    theme=after["theme"],
                    title=row["title"],
                    before=_row(borough.name, before, old),
                    after=_row(borough.name, after, row),
                )


def _tool(audit: Mapping[str, Any]) -> tuple[str, int]:
    return (audit["standard"], audit["standard_version"])


def _rates(borough: Told) -> Iterable[RateTold]:
    for cycle in borough.content.get("self_assessments", ()):
        for rate in cycle["rates"]:
            yield RateTold(
                borough=borough.name,
                cycle=cycle["title"],
                due_on=cycle["due_on"],
                of=rate["of"],
                invited=rate["invited"],
                returned=rate["returned"],
                in_time=rate["in_time"],
            )
