"""Ask for a fresh proof of who it is before what must not be done by a passer-by.

Asked on the page that shows the form, so nothing typed is lost; a form that waited
too long is kept (kit.unsaved) and comes back after the proof.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kit import clock
from kit.accounts import queries
from kit.accounts.actor import Actor
from kit.second_step import queries as second_step
from kit.settings import SecondStep
from kit.unsaved import keeping
from kit.web import door

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "accord_confirmed_within"


def needs_confirmation(minutes: int) -> Callable[[View], View]:
    """Open a route only to who proved who they are in the last ``minutes``.

    Signing in is such a proof. Others are asked for a code, or their password where
    they have no second step, and come back to the page.
    """

    def mark(view: View) -> View:
        setattr(view, _MARK, timedelta(minutes=minutes))
        return view

    return mark


def check() -> ResponseReturnValue | None:
    """Before each request: send to the proof where the last one is too long ago."""
    actor = door.actor_or_nobody()
    if actor is None or request.endpoint is None:
        return None
    within = getattr(current_app.view_functions[request.endpoint], _MARK, None)
    if within is None or _is_fresh(actor, within) or nothing_to_ask(actor):
        return None
    if request.method in {"GET", "HEAD"}:
        here = request.full_path.rstrip("?")
        return redirect(url_for("account.confirm", next=here))
    page = keeping.keep(actor.user_id)
    return redirect(url_for("account.confirm", next=page), 303)


def nothing_to_ask(actor: Actor) -> bool:
    """Whether there is no proof to be had: in a demonstration, by link alone."""
    if door.settings().second_step is not SecondStep.WAIVED:
        return False
    with door.reading() as session:
        person = queries.person(session, email=actor.email)
        state = second_step.state(session, user_id=actor.user_id)
    return not state.is_set_up and (person is None or not person.has_password)


def _is_fresh(actor: Actor, within: timedelta) -> bool:
    proved = actor.confirmed_at
    return proved is not None and clock.now() - proved <= within
