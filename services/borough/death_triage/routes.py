"""Pages of triage: how a death is answered, and the inquiries beside its review."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.death_facts import queries as facts
from borough.death_triage import queries, schemas, service
from borough.death_triage.model import Strand, TriageChanged
from borough.deaths.model import CASE
from borough.deaths.routes import (
    NAMED,
    YES_NO,
    ask,
    crumbs,
    moment_of,
    one,
    opened,
)
from borough.incidents import queries as incidents
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door
from partnership.asking.routes import Box, Page, asked, words_of

pages = Blueprint("death_triage", __name__, url_prefix="/deaths")


@pages.route("/<uuid:case_id>/triage", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def triage(case_id: UUID) -> ResponseReturnValue:
    if request.method == "GET":
        opened(case_id)

    def look(session: Session) -> Page:
        return _page(session, case_id)

    def decided(session: Session, given: dict[str, Any]) -> None:
        service.triage(session, case_id=case_id, by=door.actor(), **given)

    return asked(
        look,
        schemas.Decided(),
        decided,
        stale=TriageChanged,
        said="It is decided.",
        to=url_for("deaths.show", case_id=case_id),
    )


def _page(session: Session, case_id: UUID) -> Page:
    case = one(session, case_id)
    known = facts.facts(session, case_id)
    why = known.triggers(unattended=case.unattended)
    found = queries.triage(session, case_id)
    return Page(
        title="How this death is answered",
        crumbs=crumbs(case),
        told=[
            ("Asks for a joint agency response",
             "; ".join(each.value for each in why) or "Nothing that is known"),
        ],
        boxes=_boxes(first=found is None),
        button="Save",
        values={
            "response": "yes" if (found.response if found else why) else "no",
            "reason": found.reason if found else "",
        },
        seen=found.version if found else 0,
        now=[("Decided by", found.post if found else None)],
    )  # fmt: skip


def _boxes(*, first: bool) -> list[Box]:
    boxes = [
        Box(
            kind="radios", name="response", choices=YES_NO,
            label="Do agencies answer together?",
            hint="Its meeting is due within 72 hours of the death, or as this area "
            "counts it",
        ),
        Box(
            kind="area", name="reason", label="Why not",
            hint="Needed where what is known asks for it",
        ),
    ]  # fmt: skip
    more = Box(
        kind="checks", name="strands", label="Other inquiries that run",
        choices=words_of(Strand), hint="More of them can be added later",
    )  # fmt: skip
    return [*boxes, more] if first else boxes


@pages.route("/<uuid:case_id>/response", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def meet(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="Agencies met",
            crumbs=crumbs(one(session, case_id)),
            intro="The clock of the joint agency response stops.",
            boxes=[
                Box(kind="day", name="on", label="On which day"),
                Box(kind="text", name="at", label="At what time", hint="Such as 16:00"),
            ],
            button="Save",
        )

    def met(session: Session, given: dict[str, Any]) -> None:
        at = moment_of(given["on"], given["at"])
        service.meet(session, case_id=case_id, at=at, by=door.actor())

    return ask(case_id, look, schemas.Met(), met, "It is noted when they met.")


@pages.route("/<uuid:case_id>/inquiries/new", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def add_strand(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="Another inquiry",
            crumbs=crumbs(one(session, case_id)),
            boxes=[
                Box(
                    kind="radios", name="strand", label="Which",
                    choices=words_of(Strand),
                ),
                Box(
                    kind="radios", name="holds", choices=YES_NO,
                    label="Does the review wait for it?",
                    hint="The clocks of the review meeting and the panel then stand "
                    "still until it ends",
                ),
                Box(kind="text", name="reference", label="Its reference"),
                Box(kind="day", name="began_on", label="The day it began"),
            ],
            button="Add it",
        )  # fmt: skip

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add_strand(session, case_id=case_id, by=door.actor(), **given)

    return ask(case_id, look, schemas.Added(), added, "The inquiry is noted.")


@pages.post("/<uuid:case_id>/inquiries/<uuid:strand_id>/end")
@needs(CASE, Action.UPDATE, within=NAMED)
def end_strand(case_id: UUID, strand_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.end_strand(
            session, case_id=case_id, strand_id=strand_id, by=door.actor()
        )
    flash("It ended. Clocks that waited for it alone run again.", "success")
    return redirect(url_for("deaths.show", case_id=case_id))


@pages.route("/<uuid:case_id>/incident", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def link_incident(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = [(str(each), ref) for each, ref in incidents.references(session)]
        return Page(
            title="The serious incident about this death",
            crumbs=crumbs(one(session, case_id)),
            intro="Only its reference is shown. Its readers stay who they are.",
            boxes=[
                Box(
                    kind="select", name="incident_id", label="Serious incident",
                    choices=found, hint="Leave it where there is none",
                )
            ],
            button="Save",
        )  # fmt: skip

    def linked(session: Session, given: dict[str, Any]) -> None:
        service.link_incident(session, case_id=case_id, by=door.actor(), **given)

    return ask(case_id, look, schemas.Linked(), linked, "It is noted.")
