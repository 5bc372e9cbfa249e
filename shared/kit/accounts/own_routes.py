"""One's own account: password, sessions, and a fresh proof of who it is."""

from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kit import clock, logs
from kit.access.policy import Action, Limit
from kit.accounts import access, arrival, confirmation, cookie, proving, service
from kit.accounts import sessions as all_sessions
from kit.accounts.actor import Actor
from kit.accounts.proving import OWN_ACCOUNT
from kit.accounts.schemas import Confirm, SetPassword
from kit.accounts.sessions import OwnSession
from kit.data_classes import DataClass
from kit.errors import Invalid, NotFound
from kit.notices.model import SECURITY
from kit.notices.service import tell
from kit.second_step import queries as second_step
from kit.throttle.service import TooManyGuesses
from kit.trail.service import record
from kit.web import door, exports, filters, forms

pages = Blueprint("account", __name__, url_prefix="/account")
pages.before_app_request(confirmation.check)

OWN = (Limit.OWN,)


@pages.get("")
@access.needs("own_account", Action.READ, within=OWN)
def index() -> ResponseReturnValue:
    """All there is to one's own account, each with the page that changes it."""
    actor = door.actor()
    with door.reading() as session:
        has_password = service.has_password(session, user_id=actor.user_id)
        state = second_step.state(session, user_id=actor.user_id)
    return render_template(
        "kit/accounts/templates/account.html",
        has_password=has_password,
        second_step=state,
        sessions=len(_sessions()),
    )


@pages.get("/welcome")
@access.needs("own_account", Action.READ, within=OWN)
def welcome() -> ResponseReturnValue:
    """After a link: offer a password to those who have none."""
    with door.reading() as session:
        has_one = service.has_password(session, user_id=door.actor().user_id)
    return redirect("/" if has_one else url_for("account.password"))


@pages.get("/password")
@access.needs("own_account", Action.READ, within=OWN)
def password() -> ResponseReturnValue:
    """The form for a new password."""
    return _password_page(forms.blank())


@pages.post("/password")
@access.needs("own_account", Action.UPDATE, within=OWN)
def set_password() -> ResponseReturnValue:
    """Store a new password and end the person's other sessions."""
    form = forms.load(SetPassword(), request.form)
    if not form.ok:
        return _password_page(form)
    try:
        _set_password(form.data["present"], form.data["password"])
    except Invalid as fault:
        return _password_page(form.refused(fault))
    except TooManyGuesses as fault:
        page = _password_page(form.refused({"present": str(fault)}))
        return proving.later(page, fault)
    logs.get_logger(__name__).info("password set", user_id=str(door.actor().user_id))
    flash("Your password is set. Sign in with it from now on.", "success")
    return redirect(url_for("account.index"), 303)


@pages.get("/sessions")
@access.needs("own_account", Action.READ, within=OWN)
def sessions() -> ResponseReturnValue:
    """Where the person is signed in."""
    return render_template("kit/accounts/templates/sessions.html", sessions=_sessions())


@pages.get("/sessions.csv")
@access.needs("own_account", Action.READ, within=OWN)
def sessions_csv() -> ResponseReturnValue:
    """The same as a table."""
    header = ("Device", "Signed in with", "Signed in", "Last seen", "This one")
    rows = [
        (each.device, each.method, each.began_at, each.last_seen_at, _yes(each.here))
        for each in _sessions()
    ]
    return exports.csv("sessions", header, rows, holds=DataClass.PERSONAL)


@pages.post("/sessions/<uuid:session_id>/end")
@access.needs("own_account", Action.UPDATE, within=OWN)
def end_session(session_id: UUID) -> ResponseReturnValue:
    """Sign out one browser, wherever it is."""
    actor = door.actor()
    with door.transaction() as session:
        all_sessions.end_one(session, user_id=actor.user_id, session_id=session_id)
        record(
            session, act="session.ended", resource=OWN_ACCOUNT, record=str(session_id)
        )
    flash("That device is signed out.", "success")
    return redirect(url_for("account.sessions"), 303)


@pages.post("/sessions/end-others")
@access.needs("own_account", Action.UPDATE, within=OWN)
def end_others() -> ResponseReturnValue:
    """Sign out every browser but this one."""
    actor = door.actor()
    with door.transaction() as session:
        all_sessions.end_all(session, user_id=actor.user_id, keep=cookie.token())
        record(
            session,
            act="sessions.ended",
            resource=OWN_ACCOUNT,
            record=actor.user_id,
        )
    flash("All other devices are signed out.", "success")
    return redirect(url_for("account.sessions"), 303)


@pages.get("/confirm")
@access.needs("own_account", Action.READ, within=OWN)
def confirm() -> ResponseReturnValue:
    """Ask once more for a code, or the password where there is no second step."""
    target = access.local_path(request.args.get("next"))
    return _confirm_page(forms.blank(next=target))


@pages.post("/confirm")
@access.needs("own_account", Action.READ, within=OWN)
def prove() -> ResponseReturnValue:
    """Go back to the page, under a new session id, once the proof is right."""
    form = forms.load(Confirm(), request.form)
    if not form.ok:
        return _confirm_page(form)
    actor, target = door.actor(), access.local_path(form.data["next"])
    try:
        return _confirmed(actor, form.data["proof"], target)
    except Invalid as fault:
        return _confirm_page(form.refused(fault))
    except TooManyGuesses as fault:
        refused = form.refused({"proof": str(fault)})
        return proving.later(_confirm_page(refused), fault)


@pages.get("/session")
@access.needs("own_account", Action.READ, within=OWN)
def time_left() -> ResponseReturnValue:
    """How many seconds the session lasts; asking does not make it last longer."""
    return _time_left()


@pages.post("/session")
@access.needs("own_account", Action.READ, within=OWN)
def stay() -> ResponseReturnValue:
    """Stay signed in: the half hour begins again."""
    with door.transaction() as session:
        all_sessions.see(session, token=cookie.token() or "")
    return _time_left()


@pages.app_context_processor
def _session() -> dict[str, object]:
    """For every page: when the session ends if no other page is opened."""
    standing = cookie.standing()
    if standing is None or door.actor_or_nobody() is None:
        return {}
    left = standing.ends_at - clock.now()
    return {"session_standing": standing, "session_seconds": int(left.total_seconds())}


def _time_left() -> ResponseReturnValue:
    with door.reading() as session:
        standing = all_sessions.standing_of(session, token=cookie.token() or "")
    if standing is None:
        raise NotFound("You are not signed in any more.")
    moment = clock.now()
    return jsonify(
        seconds=int((standing.ends_at - moment).total_seconds()),
        seconds_for_good=int((standing.ends_for_good_at - moment).total_seconds()),
        ends_at=filters.london(standing.ends_at),
    )


def _sessions() -> list[OwnSession]:
    with door.reading() as session:
        return all_sessions.own(
            session, user_id=door.actor().user_id, token=cookie.token() or ""
        )


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


def _password_page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        free = all_sessions.may_choose_freely(session, token=cookie.token() or "")
    page = render_template(
        "kit/accounts/templates/password.html", form=form, asks_present=not free
    )
    return page, form.status


def _set_password(present: str, chosen: str) -> None:
    actor, sent = door.actor(), cookie.token() or ""
    with door.reading() as session:
        free = all_sessions.may_choose_freely(session, token=sent)
    if not free and not present:
        fault = "Enter your present password"
        raise Invalid(fault, fields={"present": fault})
    if not free and proving.password_of(email=actor.email, given=present) is None:
        fault = "Your present password is not right"
        raise Invalid(fault, fields={"present": fault})
    with door.transaction() as session:
        service.set_password(session, user_id=actor.user_id, password=chosen, keep=sent)
        record(session, act="password.set", resource=OWN_ACCOUNT, record=actor.user_id)
        tell(
            session,
            user_id=actor.user_id,
            kind=SECURITY,
            text="The password of your account was changed.",
            href=url_for("account.sessions"),
        )


def _confirm_page(form: forms.Form) -> ResponseReturnValue:
    page = render_template(
        "kit/accounts/templates/confirm.html",
        form=form,
        asks_code=_has_second_step(door.actor()),
    )
    return page, form.status


def _has_second_step(actor: Actor) -> bool:
    with door.reading() as session:
        return second_step.state(session, user_id=actor.user_id).is_set_up


def _confirmed(actor: Actor, given: str, target: str) -> ResponseReturnValue:
    if _has_second_step(actor):
        proof = proving.second_step_of(actor, given)
        if proof is None:
            raise Invalid("", {"proof": "This code is not right, or was used before"})
        return arrival.go_on(actor, proof=proof, target=target)
    if proving.password_of(email=actor.email, given=given) is None:
        raise Invalid("", {"proof": "Your password is not right"})
    return arrival.go_on(actor, proof=None, target=target)
