"""The links across the top of every page, as the signed-in role may use them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from flask import Flask, current_app, request
from markupsafe import Markup

from kit.accounts import access
from kit.accounts.actor import Actor

_DRAWN = "kit/web/templates/navigation.html"
_KNOWN = "accord-links"


@dataclass(frozen=True)
class Entry:
    """One link: its words and the endpoint; whoever may open it sees it."""

    text: str
    endpoint: str


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry as it is drawn; ``here`` marks the part of the site being looked at."""

    text: str
    href: str
    here: bool


def links(entries: Sequence[Entry], actor: Actor | None) -> tuple[Link, ...]:
    """What to draw for this person, in the order given; nothing for nobody.

    An entry whose page this application does not have is left out.
    """
    if actor is None:
        return ()
    # Who may open what is the role's alone and stays as long as the application does.
    known = current_app.extensions.setdefault(_KNOWN, {})
    key = (tuple(entries), actor.role)
    if key not in known:
        known[key] = _opened(entries, actor)
    root = request.script_root
    return tuple(
        Link(text=entry.text, href=root + path, here=_is_here(entry))
        for entry, path in known[key]
    )


def drawer(app: Flask) -> Callable[[tuple[Link, ...]], Markup]:
    """What draws links; the same links are drawn once."""

    @lru_cache(maxsize=512)
    def drawn(those: tuple[Link, ...]) -> Markup:
        template: Any = app.jinja_env.get_template(_DRAWN).module
        return cast("Markup", template.bar(those))

    return drawn


def _opened(entries: Sequence[Entry], actor: Actor) -> list[tuple[Entry, str]]:
    """What this person's role may open, and the path behind the application's root."""
    routes = current_app.url_map.bind("")
    return [
        (entry, routes.build(entry.endpoint))
        for entry in entries
        if entry.endpoint in current_app.view_functions
        and access.opens(entry.endpoint, actor)
    ]


def _is_here(entry: Entry) -> bool:
    blueprint, _, _view = entry.endpoint.rpartition(".")
    return blueprint in request.blueprints or entry.endpoint == request.endpoint
