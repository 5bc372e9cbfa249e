"""The help pages, open to everybody: who cannot sign in needs them most."""

import re
from collections.abc import Sequence
from typing import cast

from flask import Blueprint, Flask, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit.accounts import access
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.help.model import Topic
from kit.search.model import Finder, Hit, Term
from kit.web import door

pages = Blueprint("help", __name__, url_prefix="/help")

_TOPICS = "accord-help"
_NOT_WORDS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL)


def furnish(app: Flask, topics: Sequence[Topic]) -> None:
    """Give ``app`` its help pages, and its templates the way to them."""
    app.extensions[_TOPICS] = tuple(topics)
    app.jinja_env.globals.update(help_here=here, help_address=address)


@pages.get("/")
@access.public
def index() -> ResponseReturnValue:
    """All help pages: those for one's role first."""
    actor = door.actor_or_nobody()
    topics = _topics()
    return render_template(
        "kit/help/templates/index.html",
        mine=[one for one in topics if actor and actor.role in one.roles],
        tasks=[one for one in topics if not one.roles],
        roles=[one for one in topics if one.roles],
    )


@pages.get("/<slug>")
@access.public
def topic(slug: str) -> ResponseReturnValue:
    """One help page; raises NotFound."""
    for one in _topics():
        if one.slug == slug:
            contact = door.settings().contact
            return render_template(one.template, topic=one, contact=contact)
    raise NotFound


def here() -> Topic | None:
    """The help page about the page that is being shown, if there is one."""
    # What is said of one page goes before what is said of its neighbours.
    for place in (request.endpoint, *request.blueprints):
        for one in _topics():
            if place in one.places:
                return one
    return None


def address(endpoint: str) -> str:
    """Where a page is, for who may open it; otherwise empty."""
    known = endpoint in current_app.view_functions
    return url_for(endpoint) if known and access.may_open(endpoint) else ""


def _find(_session: Session, _actor: Actor, term: Term) -> list[Hit]:
    return [
        Hit(text=one.title, href=f"/help/{one.slug}", about=one.about)
        for one in _topics()
        if term.in_(one.title, one.about, _words(one))
    ]


FINDERS = (Finder(name="Help", need=None, find=_find),)


def _words(one: Topic) -> str:
    """The words of a help page without what draws it."""
    env = current_app.jinja_env
    if env.loader is None:
        return ""
    source, _path, _fresh = env.loader.get_source(env, one.template)
    return _NOT_WORDS.sub(" ", source)


def _topics() -> tuple[Topic, ...]:
    return cast("tuple[Topic, ...]", current_app.extensions[_TOPICS])
