"""The page on which three partnerships stand side by side, and each one's history."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.front.model import Source
from kit.web import door, exports
from kit.web.navigation import Entry
from leadership.members import queries as members
from leadership.oversight import queries
from leadership.oversight.model import RETURNS
from leadership.oversight.queries import Row, SideBySide
from partnership.brag.model import COLOURS, DEFAULTS, Brag
from partnership.charts import stacked

pages = Blueprint("oversight", __name__, url_prefix="/oversight")

NAVIGATION = [Entry("Governance", "oversight.index")]
SOURCES = [
    Source(
        name="Governance",
        need=Need(resource=RETURNS, action=Action.READ),
        look=queries.on_front_page,
    )
]
COUNTS = {
    "priorities": ("milestones", "done", "late"),
    "actions": ("blue", "green", "amber", "red", "total"),
    "clocks": ("in_time", "late", "over", "total"),
}


@pages.get("/")
@needs(RETURNS, Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.side_by_side(session)
    return render_template(
        "oversight/templates/side_by_side.html", found=found, drawn=_drawn(found)
    )


@pages.get("/oversight.csv")
@needs(RETURNS, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.side_by_side(session)
    header = ["What", "Of", "Borough", "As at", "Counted as", "Number"]
    rows = [
        (
            part, line.title, stands.member.name,
            stands.latest.as_at if stands.latest else None,
            name.replace("_", " "), _number(row, name),
        )
        for part, names in COUNTS.items()
        for line in getattr(found, part)
        for stands, row in zip(found.boroughs, line.rows, strict=True)
        for name in names
    ]  # fmt: skip
    return exports.csv("governance", header, rows)


def _number(row: Row | None, name: str) -> exports.Cell:
    if row is None:
        return "not said"
    number: int | None = row[name]
    return "hidden" if number is None else number


@pages.get("/<source>")
@needs(RETURNS, Action.READ)
def history(source: str) -> ResponseReturnValue:
    with door.reading() as session:
        member = members.member(session, source)
        return render_template(
            "oversight/templates/history.html",
            member=member,
            returns=queries.history(session, source=source),
        )


def _drawn(found: SideBySide) -> Markup | None:
    """All actions of each borough on one scale; only whole rows can be drawn."""
    everything = next((line for line in found.actions if line.key is None), None)
    if everything is None:
        return None
    parts = [stacked.Part(DEFAULTS[brag].letter, *COLOURS[brag]) for brag in Brag]
    rows = [
        stacked.Stack(stands.member.name, _whole(row))
        for stands, row in zip(found.boroughs, everything.rows, strict=True)
    ]
    return stacked.draw(
        parts,
        rows,
        title="All actions of each borough",
        description="A bar for each borough: embedded, complete, started and red.",
    )


def _whole(row: Row | None) -> list[int] | None:
    if row is None or any(row[brag.value] is None for brag in Brag):
        return None
    return [row[brag.value] for brag in Brag]
