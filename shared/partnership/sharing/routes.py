"""Pages of what leaves for other boroughs: the list, one to look at, and its steps."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.front.model import Source
from kit.web import door, exports, forms
from partnership.access import may
from partnership.sharing import queries, schemas, service
from partnership.sharing.service import WORKPLAN

pages = Blueprint("sharing", __name__, url_prefix="/workplan/sharing")

FOLDER = "partnership/sharing/templates"
NEED = Need(resource=WORKPLAN, action=Action.READ)
# A chair takes back what the chair proposed.
GROUP = (Limit.GROUP,)


@pages.get("/")
@needs(WORKPLAN, Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.shares(session)
    return render_template(f"{FOLDER}/list.html", shares=found)


@pages.get("/sharing.csv")
@needs(WORKPLAN, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.shares(session)
    header = [
        "Milestone", "Version", "Goes to", "State", "Proposed by", "Proposed at",
        "Decided by", "Decided at",
    ]  # fmt: skip
    rows = [
        (
            each.title, each.version, each.to, each.stands, each.proposed_by_post,
            each.proposed_at, each.decided_by_post, each.decided_at,
        )
        for each in found
    ]  # fmt: skip
    return exports.csv("sharing", header, rows)


@pages.get("/<uuid:share_id>")
@needs(WORKPLAN, Action.READ)
def show(share_id: UUID) -> ResponseReturnValue:
    return _page(share_id, forms.blank())


@pages.post("/<uuid:share_id>/release")
@needs(WORKPLAN, Action.APPROVE)
def release(share_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Release(), request.form)
    if not form.ok:
        return _page(share_id, form)
    with door.transaction() as session:
        seen = form.data["seen"]
        service.release(session, share_id=share_id, by=door.actor(), seen=seen)
    flash("Released. It is on its way to the boroughs named.", "success")
    return redirect(url_for("sharing.show", share_id=share_id))


@pages.post("/<uuid:share_id>/send-back")
@needs(WORKPLAN, Action.UPDATE, within=GROUP)
def send_back(share_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.SendBack(), request.form)
    if not form.ok:
        return _page(share_id, form)
    with door.transaction() as session:
        because = form.data["because"]
        service.send_back(session, share_id=share_id, by=door.actor(), because=because)
    flash("It stays here. Nothing of this version has left.", "success")
    return redirect(url_for("sharing.show", share_id=share_id))


def _page(share_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.share(session, share_id)
    actor = door.actor()
    page = render_template(
        f"{FOLDER}/show.html",
        share=found,
        form=form,
        mine=found.proposed_by == actor.user_id,
        may_approve=may(actor.role, WORKPLAN, Action.APPROVE),
    )
    return page, form.status


SOURCES = [Source(name="Sharing", need=NEED, look=queries.on_front_page)]
