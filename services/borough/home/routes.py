"""The front page, for every role."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from borough.home import queries
from kit.access.policy import Action
from kit.accounts.access import needs, opens
from kit.front import routes as front
from kit.web import door


def make_pages(*, peers: Sequence[str]) -> Blueprint:
    """The blueprint ``home``; without ``peers`` nobody waits for a first release."""
    pages = Blueprint("home", __name__)

    @pages.get("/")
    @needs("front_page", Action.READ)
    def index() -> ResponseReturnValue:
        return _page(releases=bool(peers))

    return pages


def _page(*, releases: bool) -> ResponseReturnValue:
    # The steps are for those who can take them.
    starts = releases and opens("returns.choose", door.actor())
    with door.reading() as session:
        return render_template(
            "home/templates/front.html",
            front=front.look(session),
            steps=queries.steps(session, area=door.settings().area_code)
            if starts
            else (),
        )
