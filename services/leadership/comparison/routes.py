"""The comparison pages: every indicator at a glance, one of them in depth."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import (
    Blueprint,
    Flask,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.db import Database
from kit.search.model import Finder
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from leadership.comparison import queries
from leadership.comparison.model import (
    BoroughLine,
    Comparison,
    Known,
    Stamp,
    Wanted,
)
from leadership.comparison.queries import Row
from leadership.comparison.schemas import RUNS, Choose
from partnership.charts import spc, svg
from partnership.charts.funnel import Funnel
from partnership.charts.svg import Emphasis, Line
from partnership.figures.queries import IndicatorView

pages = Blueprint("comparison", __name__, url_prefix="/performance")

NAVIGATION = [Entry("Performance", "comparison.index")]
FINDERS = [
    Finder(
        name="Indicators",
        need=Need(resource="indicators_released", action=Action.READ),
        find=queries.find,
    )
]


@pages.get("/")
@needs("indicators_released", Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        overview = queries.overview(session)
    return render_template(
        "comparison/templates/list.html", overview=overview, sparkline=_sparkline
    )


# Pictures and long tables are worked out once for the same content and then
# remembered: what they are made of is the whole key, so they can never be stale.
@lru_cache(maxsize=4096)
def _sparkline(values: tuple[float | None, ...], title: str) -> Markup:
    return svg.sparkline(values, title=title)


@pages.get("/overview.csv")
@needs("indicators_released", Action.READ)
def overview_csv() -> ResponseReturnValue:
    with door.reading() as session:
        overview = queries.overview(session)
    names = [member.name for member in overview.boroughs]
    header = ["Indicator", "Title", "Unit"]
    for name in names:
        header += [name, f"{name}: period", f"{name}: variation"]
    for name in overview.officials:
        header += [name, f"{name}: period"]
    return exports.csv(
        "all-indicators", header, [_overview_row(row) for row in overview.rows]
    )


def _overview_row(row: Row) -> list[str]:
    cells = [row.indicator.id, row.indicator.title, row.indicator.unit_label]
    for one in row.boroughs:
        cells += [one.shown, one.period, one.variation] if one else ["not released"] * 3
    for official in row.officials:
        cells += official or ("none published", "")
    return cells


@pages.get("/choose")
@needs("indicators_released", Action.READ)
def choose() -> ResponseReturnValue:
    """Go to the page of the indicator a form named, keeping its other choices."""
    chosen: dict[str, Any] = request.args.to_dict(flat=False)
    [indicator] = chosen.pop("indicator", [""])[:1]
    if not indicator:
        return redirect(url_for("comparison.index"))
    return redirect(url_for("comparison.show", indicator=indicator, **chosen))


@pages.get("/<indicator>")
@needs("indicators_released", Action.READ)
def show(indicator: str) -> ResponseReturnValue:
    shown = _shown(_asked(indicator))
    page = render_template(
        "comparison/templates/show.html",
        form=shown.form,
        indicator=shown.indicator,
        content=shown.content,
    )
    return page, shown.form.status


@pages.get("/<indicator>/figures.csv")
@needs("indicators_released", Action.READ)
def figures_csv(indicator: str) -> ResponseReturnValue:
    _, comparison = _compared(_asked(indicator))
    header = [
        "Area", "Period", "Origin", "Status", "Value", "Numerator", "Denominator",
        "Version", "First released as", "Released at", "Released by", "Rule",
    ]  # fmt: skip
    rows = [
        *(row for line in comparison.boroughs for row in _released(line, comparison)),
        *_published(comparison),
    ]
    return exports.csv(f"{indicator}-figures", header, rows, holds=DataClass.PERSONAL)


def _released(line: BoroughLine, comparison: Comparison) -> list[list[exports.Cell]]:
    decimals = comparison.indicator.decimals
    found = [
        line.cells[period] for period in comparison.periods if period in line.cells
    ]
    return [
        [
            line.member.name, cell.period, "released", cell.status, cell.value,
            cell.numerator, cell.denominator, cell.version, cell.first_shown(decimals),
            cell.released_at, cell.released_by, cell.rule,
        ]
        for cell in found
    ]  # fmt: skip


def _published(comparison: Comparison) -> list[list[exports.Cell]]:
    empty: list[exports.Cell] = [None] * 7
    return [
        [
            line.name, period, "official statistics", line.codes.get(period, "exact"),
            line.values[period], *empty,
        ]
        for line in comparison.officials
        for period in comparison.periods
        if period in line.values
    ]  # fmt: skip


@pages.get("/<indicator>/authorities.csv")
@needs("indicators_released", Action.READ)
def authorities_csv(indicator: str) -> ResponseReturnValue:
    _, comparison = _compared(_asked(indicator))
    authorities = comparison.authorities
    header = ["Code", "Area", "Period", "Numerator", "Denominator", "Value", "Verdict"]
    placed = authorities.funnel.areas if authorities.funnel else ()
    rows = [
        (
            one.code, one.name, authorities.period, one.numerator, one.denominator,
            one.value, one.verdict,
        )
        for one in placed
    ]  # fmt: skip
    return exports.csv(f"{indicator}-authorities", header, rows)


# What was asked, of which database, in which state: the same always has the same
# answer, so answers are remembered and a change of the state simply asks anew.
@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question as its address puts it; ``root`` is what all links begin with."""

    database: Database
    stamp: Stamp
    indicator: str
    choices: str
    root: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A page without its shell: nothing here belongs to one person or one request."""

    form: forms.Form
    indicator: IndicatorView
    content: Markup


def _asked(indicator: str) -> Asked:
    with door.reading() as session:
        stamp = queries.stamp(session, indicator=indicator)
    return Asked(
        database=door.house().database,
        stamp=stamp,
        indicator=indicator,
        choices=request.query_string.decode(),
        root=request.root_path,
    )


def draw_ahead(app: Flask) -> None:
    """Draw each indicator's page as a reader without choices will ask for it."""
    with app.app_context(), door.reading() as session:
        indicators = queries.known(session).indicators
    for one in indicators:
        with app.test_request_context(f"/performance/{one.id}"):
            _shown(_asked(one.id))


@lru_cache(maxsize=128)
def _shown(asked: Asked) -> Shown:
    form, comparison = _compared(asked)
    return Shown(
        form=form,
        indicator=comparison.indicator,
        content=_rendered(
            "comparison",
            form=form,
            comparison=comparison,
            indicator=comparison.indicator,
            drawn=_drawn(comparison),
            runs=[(run, f"{run} points") for run in RUNS],
            chosen=[line.member.slug for line in comparison.boroughs],
            choices=asked.choices,
        ),
    )


@lru_cache(maxsize=128)
def _compared(asked: Asked) -> tuple[forms.Form, Comparison]:
    """Read the choices and compare; raises UnknownIndicator.

    What is read is no older than its stamp, because the stamp was taken before.
    """
    form = forms.load(Choose(), request.args)
    here = _known(asked.database, asked.stamp.shared)
    with asked.database.reading() as session:
        return form, queries.compare(
            session,
            indicator=asked.indicator,
            wanted=form.data.get("wanted") or Wanted(),
            here=here,
        )


@lru_cache(maxsize=4)
def _known(database: Database, _stamp: tuple[Any, ...]) -> Known:
    with database.reading() as session:
        return queries.known(session)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """The pictures of one comparison, and the table of the last one."""

    together: Markup
    apart: tuple[tuple[BoroughLine, Markup], ...]
    funnel: Markup | None
    authorities: Markup | None


def _drawn(comparison: Comparison) -> Drawn:
    authorities, view = comparison.authorities, comparison.indicator
    funnel, unit = authorities.funnel, view.unit.value
    period = comparison.label(authorities.period) if authorities.period else ""
    title = f"{view.title}, {period}"
    return Drawn(
        together=_together(comparison),
        apart=tuple(
            (line, _alone(line.chart, f"{view.title}: {line.member.name}", unit))
            for line in comparison.boroughs
            if line.chart.latest
        ),
        funnel=_funnel(funnel, title, unit) if funnel else None,
        authorities=_table(funnel, title, view.decimals) if funnel else None,
    )


def _together(comparison: Comparison) -> Markup:
    """All areas on one chart; the first borough judged, when it has figures."""
    boroughs, view = comparison.boroughs, comparison.indicator
    judged = boroughs[0].chart if boroughs and boroughs[0].chart.latest else None
    names = ", ".join(line.member.name for line in boroughs)
    return _side_by_side(
        (*_borough_lines(comparison), *_official_lines(comparison)),
        judged,
        f"{view.title}: {names}",
        view.unit.value,
        view.decimals,
    )


@lru_cache(maxsize=512)
def _side_by_side(
    lines: tuple[Line, ...],
    judged: spc.Chart | None,
    title: str,
    unit: str,
    decimals: int,
) -> Markup:
    return svg.comparison(
        lines,
        title=title,
        description=" ".join(judged.sentences) if judged else "No borough is judged.",
        unit=unit,
        decimals=decimals,
        chart=judged,
    )


def _borough_lines(comparison: Comparison) -> list[Line]:
    return [
        Line(
            line.member.name,
            tuple(
                (comparison.short(period), line.value(period))
                for period in comparison.periods
            ),
            Emphasis.NORMAL if number else Emphasis.STRONG,
        )
        for number, line in enumerate(comparison.boroughs)
    ]


def _official_lines(comparison: Comparison) -> list[Line]:
    return [
        Line(
            line.name,
            tuple(
                (comparison.short(period), line.values.get(period))
                for period in comparison.periods
            ),
            Emphasis.QUIET,
        )
        for line in comparison.officials
    ]


@lru_cache(maxsize=1024)
def _alone(chart: spc.Chart, title: str, unit: str) -> Markup:
    description = " ".join(chart.sentences)
    return svg.spc(chart, title=title, description=description, unit=unit)


@lru_cache(maxsize=128)
def _funnel(funnel: Funnel, title: str, unit: str) -> Markup:
    description = " ".join(funnel.sentences)
    return svg.funnel(funnel, title=title, description=description, unit=unit)


@lru_cache(maxsize=128)
def _table(funnel: Funnel, title: str, decimals: int) -> Markup:
    return _rendered("authorities", funnel=funnel, title=title, decimals=decimals)


def _rendered(name: str, **words: object) -> Markup:
    """Part of a page from its template alone, without what pages know of a person."""
    path = f"comparison/templates/{name}.html"
    text = current_app.jinja_env.get_template(path).render(**words)
    return Markup(text)  # noqa: S704 - rendered by our own escaping template
