"""The pages of the member registry."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.exchange.keys import load_signing_key
from kit.front.model import Source
from kit.search.model import Finder
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from leadership.members import queries, service
from leadership.members.model import MemberStatus
from leadership.members.schemas import ChangeStatus

pages = Blueprint("members", __name__, url_prefix="/members")

NAVIGATION = [Entry("Members", "members.index")]
SOURCES = [
    Source(
        name="Members",
        need=Need(resource=queries.RESOURCE, action=Action.READ),
        look=queries.on_front_page,
    )
]
FINDERS = [
    Finder(
        name="Members",
        need=Need(resource=queries.RESOURCE, action=Action.READ),
        find=queries.find,
    )
]


@pages.get("/")
@needs("member_registry", Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        return render_template(
            "members/templates/list.html",
            members=queries.members(session),
            registry=queries.registry(session),
            unpublished=queries.unpublished_changes(session),
        )


@pages.get("/members.csv")
@needs("member_registry", Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        members = queries.members(session)
    header = ["Short name", "Name", "Area", "Status", "Key", "Since", "Last heard"]
    return exports.csv(
        "members",
        header,
        [
            (m.slug, m.name, m.area_code, m.status, m.kid, m.since, m.last_heard)
            for m in members
        ],
    )


@pages.get("/<slug>/status")
@needs("member_registry", Action.UPDATE)
def ask_status(slug: str) -> ResponseReturnValue:
    return _status_page(slug, forms.blank())


@pages.post("/<slug>/status")
@needs("member_registry", Action.UPDATE)
def change_status(slug: str) -> ResponseReturnValue:
    form = forms.load(ChangeStatus(), request.form)
    if not form.ok:
        return _status_page(slug, form)
    key = load_signing_key(door.settings().keys_dir)
    with door.transaction() as session:
        member = service.change_status(session, slug=slug, status=form.data["status"])
        service.publish_registry(session, key=key)
        name, status = member.name, member.status
    flash(f"{name} is now {status}. The new registry is signed.", "success")
    return redirect(url_for("members.index"))


def _status_page(slug: str, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        member = queries.member(session, slug)
    wanted = (
        MemberStatus.SUSPENDED
        if member.status is MemberStatus.ACTIVE
        else MemberStatus.ACTIVE
    )
    page = render_template(
        "members/templates/status.html", member=member, wanted=wanted, form=form
    )
    return page, form.status
