"""The pages of a position: choose a day, look, have it approved."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from borough.positions import queries, service
from borough.positions.model import POSITIONS
from borough.positions.schemas import Approve, SendBack, Start, Submit
from kit import clock
from kit.access.policy import Action, Need
from kit.accounts.access import needs, opens
from kit.errors import Invalid
from kit.front.model import Source
from kit.web import door, exports, forms
from kit.web.navigation import Entry

pages = Blueprint("positions", __name__, url_prefix="/positions")

NAVIGATION = [Entry("How we stand", "positions.index")]
SOURCES = [
    Source(
        name="How we stand",
        need=Need(resource=POSITIONS, action=Action.READ),
        look=queries.on_front_page,
    )
]


@pages.get("/")
@needs(POSITIONS, Action.READ)
def index() -> ResponseReturnValue:
    return _list_page(forms.blank(as_at=clock.today()))


@pages.post("/")
@needs(POSITIONS, Action.CREATE)
def start() -> ResponseReturnValue:
    form = forms.load(Start(), request.form)
    if not form.ok:
        return _list_page(form)
    try:
        with door.transaction() as session:
            made = service.start(session, by=door.actor(), **form.data)
    except Invalid as fault:
        return _list_page(form.refused(fault))
    return redirect(url_for("positions.show", position_id=made))


def _reads_what_left() -> bool:
    """Whether this person sees what left, and nothing that is still in preparation."""
    return not opens("positions.start", door.actor())


def _list_page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.positions(session, only_released=_reads_what_left())
    page = render_template(
        "positions/templates/list.html",
        positions=found,
        form=form,
        may_start=opens("positions.start", door.actor()),
    )
    return page, form.status


@pages.get("/<uuid:position_id>")
@needs(POSITIONS, Action.READ)
def show(position_id: UUID) -> ResponseReturnValue:
    return _show_page(position_id, None)


def _show_page(position_id: UUID, form: forms.Form | None) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.the_position(
            session, position_id, only_released=_reads_what_left()
        )
    actor = door.actor()
    page = render_template(
        "positions/templates/show.html",
        given=found,
        form=form or forms.blank(note=found.note or ""),
        mine=found.prepared_by == actor.user_id,
        may_prepare=opens("positions.start", actor),
        may_approve=opens("positions.approve", actor),
    )
    return page, form.status if form else 200


@pages.get("/<uuid:position_id>/position.csv")
@needs(POSITIONS, Action.READ)
def as_csv(position_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.the_position(
            session, position_id, only_released=_reads_what_left()
        )
    header = ["What", "Of", "Counted as", "Number"]
    rows = [*_counted(found, "actions", "Actions"), *_counted(found, "clocks", "Clock")]
    for each in found.content["priorities"]:
        rows += [
            ("Priority", each["title"], word, each[word])
            for word in ("milestones", "done", "late")
        ]
    return exports.csv(f"position-{found.as_at}", header, rows)


def _counted(
    found: queries.PositionSeen, part: str, word: str
) -> list[tuple[exports.Cell, ...]]:
    return [
        (word, row["title"], name.replace("_", " "), "hidden" if n is None else n)
        for row in found.content[part]
        for name, n in row.items()
        if name not in {"theme", "title", "kind"}
    ]


@pages.post("/<uuid:position_id>/submit")
@needs(POSITIONS, Action.CREATE)
def submit(position_id: UUID) -> ResponseReturnValue:
    form = forms.load(Submit(), request.form)
    if not form.ok:
        return _show_page(position_id, form)
    with door.transaction() as session:
        service.submit(session, position_id=position_id, by=door.actor(), **form.data)
    flash("It waits for a second person. Nothing has left.", "success")
    return redirect(url_for("positions.show", position_id=position_id))


@pages.get("/<uuid:position_id>/discard")
@needs(POSITIONS, Action.CREATE)
def ask_discard(position_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.the_position(session, position_id)
    return render_template("positions/templates/discard.html", given=found)


@pages.post("/<uuid:position_id>/discard")
@needs(POSITIONS, Action.CREATE)
def discard(position_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.discard(session, position_id=position_id, by=door.actor())
    flash("It is discarded. Your records are as they were.", "success")
    return redirect(url_for("positions.index"))


@pages.post("/<uuid:position_id>/send-back")
@needs(POSITIONS, Action.CREATE)
def send_back(position_id: UUID) -> ResponseReturnValue:
    form = forms.load(SendBack(), request.form)
    if not form.ok:
        return _show_page(position_id, form)
    with door.transaction() as session:
        service.send_back(
            session,
            position_id=position_id,
            by=door.actor(),
            because=form.data["because"],
        )
    flash("It is back in preparation. Nothing has left.", "success")
    return redirect(url_for("positions.show", position_id=position_id))


@pages.post("/<uuid:position_id>/approve")
@needs(POSITIONS, Action.APPROVE)
def approve(position_id: UUID) -> ResponseReturnValue:
    form = forms.load(Approve(), request.form)
    if not form.ok:
        return _show_page(position_id, form)
    with door.transaction() as session:
        service.approve(
            session,
            position_id=position_id,
            by=door.actor(),
            seen=form.data["seen"],
            area=door.settings().area_code,
        )
    flash("Released. It is on its way to the leadership group.", "success")
    return redirect(url_for("positions.show", position_id=position_id))
