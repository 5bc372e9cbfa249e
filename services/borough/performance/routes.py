"""The pages of a borough's own figures."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from borough.performance import queries, service
from borough.performance.schemas import Comment, Figure, SuppliedBy, Target
from kit.access.policy import Action, Limit, Need
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.errors import Invalid
from kit.front.model import Source
from kit.search.model import Finder
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from partnership.access import authorise, reach, role_name
from partnership.agencies import AGENCIES, agency_name
from partnership.charts import svg
from partnership.figures.cells import CODE_LABELS
from partnership.figures.measures import MEASURES

pages = Blueprint("performance", __name__, url_prefix="/performance")

RAW = "indicators_raw"
# An agency sees and enters the figures it supplies, and no others.
OWN = (Limit.OWN,)
NAVIGATION = [Entry("Performance", "performance.index")]
SOURCES = [
    Source(
        name="Official figures",
        need=Need(resource="indicators_raw", action=Action.READ),
        look=queries.on_front_page,
    )
]
FINDERS = [
    Finder(
        name="Indicators",
        need=Need(resource=RAW, action=Action.READ, within=frozenset(OWN)),
        find=queries.find,
    )
]


@pages.get("/")
@needs(RAW, Action.READ, within=OWN)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        lines = _lines(session)
    return render_template(
        "performance/templates/list.html",
        lines=lines,
        sparks={line.indicator.id: _sparkline(line) for line in lines},
        rule_text=lines[0].chart.rule_text if lines else "",
    )


@pages.get("/indicators.csv")
@needs(RAW, Action.READ, within=OWN)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        lines = _lines(session)
    header = ["Indicator", "Title", "Unit", "Period", "Value", "Value before", "Target"]
    compared = [one.name for one in lines[0].comparators] if lines else []
    rows = [
        (
            line.indicator.id,
            line.indicator.title,
            line.indicator.unit_label,
            line.latest,
            line.value(line.latest),
            line.value(line.before),
            line.target.value if line.target else None,
            *(one.values.get(line.latest or "") for one in line.comparators),
            line.chart.variation.value,
            line.mark.value,
        )
        for line in lines
    ]
    return exports.csv(
        "own-figures",
        [*header, *compared, "Variation", "Release"],
        rows,
        holds=DataClass.SPECIAL_CATEGORY,
    )


@pages.get("/<indicator>")
@needs(RAW, Action.READ, within=OWN)
def show(indicator: str) -> ResponseReturnValue:
    return _show_page(indicator, forms.blank())


def _show_page(indicator: str, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        line = _line(session, indicator)
        page = render_template(
            "performance/templates/show.html",
            line=line,
            chart=_chart(line),
            comments=queries.comments(session, indicator=indicator),
            sources=queries.sources(session, indicator=indicator),
            released=queries.released(session, indicator=indicator),
            why_missing=queries.why_missing,
            supplier=agency_name(queries.suppliers(session).get(indicator)),
            form=form,
        )
    return page, form.status


@pages.get("/<indicator>/figures.csv")
@needs(RAW, Action.READ, within=OWN)
def figures_csv(indicator: str) -> ResponseReturnValue:
    with door.reading() as session:
        line = _line(session, indicator)
    header = ["Period", "Numerator", "Denominator", "Value", "Code"]
    rows = [
        (
            period,
            point.numerator,
            point.denominator,
            point.value,
            point.code.value if point.code else None,
            *(one.values.get(period) for one in line.comparators),
        )
        for period, point in sorted(line.points.items())
    ]
    names = [one.name for one in line.comparators]
    return exports.csv(
        f"{indicator}-own-figures",
        [*header, *names],
        rows,
        holds=DataClass.SPECIAL_CATEGORY,
    )


@pages.get("/<indicator>/figure")
@needs(RAW, Action.UPDATE, within=OWN)
def ask_figure(indicator: str) -> ResponseReturnValue:
    period = request.args.get("period", "")
    with door.reading() as session:
        line = _line(session, indicator)
    point = line.points.get(period)
    values = {"period": period}
    if point is not None:
        values |= {
            "numerator": _plain(point.numerator),
            "denominator": _plain(point.denominator),
            "code": point.code.value if point.code else "",
        }
    return _figure_page(indicator, forms.blank(**values))


@pages.post("/<indicator>/figure")
@needs(RAW, Action.UPDATE, within=OWN)
def enter_figure(indicator: str) -> ResponseReturnValue:
    form = forms.load(Figure(), request.form)
    if not form.ok:
        return _figure_page(indicator, form)
    given = dict(form.data)
    try:
        with door.transaction() as session:
            _authorise(session, indicator)
            service.enter_figure(
                session,
                indicator=indicator,
                area=door.settings().area_code,
                period=given.pop("period"),
                entered=service.Entered(**given),
            )
    except Invalid as fault:
        return _figure_page(indicator, form.refused(fault))
    flash("The figure is stored here. It leaves only with a release.", "success")
    return redirect(url_for("performance.show", indicator=indicator))


def _figure_page(indicator: str, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        line = _line(session, indicator)
        page = render_template(
            "performance/templates/figure.html",
            line=line,
            words=_in_words,
            counts_its_group=service.counts_its_group(line.indicator),
            sharing=queries.sharing(session, line.indicator),
            released=queries.released(session, indicator=indicator),
            codes=[("", "There is a number")]
            + [(code.value, label) for code, label in CODE_LABELS.items()],
            form=form,
        )
    return page, form.status


def _in_words(measure: str) -> str:
    """A measure as people call it; local ones are named in plain words already."""
    return MEASURES.get(measure, measure.replace("_", " "))


@pages.get("/<indicator>/target")
@needs(RAW, Action.UPDATE, within=OWN)
def ask_target(indicator: str) -> ResponseReturnValue:
    with door.reading() as session:
        line = _line(session, indicator)
    value = _plain(line.target.value) if line.target else ""
    return _target_page(line, forms.blank(value=value))


@pages.post("/<indicator>/target")
@needs(RAW, Action.UPDATE, within=OWN)
def set_target(indicator: str) -> ResponseReturnValue:
    form = forms.load(Target(), request.form)
    with door.transaction() as session:
        line = _line(session, indicator, Action.UPDATE)
        if form.ok:
            service.set_target(
                session, indicator=indicator, value=form.data["value"], by=_post()
            )
    if not form.ok:
        return _target_page(line, form)
    flash("The target is set and drawn on the chart.", "success")
    return redirect(url_for("performance.show", indicator=indicator))


@pages.post("/<indicator>/target/remove")
@needs(RAW, Action.UPDATE, within=OWN)
def remove_target(indicator: str) -> ResponseReturnValue:
    with door.transaction() as session:
        _authorise(session, indicator)
        service.remove_target(session, indicator=indicator)
    flash("This indicator has no target now.", "success")
    return redirect(url_for("performance.show", indicator=indicator))


def _target_page(line: queries.Line, form: forms.Form) -> ResponseReturnValue:
    page = render_template("performance/templates/target.html", line=line, form=form)
    return page, form.status


@pages.get("/<indicator>/supplier")
@needs(RAW, Action.UPDATE)
def ask_supplier(indicator: str) -> ResponseReturnValue:
    with door.reading() as session:
        line = _line(session, indicator)
        agency = queries.suppliers(session).get(indicator, "")
    return _supplier_page(line, forms.blank(agency=agency))


@pages.post("/<indicator>/supplier")
@needs(RAW, Action.UPDATE)
def set_supplier(indicator: str) -> ResponseReturnValue:
    form = forms.load(SuppliedBy(), request.form)
    with door.transaction() as session:
        line = _line(session, indicator)
        if form.ok:
            service.set_supplier(session, indicator=indicator, **form.data)
    if not form.ok:
        return _supplier_page(line, form)
    flash("Stored. That agency now sees and enters these figures.", "success")
    return redirect(url_for("performance.show", indicator=indicator))


def _supplier_page(line: queries.Line, form: forms.Form) -> ResponseReturnValue:
    page = render_template(
        "performance/templates/supplier.html",
        line=line,
        agencies=[("", "No agency of its own"), *AGENCIES.items()],
        form=form,
    )
    return page, form.status


@pages.post("/<indicator>/commentary")
@needs(RAW, Action.UPDATE, within=OWN)
def comment(indicator: str) -> ResponseReturnValue:
    form = forms.load(Comment(), request.form)
    if not form.ok:
        return _show_page(indicator, form)
    with door.transaction() as session:
        _authorise(session, indicator)
        service.comment(
            session, indicator=indicator, text=form.data["text"], by=_post()
        )
    flash("The commentary is stored.", "success")
    return redirect(
        url_for("performance.show", indicator=indicator, _anchor="commentary")
    )


def _post() -> str:
    return role_name(door.actor().role)


def _lines(session: Session) -> list[queries.Line]:
    """The indicators this person may see."""
    seen = reach(session, door.actor(), Action.READ, RAW)
    by = queries.suppliers(session)
    return [
        line
        for line in queries.lines(session, area=door.settings().area_code)
        if seen.covers(_scope(line.indicator.id, by))
    ]


def _line(
    session: Session, indicator: str, action: Action = Action.READ
) -> queries.Line:
    """One indicator; raises NotFound where it is not this person's to see or change."""
    by = queries.suppliers(session)
    authorise(session, door.actor(), action, RAW, _scope(indicator, by))
    area = door.settings().area_code
    return queries.lines(session, area=area, only=indicator)[0]


def _authorise(session: Session, indicator: str) -> None:
    """Before a change; raises NotFound where the figures are another agency's."""
    scope = _scope(indicator, queries.suppliers(session))
    authorise(session, door.actor(), Action.UPDATE, RAW, scope)


def _scope(indicator: str, suppliers: Mapping[str, str]) -> Scope:
    return Scope(record=indicator, agency=suppliers.get(indicator))


def _plain(number: float | None) -> str:
    """A number as somebody would type it."""
    return "" if number is None else f"{number:g}" if number % 1 else f"{number:.0f}"


def _sparkline(line: queries.Line) -> Markup:
    values = [line.value(period) for period in line.periods]
    return svg.sparkline(values, title=f"{line.indicator.title}: {len(values)} periods")


def _chart(line: queries.Line) -> Markup:
    others = [
        svg.Line(
            name=one.name,
            points=[
                (line.short_label(each), one.values.get(each)) for each in line.periods
            ],
            emphasis=svg.Emphasis.QUIET,
        )
        for one in line.comparators
        if any(one.values.get(each) is not None for each in line.periods)
    ]
    return svg.spc(
        line.chart,
        title=f"{line.indicator.title}, {door.settings().name}",
        description=" ".join(line.chart.sentences),
        unit=line.indicator.unit.value,
        comparators=others,
    )
