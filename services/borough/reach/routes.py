"""Pages of reach: each agency in a year, and entering its workforce."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.bookings.model import BOOKINGS
from borough.courses.model import COURSES
from borough.reach import queries, schemas, service
from borough.reach.model import WorkforceChanged
from borough.reach.queries import Reached
from kit import clock
from kit.access.policy import Action, Limit
from kit.accounts.access import needs
from kit.errors import NotFound
from kit.web import door, exports, forms
from partnership.agencies import AGENCIES, agency_name
from partnership.asking.routes import Box, Page, asked
from partnership.places.model import State

pages = Blueprint("reach", __name__, url_prefix="/training-reach")

WHO = (
    "People who work with children or their families, as the agency counts them on one "
    "day of the year."
)
COUNTED = (Limit.AGGREGATES,)
SHOWN = (
    State.ATTENDED, State.PART_ATTENDED, State.NO_SHOW, State.LATE_CANCELLED,
    State.EXCUSED,
)  # fmt: skip


@pages.get("/")
@needs(BOOKINGS, Action.READ, within=COUNTED)
def index() -> ResponseReturnValue:
    form, year, found = _listed()
    with door.reading() as session:
        known = [(each, queries.year_words(each)) for each in queries.years(session)]
    page = render_template(
        "reach/templates/list.html", form=form, found=found, year=year, years=known,
        words=queries.year_words(year), states=SHOWN,
    )  # fmt: skip
    return page, form.status


@pages.get("/reach.csv")
@needs(BOOKINGS, Action.READ, within=COUNTED)
def as_csv() -> ResponseReturnValue:
    _, year, found = _listed()
    header = [
        "Year", "Agency", "Workforce", "Places asked", "Attended", "In part",
        "No-shows", "Cancelled late", "Excused", "People", "Per cent of workforce",
    ]  # fmt: skip
    rows = [
        (
            queries.year_words(year), e.name, e.workforce, e.asked,
            *(e.states.get(state, 0) for state in SHOWN), e.people,
            None if e.share is None else round(e.share, 1),
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("training-reach", header, rows)


def _listed() -> tuple[forms.Form, int, list[Reached]]:
    form = forms.load(schemas.Filter(), request.args)
    year = form.data.get("year") or queries.year_of(clock.today())
    with door.reading() as session:
        return form, year, queries.reach(session, year)


@pages.route("/<int:year>/<agency>", methods=["GET", "POST"])
@needs(COURSES, Action.UPDATE)
def enter(year: int, agency: str) -> ResponseReturnValue:
    if agency not in AGENCIES or not 2019 <= year <= 2100:
        raise NotFound

    def look(session: Session) -> Page:
        found = {each.agency: each for each in queries.reach(session, year)}[agency]
        return Page(
            title=f"Workforce of {agency_name(agency)}, {queries.year_words(year)}",
            crumbs=[
                ("Training", url_for("courses.index")),
                ("Reach", url_for("reach.index", year=year)),
            ],
            intro=WHO,
            boxes=[Box(kind="text", name="people", label="People")],
            button="Save",
            values={"people": found.workforce or ""},
            seen=found.version,
            now=[("People", found.workforce)],
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        service.enter(session, agency=agency, year=year, by=door.actor(), **given)

    return asked(
        look,
        schemas.Entered(),
        verb,
        stale=WorkforceChanged,
        said="The workforce is entered.",
        to=url_for("reach.index", year=year),
    )
