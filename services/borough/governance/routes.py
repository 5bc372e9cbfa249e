"""The pages of a governance return: choose a day, look, have it approved."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from borough.governance import queries, service
from borough.governance.model import RETURNS
from borough.governance.schemas import Start
from borough.releases.routes import Pages, furnish
from kit import clock
from kit.access.policy import Action, Need
from kit.accounts.access import needs, opens
from kit.errors import Invalid
from kit.front.model import Source
from kit.web import door, exports, forms
from kit.web.navigation import Entry

pages = Blueprint("governance", __name__, url_prefix="/governance")

NAVIGATION = [Entry("How we stand", "governance.index")]
SOURCES = [
    Source(
        name="How we stand",
        need=Need(resource=RETURNS, action=Action.READ),
        look=queries.on_front_page,
    )
]


@pages.get("/")
@needs(RETURNS, Action.READ)
def index() -> ResponseReturnValue:
    return _list_page(forms.blank(as_at=clock.today()))


@pages.post("/")
@needs(RETURNS, Action.CREATE)
def start() -> ResponseReturnValue:
    form = forms.load(Start(), request.form)
    if not form.ok:
        return _list_page(form)
    try:
        with door.transaction() as session:
            made = service.start(session, by=door.actor(), **form.data)
    except Invalid as fault:
        return _list_page(form.refused(fault))
    return redirect(url_for("governance.show", summary_id=made))


def _reads_what_left() -> bool:
    """Whether this person sees what left, and nothing that is still in preparation."""
    return not opens("governance.start", door.actor())


def _list_page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.returns(session, only_released=_reads_what_left())
    page = render_template(
        "governance/templates/list.html",
        returns=found,
        form=form,
        may_start=opens("governance.start", door.actor()),
    )
    return page, form.status


@pages.get("/<uuid:summary_id>")
@needs(RETURNS, Action.READ)
def show(summary_id: UUID) -> ResponseReturnValue:
    return _show_page(summary_id, None)


def _looked(summary_id: UUID) -> queries.ReturnSeen:
    only = _reads_what_left()
    with door.reading() as session:
        return queries.the_return(session, summary_id, only_released=only)


def _show_page(summary_id: UUID, form: forms.Form | None) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.the_return(
            session, summary_id, only_released=_reads_what_left()
        )
    actor = door.actor()
    page = render_template(
        "governance/templates/show.html",
        given=found,
        form=form or forms.blank(note=found.note or ""),
        mine=found.prepared_by == actor.user_id,
        may_prepare=opens("governance.start", actor),
        may_approve=opens("governance.approve", actor),
    )
    return page, form.status if form else 200


@pages.get("/<uuid:summary_id>/return.csv")
@needs(RETURNS, Action.READ)
def as_csv(summary_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.the_return(
            session, summary_id, only_released=_reads_what_left()
        )
    header = ["What", "Of", "Counted as", "Number"]
    rows = [*_counted(found, "actions", "Actions"), *_counted(found, "clocks", "Clock")]
    for each in found.content["priorities"]:
        rows += [
            ("Priority", each["title"], word, each[word])
            for word in ("milestones", "done", "late")
        ]
    return exports.csv(f"governance-{found.as_at}", header, rows)


def _counted(
    found: queries.ReturnSeen, part: str, word: str
) -> list[tuple[exports.Cell, ...]]:
    return [
        (word, row["title"], name.replace("_", " "), "hidden" if n is None else n)
        for row in found.content[part]
        for name, n in row.items()
        if name not in {"theme", "title", "kind"}
    ]


@pages.get("/<uuid:summary_id>/discard")
@needs(RETURNS, Action.CREATE)
def ask_discard(summary_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.the_return(session, summary_id)
    return render_template("governance/templates/discard.html", given=found)


furnish(
    Pages(blueprint=pages, way=service.WAY, approve=service.approve, show=_show_page),
)
