"""See what was typed before the session ran out, and throw it away."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Limit
from kit.accounts import access
from kit.unsaved import keeping

pages = Blueprint("unsaved", __name__, url_prefix="/account/unsaved")

OWN = (Limit.OWN,)


@pages.get("")
@access.needs("own_account", Action.READ, within=OWN)
def show() -> ResponseReturnValue:
    """Every field and its text, to copy from where the form cannot take it."""
    return render_template("kit/unsaved/templates/unsaved.html", text=keeping.mine())


@pages.post("/throw-away")
@access.needs("own_account", Action.UPDATE, within=OWN)
def throw_away() -> ResponseReturnValue:
    """Forget it; keeping sees to that when it answers."""
    found = keeping.mine()
    flash("What you had typed is thrown away.", "success")
    return redirect(found.page if found else "/", 303)


@pages.app_context_processor
def _waiting() -> dict[str, object]:
    """For every page: what waits, and whether this is the page it was typed on."""
    if not keeping.is_waiting():
        return {}
    found = keeping.mine()
    waiting: dict[str, object] = {"text_is_kept": True}
    if found is None:
        return waiting
    here = found.page.partition("?")[0] == request.path
    return {**waiting, "unsaved": found, "unsaved_is_here": here}
