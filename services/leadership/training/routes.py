"""The page on which the training of three boroughs stands side by side."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.front.model import Source
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from leadership.members import queries as members
from leadership.training import queries, service
from leadership.training.model import COUNTS, PROGRAMME, AssumptionChanged
from leadership.training.queries import Row, View
from leadership.training.schemas import Assume, Choose
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, asked
from partnership.charts import stacked
from partnership.figures import periods
from partnership.training.model import STEPS, TOLD_OF, WHEN_WORDS, WORDS, lines

pages = Blueprint("training", __name__, url_prefix="/training")

# Only counts arrive here, so whoever sees only counts sees all of it.
WITHIN = (Limit.AGGREGATES,)
NEED = Need(resource=COUNTS, action=Action.READ, within=frozenset(WITHIN))
NAVIGATION = [Entry("Training", "training.index")]
SOURCES = [Source(name="Training", need=NEED, look=queries.on_front_page)]
CAME = (stacked.Part("A", "#0f7a52"), stacked.Part("N", "#942514"))
CHOSEN = (
    stacked.Part("F", "#0f7a52"),
    stacked.Part("M", "#1d70b8"),
    stacked.Part("L", "#54319f"),
    stacked.Part("N", "#942514"),
)
Lines = list[tuple[exports.Cell, ...]]


@pages.get("/")
@needs(COUNTS, Action.READ, within=WITHIN)
def index() -> ResponseReturnValue:
    form, found, boroughs = _looked()
    return render_template(
        "training/templates/side_by_side.html",
        form=form,
        found=found,
        asked=request.args.to_dict(),
        choices={
            "quarter": [(each, periods.label(each)) for each in found.quarters],
            "borough": [("", "All"), *boroughs],
            "agency": [("", "All"), *AGENCIES.items()],
        },
        label=periods.label,
        words=WORDS,
        measures=TOLD_OF,
        steps=STEPS,
        drawn_places=_places_drawn(found),
        drawn_agencies=_agencies_drawn(found, single=bool(form.data["agency"])),
        drawn_questions=_questions_drawn(found),
    )


def _looked() -> tuple[forms.Form, View, list[tuple[str, str]]]:
    form = forms.load(Choose(), request.args)
    with door.reading() as session:
        found = queries.view(session, **form.data)
        names = [(each.slug, each.name) for each in members.borough_names(session)]
    return form, found, names


@pages.get("/training.csv")
@needs(COUNTS, Action.READ, within=WITHIN)
def as_csv() -> ResponseReturnValue:
    _, found, _ = _looked()
    header = ["Quarter", "Borough", "Told", "Group", "Of", "Counted as", "Number"]
    rows: Lines = [
        (
            found.quarter, told.name, each.way, each.group, each.of, each.measure,
            _number(each.number),
        )
        for told, content in found.telling
        for each in lines(content)
    ]  # fmt: skip
    return exports.csv("training-side-by-side", header, rows)


@pages.get("/pooled.csv")
@needs(COUNTS, Action.READ, within=WITHIN)
def pooled_csv() -> ResponseReturnValue:
    _, found, _ = _looked()
    header = [
        "Quarter", "Borough", "Places given", "Given is", "Places taken", "Taken is",
        "Balance", "Pence assumed for a place", "Estimated saving in pence",
    ]  # fmt: skip
    rows: Lines = [
        (
            found.quarter, each.borough, each.given, _how(whole=each.given_whole),
            each.taken, _how(whole=each.taken_whole), _number(each.balance), each.pence,
            each.saved,
        )
        for each in found.pooled
    ]  # fmt: skip
    return exports.csv("pooled-places", header, rows)


@pages.get("/quarters.csv")
@needs(COUNTS, Action.READ, within=WITHIN)
def quarters_csv() -> ResponseReturnValue:
    _, found, _ = _looked()
    rows: Lines = [
        (borough, period, WORDS[name], _number(number))
        for borough, told in found.history.items()
        for period, counts in told.items()
        for name, number in counts.items()
    ]
    header = ["Borough", "Quarter", "Counted as", "Number"]
    return exports.csv("training-by-quarter", header, rows)


@pages.route("/assumption", methods=["GET", "POST"])
@needs(PROGRAMME, Action.UPDATE)
def assume() -> ResponseReturnValue:
    here = url_for("training.index")

    def look(session: Session) -> Page:
        now = queries.assumption(session)
        return Page(
            title="What a pooled place is taken to save",
            crumbs=[("Training", here)],
            intro=(
                "An assumption, not a price anybody paid: what a borough would have "
                "spent on a place that another borough gave. It stands beside every "
                "estimate it is used in."
            ),
            boxes=[Box(kind="text", name="pounds", label="Pounds for one place")],
            button="Save",
            values={"pounds": f"{now.pence / 100:.2f}"},
            seen=now.version,
            now=[("Pounds for one place", f"{now.pence / 100:.2f}")],
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        pounds: Decimal = given["pounds"]
        service.assume(
            session, pence=int(pounds * 100), seen=given["seen"], by=door.actor()
        )

    return asked(
        look, Assume(), verb, stale=AssumptionChanged,
        said="Every estimate uses it from now on.", to=here,
    )  # fmt: skip


def _number(number: int | None) -> exports.Cell:
    return "hidden" if number is None else number


def _how(*, whole: bool) -> str:
    return "whole" if whole else "at least"


def _places_drawn(found: View) -> Markup:
    everything = [
        Row(borough=told.name, title="", counts=content["counts"])
        for told, content in found.telling
    ]
    return _drawn("Places by borough", everything)


def _agencies_drawn(found: View, *, single: bool) -> list[tuple[str, Markup]]:
    """A drawing for each group of agencies, or for the one that is asked for."""
    rows = [row for row in found.agencies if row.is_group or single]
    return [
        (title, _drawn(title, list(same)))
        for title, same in groupby(rows, key=lambda row: row.title)
    ]


def _drawn(title: str, rows: Sequence[Row]) -> Markup:
    """Attended and not come of each borough as a bar; only whole rows can be drawn."""
    stacks = [stacked.Stack(row.borough, row.pair) for row in rows]
    return stacked.draw(
        CAME,
        stacks,
        title=title,
        description="A bar for each: how many places were attended, how many were not.",
    )


def _questions_drawn(found: View) -> list[tuple[str, Markup]]:
    """A drawing for each question: before and three months on, borough by borough."""
    asked_of: dict[str, list[stacked.Stack]] = {}
    for told, content in found.telling:
        for each in content["later"]["questions"]:
            for when, words in WHEN_WORDS.items():
                counts = each[when]["counts"]
                whole = None if None in counts else counts
                stack = stacked.Stack(f"{told.name}: {words.lower()}", whole)
                asked_of.setdefault(each["title"], []).append(stack)
    description = "Two bars for each borough: how many chose each step of the scale."
    return [
        (title, stacked.draw(CHOSEN, stacks, title=title, description=description))
        for title, stacks in asked_of.items()
    ]
