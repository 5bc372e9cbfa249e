"""Pages on which a quarter's training is counted, approved by another person, sent."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from borough.releases.routes import Pages, furnish
from borough.training_summaries import queries, service
from borough.training_summaries.model import BOOKINGS
from borough.training_summaries.queries import SummarySeen
from borough.training_summaries.schemas import Start
from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs, opens
from kit.errors import Invalid
from kit.front.model import Source
from kit.web import door, exports, forms
from partnership.figures import periods
from partnership.training.model import STEPS, TOLD_OF, WORDS, lines

pages = Blueprint("training_summaries", __name__, url_prefix="/training-summaries")

FOLDER = "training_summaries/templates"
COUNTED = (Limit.AGGREGATES,)
SOURCES = [
    Source(
        name="Summaries of training",
        need=Need(resource=BOOKINGS, action=Action.APPROVE),
        look=queries.on_front_page,
    )
]


@pages.get("/")
@needs(BOOKINGS, Action.READ, within=COUNTED)
def index() -> ResponseReturnValue:
    return _list_page(forms.blank())


def _list_page(form: forms.Form) -> ResponseReturnValue:
    known = queries.quarters(clock.today())
    with door.reading() as session:
        found = queries.summaries(session, only_released=_reads_what_left())
        registers = queries.open_registers(session, known[0])
    page = render_template(
        f"{FOLDER}/list.html", form=form, summaries=found, registers=registers,
        quarters=[(each, periods.label(each)) for each in known],
    )  # fmt: skip
    return page, form.status


@pages.get("/summaries.csv")
@needs(BOOKINGS, Action.READ, within=COUNTED)
def list_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.summaries(session, only_released=_reads_what_left())
    rows = [
        (each.period, each.number, each.state.value, each.started_at, each.decided_at)
        for each in found
    ]
    header = ["Quarter", "Number", "State", "Begun", "Decided"]
    return exports.csv("summaries-of-training", header, rows)


@pages.post("/")
@needs(BOOKINGS, Action.APPROVE)
def start() -> ResponseReturnValue:
    form = forms.load(Start(), request.form)
    if not form.ok:
        return _list_page(form)
    try:
        with door.transaction() as session:
            made = service.start(
                session,
                period=form.data["period"],
                member=door.settings().member,
                by=door.actor(),
            )
    except Invalid as fault:
        return _list_page(form.refused(fault))
    return redirect(url_for("training_summaries.show", summary_id=made))


@pages.get("/<uuid:summary_id>")
@needs(BOOKINGS, Action.READ, within=COUNTED)
def show(summary_id: UUID) -> ResponseReturnValue:
    return _show_page(summary_id, None)


def _reads_what_left() -> bool:
    """Whether this person sees what left, and nothing that is still in preparation."""
    return not opens("training_summaries.start", door.actor())


def _looked(summary_id: UUID) -> SummarySeen:
    with door.reading() as session:
        return queries.summary(session, summary_id, only_released=_reads_what_left())


def _show_page(summary_id: UUID, form: forms.Form | None) -> ResponseReturnValue:
    actor = door.actor()
    with door.reading() as session:
        found = queries.summary(session, summary_id, only_released=_reads_what_left())
        told = queries.of_quarter(session, found.period)
        elsewhere = queries.places_elsewhere(session, found.period)
        registers = queries.open_registers(session, found.period)
    page = render_template(
        f"{FOLDER}/show.html", given=found, told=told, elsewhere=elsewhere,
        registers=registers, form=form or forms.blank(note=found.note or ""),
        mine=found.prepared_by == actor.user_id,
        may_prepare=opens("training_summaries.start", actor),
        may_approve=opens("training_summaries.approve", actor),
        words=WORDS, measures=TOLD_OF, steps=STEPS,
    )  # fmt: skip
    return page, form.status if form else 200


@pages.get("/<uuid:summary_id>/summary.csv")
@needs(BOOKINGS, Action.READ, within=COUNTED)
def as_csv(summary_id: UUID) -> ResponseReturnValue:
    found = _looked(summary_id)
    header = ["Quarter", "Told", "Group", "Of", "Counted as", "Number"]
    rows: list[tuple[exports.Cell, ...]] = [
        (
            found.period, each.way, each.group, each.of, each.measure,
            "hidden" if each.number is None else each.number,
        )
        for each in lines(found.content)
    ]  # fmt: skip
    return exports.csv("training-as-told", header, rows)


furnish(
    Pages(blueprint=pages, way=service.WAY, approve=service.approve, show=_show_page),
    prepare=Action.APPROVE,
    send_back=Action.APPROVE,
)
