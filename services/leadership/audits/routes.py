"""The page on which the audits of three boroughs stand side by side."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.front.model import Source
from kit.web import door, exports
from kit.web.navigation import Entry
from leadership.audits import queries
from leadership.audits.model import RETURNS
from leadership.audits.queries import Block, Row
from partnership.charts import stacked
from partnership.standards.model import SCALES

pages = Blueprint("audits", __name__, url_prefix="/audits")

# Only counts arrive here, so whoever sees only counts sees all of it.
WITHIN = (Limit.AGGREGATES,)
NEED = Need(resource=RETURNS, action=Action.READ, within=frozenset(WITHIN))
NAVIGATION = [Entry("Audits", "audits.index")]
SOURCES = [Source(name="Audits", need=NEED, look=queries.on_front_page)]
GRADES = SCALES["four_words"]
SCORES = tuple(reversed(SCALES["zero_to_three"]))
FILLS = ("#0f7a52", "#1d70b8", "#54319f", "#942514")


@pages.get("/")
@needs(RETURNS, Action.READ, within=WITHIN)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.side_by_side(session)
    return render_template(
        "audits/templates/side_by_side.html",
        found=found,
        grades=GRADES,
        scores=SCORES,
        drawn_grades=[(each, _drawn(each, "OGRI")) for each in found.grades],
        drawn_scores=[(each, _drawn(each, "3210")) for each in found.scores],
    )


@pages.get("/audits.csv")
@needs(RETURNS, Action.READ, within=WITHIN)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.side_by_side(session)
    header = [
        "Tool", "Version", "Domain or section", "Borough", "Audit or cycle", "Best",
        "Second", "Third", "Last", "Better half", "Other half", "n", "Worded",
    ]  # fmt: skip
    rows: list[tuple[exports.Cell, ...]] = [
        (
            block.tool, block.version, block.title, row.borough, row.of, *_told(row),
            "in its own way" if row.varied else "as shared",
        )
        for block in (*found.grades, *found.scores)
        for row in block.rows
    ]  # fmt: skip
    return exports.csv("audits-side-by-side", header, rows)


@pages.get("/movement.csv")
@needs(RETURNS, Action.READ, within=WITHIN)
def movement_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.side_by_side(session)
    header = [
        "Borough", "Theme", "Domain", "Audit", *GRADES, "Better half", "Other half", "n"
    ]  # fmt: skip
    rows: list[tuple[exports.Cell, ...]] = [
        (each.borough, each.theme, each.title, row.of, *_told(row))
        for each in found.movements
        for row in (each.before, each.after)
    ]
    return exports.csv("audits-repeated", header, rows)


@pages.get("/rates.csv")
@needs(RETURNS, Action.READ, within=WITHIN)
def rates_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.side_by_side(session)
    header = ["Borough", "Cycle", "Due", "Agencies", "Asked", "Returned", "In time"]
    rows = [
        (e.borough, e.cycle, e.due_on, e.of, e.invited, e.returned, e.in_time)
        for e in found.rates
    ]
    return exports.csv("return-rates", header, rows)


def _told(row: Row) -> Sequence[exports.Cell]:
    numbers = (*row.counts, row.upper, row.lower)
    return (*("hidden" if each is None else each for each in numbers), row.n)


def _drawn(block: Block, letters: str) -> Markup:
    """Every borough's row as a bar of one scale; only whole rows can be drawn."""
    parts = [stacked.Part(*pair) for pair in zip(letters, FILLS, strict=True)]
    rows = [
        stacked.Stack(f"{row.borough}, {row.of}", _whole(row)) for row in block.rows
    ]
    return stacked.draw(
        parts,
        rows,
        title=f"{block.title}, side by side",
        description="A bar for each borough: how many have each step of the scale.",
    )


def _whole(row: Row) -> list[int] | None:
    numbers = [each for each in row.counts if each is not None]
    return numbers if row.is_whole else None
