"""The pages of one's notices, and how to be told."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Limit
from kit.accounts import cookie
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.mail import service as mail
from kit.notices import queries, service
from kit.notices.model import Delivery
from kit.notices.schemas import Nothing, Settings
from kit.web import door, exports, forms

pages = Blueprint("notices", __name__, url_prefix="/notices")

# Every page here shows and changes what is one's own, and nothing else.
OWN = (Limit.OWN,)
WAYS = (
    (Delivery.AT_ONCE, "By e-mail, each as it comes"),
    (Delivery.WEEKLY, "By e-mail, once a week"),
    (Delivery.ON_PAGES, "Only here"),
)


@pages.get("/")
@needs("notices", Action.READ, within=OWN)
def index() -> ResponseReturnValue:
    """Unread notices first, then the others, latest first."""
    page = request.args.get("page", 1, type=int)
    with door.reading() as session:
        inbox = queries.inbox(session, door.actor().user_id, page=page)
    return render_template("kit/notices/templates/inbox.html", inbox=inbox)


@pages.get("/notices.csv")
@needs("notices", Action.READ, within=OWN)
def as_csv() -> ResponseReturnValue:
    """All notices as a table."""
    with door.reading() as session:
        notices = queries.everything(session, door.actor().user_id)
    header = ["Notice", "About", "Came", "Read", "Page"]
    rows = [(one.text, one.kind, one.at, one.read_at, one.href) for one in notices]
    return exports.csv("notices", header, rows, holds=DataClass.PERSONAL)


@pages.post("/<uuid:notice_id>/read")
@needs("notices", Action.UPDATE, within=OWN)
def read(notice_id: UUID) -> ResponseReturnValue:
    """Note that one was read."""
    form = forms.load(Nothing(), request.form)
    if form.ok:
        with door.transaction() as session:
            service.read(session, notice_id=notice_id, user_id=door.actor().user_id)
    return redirect(url_for("notices.index"))


@pages.post("/read")
@needs("notices", Action.UPDATE, within=OWN)
def read_all() -> ResponseReturnValue:
    """Note that all were read."""
    form = forms.load(Nothing(), request.form)
    if form.ok:
        with door.transaction() as session:
            service.read_all(session, user_id=door.actor().user_id)
        flash("All your notices are marked as read.", "success")
    return redirect(url_for("notices.index"))


@pages.get("/settings")
@needs("notices", Action.READ, within=OWN)
def settings() -> ResponseReturnValue:
    """The form for how to be told."""
    with door.reading() as session:
        chosen = service.delivery(session, door.actor().user_id)
    return _settings_page(forms.blank(delivery=chosen.value))


@pages.post("/settings")
@needs("notices", Action.UPDATE, within=OWN)
def choose() -> ResponseReturnValue:
    """Note how this person wants to be told."""
    form = forms.load(Settings(), request.form)
    if not form.ok:
        return _settings_page(form)
    with door.transaction() as session:
        service.choose(
            session, user_id=door.actor().user_id, delivery=form.data["delivery"]
        )
    flash("Your choice is kept.", "success")
    return redirect(url_for("notices.index"))


def _settings_page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        by_mail = mail.office(session) is not None
    page = render_template(
        "kit/notices/templates/settings.html",
        form=form,
        by_mail=by_mail,
        ways=[(way.value, words) for way, words in WAYS],
    )
    return page, form.status


def unread() -> int:
    """How many notices the signed-in person has not read; for the header."""
    standing = cookie.standing()
    return standing.unread if standing and door.actor_or_nobody() else 0
