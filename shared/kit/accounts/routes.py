"""Sign in by password or one-time link, and sign out."""

from uuid import UUID

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as form_session
from flask.typing import ResponseReturnValue

from kit.accounts import access, arrival, cookie, proving, service, sessions
from kit.accounts.model import SignInMethod
from kit.accounts.schemas import SignIn
from kit.errors import NotFound
from kit.throttle.service import TooManyGuesses
from kit.trail.service import record
from kit.web import door, forms

pages = Blueprint("accounts", __name__)

_WRONG = "The e-mail address or the password is wrong"


@pages.get("/sign-in")
@access.public
def sign_in() -> ResponseReturnValue:
    """The form for an e-mail address and a password."""
    target = access.local_path(request.args.get("next"))
    if door.actor_or_nobody() is not None:
        return redirect(target)
    if cookie.halfway() is not None:
        return redirect(url_for("second_step.challenge", next=target))
    return _sign_in_page(forms.blank(next=target))


@pages.post("/sign-in")
@access.public
def try_password() -> ResponseReturnValue:
    """Let in the person whose password it is, or show the form again."""
    form = forms.load(SignIn(), request.form)
    if not form.ok:
        return _sign_in_page(form)
    email, password = form.data["email"], form.data["password"]
    try:
        user_id = proving.password_of(email=email, given=password)
    except TooManyGuesses as fault:
        refused = form.refused({"email": str(fault)})
        return proving.later(_sign_in_page(refused), fault)
    if user_id is None:
        return _sign_in_page(form.refused({"email": _WRONG}))
    target = access.local_path(form.data["next"])
    return arrival.let_in(user_id, method=SignInMethod.PASSWORD, target=target)


@pages.get("/sign-in/link/<token>")
@access.public
def link(token: str) -> ResponseReturnValue:
    """A page with a button: only pressing it uses the link up."""
    # Mail scanners open links, so looking is free.
    with door.reading() as session:
        works = service.link_works(session, token=token)
    page = render_template("kit/accounts/templates/link.html", works=works, token=token)
    return page, 200 if works else 404


@pages.post("/sign-in/link/<token>")
@access.public
def use_link(token: str) -> ResponseReturnValue:
    """Let in the person the link was made for."""
    try:
        with door.transaction() as session:
            user_id: UUID = service.use_link(session, token=token)
    except NotFound:
        page = render_template("kit/accounts/templates/link.html", works=False)
        return page, 404
    target = url_for("account.welcome")
    return arrival.let_in(user_id, method=SignInMethod.LINK, target=target)


@pages.post("/sign-out")
@access.public
def sign_out() -> ResponseReturnValue:
    """End the session, however far it came."""
    sent, standing = cookie.token(), cookie.standing()
    if sent:
        with door.transaction() as session:
            sessions.end(session, token=sent)
            if standing is not None:
                actor = standing.actor
                record(
                    session,
                    act="sign-out.done",
                    resource=proving.OWN_ACCOUNT,
                    record=actor.user_id,
                    by=actor,
                )
    form_session.clear()
    flash("You are signed out.", "success")
    return cookie.take_back(make_response(redirect(url_for("accounts.sign_in"), 303)))


def _sign_in_page(form: forms.Form) -> ResponseReturnValue:
    page = render_template("kit/accounts/templates/sign_in.html", form=form)
    return page, form.status
