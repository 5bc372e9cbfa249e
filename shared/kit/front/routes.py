"""What services need to show the front page, and the same as a table."""

from collections.abc import Sequence
from typing import cast

from flask import Blueprint, Flask, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit.access.policy import Action
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.front import queries
from kit.front.model import Front, Kind, Source
from kit.web import door, exports

pages = Blueprint("front", __name__)

NAMES = {Kind.MINE: "Yours to do", Kind.LATE: "Late", Kind.CHANGED: "Changed"}
_SOURCES = "accord-front"


def furnish(app: Flask, sources: Sequence[Source]) -> None:
    """Give ``app`` the sources of its front page."""
    app.extensions[_SOURCES] = tuple(sources)


def look(session: Session) -> Front:
    """The front page of the signed-in person."""
    sources = cast("tuple[Source, ...]", current_app.extensions[_SOURCES])
    return queries.look(
        session, sources=sources, policy=door.policy(), actor=door.actor()
    )


@pages.get("/what-waits.csv")
@needs("front_page", Action.READ)
def as_csv() -> ResponseReturnValue:
    """What the front page shows, as a table."""
    with door.reading() as session:
        front = look(session)
    header = ["Column", "About", "What", "Which", "Since", "Due", "Page"]
    rows = [
        (
            *(name, line.source, line.item.tag, line.item.text),
            *(line.item.at, line.item.due, line.item.href),
        )
        for kind, name in NAMES.items()
        for line in front.of(kind)
    ]
    # A line may name a file as somebody chose to name it.
    return exports.csv("what-waits", header, rows, holds=DataClass.PERSONAL)
