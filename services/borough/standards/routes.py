"""The page that says what each indicator means."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from borough.standards import queries
from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.front.model import Source
from kit.search.model import Finder
from kit.web import door, exports
from kit.web.navigation import Entry

pages = Blueprint("standards", __name__, url_prefix="/standards")

NAVIGATION = [Entry("Standards", "standards.index")]
SOURCES = [
    Source(
        name="Standards",
        need=Need(resource="standards", action=Action.READ),
        look=queries.on_front_page,
    )
]
FINDERS = [
    Finder(
        name="Standards",
        need=Need(resource="standards", action=Action.READ),
        find=queries.find,
    )
]


@pages.get("/")
@needs("standards", Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        versions = queries.versions(session)
    return _page(versions[0] if versions else None, versions)


@pages.get("/<int:version>")
@needs("standards", Action.READ)
def show(version: int) -> ResponseReturnValue:
    with door.reading() as session:
        return _page(queries.standard(session, version), queries.versions(session))


@pages.get("/<int:version>/indicators.csv")
@needs("standards", Action.READ)
def as_csv(version: int) -> ResponseReturnValue:
    with door.reading() as session:
        standard = queries.standard(session, version)
    header = [
        "Indicator", "Title", "Definition", "Counted", "Unit", "Direction", "Supplied",
        "Year ends", "Source", "Small numbers",
    ]  # fmt: skip
    rows = [
        (
            one.id, one.title, one.definition, one.counted, one.unit, one.direction,
            one.supplied, one.year_end, one.source, one.care,
        )
        for one in standard.indicators
    ]  # fmt: skip
    return exports.csv(f"indicator-set-version-{version}", header, rows)


def _page(
    standard: queries.StandardView | None, versions: object
) -> ResponseReturnValue:
    return render_template(
        "standards/templates/show.html", standard=standard, versions=versions
    )
