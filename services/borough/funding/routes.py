"""Pages of funding: years side by side, the planned shift, one contribution."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from borough.funding import queries, schemas, service
from borough.funding.model import (
    FUNDING,
    ContributionChanged,
    Nature,
    Stage,
    Total,
)
from borough.funding.queries import SOURCES, ContributionSeen, YearSeen, source_name
from borough.funding.service import Said
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door, exports
from partnership.asking.routes import (
    Box,
    Look,
    Page,
    Verb,
    asked,
    post_of_actor,
    words_of,
)
from partnership.charts import stacked
from partnership.charts.canvas import INK, PAPER

pages = Blueprint("funding", __name__, url_prefix="/funding")

# A letter for each, because colour never speaks alone.
PARTS = {
    "local-authority": stacked.Part("L", "#12436d", PAPER),
    "icb": stacked.Part("H", "#28a197", INK),
    "police": stacked.Part("P", "#801650", PAPER),
    "others": stacked.Part("O", "#f46a25", INK),
}
BOXES = (
    Box(
        kind="text",
        name="year",
        label="Financial year",
        hint="The year in which it begins: 2026 for April 2026 to March 2027",
    ),
    Box(
        kind="select",
        name="source",
        label="Who gives it",
        choices=[(each, source_name(each)) for each in SOURCES],
    ),
    Box(
        kind="text",
        name="giver",
        label="Name of the other contributor",
        hint="Only where it is none of the three partners",
    ),
    Box(kind="radios", name="nature", label="What", choices=words_of(Nature)),
    Box(kind="radios", name="stage", label="How sure", choices=words_of(Stage)),
    Box(
        kind="text",
        name="pounds",
        label="Amount or value in pounds (optional)",
        hint="Leave empty where it is not known. Write 0 only for nothing.",
    ),
    Box(
        kind="area",
        name="about",
        label="What it is",
        hint="Needed for what is given in kind: an analyst's day a week, a room",
        rows=3,
    ),
)


@pages.get("/")
@needs(FUNDING, Action.READ)
def index() -> str:
    with door.reading() as session:
        found = queries.years(session)
    return render_template(
        "funding/templates/list.html",
        years=found,
        rows=[_row(year) for year in found],
        header=["Year", *map(source_name, SOURCES), "All money", "In kind"],
        shares=[
            (year.label, *(_percent(year.shares[each]) for each in SOURCES))
            for year in found
        ],
        picture=_picture(found),
        money=pounds,
    )


@pages.get("/funding.csv")
@needs(FUNDING, Action.READ)
def as_csv() -> Response:
    header = [
        "Year", "From", "Kind of giver", "What", "How sure", "Pounds", "Value known",
        "About",
    ]  # fmt: skip
    with door.reading() as session:
        found = queries.years(session)
    rows = [
        (
            year.label, each.name, source_name(each.source), each.nature.value,
            each.stage.value, None if each.pence is None else each.pence / 100,
            "no" if each.pence is None else "yes", each.about,
        )
        for year in found
        for each in year.lines
    ]  # fmt: skip
    return exports.csv("funding", header, rows)


@pages.get("/totals.csv")
@needs(FUNDING, Action.READ)
def totals_csv() -> Response:
    header = ["Year", "From", "Known pounds", "Sums not known", "Share in percent"]
    with door.reading() as session:
        found = queries.years(session)
    rows = [
        (
            year.label, source_name(each),
            year.by_source[each].known / 100 if year.by_source[each].lines else None,
            year.by_source[each].unknown, year.shares[each],
        )
        for year in found
        for each in SOURCES
    ]  # fmt: skip
    return exports.csv("funding-totals", header, rows)


@pages.route("/new", methods=["GET", "POST"])
@needs(FUNDING, Action.CREATE)
def enter() -> ResponseReturnValue:
    def look(_session: Session) -> Page:
        return _page("Enter a contribution", BOXES)

    def verb(session: Session, given: dict[str, Any]) -> None:
        given.pop("seen")
        service.enter(session, said=_said(given), by=post_of_actor())

    return _asked(look, verb, "The contribution is entered.")


@pages.route("/<uuid:contribution_id>", methods=["GET", "POST"])
@needs(FUNDING, Action.UPDATE)
def change(contribution_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = queries.contribution(session, contribution_id)
        names = ("year", "source", "giver", "nature", "stage", "about")
        values = {name: getattr(seen, name) for name in names}
        amount = "" if seen.pence is None else f"{seen.pence / 100:.2f}"
        return _page(
            "Change a contribution",
            BOXES,
            values={**values, "pounds": amount},
            seen=seen.version,
            now=_now(seen),
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        seen = given.pop("seen") or 0
        service.change(
            session,
            contribution_id=contribution_id,
            seen=seen,
            said=_said(given),
            by=post_of_actor(),
        )

    return _asked(look, verb, "The contribution is changed.")


def pounds(pence: int | None) -> str:
    """A sum as people write it; what is not known says so."""
    if pence is None:
        return "Not known"
    return f"£{pence / 100:,.2f}".removesuffix(".00")


def _said(given: dict[str, Any]) -> Said:
    amount = given.pop("pounds")
    return Said(**given, pence=None if amount is None else int(amount * 100))


def _page(title: str, boxes: Sequence[Box], **more: Any) -> Page:  # noqa: ANN401 - what Page takes
    crumbs = [
        ("Arrangements", url_for("arrangements.index")),
        ("Funding", url_for("funding.index")),
    ]
    return Page(title=title, crumbs=crumbs, boxes=boxes, button="Save", **more)


def _asked(look: Look, verb: Verb, said: str) -> ResponseReturnValue:
    to, schema = url_for("funding.index"), schemas.Given()
    return asked(look, schema, verb, stale=ContributionChanged, said=said, to=to)


def _now(seen: ContributionSeen) -> list[tuple[str, object]]:
    return [
        ("Year", queries.year_name(seen.year)),
        ("From", seen.name),
        ("What", seen.nature.value),
        ("How sure", seen.stage.value),
        ("Amount", pounds(seen.pence)),
        ("About", seen.about),
    ]


def _row(year: YearSeen) -> list[str]:
    cells = [_sum(year.by_source[each]) for each in SOURCES]
    return [year.label, *cells, _sum(year.money), _sum(year.in_kind)]


def _sum(found: Total) -> str:
    """A total that says when something in it is not known."""
    if not found.lines:
        return "None entered"
    if found.whole:
        return pounds(found.known)
    known = found.lines - found.unknown
    return f"at least {pounds(found.known)}" if known else "Not known"


def _percent(share: float | None) -> str:
    return "Not known" if share is None else f"{share:.1f}%"


def _picture(found: Sequence[YearSeen]) -> Markup | None:
    """Money of each year in thousands of pounds; unknown sums are said, not drawn."""
    if not found:
        return None
    rows = [
        stacked.Stack(
            f"{year.label}{_remark(year)}",
            [round(year.by_source[each].known / 100_000) for each in SOURCES]
            if year.money.lines > year.money.unknown
            else None,
        )
        for year in found
    ]
    return stacked.draw(
        [PARTS[each] for each in SOURCES],
        rows,
        title="Money by year in thousands of pounds",
        description="The table beside this picture holds the sums.",
    )


def _remark(year: YearSeen) -> str:
    remarks = ["planned"] * year.planned + ["at least"] * (not year.money.whole)
    return f" ({', '.join(remarks)})" if remarks else ""
