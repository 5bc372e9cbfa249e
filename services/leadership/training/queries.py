"""What boroughs told of a quarter's training, and of the places they pool."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from leadership.members import queries as members
from leadership.training.model import (
    DEFAULT_PENCE,
    POOLED_PLACE,
    AssumptionRow,
    ReceivedSummary,
)
from partnership.figures import periods
from partnership.training.model import (
    AGENCIES,
    ATTENDED,
    COURSES,
    ELSEWHERE,
    HOMES,
    NOT_COME,
    quarter_with,
)

# Registers are closed and a quarter is told within so many days of its end.
TOLD_WITHIN = timedelta(days=45)
RECENT = timedelta(days=14)
QUARTERS_SHOWN = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One borough: what it told of a quarter, first and last, and when it told last.

    ``first`` and ``latest`` are contents of the message, None where it told nothing of
    this quarter; they are one and the same where it was told once. ``released_at``,
    ``released_by`` and ``period`` are of what it released last, of any quarter.
    """

    slug: str
    name: str
    first: Mapping[str, Any] | None
    latest: Mapping[str, Any] | None
    version: int
    note: str | None
    period: str | None
    released_at: datetime | None
    released_by: str
    stale: bool

    @property
    def restated(self) -> bool:
        """Whether this quarter was told again."""
        return self.version > 1

    @property
    def quarter(self) -> str:
        """The quarter it told of last, as people say it."""
        return periods.label(self.period) if self.period else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Counts of one borough for one group or row; None is hidden there."""

    borough: str
    title: str
    counts: Mapping[str, int | None]
    events: int | None = None
    is_group: bool = False

    @property
    def pair(self) -> list[int] | None:
        """Attended and not come; None where either is hidden."""
        came, missed = self.counts[ATTENDED], self.counts[NOT_COME]
        return None if came is None or missed is None else [came, missed]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pooled:
    """One borough's part in pooled places; a number is whole or is at least so many.

    ``given`` are places its events had for people of other boroughs, ``taken`` those
    its own people had elsewhere, as each host told them.
    """

    borough: str
    given: int
    given_whole: bool
    taken: int
    taken_whole: bool
    pence: int

    @property
    def balance(self) -> int | None:
        """Places given over places taken; None where either is not whole."""
        whole = self.given_whole and self.taken_whole
        return self.given - self.taken if whole else None

    @property
    def saved(self) -> int:
        """What its people's places elsewhere are taken to save it, in pence."""
        return self.taken * self.pence


@dataclass(frozen=True, kw_only=True, slots=True)
class Assumed:
    """What a pooled place is taken to save; ``version`` 0 is the usual amount."""

    pence: int
    version: int
    set_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """Everything the page shows; ``quarters`` are those anything was told of."""

    quarter: str
    quarters: Sequence[str]
    boroughs: Sequence[Told]
    agencies: Sequence[Row]
    courses: Sequence[Row]
    pooled: Sequence[Pooled]
    flows: Sequence[tuple[str, str, int | None]]
    history: Mapping[str, Mapping[str, Mapping[str, int | None]]]
    assumed: Assumed

    @property
    def is_empty(self) -> bool:
        """Whether no borough has told anything."""
        return not self.quarters

    @property
    def telling(self) -> Sequence[tuple[Told, Mapping[str, Any]]]:
        """The boroughs that told of this quarter, with what they told last."""
        return [(each, each.latest) for each in self.boroughs if each.latest]


def view(
    session: Session, *, quarter: str = "", borough: str = "", agency: str = ""
) -> View:
    """The latest quarter where none, or one nobody told of, is asked.

    ``borough`` and ``agency`` are slugs that rows are kept to; pooled places are always
    of all boroughs, for one tells of another's.
    """
    known = _quarters(session)
    rows = session.scalars(_of(known)).all()
    asked = quarter if quarter in known else (known[0] if known else "")
    everybody = [
        _told(each.slug, each.name, rows, asked)
        for each in members.borough_names(session)
    ]
    shown = [each for each in everybody if borough in ("", each.slug)]
    assumed = assumption(session)
    return View(
        quarter=asked,
        quarters=known,
        boroughs=shown,
        agencies=_together(row for each in shown for row in _agencies(each, agency)),
        courses=_together(row for each in shown for row in _courses(each)),
        pooled=_pooled(everybody, assumed.pence),
        flows=_flows(everybody),
        history=_history(shown, rows, known),
        assumed=assumed,
    )


def assumption(session: Session) -> Assumed:
    """What a pooled place is taken to save."""
    row = session.get(AssumptionRow, POOLED_PLACE)
    if row is None:
        return Assumed(pence=DEFAULT_PENCE, version=0, set_at=None)
    return Assumed(pence=row.pence, version=row.version, set_at=row.set_at)


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """Who told something new of its training, and whose summary is late."""
    found = [_item(each) for each in view(session).boroughs]
    return [each for each in found if each is not None]


def _item(one: Told) -> Item | None:
    if one.released_at is None:
        return None
    if one.stale:
        text = f"{one.name} has not told of its training since {one.quarter}"
        return Item(kind=Kind.LATE, tag="Stale", text=text, href="/training/")
    if clock.now() - one.released_at > RECENT:
        return None
    return Item(
        kind=Kind.CHANGED,
        tag="Released",
        text=f"{one.name} told of its training",
        href="/training/",
        at=one.released_at,
    )


def _quarters(session: Session) -> Sequence[str]:
    """The quarters anything was told of, the latest first."""
    told = select(ReceivedSummary.period).distinct()
    newest = told.order_by(ReceivedSummary.period.desc())
    return session.scalars(newest.limit(QUARTERS_SHOWN)).all()


def _of(quarters: Sequence[str]) -> Select[ReceivedSummary]:
    order = (ReceivedSummary.period.desc(), ReceivedSummary.version.desc())
    told = select(ReceivedSummary).where(ReceivedSummary.period.in_(quarters))
    return told.order_by(*order)


def _told(slug: str, name: str, rows: Iterable[ReceivedSummary], quarter: str) -> Told:
    own = [row for row in rows if row.source == slug]
    asked = [row for row in own if row.period == quarter]
    last = max(own, key=lambda row: row.released_at, default=None)
    newest = max((row.period for row in own), default=None)
    return Told(
        slug=slug,
        name=name,
        first=asked[-1].content if asked else None,
        latest=asked[0].content if asked else None,
        version=asked[0].version if asked else 0,
        note=asked[0].note if asked else None,
        period=newest,
        released_at=last.released_at if last else None,
        released_by=last.released_by if last else "",
        stale=newest is None or newest < _due(),
    )


def _due() -> str:
    """The latest quarter that should have been told by today."""
    return periods.before(quarter_with(clock.today() - TOLD_WITHIN))


def _agencies(told: Told, agency: str) -> Iterable[Row]:
    for group in (told.latest or {}).get(AGENCIES, ()):
        for row in group["rows"]:
            if agency in ("", row["id"]):
                yield Row(borough=told.name, title=row["title"], counts=row["counts"])
        if not agency:
            yield Row(
                borough=told.name,
                title=group["title"],
                counts=group["counts"],
                is_group=True,
            )


def _courses(told: Told) -> Iterable[Row]:
    for group in (told.latest or {}).get(COURSES, ()):
        for row in group["rows"]:
            yield Row(
                borough=told.name,
                title=row["title"],
                counts=row["counts"],
                events=row["events"],
            )
        yield Row(
            borough=told.name,
            title=group["title"],
            counts=group["counts"],
            events=sum(row["events"] for row in group["rows"]),
            is_group=True,
        )


def _together(rows: Iterable[Row]) -> list[Row]:
    """Rows of one title beside each other, in the order titles first came."""
    found: dict[tuple[str, bool], list[Row]] = {}
    for row in rows:
        found.setdefault((row.title, row.is_group), []).append(row)
    return [row for same in found.values() for row in same]


def _places(counts: Mapping[str, int | None]) -> int | None:
    """Places somebody had, whether they came or not; None where hidden."""
    came, missed = counts[ATTENDED], counts[NOT_COME]
    return None if came is None or missed is None else came + missed


def _guests(told: Told) -> Mapping[str, Any] | None:
    """What a host told of people of other boroughs."""
    for group in (told.latest or {}).get(HOMES, ()):
        if group["id"] == ELSEWHERE:
            found: Mapping[str, Any] = group
            return found
    return None


def _flows(everybody: Sequence[Told]) -> list[tuple[str, str, int | None]]:
    """Host, home and places, of every pair of boroughs a host told of."""
    names = {each.slug: each.name for each in everybody}
    return [
        (host.name, names.get(row["id"], row["title"]), _places(row["counts"]))
        for host in everybody
        for row in (_guests(host) or {"rows": ()})["rows"]
    ]


def _pooled(everybody: Sequence[Told], pence: int) -> list[Pooled]:
    flows = _flows(everybody)
    quiet = any(each.latest is None for each in everybody)
    found = []
    for each in everybody:
        guests = _guests(each)
        given = _places(guests["counts"]) if guests else None
        taken = [number for _, home, number in flows if home == each.name]
        known = [number for number in taken if number is not None]
        found.append(
            Pooled(
                borough=each.name,
                given=given or 0,
                given_whole=given is not None,
                taken=sum(known),
                taken_whole=len(known) == len(taken) and not quiet,
                pence=pence,
            )
        )
    return found


def _history(
    shown: Sequence[Told], rows: Iterable[ReceivedSummary], known: Sequence[str]
) -> dict[str, dict[str, Mapping[str, int | None]]]:
    """The counts of all places by borough and quarter, as told last."""
    found: dict[str, dict[str, Mapping[str, int | None]]] = {
        each.name: {} for each in shown
    }
    names = {each.slug: each.name for each in shown}
    for row in rows:
        if row.source in names and row.period in known:
            found[names[row.source]].setdefault(row.period, row.content["counts"])
    return found
