"""The front page: what waits, and for those who see figures how fresh they are."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kit.access.policy import Action
from kit.accounts.access import needs, opens
from kit.front import routes as front
from kit.web import door
from leadership.home import queries

pages = Blueprint("home", __name__)


@pages.get("/")
@needs("front_page", Action.READ)
def index() -> ResponseReturnValue:
    sees_figures = opens("comparison.index", door.actor())
    with door.reading() as session:
        standings = queries.standings(session) if sees_figures else ()
        return render_template(
            "home/templates/front.html",
            front=front.look(session),
            standings=standings,
            steps=queries.steps(session, standings) if sees_figures else (),
        )
