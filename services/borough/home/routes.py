"""The front page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from borough.home import queries
from kit.accounts.access import allow
from kit.web import door
from partnership.access import Role

pages = Blueprint("home", __name__)

WORKERS = (Role.BUSINESS_MANAGER, Role.ANALYST)


@pages.get("/")
@allow(*WORKERS, Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    actor = door.actor()
    if actor.role not in WORKERS:
        # An administrator keeps the instance running and sees no figures.
        return render_template("home/templates/administrator.html")
    with door.reading() as session:
        front = queries.front_page(session, actor=actor, area=door.settings().area_code)
    return render_template("home/templates/front.html", front=front)
