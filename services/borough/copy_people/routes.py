"""Pages on which somebody steps back from a shared copy, or opens one urgently."""

from typing import Any
from uuid import UUID

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.case_people.routes import in_emergency
from borough.case_people.schemas import Declared
from borough.copy_people import service
from borough.shared_cases import queries as copies
from borough.shared_cases.model import SHARES, StepSkipped
from borough.shared_cases.routes import NAMED
from kit.access.model import ConflictKind
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door
from partnership.asking.routes import Box, Page, asked, words_of

pages = Blueprint("copy_people", __name__, url_prefix="/shared-cases")


@pages.route("/<uuid:shared_id>/conflict", methods=["GET", "POST"])
@needs(SHARES, Action.UPDATE, within=NAMED)
def declare_conflict(shared_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = copies.one(session, door.actor(), shared_id)
        here = url_for("shared_cases.show", shared_id=shared_id)
        box = Box(
            kind="radios", name="kind", label="Why you must not read it",
            choices=words_of(ConflictKind),
        )  # fmt: skip
        return Page(
            title="Declare a conflict of interest",
            crumbs=[_list(), (f"Share {found.code}", here)],
            intro="The copy closes to you at once, on lists too, and stays locked "
            "until its last day. Somebody else must lift it before you see it again. "
            "Where nobody here needs the copy, decline it or destroy it instead: the "
            "other borough is told.",
            boxes=[box],
            button="Declare it",
        )

    def declared(session: Session, given: dict[str, Any]) -> None:
        service.declare_conflict(session, shared_id=shared_id, by=door.actor(), **given)

    return asked(
        look,
        Declared(),
        declared,
        stale=StepSkipped,
        said="Declared. The copy is closed to you from now on.",
        to=url_for("shared_cases.index"),
    )


@pages.route("/emergency", methods=["GET", "POST"])
@needs("emergency_access", Action.CREATE)
def open_in_emergency() -> ResponseReturnValue:
    return in_emergency(
        "shared copy",
        service.open_in_emergency,
        crumb=_list(),
        intro="To read for four hours, with a reason that somebody else reviews. Those "
        "who review are told at once, and the borough it came from of each look.",
        to=lambda made: url_for("shared_cases.show", shared_id=made),
    )


def _list() -> tuple[str, str]:
    return "Cases shared with us", url_for("shared_cases.index")
