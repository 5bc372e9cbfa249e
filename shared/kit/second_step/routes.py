"""Take the second step, set it up, and make new recovery codes.

Pages of the second step are the only ones open to who came half of the way, so they
are marked public and look for themselves who it is.
"""

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit.access.policy import Action, Limit
from kit.accounts import access, arrival, cookie, proving
from kit.accounts.actor import Actor
from kit.accounts.confirmation import needs_confirmation
from kit.accounts.proving import OWN_ACCOUNT
from kit.errors import Invalid
from kit.lockbox import Lockbox
from kit.notices.model import SECURITY
from kit.notices.service import tell
from kit.second_step import queries, service
from kit.second_step.schemas import NoFields, TypedCode
from kit.second_step.service import Proof
from kit.throttle.service import TooManyGuesses
from kit.trail.service import record
from kit.web import door, forms

pages = Blueprint("second_step", __name__, url_prefix="/second-step")

OWN = (Limit.OWN,)
# Who changes how the account is guarded proved lately who they are.
FRESH = 10  # minutes

_WRONG = {"code": "This code is not right, or was used before"}


@pages.get("")
@access.public
def challenge() -> ResponseReturnValue:
    """Ask for the code, or lead to setting up what it comes from."""
    target = access.local_path(request.args.get("next"))
    actor = cookie.halfway()
    if actor is None:
        return redirect(url_for("accounts.sign_in", next=target))
    if not _state(actor).is_set_up:
        return redirect(url_for("second_step.set_up", next=target))
    return _challenge_page(forms.blank(next=target))


@pages.post("")
@access.public
def take() -> ResponseReturnValue:
    """Let in who sent the right code, or show the form again."""
    actor = cookie.halfway()
    if actor is None:
        return redirect(url_for("accounts.sign_in"), 303)
    form = forms.load(TypedCode(), request.form)
    if not form.ok:
        return _challenge_page(form)
    try:
        proof = proving.second_step_of(actor, form.data["code"])
    except TooManyGuesses as fault:
        page = _challenge_page(form.refused({"code": str(fault)}))
        return proving.later(page, fault)
    if proof is None:
        return _challenge_page(form.refused(_WRONG))
    target = access.local_path(form.data["next"])
    answer = arrival.go_on(actor, proof=proof, target=target)
    if proof is Proof.RECOVERY_CODE:
        _tell_of_recovery(actor)
    return answer


@pages.get("/set-up")
@access.public
@needs_confirmation(FRESH)
def set_up() -> ResponseReturnValue:
    """What a second step is, what is needed for it, and a button to begin."""
    actor = _who_may_set_up()
    if actor is None:
        return _elsewhere()
    return render_template(
        "kit/second_step/templates/set_up.html",
        state=_state(actor),
        form=forms.blank(next=access.local_path(request.args.get("next"))),
    )


@pages.post("/set-up")
@access.public
@needs_confirmation(FRESH)
def begin() -> ResponseReturnValue:
    """Make a secret for an app; what was set up before stays until it is proved."""
    actor = _who_may_set_up()
    if actor is None:
        return _elsewhere()
    form = forms.load(NoFields(), request.form)
    with door.transaction() as session:
        service.begin(
            session,
            user_id=actor.user_id,
            visit=actor.session_id,
            box=_box(),
            may_replace=_is_full(),
        )
    target = access.local_path(form.data.get("next"))
    return redirect(url_for("second_step.app", next=target), 303)


@pages.get("/set-up/app")
@access.public
@needs_confirmation(FRESH)
def app() -> ResponseReturnValue:
    """The picture to scan, the same as text, and a box for the first code."""
    actor = _who_may_set_up()
    if actor is None:
        return _elsewhere()
    target = access.local_path(request.args.get("next"))
    return _app_page(actor, forms.blank(next=target))


@pages.post("/set-up/app")
@access.public
@needs_confirmation(FRESH)
def finish() -> ResponseReturnValue:
    """Prove that the app has the secret; then recovery codes are shown, once."""
    actor = _who_may_set_up()
    if actor is None:
        return _elsewhere()
    form = forms.load(TypedCode(), request.form)
    if not form.ok:
        return _app_page(actor, form)
    try:
        with door.transaction() as session:
            service.finish(
                session,
                user_id=actor.user_id,
                visit=actor.session_id,
                typed=form.data["code"],
                box=_box(),
                may_replace=_is_full(),
            )
            _told(session, actor, "second-step.set-up", "A second step was set up.")
    except Invalid as fault:
        return _app_page(actor, form.refused(fault))
    target = access.local_path(form.data["next"])
    token = arrival.confirm(actor, proof=Proof.APP)
    page = make_response(_codes_page(actor, target))
    return cookie.hand_out(page, token=token)


@pages.get("/recovery-codes")
@access.needs("own_account", Action.READ, within=OWN)
@needs_confirmation(FRESH)
def recovery_codes() -> ResponseReturnValue:
    """How many codes are left, and a button for new ones."""
    return render_template(
        "kit/second_step/templates/recovery_codes.html", state=_state(door.actor())
    )


@pages.post("/recovery-codes")
@access.needs("own_account", Action.UPDATE, within=OWN)
@needs_confirmation(FRESH)
def make_recovery_codes() -> ResponseReturnValue:
    """Show ten new codes, once; the earlier ones are good for nothing any more."""
    actor = door.actor()
    if not _state(actor).is_set_up:
        return redirect(url_for("second_step.set_up"), 303)
    return _codes_page(actor, url_for("account.index"))


def _who_may_set_up() -> Actor | None:
    """The signed-in person, or one who came half of the way and has no step yet.

    Who has one must take it first: a password alone cannot change what guards it.
    """
    actor = door.actor_or_nobody()
    if actor is not None:
        return actor
    begun = cookie.halfway()
    return begun if begun is not None and not _state(begun).is_set_up else None


def _elsewhere() -> ResponseReturnValue:
    target = access.local_path(request.args.get("next"))
    return redirect(url_for("second_step.challenge", next=target), 303)


def _is_full() -> bool:
    return door.actor_or_nobody() is not None


def _state(actor: Actor) -> queries.State:
    with door.reading() as session:
        return queries.state(session, user_id=actor.user_id)


def _box() -> Lockbox:
    return service.lockbox(door.settings().secret_key)


def _challenge_page(form: forms.Form) -> ResponseReturnValue:
    page = render_template(
        "kit/second_step/templates/challenge.html",
        form=form,
        by_recovery_code=request.args.get("with") == "recovery-code",
    )
    return page, form.status


def _app_page(actor: Actor, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        secret = queries.for_app(
            session,
            user_id=actor.user_id,
            visit=actor.session_id,
            box=_box(),
            email=actor.email,
            issuer=f"Accord {door.settings().name}",
        )
    if secret is None:
        target = form.values.get("next", "/")
        return redirect(url_for("second_step.set_up", next=target), 303)
    page = render_template(
        "kit/second_step/templates/app.html", form=form, secret=secret
    )
    return page, form.status


def _codes_page(actor: Actor, target: str) -> str:
    # Ten slow hashes: made before anything is written, so nobody waits for them.
    codes = service.make_codes()
    with door.transaction() as session:
        service.keep_codes(session, user_id=actor.user_id, codes=codes)
        _told(session, actor, "recovery-codes.made", "New recovery codes were made.")
    return render_template(
        "kit/second_step/templates/codes.html",
        codes=[made.code.shown for made in codes],
        target=target,
    )


def _tell_of_recovery(actor: Actor) -> None:
    left = _state(actor).codes_left
    with door.transaction() as session:
        _told(session, actor, "recovery-code.used", "A recovery code was used.")
    flash(
        f"You used a recovery code. You have {left} left. If your phone is lost, set "
        "up another one on the page of your account.",
        "warning",
    )


def _told(session: Session, actor: Actor, act: str, text: str) -> None:
    """To the trail, and to the owner: somebody else may have done it."""
    record(session, act=act, resource=OWN_ACCOUNT, record=actor.user_id, by=actor)
    tell(
        session,
        user_id=actor.user_id,
        kind=SECURITY,
        text=f"{text} If it was not you, tell your administrator at once.",
        href=url_for("account.index"),
    )
