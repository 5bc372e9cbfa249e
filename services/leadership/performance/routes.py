"""Returns as they arrived, and the official figures on their way to the boroughs."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.front.model import Source
from kit.search.model import Finder
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from leadership.members import queries as members
from leadership.performance import queries, service
from leadership.performance.schemas import Announce

pages = Blueprint("performance", __name__, url_prefix="/returns")
official = Blueprint("official", __name__, url_prefix="/official-figures")

NAVIGATION = [
    Entry("Returns", "performance.returns"),
    Entry("Official figures", "official.index"),
]
SOURCES = [
    Source(
        name="Returns",
        need=Need(resource="indicators_released", action=Action.READ),
        look=queries.on_front_page,
    ),
    Source(
        name="Official figures",
        need=Need(resource="official_figures", action=Action.UPDATE),
        look=queries.unannounced,
    ),
]
FINDERS = [
    Finder(
        name="Returns",
        need=Need(resource="indicators_released", action=Action.READ),
        find=queries.find,
    )
]


@pages.get("/")
@needs("indicators_released", Action.READ)
def returns() -> ResponseReturnValue:
    with door.reading() as session:
        boroughs = members.boroughs(session)
        return render_template(
            "performance/templates/returns.html",
            returns=queries.returns(session),
            names={member.slug: member.name for member in boroughs},
            standings=queries.standings(session, boroughs),
        )


@pages.get("/<source>/<uuid:return_id>")
@needs("indicators_released", Action.READ)
def one_return(source: str, return_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        return render_template(
            "performance/templates/return.html",
            found=queries.one_return(session, source=source, return_id=return_id),
            cells=queries.released_in(session, source=source, return_id=return_id),
            decimals=queries.decimals(session),
            name=members.member(session, source).name,
        )


@pages.get("/<source>/<uuid:return_id>.csv")
@needs("indicators_released", Action.READ)
def return_csv(source: str, return_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        cells = queries.released_in(session, source=source, return_id=return_id)
    header = [
        "Indicator", "Period", "Area", "Version", "Status", "Numerator",
        "Denominator", "Value", "Rule", "Reason",
    ]  # fmt: skip
    rows = [
        (
            cell.indicator, cell.period, cell.area, cell.version, cell.status,
            cell.numerator, cell.denominator, cell.value, cell.rule, cell.reason,
        )
        for cell in cells
    ]  # fmt: skip
    return exports.csv(
        f"return-{source}-{return_id}", header, rows, holds=DataClass.PERSONAL
    )


@official.get("/")
@needs("official_figures", Action.READ)
def index() -> ResponseReturnValue:
    return _official_page(forms.blank())


@official.post("/")
@needs("official_figures", Action.UPDATE)
def announce() -> ResponseReturnValue:
    form = forms.load(Announce(), request.form)
    if not form.ok:
        return _official_page(form)
    with door.transaction() as session:
        sent = service.announce_comparators(session)
    if sent.anything:
        flash(
            f"{sent.indicators} indicators in {sent.periods} messages are on their "
            "way to every borough.",
            "success",
        )
    else:
        flash("Nothing changed since the figures last went out, so nothing was sent.")
    return redirect(url_for("official.index"))


def _official_page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        page = render_template(
            "performance/templates/official.html",
            pending=service.pending_announcement(session),
            boroughs=members.boroughs(session),
            last=queries.last_announced(session),
            form=form,
        )
    return page, form.status
