"""The front page: figures for the leadership group, members for the administrator."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kit.accounts.access import allow
from kit.web import door
from leadership.home import queries
from partnership.access import Role

pages = Blueprint("home", __name__)


@pages.get("/")
@allow(Role.LEADERSHIP_MEMBER, Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    sees_figures = door.actor().role == Role.LEADERSHIP_MEMBER
    with door.reading() as session:
        return render_template(
            "home/templates/index.html",
            front=queries.front_page(session) if sees_figures else None,
            stuck=queries.stuck(session),
        )
