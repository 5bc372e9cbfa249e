"""Standard by borough: where each stands, how fresh that is, and what changed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.front.model import Item
from kit.front.model import Kind as FrontKind
from leadership.alignment.model import ReceivedPosition
from leadership.members import queries as members
from leadership.members.queries import MemberView
from leadership.standards import queries as standards
from leadership.standards.queries import VersionSeen
from partnership.alignment.model import (
    Outcome,
    Published,
    Told,
    is_stale,
    quarter_of,
    read_told,
)
from partnership.alignment.queries import Cell, cell, counted
from partnership.standards.model import Kind

RECENT = timedelta(days=14)
_PAGE = "/alignment/"


class Since(StrEnum):
    """How far back changes are listed."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def first_day(self, today: date) -> date:
        """The first day of what is listed."""
        if self is Since.QUARTER:
            return quarter_of(today)
        days = {Since.WEEK: 7, Since.MONTH: 31, Since.YEAR: 365}
        return today - timedelta(days=days[self])


SINCE = {
    Since.WEEK: "The last 7 days",
    Since.MONTH: "The last 31 days",
    Since.QUARTER: "This quarter",
    Since.YEAR: "The last 365 days",
}

# Positions of each borough on each standard, in order of number.
Positions = Mapping[tuple[str, str], Sequence[Told]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """One borough, when anything last came from it, and when a position did."""

    member: MemberView
    heard_at: datetime | None
    told_at: datetime | None
    stale: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One standard with each borough's cell in order; ``versions`` newest first."""

    versions: Sequence[VersionSeen]
    cells: Sequence[Cell]

    @property
    def newest(self) -> VersionSeen:
        """The newest published version."""
        return self.versions[0]

    @property
    def counted(self) -> str:
        """How many boroughs stand where, in words."""
        return counted(self.cells)

    def number(self, outcome: Outcome) -> int:
        """How many boroughs it comes to this for."""
        return sum(each.judged.outcome is outcome for each in self.cells)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One thing that changed on a day; ``before`` is empty where nothing was."""

    on: date
    who: str
    standard: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Alignment:
    """Everything the matrix shows, and the positions it was made of."""

    today: date
    boroughs: Sequence[Heard]
    lines: Sequence[Line]
    positions: Positions

    def only(self, *, kind: str, outcome: str) -> Sequence[Line]:
        """The lines of a kind with a cell that comes to this; all for empty words."""
        return [
            line
            for line in self.lines
            if kind in ("", line.newest.kind.value)
            and (not outcome or line.number(Outcome(outcome)))
        ]


def alignment(session: Session) -> Alignment:
    """The matrix as at today; three queries whatever its size."""
    today = clock.today()
    positions, told_at = _positions(session)
    boroughs = [
        _heard(each, told_at.get(each.slug), today)
        for each in members.boroughs(session)
    ]
    published = standards.published(session)
    lines = [
        _line(name, versions, boroughs, positions, today)
        for name, versions in published.items()
    ]
    return Alignment(today=today, boroughs=boroughs, lines=lines, positions=positions)


def changes(found: Alignment, since: date) -> Sequence[Change]:
    """What changed from a day on, the latest first: told, published, review passed."""
    every = [change for line in found.lines for change in _changes(found, line)]
    listed = [each for each in every if each.on >= since]
    return sorted(listed, key=lambda each: (each.on, each.who), reverse=True)


def history(found: Alignment, standard: str) -> Sequence[tuple[MemberView, Told]]:
    """Every position any borough took on a standard, the latest first."""
    listed = [
        (each.member, told)
        for each in found.boroughs
        for told in found.positions.get((each.member.slug, standard), ())
    ]
    return sorted(listed, key=lambda pair: pair[1].recorded_at, reverse=True)


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """Boroughs that drift, and positions that came lately."""
    found = alignment(session)
    lately = clock.london_day(clock.now() - RECENT)
    told = [each for each in changes(found, lately) if each.what == TOLD]
    return [
        *(item for n in range(len(found.boroughs)) for item in _drifting(found, n)),
        *(
            Item(
                kind=FrontKind.CHANGED,
                tag="Position",
                text=f"{each.who} on {each.standard}: {each.after}",
                href=_PAGE,
            )
            for each in told
        ),
    ]


TOLD = "Position"


def _drifting(found: Alignment, place: int) -> Iterator[Item]:
    drifting = [
        line
        for line in found.lines
        if line.cells[place].judged.outcome is Outcome.DRIFT
    ]
    if drifting:
        name = found.boroughs[place].member.name
        many = f"{len(drifting)} standards" if len(drifting) > 1 else "1 standard"
        yield Item(
            kind=FrontKind.LATE,
            tag="Drift",
            text=f"{name} on {many}",
            href=f"{_PAGE}?state={Outcome.DRIFT.value}",
        )


def _positions(session: Session) -> tuple[Positions, Mapping[str, datetime]]:
    rows = session.scalars(
        select(ReceivedPosition).order_by(
            ReceivedPosition.source, ReceivedPosition.standard, ReceivedPosition.number
        )
    )
    found: dict[tuple[str, str], list[Told]] = defaultdict(list)
    told_at: dict[str, datetime] = {}
    for row in rows:
        told = read_told(
            row.content,
            number=row.number,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
        )
        found[row.source, row.standard].append(told)
        last = told_at.get(row.source, row.applied_at)
        told_at[row.source] = max(last, row.applied_at)
    return found, told_at


def _heard(member: MemberView, told_at: datetime | None, today: date) -> Heard:
    moments = [each for each in (member.last_heard, told_at) if each is not None]
    heard_at = max(moments, default=None)
    # Who joined this quarter is not asked yet for what went before.
    known = clock.london_day(heard_at or member.since)
    return Heard(
        member=member,
        heard_at=heard_at,
        told_at=told_at,
        stale=is_stale(known, today),
    )


def _line(
    standard: str,
    versions: Sequence[VersionSeen],
    boroughs: Sequence[Heard],
    positions: Positions,
    today: date,
) -> Line:
    published = [
        Published(version=each.version, effective_from=each.effective_from)
        for each in versions
    ]
    return Line(
        versions=versions,
        cells=[
            cell(
                positions.get((each.member.slug, standard), ()),
                published,
                today=today,
                stale=each.stale,
                joined_on=clock.london_day(each.member.since),
            )
            for each in boroughs
        ],
    )


def _changes(found: Alignment, line: Line) -> Iterator[Change]:
    title = line.newest.title
    for each in line.versions:
        if each.published_at is not None:
            yield Change(
                on=clock.london_day(each.published_at),
                who="Leadership group",
                standard=title,
                what="Published",
                before="",
                after=f"Version {each.version}",
            )
    for heard, stands in zip(found.boroughs, line.cells, strict=True):
        name = heard.member.name
        told = found.positions.get((heard.member.slug, line.newest.standard), ())
        yield from _told(name, title, told)
        now = stands.stands
        if now and now.review_on and now.review_on < found.today:
            yield Change(
                on=now.review_on + timedelta(days=1),
                who=name,
                standard=title,
                what="Review day passed",
                before="",
                after=said(now),
            )


def _told(name: str, title: str, told: Sequence[Told]) -> Iterator[Change]:
    before = "Not yet"
    for each in told:
        yield Change(
            on=clock.london_day(each.recorded_at),
            who=name,
            standard=title,
            what=TOLD,
            before=before,
            after=said(each),
        )
        before = said(each)


def said(told: Told) -> str:
    """A position in a few words."""
    return f"{told.stance}, version {told.version}"


def kinds(found: Alignment) -> Sequence[Kind]:
    """The kinds of standard that are published, in order."""
    there = {line.newest.kind for line in found.lines}
    return [each for each in Kind if each in there]
