"""What boroughs told of their child death reviews, with how sure a number is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from leadership.deaths.model import ReceivedDeaths
from leadership.members import queries as members
from partnership.death_figures.model import (
    IN_TIME,
    MODIFIABLE,
    NOTIFIED,
    OUTCOMES,
    REVIEWED,
    WITHIN_YEAR,
    YES,
    Interval,
    label,
    rate,
    share,
    year_with,
)
from partnership.death_rules.analysis import Outcome

# Half a year after its end a year is told, and a month more is patience.
TOLD_WITHIN = timedelta(days=210)
RECENT = timedelta(days=14)
SHARES = (
    (NOTIFIED, IN_TIME, YES, "Notified in time"),
    (REVIEWED, WITHIN_YEAR, YES, "Reviewed within 12 months of the death"),
    (REVIEWED, MODIFIABLE, OUTCOMES[Outcome.IDENTIFIED], "Found modifiable factors"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One borough: the sum of years that is asked, and when it told last.

    ``pool`` is None where it told nothing of these years. ``progress`` is what it told
    last, ``year`` with which and ``note`` what it said of it.
    """

    slug: str
    name: str
    pool: Mapping[str, Any] | None
    smallest: int | None
    progress: Mapping[str, Any] | None
    year: int | None
    note: str | None
    released_at: datetime | None
    released_by: str
    stale: bool

    @property
    def title(self) -> str:
        """The year it told last, as people say it."""
        return label(self.year, 1) if self.year else ""

    @property
    def rate(self) -> Interval | None:
        """Deaths a year in 100,000 children, with Byar's limits; None if not told."""
        if self.pool is None:
            return None
        total, children = self.pool[NOTIFIED]["total"], self.pool["children"]
        if total is None or not children:
            return None
        return rate(total, children=children, years=self.pool["years"])

    def share(self, of: str, split: str, row: str) -> Interval | None:
        """Percent of a total in one group of a split, with Wilson's limits."""
        if self.pool is None:
            return None
        total, part = self.pool[of]["total"], self.group(of, split, row)
        return None if total is None or part is None else share(part, total)

    def group(self, of: str, split: str, name: str) -> int | None:
        """The number of one group; None where it is hidden or nothing was told."""
        for each in self._groups(of, split):
            if each["id"] == name:
                number: int | None = each["total"]
                return number
        return None

    def row(self, of: str, split: str, name: str) -> int | None:
        """The number of one row; None where it is hidden or nothing was told."""
        rows = [row for each in self._groups(of, split) for row in each["rows"]]
        return next((row["count"] for row in rows if row["id"] == name), None)

    def domain(self, name: str) -> int | None:
        """Reviews that found a modifiable factor of a domain."""
        found = self.pool["domains"] if self.pool else ()
        return next((each["count"] for each in found if each["id"] == name), None)

    def _groups(self, of: str, split: str) -> Sequence[Mapping[str, Any]]:
        splits = self.pool[of]["splits"] if self.pool else ()
        return next((each["groups"] for each in splits if each["id"] == split), ())


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """Everything the page shows; ``pools`` are those anybody told of, by key."""

    asked: str
    pools: Mapping[str, str]
    boroughs: Sequence[Told]

    @property
    def is_empty(self) -> bool:
        """Whether no borough has told anything."""
        return all(each.year is None for each in self.boroughs)

    @property
    def telling(self) -> Sequence[Told]:
        """The boroughs that told of these years."""
        return [each for each in self.boroughs if each.pool]

    @property
    def themes(self) -> Sequence[tuple[str, str, int]]:
        """Theme, borough and number of all that were told, theme by theme."""
        found = [
            (each["title"], told.name, each["count"])
            for told in self.telling
            for each in (told.pool or {})["themes"]
        ]
        return sorted(found)


def view(session: Session, *, pool: str = "") -> View:
    """The sum of years that ended last where none, or one nobody told, is asked."""
    rows = session.scalars(
        select(ReceivedDeaths).order_by(ReceivedDeaths.year.desc())
    ).all()
    known = {_key(told): _title(told) for row in rows if (told := row.content["pool"])}
    asked = pool if pool in known else next(iter(known), "")
    names = members.borough_names(session)
    return View(
        asked=asked,
        pools=known,
        boroughs=[_told(each.slug, each.name, rows, asked) for each in names],
    )


def measures(found: View) -> Sequence[tuple[str, str, Mapping[str, Interval | None]]]:
    """Each measure's words and unit, and what each who told has; None is hidden."""
    known = {told.name: told.rate for told in found.telling}
    rates = [("Deaths a year in 100,000 children", "", known)]
    return rates + [
        (
            f"{words}, percent",
            "percent",
            {told.name: told.share(*of) for told in found.telling},
        )
        for *of, words in SHARES
    ]


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """Who told something new of its child death reviews, and who is late."""
    return [item for each in view(session).boroughs for item in _items(each)]


def _items(one: Told) -> Iterator[Item]:
    if one.released_at is None:
        return
    if one.stale:
        text = f"{one.name} has not told of its child death reviews since {one.title}"
        yield Item(kind=Kind.LATE, tag="Stale", text=text, href="/child-deaths/")
    elif clock.now() - one.released_at <= RECENT:
        yield Item(
            kind=Kind.CHANGED,
            tag="Released",
            text=f"{one.name} told of its child death reviews",
            href="/child-deaths/",
            at=one.released_at,
        )


def _key(pool: Mapping[str, Any]) -> str:
    return f"{pool['last']}-{pool['years']}"


def _title(pool: Mapping[str, Any]) -> str:
    return label(pool["last"], pool["years"])


def _told(slug: str, name: str, rows: Sequence[ReceivedDeaths], asked: str) -> Told:
    own = [row for row in rows if row.source == slug]
    pools = [row for row in own if row.content["pool"]]
    of = next((row for row in pools if _key(row.content["pool"]) == asked), None)
    last = own[0] if own else None
    return Told(
        slug=slug,
        name=name,
        pool=of.content["pool"] if of else None,
        smallest=of.content["smallest"] if of else None,
        progress=last.content["progress"] if last else None,
        year=last.year if last else None,
        note=last.note if last else None,
        released_at=last.released_at if last else None,
        released_by=last.released_by if last else "",
        stale=last is None or last.year < _due(),
    )


def _due() -> int:
    """The latest year that should have been told by today."""
    return year_with(clock.today() - TOLD_WITHIN) - 1
