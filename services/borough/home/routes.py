"""The front page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from borough.home import queries
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door
from partnership.access import may

pages = Blueprint("home", __name__)


@pages.get("/")
@needs("front_page", Action.READ)
def index() -> ResponseReturnValue:
    actor = door.actor()
    if not may(actor.role, "indicators_raw", Action.READ):
        # An administrator keeps the instance running and sees no figures.
        return render_template("home/templates/administrator.html")
    with door.reading() as session:
        front = queries.front_page(session, actor=actor, area=door.settings().area_code)
    return render_template("home/templates/front.html", front=front)
