"""Link one's own account with one at the provider, or take the link away.

Both ask for a fresh proof. Who came back from the provider is shown first and linked
by a button: a link that somebody was lured to must not give a stranger a way in.
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Limit
from kit.accounts import access
from kit.accounts import service as accounts
from kit.accounts.confirmation import needs_confirmation
from kit.errors import Conflict
from kit.openid import attempts, journey, queries, service
from kit.openid.attempts import Then
from kit.web import door

pages = Blueprint("openid_own", __name__, url_prefix="/account/provider")

OWN = (Limit.OWN,)
FRESH = 10  # minutes, as for all that changes how an account is guarded


@pages.get("")
@access.needs("own_account", Action.READ, within=OWN)
def index() -> ResponseReturnValue:
    """Whether the account is linked, and what that means."""
    user_id, issuer = door.actor().user_id, door.settings().openid_issuer
    with door.reading() as session:
        since = queries.linked_since(session, user_id=user_id, issuer=issuer)
        only_way_in = not accounts.has_password(session, user_id=user_id)
    return render_template(
        "kit/openid/templates/own.html", since=since, only_way_in=only_way_in
    )


@pages.get("/link")
@access.needs("own_account", Action.UPDATE, within=OWN)
@needs_confirmation(FRESH)
def start() -> ResponseReturnValue:
    """Send the browser to the provider; nothing is linked before the button."""
    if not journey.name():
        return _own()
    return journey.send(then=Then.SHOW, target=url_for("openid_own.ask"))


@pages.get("/confirm")
@access.needs("own_account", Action.UPDATE, within=OWN)
@needs_confirmation(FRESH)
def ask() -> ResponseReturnValue:
    """Show which account at the provider would be linked."""
    if not journey.name():
        return _own()
    identity = attempts.held()
    if identity is None:
        return _too_late()
    return render_template("kit/openid/templates/link.html", shown=identity.shown)


@pages.post("/confirm")
@access.needs("own_account", Action.UPDATE, within=OWN)
@needs_confirmation(FRESH)
def link() -> ResponseReturnValue:
    """Link the account that was shown."""
    identity = attempts.held()
    if identity is None:
        return _too_late()
    attempts.let_go()
    try:
        with door.transaction() as session:
            service.link(session, user_id=door.actor().user_id, identity=identity)
    except Conflict as fault:
        flash(str(fault), "warning")
    else:
        flash(f"You can now sign in with {journey.name()}.", "success")
    return _own()


@pages.post("/unlink")
@access.needs("own_account", Action.UPDATE, within=OWN)
@needs_confirmation(FRESH)
def unlink() -> ResponseReturnValue:
    """Take the link away, unless it is the only way in."""
    found, user_id = journey.provider(), door.actor().user_id
    try:
        with door.transaction() as session:
            service.unlink(session, user_id=user_id, issuer=found.issuer)
    except Conflict as fault:
        flash(str(fault), "warning")
    else:
        flash(f"You no longer sign in with {journey.name()}.", "success")
    return _own()


def _own() -> ResponseReturnValue:
    return redirect(url_for("openid_own.index"), 303)


def _too_late() -> ResponseReturnValue:
    flash("That took longer than ten minutes. Begin once more.", "warning")
    return _own()
