"""Sign in by password or one-time link, set a password, sign out."""

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
from structlog.stdlib import BoundLogger

from kit import logs
from kit.access.policy import Action, Limit
from kit.accounts import access, cookie, service
from kit.accounts.model import SignInMethod
from kit.accounts.schemas import SetPassword, SignIn
from kit.errors import Invalid, NotFound
from kit.web import door, forms

pages = Blueprint("accounts", __name__)

OWN = (Limit.OWN,)

_WRONG = "The e-mail address or the password is wrong"


@pages.get("/sign-in")
@access.public
def sign_in() -> ResponseReturnValue:
    """The form for an e-mail address and a password."""
    target = access.local_path(request.args.get("next"))
    if door.actor_or_nobody() is not None:
        return redirect(target)
    return _sign_in_page(forms.blank(next=target))


@pages.post("/sign-in")
@access.public
def try_password() -> ResponseReturnValue:
    """Let in the person whose password it is, or show the form again."""
    form = forms.load(SignIn(), request.form)
    if not form.ok:
        return _sign_in_page(form)
    try:
        user_id = _password_of(form.data["email"], form.data["password"])
    except service.TooManyGuesses as fault:
        _log().warning("sign-in refused", reason="too many guesses")
        return _sign_in_page(form.refused({"email": str(fault)}), 429)
    if user_id is None:
        _log().warning("sign-in refused", reason="wrong address or password")
        return _sign_in_page(form.refused({"email": _WRONG}))
    target = access.local_path(form.data["next"])
    return _let_in(user_id, SignInMethod.PASSWORD, target)


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
            user_id = service.use_link(session, token=token)
    except NotFound:
        page = render_template("kit/accounts/templates/link.html", works=False)
        return page, 404
    return _let_in(user_id, SignInMethod.LINK, url_for("accounts.welcome"))


@pages.get("/account/welcome")
@access.needs("own_account", Action.READ, within=OWN)
def welcome() -> ResponseReturnValue:
    """After a link: offer a password to those who have none."""
    with door.reading() as session:
        has_one = service.has_password(session, user_id=door.actor().user_id)
    return redirect("/" if has_one else url_for("accounts.password"))


@pages.get("/account/password")
@access.needs("own_account", Action.READ, within=OWN)
def password() -> ResponseReturnValue:
    """The form for a new password."""
    return _password_page(forms.blank())


@pages.post("/account/password")
@access.needs("own_account", Action.READ, within=OWN)
def set_password() -> ResponseReturnValue:
    """Store a new password and end the person's other sessions."""
    form = forms.load(SetPassword(), request.form)
    if not form.ok:
        return _password_page(form)
    try:
        _set_password(form.data["present"], form.data["password"])
    except Invalid as fault:
        return _password_page(form.refused(fault))
    except service.TooManyGuesses as fault:
        return _password_page(form.refused({"present": str(fault)}))
    _log().info("password set", user_id=str(door.actor().user_id))
    flash("Your password is set. Sign in with it from now on.", "success")
    return redirect("/")


@pages.post("/sign-out")
@access.public
def sign_out() -> ResponseReturnValue:
    """End the session."""
    sent = cookie.token()
    if sent:
        with door.transaction() as session:
            service.end_session(session, token=sent)
    form_session.clear()
    flash("You are signed out.", "success")
    return cookie.take_back(make_response(redirect(url_for("accounts.sign_in"))))


def _log() -> BoundLogger:
    return logs.get_logger(__name__)


def _sign_in_page(form: forms.Form, status: int = 0) -> ResponseReturnValue:
    page = render_template("kit/accounts/templates/sign_in.html", form=form)
    return page, status or form.status


def _password_page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        free = service.may_choose_freely(session, token=cookie.token() or "")
    page = render_template(
        "kit/accounts/templates/password.html", form=form, asks_present=not free
    )
    return page, form.status


def _password_of(email: str, given: str) -> UUID | None:
    """Whose password this is; every try is counted, before it is looked at."""
    with door.transaction() as session:
        guess = service.note_guess(session, email=email)
    # Looked at outside the write: a slow hash must not keep others waiting.
    with door.reading() as session:
        user_id = service.check_password(session, email=email, password=given)
    if user_id is not None:
        with door.transaction() as session:
            service.forgive_guess(session, guess=guess, user_id=user_id, password=given)
    return user_id


def _set_password(present: str, chosen: str) -> None:
    actor, sent = door.actor(), cookie.token() or ""
    with door.reading() as session:
        free = service.may_choose_freely(session, token=sent)
    if not free and _password_of(actor.email, present) is None:
        fault = "Your present password is not right"
        raise Invalid(fault, fields={"present": fault})
    with door.transaction() as session:
        service.set_password(session, user_id=actor.user_id, password=chosen, keep=sent)


def _let_in(user_id: UUID, method: SignInMethod, target: str) -> ResponseReturnValue:
    old = cookie.token()
    with door.transaction() as session:
        if old:
            service.end_session(session, token=old)
        token = service.start_session(session, user_id=user_id, method=method)
    form_session.clear()
    _log().info("signed in", user_id=str(user_id), reason=method.value)
    return cookie.hand_out(make_response(redirect(target)), token=token)
