"""Deny by default: a page opens for the roles the matrix grants what it needs."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Limit, Need
from kit.accounts.actor import Actor
from kit.errors import NotAllowed, NotFound
from kit.web import door

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"

_MARK = "accord_need"


def needs(
    resource: str, action: Action, *, within: Iterable[Limit] = ()
) -> Callable[[View], View]:
    """Open a route to signed-in people whose role may do ``action`` on ``resource``.

    ``within`` are the limits the route keeps by itself, with ``kit.access.service``:
    people whose grant is limited in another way stay outside.
    """
    need = Need(resource=resource, action=action, within=frozenset(within))

    def mark(view: View) -> View:
        setattr(view, _MARK, need)
        return view

    return mark


def public(view: View) -> View:
    """Open a route to people who are not signed in."""
    setattr(view, _MARK, PUBLIC)
    return view


def need_of(view: Callable[..., Any]) -> Need | str | None:
    """What a view needs, ``PUBLIC``, or None when it says nothing."""
    found: Need | str | None = getattr(view, _MARK, None)
    return found


def undeclared(app: Flask) -> list[str]:
    """The routes that say nothing about who may open them, for a test to forbid.

    Flask's own ``static`` route is among those nobody can open: pages' files come
    from ``/assets``.
    """
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and need_of(app.view_functions[rule.endpoint]) is None
    )


def opens(endpoint: str, actor: Actor | None) -> bool:
    """Whether this person may open the door ``endpoint``: for links and buttons."""
    need = need_of(current_app.view_functions[endpoint])
    if isinstance(need, Need):
        return actor is not None and door.policy().opens(actor.role, need)
    return need == PUBLIC


def may_open(endpoint: str) -> bool:
    """Whether the person who asks may open ``endpoint``; templates ask by this name."""
    return opens(endpoint, door.actor_or_nobody())


def guard() -> ResponseReturnValue | None:
    """Before each request: let in, send to sign-in, or refuse.

    Raises NotFound for a route that declares nothing, NotAllowed for another role.
    """
    if request.endpoint is None:
        return None  # no such address: routing answers it
    need = need_of(current_app.view_functions[request.endpoint])
    if need == PUBLIC:
        return None
    actor = door.actor_or_nobody()
    if actor is None:
        return redirect(url_for("accounts.sign_in", next=_asked_for()))
    if not isinstance(need, Need):
        raise NotFound
    if not door.policy().opens(actor.role, need):
        raise NotAllowed
    return None


def _asked_for() -> str | None:
    """The page to return to after sign-in: only one that a link could open."""
    if request.method not in {"GET", "HEAD"}:
        return None
    return request.full_path.rstrip("?")


def local_path(address: str | None) -> str:
    """``address`` when it stays on this site, otherwise the front page."""
    if not address or not address.startswith("/") or address.startswith("//"):
        return "/"
    if "\\" in address or any(ord(letter) < 32 for letter in address):
        return "/"
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else "/"
