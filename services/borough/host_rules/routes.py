"""Pages of the house rules: what holds, what held, and setting what will."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.courses.model import COURSES, CourseChanged
from borough.host_rules import queries, schemas, service
from borough.host_rules.model import Late
from borough.host_rules.queries import RuleSeen
from kit import clock
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door, exports
from partnership.agencies import AGENCIES, agency_name
from partnership.asking.routes import Box, Page, asked, words_of

pages = Blueprint("host_rules", __name__, url_prefix="/training-rules")


@pages.get("/")
@needs(COURSES, Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.rules(session)
        now = queries.on(session)
    return render_template(
        "host_rules/templates/list.html",
        rules=found,
        now=now,
        spared=", ".join(agency_name(each) for each in now.exempt),
    )


@pages.get("/house-rules.csv")
@needs(COURSES, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.rules(session)
    header = [
        "From", "Working days to cancel", "Working days to book", "Days held",
        "Half day pence", "Full day pence", "Late after minutes", "Late is",
        "Names kept months", "Exempt",
    ]  # fmt: skip
    rows = [
        (
            e.from_on, e.cancel_days, e.close_days, e.hold_days, e.half_day_pence,
            e.full_day_pence, e.late_minutes, e.late_is.value, e.keep_months,
            ", ".join(agency_name(each) for each in e.exempt),
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("house-rules", header, rows)


@pages.route("/set", methods=["GET", "POST"])
@needs(COURSES, Action.APPROVE)
def set_rules() -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="Set the house rules",
            crumbs=[("Training", url_for("courses.index")),
                    ("House rules", url_for("host_rules.index"))],
            intro="Events that are planned already keep the rules they were planned "
            "under.",
            boxes=_boxes(),
            button="Set them",
            values=_as_typed(queries.on(session)),
        )  # fmt: skip

    def verb(session: Session, given: dict[str, Any]) -> None:
        service.set_rules(session, by=door.actor(), **given)

    return asked(
        look,
        schemas.Rules(),
        verb,
        stale=CourseChanged,
        said="The house rules are set.",
        to=url_for("host_rules.index"),
    )


def _as_typed(now: RuleSeen) -> dict[str, Any]:
    """The present rules as the form shows them, to begin today."""
    values = {name: getattr(now, name) for name in now.__dataclass_fields__}
    return values | {
        "from_on": clock.today(),
        "half_day": f"{now.half_day_pence / 100:.2f}",
        "full_day": f"{now.full_day_pence / 100:.2f}",
        "exempt": list(now.exempt),
        "late_is": now.late_is.value,
    }


def _boxes() -> list[Box]:
    before = "Working days before the first session"
    return [
        Box(kind="day", name="from_on", label="First day of these rules"),
        Box(kind="text", name="cancel_days", label="Cancelling is in time until",
            hint=before),
        Box(kind="text", name="close_days", label="Bookings close", hint=before),
        Box(kind="text", name="hold_days", label="A place is held for",
            hint="Days, until somebody says yes to it"),
        Box(kind="text", name="half_day", label="Charge for half a day",
            hint="Pounds, to the employer of somebody who cancels late or does not "
            "come; 0 for none. More than four hours is a day"),
        Box(kind="text", name="full_day", label="Charge for a day", hint="Pounds"),
        Box(kind="text", name="late_minutes", label="Somebody is late after",
            hint="Minutes after a session began"),
        Box(kind="radios", name="late_is", label="Who comes later than that is",
            choices=words_of(Late)),
        Box(kind="text", name="keep_months", label="Names and addresses are kept for",
            hint="Months after an event, so that a later course can ask for it"),
        Box(kind="checks", name="exempt", label="Agencies that pay nothing",
            choices=list(AGENCIES.items())),
    ]  # fmt: skip
