"""Accept an invitation with an account at the provider, in place of a password.

Only newcomers may: who has an account already links it from there, after a proof.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kit.accounts import access
from kit.errors import Conflict
from kit.invitations import queries
from kit.invitations.queries import InvitationSeen
from kit.invitations.service import NoSuchInvitation
from kit.openid import attempts, journey, service
from kit.openid.attempts import Then
from kit.openid.schemas import AcceptLinked
from kit.web import door, forms

pages = Blueprint("openid_invited", __name__, url_prefix="/invitation/<token>/provider")


@pages.get("")
@access.public
def start(token: str) -> ResponseReturnValue:
    """Send the browser to the provider; the invitation stays as it is."""
    if _usable(token) is None:
        return _to_the_invitation(token)
    return journey.send(
        then=Then.SHOW, target=url_for("openid_invited.ask", token=token)
    )


@pages.get("/accept")
@access.public
def ask(token: str) -> ResponseReturnValue:
    """Show which account at the provider would sign in here from now on."""
    invitation = _usable(token)
    if invitation is None or attempts.held() is None:
        return _to_the_invitation(token)
    return _page(token, invitation, forms.blank(name=invitation.name))


@pages.post("/accept")
@access.public
def accept(token: str) -> ResponseReturnValue:
    """Make the account with its link and role; then sign in with it."""
    invitation, identity = _usable(token), attempts.held()
    if invitation is None or identity is None:
        return _to_the_invitation(token)
    form = forms.load(AcceptLinked(), request.form)
    if not form.ok:
        return _page(token, invitation, form)
    try:
        with door.transaction() as session:
            service.accept_invitation(
                session, token=token, name=form.data["name"], identity=identity
            )
    except NoSuchInvitation:
        return _to_the_invitation(token)
    except Conflict as fault:
        return _page(token, invitation, form.refused({"form": str(fault)}))
    attempts.let_go()
    flash(f"Your account is made. Sign in with {journey.name()}.", "success")
    return redirect(url_for("accounts.sign_in"), 303)


def _usable(token: str) -> InvitationSeen | None:
    """The invitation of somebody who is new here and not signed in as another."""
    journey.provider()
    if door.actor_or_nobody() is not None:
        return None
    with door.reading() as session:
        found = queries.of_token(session, token=token)
    return found if found is not None and found.for_newcomer else None


def _to_the_invitation(token: str) -> ResponseReturnValue:
    """Where it is said what the invitation is still good for."""
    return redirect(url_for("invitations.show", token=token), 303)


def _page(
    token: str, invitation: InvitationSeen, form: forms.Form
) -> ResponseReturnValue:
    identity = attempts.held()
    page = render_template(
        "kit/openid/templates/accept.html",
        form=form,
        invitation=invitation,
        shown=identity.shown if identity else "",
        token=token,
    )
    return page, form.status
