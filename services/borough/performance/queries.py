"""Reads of a borough's own figures beside targets, comparators and releases."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.ledger import queries as ledger
from borough.performance.model import (
    Commentary,
    ComparatorsReceived,
    Supplier,
    Target,
    UnknownIndicator,
)
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from kit.search.model import Hit, Term
from partnership.access import reach
from partnership.charts import spc
from partnership.figures import periods
from partnership.figures import queries as figures
from partnership.figures.cells import CODE_LABELS
from partnership.figures.model import Level, Origin

RULES = spc.Settings()
QUARTERS_WORTH_A_CHART = 4
RECENT = timedelta(days=14)
RAW = "indicators_raw"
FINANCIAL_YEAR_END = "31 March"
# Inner and Outer London are parts of a region (ONS names and codes, 2025).
WHOLE_REGION = {"E13000001": "E12000007", "E13000002": "E12000007"}


class Mark(StrEnum):
    """How a borough's figures stand to what it released."""

    NOTHING = "No figures yet"
    NOT_RELEASED = "Not released yet"
    CHANGED = "Changed since release"
    RELEASED = "Released"


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetView:
    """The value wanted, and who set it when."""

    value: float
    set_by: str
    set_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CommentView:
    """One answer to "so what?"."""

    text: str
    written_by: str
    written_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparator:
    """Another area's series, its name, and its value by period."""

    name: str
    values: Mapping[str, float | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One indicator: own figures, judged, beside the others.

    ``periods`` are those of the chart, earliest first; ``points`` the own figures by
    period; ``to_release`` counts cells that would tell others something new.
    """

    indicator: figures.IndicatorView
    points: Mapping[str, figures.Point]
    periods: tuple[str, ...]
    official: bool
    chart: spc.Chart
    target: TargetView | None
    comparators: tuple[Comparator, ...]
    mark: Mark
    to_release: int

    @property
    def latest(self) -> str | None:
        """The last period with an own value."""
        known = (p for p in reversed(self.periods) if self.value(p) is not None)
        return next(known, None)

    @property
    def before(self) -> str | None:
        """The last period with a value before the latest."""
        latest = self.latest
        earlier = (p for p in reversed(self.periods) if latest and p < latest)
        return next((p for p in earlier if self.value(p) is not None), None)

    def value(self, period: str | None) -> float | None:
        """The own value of one period."""
        point = self.points.get(period or "")
        return None if point is None else point.value

    def label(self, period: str) -> str:
        """A period as a page says it."""
        return periods.label(period, year_end=self.indicator.year_end)

    def short_label(self, period: str) -> str:
        """A period as a chart says it: ``2024-25``, ``2025`` or ``2024-25 Q1``."""
        return _short_label(self.indicator, period)


def suppliers(session: Session) -> Mapping[str, str]:
    """The agency that supplies each indicator's figures, where one does."""
    rows = session.execute(select(Supplier.indicator, Supplier.agency))
    return {row.indicator: row.agency for row in rows}


def lines(session: Session, *, area: str, only: str | None = None) -> Sequence[Line]:
    """Every indicator of the set, or one, as it stands for this borough.

    Raises UnknownIndicator when ``only`` is not in the set.
    """
    found = [each for each in figures.indicators(session) if only in (None, each.id)]
    if only is not None and not found:
        raise UnknownIndicator
    others = _comparator_areas(session, area=area)
    series = figures.series(
        session,
        indicators=[each.id for each in found],
        areas=[area, *others],
    )
    chosen = {(one.indicator, one.area): one for one in figures.one_line_each(series)}
    targets = _targets(session)
    waiting, known = _standing(session, area=area)
    return [
        _line(
            each,
            own=chosen.get((each.id, area)),
            comparators=tuple(
                _comparator(name, chosen.get((each.id, code)))
                for code, name in others.items()
            ),
            target=targets.get(each.id),
            released=(waiting[each.id], known[each.id]),
        )
        for each in found
    ]


def comments(session: Session, *, indicator: str) -> Sequence[CommentView]:
    """What was made of one indicator, the newest first."""
    query = (
        select(Commentary)
        .where(Commentary.indicator == indicator)
        .order_by(Commentary.written_at.desc())
    )
    return [
        CommentView(text=row.text, written_by=row.written_by, written_at=row.written_at)
        for row in session.scalars(query)
    ]


def released(
    session: Session, *, indicator: str
) -> Mapping[str, Sequence[ledger.Released]]:
    """Every released version by period, the first version first."""
    found: dict[str, list[ledger.Released]] = {}
    for each in ledger.history(session, indicator=indicator):
        found.setdefault(each.period, []).append(each)
    return found


def sources(session: Session, *, indicator: str) -> Sequence[str]:
    """Where the official figures of one indicator came from."""
    query = (
        select(ComparatorsReceived.source)
        .where(ComparatorsReceived.indicator == indicator)
        .distinct()
        .order_by(ComparatorsReceived.source)
    )
    return list(session.scalars(query))


def comparators_since(
    session: Session, moment: datetime
) -> tuple[int, datetime | None]:
    """How many indicators got official figures since ``moment``, and when last."""
    query = select(
        func.count(func.distinct(ComparatorsReceived.indicator)),
        func.max(ComparatorsReceived.received_at),
    ).where(ComparatorsReceived.received_at >= moment)
    count, last = session.execute(query).one()
    return count, last


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """Official figures of others that arrived lately."""
    number, last = comparators_since(session, clock.now() - RECENT)
    if not number:
        return []
    words = "1 indicator" if number == 1 else f"{number} indicators"
    return [
        Item(
            kind=Kind.CHANGED,
            tag="Official figures",
            text=f"Figures to compare with arrived for {words}",
            href="/performance/",
            at=last,
        )
    ]


def find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    """Indicators by their words, where this person may see their figures."""
    seen = reach(session, actor, Action.READ, RAW)
    by = suppliers(session)
    return [
        Hit(
            text=f"{one.id} {one.title}",
            href=f"/performance/{one.id}",
            about=one.definition,
        )
        for one in figures.indicators(session)
        if term.in_(one.id, one.title, one.definition)
        and seen.covers(Scope(record=one.id, agency=by.get(one.id)))
    ]


def sharing(
    session: Session, indicator: figures.IndicatorView
) -> Sequence[figures.IndicatorView]:
    """Other indicators that change when this one's counts are corrected."""
    counts = {indicator.numerator, indicator.denominator} - {None}
    return [
        each
        for each in figures.indicators(session)
        if each.id != indicator.id and counts & {each.numerator, each.denominator}
    ]


def why_missing(point: figures.Point | None) -> str:
    """The words for a figure that is not there."""
    if point is None or point.code is None:
        return "No figure"
    return CODE_LABELS[point.code]


def _comparator_areas(session: Session, *, area: str) -> Mapping[str, str]:
    """The area's own region, then the country: names by code."""
    own = figures.area(session, area)
    part = "" if own is None or own.region is None else own.region
    home = WHOLE_REGION.get(part, part)
    regions = [a for a in figures.areas(session, level=Level.REGION) if a.code == home]
    countries = figures.areas(session, level=Level.COUNTRY)
    return {each.code: each.name for each in (*regions, *countries)}


def _comparator(name: str, series: figures.Series | None) -> Comparator:
    points = series.points if series else ()
    return Comparator(name=name, values={each.period: each.value for each in points})


def _targets(session: Session) -> Mapping[str, TargetView]:
    return {
        row.indicator: TargetView(value=row.value, set_by=row.set_by, set_at=row.set_at)
        for row in session.scalars(select(Target))
    }


def _standing(session: Session, *, area: str) -> tuple[Counter[str], Counter[str]]:
    """For each indicator, how many cells would tell something, and how many left."""
    standings = ledger.position(session, area=area).standings
    waiting = Counter(each.key[0] for each in standings if each.changed)
    return waiting, Counter(each.key[0] for each in standings if each.last)


def _line(
    indicator: figures.IndicatorView,
    *,
    own: figures.Series | None,
    comparators: tuple[Comparator, ...],
    target: TargetView | None,
    released: tuple[int, int],
) -> Line:
    points = {each.period: each for each in own.points} if own else {}
    charted = _charted(points)
    return Line(
        indicator=indicator,
        points=points,
        periods=charted,
        official=own is not None and own.origin is not Origin.OWN,
        chart=_judge(indicator, points, charted, target),
        target=target,
        comparators=comparators,
        mark=_mark(own, *released),
        to_release=released[0],
    )


def _charted(points: Mapping[str, figures.Point]) -> tuple[str, ...]:
    """Quarters where there are enough of them, otherwise years; never both."""
    quarters = [each for each in points if periods.quarter_of(each) is not None]
    years = [each for each in points if periods.quarter_of(each) is None]
    enough = len(quarters) >= QUARTERS_WORTH_A_CHART or not years
    return tuple(sorted(quarters if enough else years))


def _judge(
    indicator: figures.IndicatorView,
    points: Mapping[str, figures.Point],
    charted: Sequence[str],
    target: TargetView | None,
) -> spc.Chart:
    return spc.analyse(
        [
            spc.Point(
                label=_short_label(indicator, each),
                value=points[each].value,
                reason=why_missing(points[each]),
            )
            for each in charted
        ],
        settings=RULES,
        direction=spc.Direction(indicator.polarity.value),
        target=None if target is None else target.value,
        unit=indicator.unit.value,
        decimals=indicator.decimals,
    )


def _short_label(indicator: figures.IndicatorView, period: str) -> str:
    quarter = periods.quarter_of(period)
    if indicator.year_end != FINANCIAL_YEAR_END and quarter is None:
        return period
    year = periods.label(str(periods.year_of(period)))
    return year if quarter is None else f"{year} Q{quarter}"


def _mark(own: figures.Series | None, waiting: int, released: int) -> Mark:
    if own is None or own.origin is not Origin.OWN:
        return Mark.NOTHING
    if not released:
        return Mark.NOT_RELEASED
    return Mark.CHANGED if waiting else Mark.RELEASED
