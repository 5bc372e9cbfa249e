"""The page of themes: all there are, and a new one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kit.access.policy import Action
from kit.accounts.access import needs
from kit.errors import Invalid
from kit.trail import service as trail
from kit.web import door, forms
from partnership.themes import queries, service
from partnership.themes.schemas import Added

pages = Blueprint("themes", __name__, url_prefix="/themes")

# Whoever adds actions says what they have in common.
RESOURCE = "actions"


@pages.get("/")
@needs(RESOURCE, Action.CREATE)
def index() -> ResponseReturnValue:
    return _page(forms.blank())


@pages.post("/")
@needs(RESOURCE, Action.CREATE)
def add() -> ResponseReturnValue:
    form = forms.load(Added(), request.form)
    if not form.ok:
        return _page(form)
    try:
        with door.transaction() as session:
            theme_id = service.add(session, **form.data)
            trail.record(session, act="theme.added", resource=RESOURCE, record=theme_id)
    except Invalid as fault:
        return _page(form.refused(fault))
    flash("The theme is added.", "success")
    return redirect(url_for("themes.index"))


def _page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.themes(session)
    page = render_template(
        "partnership/themes/templates/list.html", themes=found, form=form
    )
    return page, form.status
