"""The front page: figures for the leadership group, members for the administrator."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door
from leadership.home import queries
from partnership.access import may

pages = Blueprint("home", __name__)


@pages.get("/")
@needs("front_page", Action.READ)
def index() -> ResponseReturnValue:
    sees_figures = may(door.actor().role, "indicators_released", Action.READ)
    with door.reading() as session:
        return render_template(
            "home/templates/index.html",
            front=queries.front_page(session) if sees_figures else None,
            stuck=queries.stuck(session),
        )
