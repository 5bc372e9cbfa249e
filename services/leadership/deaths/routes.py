"""The page on which child death reviews of three boroughs stand side by side."""

from collections.abc import Iterator

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.front.model import Source
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from leadership.deaths import queries
from leadership.deaths.queries import View
from leadership.deaths.schemas import Choose
from partnership.charts import intervals
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
        form=form, found=found, words=WORDS, groups=GROUPS, splits=SPLITS,
        domains=DOMAINS, step_words=STEPS, label=label,
        asked=request.args.to_dict(), pools=list(found.pools.items()),
        measures=queries.measures(found), pictures=list(_pictures(found)),
    )  # fmt: skip


def _pictures(found: View) -> Iterator[tuple[str, Markup]]:
    """Each measure and its picture of all who told; none where all is hidden."""
    for words, unit, known in queries.measures(found):
        if not any(known.values()):
            continue
        areas = [
            intervals.Between(name, each.value, each.low, each.high)
            if each
            else intervals.Between(name)
            for name, each in known.items()
        ]
        said = [
            f"{name}: {each.words if each else 'hidden'}"
            for name, each in known.items()
        ]
        yield (
            words,
            intervals.draw(areas, title=words, description="; ".join(said), unit=unit),
        )


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
    rows: Lines = [
        (found.pools[found.asked], name, words, *_said(each))
        for words, _, known in queries.measures(found)
        for name, each in known.items()
    ]
    return exports.csv("child-deaths-with-limits", header, rows)


def _said(each: Interval | None) -> tuple[exports.Cell, ...]:
    if each is None:
        return ("hidden", "hidden", "hidden")
    return (round(each.value, 1), round(each.low, 1), round(each.high, 1))
