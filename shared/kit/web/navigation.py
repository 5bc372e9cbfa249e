"""The links across the top of every page, as the signed-in role may use them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for

from kit.accounts import access
from kit.accounts.actor import Actor


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


def links(entries: Sequence[Entry], actor: Actor | None) -> list[Link]:
    """What to draw for this person, in the order given; nothing for nobody."""
    if actor is None:
        return []
    return [
        Link(text=entry.text, href=url_for(entry.endpoint), here=_is_here(entry))
        for entry in entries
        if access.opens(entry.endpoint, actor)
    ]


def _is_here(entry: Entry) -> bool:
    blueprint, _, _view = entry.endpoint.rpartition(".")
    return blueprint in request.blueprints or entry.endpoint == request.endpoint
