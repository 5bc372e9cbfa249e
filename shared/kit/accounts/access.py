"""Deny by default: a page opens only for the roles it names, or when it is public."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kit.accounts.actor import Actor
from kit.errors import NotAllowed, NotFound
from kit.web import door

View = TypeVar("View", bound=Callable[..., Any])

ANYONE_SIGNED_IN = "*"

_MARK = "accord_access"
_PUBLIC = frozenset[str]()


def allow(*roles: str) -> Callable[[View], View]:
    """Open a route to signed-in people who hold one of ``roles``.

    ``allow(ANYONE_SIGNED_IN)`` opens it to every role. Raises ValueError when no role
    is named: that would be a door that looks guarded and opens to nobody.
    """
    if not roles:
        raise ValueError("Name at least one role, or ANYONE_SIGNED_IN")

    def mark(view: View) -> View:
        setattr(view, _MARK, frozenset(str(role) for role in roles))
        return view

    return mark


def public(view: View) -> View:
    """Open a route to people who are not signed in."""
    setattr(view, _MARK, _PUBLIC)
    return view


def roles_of(view: Callable[..., Any]) -> frozenset[str] | None:
    """The roles a view names; empty when it is public; None when it says nothing."""
    roles: frozenset[str] | None = getattr(view, _MARK, None)
    return roles


def undeclared(app: Flask) -> list[str]:
    """The routes that say nothing about who may open them, for a test to forbid.

    Flask's own ``static`` route is among those nobody can open: pages' files come
    from ``/assets``.
    """
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and roles_of(app.view_functions[rule.endpoint]) is None
    )


def guard() -> ResponseReturnValue | None:
    """Before each request: let in, send to sign-in, or refuse.

    Raises NotFound for a route that declares nothing, NotAllowed for another role.
    """
    if request.endpoint is None:
        return None  # no such address: routing answers it
    roles = roles_of(current_app.view_functions[request.endpoint])
    if roles is not None and not roles:
        return None
    actor = door.actor_or_nobody()
    if actor is None:
        return redirect(url_for("accounts.sign_in", next=_asked_for()))
    _check(actor, roles)
    return None


def _check(actor: Actor, roles: frozenset[str] | None) -> None:
    if roles is None:
        raise NotFound
    if ANYONE_SIGNED_IN not in roles and actor.role not in roles:
        raise NotAllowed


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
