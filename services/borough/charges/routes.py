"""Pages of charges: the list for employers, and waiving one."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.bookings.model import BOOKINGS
from borough.charges import queries, schemas, service
from borough.charges.model import ChargeChanged
from borough.charges.queries import ChargeSeen
from borough.courses.model import COURSES
from borough.events.model import borough_name
from kit.access.policy import Action, Limit
from kit.accounts.access import needs
from kit.web import door, exports, forms
from partnership.access import reach
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, asked

pages = Blueprint("charges", __name__, url_prefix="/training-charges")

OWN = (Limit.OWN,)
WHY = Box(
    kind="area",
    name="reason",
    label="Why",
    hint="Such as a letter of the manager. Name nobody.",
)


@pages.get("/")
@needs(BOOKINGS, Action.APPROVE, within=OWN)
def index() -> ResponseReturnValue:
    form, found = _listed()
    asked_for = [each for each in found if each.waived_at is None]
    page = render_template(
        "charges/templates/list.html",
        form=form,
        charges=found,
        total=sum(each.pence for each in asked_for),
        agencies=[("", "All"), *AGENCIES.items()],
        borough_name=borough_name,
        asked=request.args.to_dict(),
    )
    return page, form.status


@pages.get("/charges.csv")
@needs(BOOKINGS, Action.APPROVE, within=OWN)
def as_csv() -> ResponseReturnValue:
    _, found = _listed()
    header = [
        "Employer", "Home", "Event", "Begins", "For", "Pence", "Listed", "Waived",
        "Because",
    ]  # fmt: skip
    rows = [
        (
            e.employer, e.home, e.event, e.begins, e.why_word, e.pence, e.made_at,
            e.waived_at, e.waived_because,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("charges", header, rows)


def _listed() -> tuple[forms.Form, list[ChargeSeen]]:
    form = forms.load(schemas.Filter(), request.args)
    waived = {"yes": True, "no": False}.get(form.data.get("waived", ""))
    with door.reading() as session:
        near = reach(session, door.actor(), Action.READ, BOOKINGS)
        agency = form.data.get("agency", "")
        found = queries.charges(session, seen=near, agency=agency, waived=waived)
    return form, found


@pages.route("/<uuid:charge_id>/waive", methods=["GET", "POST"])
@needs(COURSES, Action.APPROVE)
def waive(charge_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = queries.charge(session, charge_id)
        return Page(
            title="Waive a charge",
            crumbs=[
                ("Training", url_for("courses.index")),
                ("Charges", url_for("charges.index")),
            ],
            intro=f"{found.employer}, £{found.pounds}: {found.event}.",
            boxes=[WHY],
            button="Waive it",
            seen=found.version,
            now=[("Waived", found.waived_because)],
        )  # fmt: skip

    def verb(session: Session, given: dict[str, Any]) -> None:
        service.waive(session, charge_id=charge_id, by=door.actor(), **given)

    return asked(
        look,
        schemas.Waived(),
        verb,
        stale=ChargeChanged,
        said="Nothing is asked for this place.",
        to=url_for("charges.index"),
    )
