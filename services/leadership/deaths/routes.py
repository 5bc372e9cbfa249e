"""The page on which child death reviews of three boroughs stand side by side."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.front.model import Source
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from leadership.deaths import queries
from leadership.deaths.queries import SHARES, View
from leadership.deaths.schemas import Choose
from partnership.death_figures.model import (
    DOMAINS,
    GROUPS,
    RESOURCE,
    SPLITS,
    STEPS,
    WORDS,
    Interval,
    label,
    lines,
)

pages = Blueprint("child_deaths", __name__, url_prefix="/child-deaths")

# Only counts arrive here, so whoever sees only counts sees all of it.
WITHIN = (Limit.AGGREGATES,)
NEED = Need(resource=RESOURCE, action=Action.READ, within=frozenset(WITHIN))
NAVIGATION = [Entry("Child deaths", "child_deaths.index")]
SOURCES = [Source(name="Child deaths", need=NEED, look=queries.on_front_page)]
Lines = list[tuple[exports.Cell, ...]]


@pages.get("/")
@needs(RESOURCE, Action.READ, within=WITHIN)
def index() -> ResponseReturnValue:
    form, found = _looked()
    return render_template(
        "deaths/templates/side_by_side.html",
        form=form, found=found, shares=SHARES, words=WORDS, groups=GROUPS,
        splits=SPLITS, domains=DOMAINS, step_words=STEPS, label=label,
        asked=request.args.to_dict(), pools=list(found.pools.items()),
    )  # fmt: skip


def _looked() -> tuple[forms.Form, View]:
    form = forms.load(Choose(), request.args)
    with door.reading() as session:
        return form, queries.view(session, **form.data)


@pages.get("/figures.csv")
@needs(RESOURCE, Action.READ, within=WITHIN)
def as_csv() -> ResponseReturnValue:
    _, found = _looked()
    header = ["Years", "Borough", "About", "Of", "Number"]
    rows: Lines = [
        (
            found.pools[found.asked], told.name, each.about, each.of,
            "hidden" if each.number is None else each.number,
        )
        for told in found.telling
        for each in lines({"pool": told.pool, "progress": told.progress})
    ]  # fmt: skip
    return exports.csv("child-deaths-side-by-side", header, rows)


@pages.get("/intervals.csv")
@needs(RESOURCE, Action.READ, within=WITHIN)
def intervals_csv() -> ResponseReturnValue:
    _, found = _looked()
    header = ["Years", "Borough", "Measure", "Value", "From", "To"]
    rows: Lines = []
    for told in found.telling:
        years = found.pools[found.asked]
        measures = [("Deaths a year in 100,000 children", told.rate)]
        measures += [(words, told.share(*of)) for *of, words in SHARES]
        rows += [(years, told.name, words, *_said(each)) for words, each in measures]
    return exports.csv("child-deaths-with-limits", header, rows)


def _said(each: Interval | None) -> tuple[exports.Cell, ...]:
    if each is None:
        return ("hidden", "hidden", "hidden")
    return (round(each.value, 1), round(each.low, 1), round(each.high, 1))
