"""Pages of snapshots: all there are, one with its content, and a new one."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kit import clock
from kit.access.policy import Action
from kit.accounts.access import may_open, needs
from kit.errors import Invalid
from kit.web import door, exports, forms
from partnership.agencies import agency_name
from partnership.brag.model import Brag
from partnership.snapshots import queries, service
from partnership.snapshots.schemas import Take

pages = Blueprint("snapshots", __name__, url_prefix="/snapshots")

ACTIONS = service.ACTIONS
TEMPLATES = "partnership/snapshots/templates"


@pages.get("/")
@needs(ACTIONS, Action.READ)
def index() -> ResponseReturnValue:
    return _page(forms.blank(as_at=clock.today()))


@pages.post("/")
@needs(ACTIONS, Action.CREATE)
def take() -> ResponseReturnValue:
    form = forms.load(Take(), request.form)
    if not form.ok:
        return _page(form)
    try:
        with door.transaction() as session:
            made = service.take(session, by=door.actor(), **form.data)
    except Invalid as fault:
        return _page(form.refused(fault))
    flash("The snapshot is taken and locked.", "success")
    return redirect(url_for("snapshots.show", snapshot_id=made))


@pages.get("/<uuid:snapshot_id>")
@needs(ACTIONS, Action.READ)
def show(snapshot_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.snapshot(session, snapshot_id)
    return render_template(
        f"{TEMPLATES}/show.html", found=found, states=[brag.value for brag in Brag]
    )


@pages.get("/<uuid:snapshot_id>/actions.csv")
@needs(ACTIONS, Action.READ)
def as_csv(snapshot_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.snapshot(session, snapshot_id)
    header = [
        "As at", "Reference", "Plan", "Action", "Owner", "Agency", "State", "Due",
        "Forecast",
    ]  # fmt: skip
    rows = [
        (
            found.snapshot.as_at, each["ref"], each["plan"], each["title"],
            each["owner_post"], agency_name(each["agency"]), each["brag"], each["due"],
            each["forecast"],
        )
        for each in found.actions
    ]  # fmt: skip
    return exports.csv(f"actions-as-at-{found.snapshot.as_at}", header, rows)


def _page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.snapshots(session)
    page = render_template(
        f"{TEMPLATES}/list.html",
        snapshots=found,
        form=form,
        may_take=may_open("snapshots.take"),
    )
    return page, form.status
