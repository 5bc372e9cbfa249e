"""Pages on which a case is offered to another area, and its answer noted."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.case_transfers import schemas, service
from borough.deaths.model import CASE, areas
from borough.deaths.routes import NAMED, YES_NO, ask, crumbs, one
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door
from partnership.asking.routes import Box, Page

pages = Blueprint("case_transfers", __name__, url_prefix="/deaths")


@pages.route("/<uuid:case_id>/offers/new", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def offer(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case = one(session, case_id)
        here = door.settings().member
        others = [each for each in areas().items() if each[0] != here]
        return Page(
            title="Offer the case to another area",
            crumbs=crumbs(case),
            intro="The panel of the area in which a child lived reviews the death. "
            "The case stays here until the other area accepts.",
            boxes=[
                Box(kind="select", name="to_area", label="Area", choices=others),
                Box(kind="area", name="reason", label="Reason"),
            ],
            button="Note the offer",
            values={"to_area": case.home if case.home != here else ""},
        )

    def offered(session: Session, given: dict[str, Any]) -> None:
        service.offer(session, case_id=case_id, by=door.actor(), **given)

    return ask(case_id, look, schemas.Offered(), offered, "The offer is noted.")


@pages.route("/<uuid:case_id>/offers/<uuid:transfer_id>", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def answer(case_id: UUID, transfer_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="What the other area answered",
            crumbs=crumbs(one(session, case_id)),
            intro="A case that is accepted is handed over, and its clocks stop here.",
            boxes=[
                Box(
                    kind="radios", name="accepted", label="Did they accept?",
                    choices=YES_NO,
                ),
                Box(kind="area", name="reason", label="Their reason"),
            ],
            button="Note the answer",
        )  # fmt: skip

    def answered(session: Session, given: dict[str, Any]) -> None:
        service.answer(
            session,
            case_id=case_id,
            transfer_id=transfer_id,
            by=door.actor(),
            **given,
        )

    return ask(case_id, look, schemas.Answered(), answered, "The answer is noted.")


@pages.post("/<uuid:case_id>/offers/<uuid:transfer_id>/withdraw")
@needs(CASE, Action.UPDATE, within=NAMED)
def withdraw(case_id: UUID, transfer_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.withdraw(
            session, case_id=case_id, transfer_id=transfer_id, by=door.actor()
        )
    flash("The offer is withdrawn.", "success")
    return redirect(url_for("deaths.show", case_id=case_id))
