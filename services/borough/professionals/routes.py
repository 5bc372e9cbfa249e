"""Pages on which professionals are put on the list of a case and taken off it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.deaths.model import CASE
from borough.deaths.routes import NAMED, ask, crumbs, one
from borough.professionals import schemas, service
from borough.professionals.model import Part
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, words_of

pages = Blueprint("professionals", __name__, url_prefix="/deaths")


@pages.route("/<uuid:case_id>/professionals/new", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def add(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        agencies = list(AGENCIES.items())
        return Page(
            title="A professional who knew the child",
            crumbs=crumbs(one(session, case_id)),
            intro="Reporting forms are asked of those on this list. Name, workplace "
            "and contact are locked.",
            boxes=[
                Box(kind="select", name="part", label="Part", choices=words_of(Part)),
                Box(kind="select", name="agency", label="Agency", choices=agencies),
                Box(kind="text", name="name", label="Name"),
                Box(kind="text", name="workplace", label="Workplace"),
                Box(kind="text", name="contact", label="Telephone or e-mail"),
            ],
            button="Put them on the list",
        )

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add(session, case_id=case_id, by=door.actor(), **given)

    return ask(case_id, look, schemas.Added(), added, "They are on the list.")


@pages.post("/<uuid:case_id>/professionals/<uuid:professional_id>/remove")
@needs(CASE, Action.UPDATE, within=NAMED)
def remove(case_id: UUID, professional_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.remove(
            session,
            case_id=case_id,
            professional_id=professional_id,
            by=door.actor(),
        )
    flash("They are off the list.", "success")
    return redirect(url_for("deaths.show", case_id=case_id))
