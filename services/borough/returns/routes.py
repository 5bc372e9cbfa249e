"""The pages of a release: choose, look, have it approved, follow its journey."""

from functools import partial
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from borough.ledger import queries as ledger
from borough.returns import queries, service
from borough.returns.model import FiguresChanged, NothingToRelease
from borough.returns.schemas import EVERYTHING, SOME, Approve, Choose, SendBack, Submit
from kit.access.policy import Action, Need
from kit.accounts.access import needs, opens
from kit.data_classes import DataClass
from kit.errors import Invalid
from kit.front.model import Source
from kit.search.model import Finder
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from partnership.figures import periods
from partnership.figures import queries as figures

pages = Blueprint("returns", __name__, url_prefix="/returns")

NAVIGATION = [Entry("Releases", "returns.index")]


def sources(area: str) -> list[Source]:
    """What the front page asks here, about the figures of ``area``."""
    need = Need(resource=queries.RESOURCE, action=Action.READ)
    look = partial(queries.on_front_page, area=area)
    return [Source(name="Releases", need=need, look=look)]


FINDERS = [
    Finder(
        name="Releases",
        need=Need(resource=queries.RESOURCE, action=Action.READ),
        find=queries.find,
    )
]


@pages.get("/")
@needs("indicators_released", Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        lines = queries.returns(session, only_released=_reads_what_left())
    return render_template("returns/templates/list.html", lines=lines)


def _reads_what_left() -> bool:
    """Whether this person sees what left, and nothing that is still in preparation."""
    return not opens("returns.choose", door.actor())


@pages.get("/new")
@needs("indicators_released", Action.CREATE)
def choose() -> ResponseReturnValue:
    return _choose_page(forms.blank(what=EVERYTHING))


@pages.post("/new")
@needs("indicators_released", Action.CREATE)
def start() -> ResponseReturnValue:
    form = forms.load(Choose(), request.form)
    if not form.ok:
        return _choose_page(form)
    try:
        with door.transaction() as session:
            given = service.start(
                session,
                by=door.actor(),
                area=door.settings().area_code,
                choice=_choice(form),
            ).id
    except NothingToRelease as fault:
        return _choose_page(form.refused(fault))
    return redirect(url_for("returns.show", return_id=given))


def _choice(form: forms.Form) -> service.Choice:
    if form.data["what"] != SOME:
        return service.EVERYTHING
    return service.Choice(
        indicators=frozenset(form.data["indicators"]) or None,
        first_year=form.data["first_year"],
        last_year=form.data["last_year"],
    )


def _choose_page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        changed = ledger.position(session, area=door.settings().area_code).changed
        titles = {each.id: each.title for each in figures.indicators(session)}
    ids = dict.fromkeys(each.cell.figure.indicator for each in changed)
    years = sorted({periods.year_of(each.cell.figure.period) for each in changed})
    page = render_template(
        "returns/templates/choose.html",
        form=form,
        changed=len(changed),
        restated=sum(each.last is not None for each in changed),
        whats=[
            (EVERYTHING, "Everything that changed since it was last released"),
            (SOME, "Only some indicators or years of it"),
        ],
        indicators=[(each, f"{each} {titles[each]}") for each in ids],
        years=[("", "Any")] + [(year, periods.label(str(year))) for year in years],
    )
    return page, form.status


@pages.get("/<uuid:return_id>")
@needs("indicators_released", Action.READ)
def show(return_id: UUID) -> ResponseReturnValue:
    return _show_page(return_id, None)


def _show_page(return_id: UUID, form: forms.Form | None) -> ResponseReturnValue:
    with door.reading() as session:
        view = queries.the_return(session, return_id, only_released=_reads_what_left())
        exposed = queries.exposed(session, view) if view.in_preparation else []
    actor = door.actor()
    page = render_template(
        "returns/templates/show.html",
        given=view,
        exposed=exposed,
        form=form or forms.blank(note=view.note or "", reason=view.reason or ""),
        mine=view.prepared_by == actor.user_id,
        may_approve=opens("returns.approve", actor),
        label=periods.label,
    )
    return page, form.status if form else 200


@pages.post("/<uuid:return_id>/submit")
@needs("indicators_released", Action.CREATE)
def submit(return_id: UUID) -> ResponseReturnValue:
    form = forms.load(Submit(), request.form)
    if not form.ok:
        return _show_page(return_id, form)
    try:
        with door.transaction() as session:
            service.submit(session, return_id=return_id, by=door.actor(), **form.data)
    except FiguresChanged as fault:
        flash(str(fault))
        return redirect(url_for("returns.show", return_id=return_id))
    except Invalid as fault:
        return _show_page(return_id, form.refused(fault))
    flash("It waits for a second person's approval. Nothing has left yet.", "success")
    return redirect(url_for("returns.show", return_id=return_id))


@pages.post("/<uuid:return_id>/look-again")
@needs("indicators_released", Action.CREATE)
def look_again(return_id: UUID) -> ResponseReturnValue:
    try:
        with door.transaction() as session:
            service.look_again(session, return_id=return_id, by=door.actor())
    except NothingToRelease as fault:
        flash(f"{fault} You can discard this return.")
        return redirect(url_for("returns.show", return_id=return_id))
    flash("This is what would leave now.", "success")
    return redirect(url_for("returns.show", return_id=return_id))


@pages.get("/<uuid:return_id>/discard")
@needs("indicators_released", Action.CREATE)
def ask_discard(return_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        view = queries.the_return(session, return_id)
    return render_template("returns/templates/discard.html", given=view)


@pages.post("/<uuid:return_id>/discard")
@needs("indicators_released", Action.CREATE)
def discard(return_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.discard(session, return_id=return_id, by=door.actor())
    flash("The return is discarded. Your figures are as they were.", "success")
    return redirect(url_for("returns.index"))


@pages.post("/<uuid:return_id>/approve")
@needs("indicators_released", Action.APPROVE)
def approve(return_id: UUID) -> ResponseReturnValue:
    form = forms.load(Approve(), request.form)
    if not form.ok:
        return _show_page(return_id, form)
    try:
        with door.transaction() as session:
            service.approve(
                session, return_id=return_id, by=door.actor(), seen=form.data["seen"]
            )
    except FiguresChanged:
        flash("Figures changed since this was prepared. Send it back to be redone.")
        return redirect(url_for("returns.show", return_id=return_id))
    flash("Released. The figures are on their way to the leadership group.", "success")
    return redirect(url_for("returns.show", return_id=return_id))


@pages.post("/<uuid:return_id>/send-back")
@needs("indicators_released", Action.CREATE)
def send_back(return_id: UUID) -> ResponseReturnValue:
    form = forms.load(SendBack(), request.form)
    if not form.ok:
        return _show_page(return_id, form)
    with door.transaction() as session:
        service.send_back(
            session,
            return_id=return_id,
            by=door.actor(),
            because=form.data["because"],
        )
    flash("It is back in preparation. Nothing has left.", "success")
    return redirect(url_for("returns.show", return_id=return_id))


@pages.get("/<uuid:return_id>/cells.csv")
@needs("indicators_released", Action.READ)
def cells_csv(return_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        queries.the_return(session, return_id, only_released=_reads_what_left())
        cells = ledger.of_return(session, return_id)
    header = [
        "Indicator", "Period", "Area", "Version", "Status", "Numerator", "Denominator",
        "Value", "Rule", "Released at", "Released by", "Restated because",
    ]  # fmt: skip
    rows = [
        (
            cell.indicator, cell.period, cell.area, cell.version, cell.status.value,
            cell.numerator, cell.denominator, cell.value, cell.rule, cell.released_at,
            cell.released_by, cell.restated_because,
        )
        for cell in cells
    ]  # fmt: skip
    return exports.csv(f"return-{return_id}", header, rows, holds=DataClass.PERSONAL)
