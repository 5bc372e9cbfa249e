"""Ask for the letter, and choose a new password by its link.

No session begins here: with the new password people sign in as always, their second
step included.
"""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit.accounts import access, proving, queries
from kit.accounts.proving import OWN_ACCOUNT
from kit.errors import Invalid, NotFound
from kit.notices.model import SECURITY
from kit.notices.service import tell
from kit.password_reset import service
from kit.password_reset.schemas import Ask, Choose
from kit.throttle import service as throttle
from kit.throttle.model import Kind
from kit.throttle.service import TooManyGuesses
from kit.trail.model import Outcome
from kit.trail.service import record
from kit.web import door, forms, limits

pages = Blueprint("password_reset", __name__, url_prefix="/password-reset")


@pages.get("")
@access.public
def form() -> ResponseReturnValue:
    """The form for an address, or whom to ask where no mail is set up."""
    return _form_page(forms.blank())


@pages.post("")
@access.public
def ask() -> ResponseReturnValue:
    """Write the letter if the address has an account; the answer never says so."""
    limits.spend(limits.RESET)
    filled = forms.load(Ask(), request.form)
    if not filled.ok or not door.settings().mail_url:
        return _form_page(filled)
    address = filled.data["email"].strip().casefold()
    try:
        proving.count(Kind.RESET, about=address)
    except TooManyGuesses:
        pass  # said to nobody: it would tell that somebody asked before
    else:
        _ask(address)
    return render_template("kit/password_reset/templates/asked.html")


@pages.get("/<token>")
@access.public
def link(token: str) -> ResponseReturnValue:
    """The form for the new password: only sending it uses the link up."""
    with door.reading() as session:
        works = service.works(session, token=token)
    return _choose_page(token, forms.blank()) if works else _gone()


@pages.post("/<token>")
@access.public
def choose(token: str) -> ResponseReturnValue:
    """Store the new password and lead to sign-in."""
    limits.spend(limits.RESET)
    filled = forms.load(Choose(), request.form)
    if not filled.ok:
        return _choose_page(token, filled)
    try:
        with door.transaction() as session:
            user_id = service.reset(
                session, token=token, password=filled.data["password"]
            )
            _told(session, user_id)
    except Invalid as fault:
        return _choose_page(token, filled.refused(fault))
    except NotFound:
        return _gone()
    flash("Your new password is set. Sign in with it.", "success")
    return redirect(url_for("accounts.sign_in"), 303)


def _form_page(filled: forms.Form) -> ResponseReturnValue:
    settings = door.settings()
    page = render_template(
        "kit/password_reset/templates/form.html",
        form=filled,
        by_mail=bool(settings.mail_url),
        contact=settings.contact,
    )
    return page, filled.status


def _choose_page(token: str, filled: forms.Form) -> ResponseReturnValue:
    page = render_template(
        "kit/password_reset/templates/choose.html", token=token, form=filled
    )
    return page, filled.status


def _gone() -> ResponseReturnValue:
    page = render_template("kit/password_reset/templates/choose.html", token="")
    return page, 404


def _ask(address: str) -> None:
    with door.transaction() as session:
        user_id = service.ask(session, email=address)
        # Written for strangers too: both take as long.
        record(
            session,
            act="password.reset-asked",
            resource=OWN_ACCOUNT,
            record=user_id,
            outcome=Outcome.DONE if user_id else Outcome.REFUSED,
            detail={"address-hash": proving.whom(address)},
        )


def _told(session: Session, user_id: UUID) -> None:
    """Open a locked account again, and tell the trail and the owner."""
    address = queries.address_of(session, user_id=user_id)
    throttle.clear(session, who=proving.whom(address))
    record(session, act="password.reset", resource=OWN_ACCOUNT, record=user_id)
    tell(
        session,
        user_id=user_id,
        kind=SECURITY,
        text="The password of your account was changed by a letter's link.",
        href=url_for("account.sessions"),
    )
