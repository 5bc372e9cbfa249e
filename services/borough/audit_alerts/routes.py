"""Pages of alerts: raise one, take it on, say what was done."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.audit_alerts import queries, schemas, service
from borough.audit_alerts.model import AlertChanged
from borough.audit_alerts.queries import AlertSeen
from borough.case_audits.model import FINDINGS
from borough.case_audits.schemas import Posted
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.front.model import Source
from kit.web import door, exports
from partnership.access import authorise, reach
from partnership.asking.routes import Box, Page, asked

pages = Blueprint("audit_alerts", __name__, url_prefix="/audit-alerts")

FOLDER = "audit_alerts/templates"
OWN = (Limit.OWN,)
WITHIN = (Limit.OWN, Limit.GROUP)
SOURCES = [
    Source(
        name="Immediate risks",
        need=Need(resource=FINDINGS, action=Action.UPDATE, within=frozenset(OWN)),
        look=queries.on_front_page,
    )
]


@pages.get("/")
@needs(FINDINGS, Action.READ, within=WITHIN)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = _alerts(session)
    return render_template(f"{FOLDER}/list.html", alerts=found)


@pages.get("/alerts.csv")
@needs(FINDINGS, Action.READ, within=WITHIN)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = _alerts(session)
    header = ["Case", "Agency", "Raised", "State", "Taken on", "By", "Done", "Done by"]
    rows = [
        (
            e.tool.reference, e.tool.agency_name, e.raised_at, e.state, e.taken_at,
            e.taken_post, e.done_at, e.done_post,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("audit-alerts", header, rows, holds=DataClass.SPECIAL_CATEGORY)


@pages.post("/forms/<uuid:tool_id>")
@needs(FINDINGS, Action.UPDATE, within=OWN)
def raise_alert(tool_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        made = service.raise_alert(session, tool_id=tool_id, by=door.actor())
    flash("The form is stopped. Your agency and the business manager are told.")
    return redirect(url_for("audit_alerts.show", alert_id=made))


@pages.get("/<uuid:alert_id>")
@needs(FINDINGS, Action.READ, within=WITHIN)
def show(alert_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = _one(session, alert_id)
        running = queries.clock_of(session, alert_id)
    return render_template(
        f"{FOLDER}/show.html",
        alert=found,
        running=running,
        mine=found.raised_by == door.actor().user_id,
    )


@pages.route("/<uuid:alert_id>/take", methods=["GET", "POST"])
@needs(FINDINGS, Action.UPDATE, within=OWN)
def take(alert_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return _page(_one(session, alert_id), "Take this alert on", [_post_box()])

    def taken(session: Session, given: dict[str, Any]) -> None:
        service.take(session, alert_id=alert_id, by=door.actor(), **given)

    return asked(
        look, Posted(), taken, stale=AlertChanged, said="You have taken it on.",
        to=url_for("audit_alerts.show", alert_id=alert_id),
    )  # fmt: skip


@pages.route("/<uuid:alert_id>/finish", methods=["GET", "POST"])
@needs(FINDINGS, Action.UPDATE, within=OWN)
def finish(alert_id: UUID) -> ResponseReturnValue:
    box = Box(
        kind="area", name="done", label="What was done",
        hint="What makes the child safe now. Name nobody: posts only.",
    )  # fmt: skip

    def look(session: Session) -> Page:
        title = "Say what was done"
        return _page(_one(session, alert_id), title, [box, _post_box()])

    def finished(session: Session, given: dict[str, Any]) -> None:
        service.finish(session, alert_id=alert_id, by=door.actor(), **given)

    return asked(
        look, schemas.Finished(), finished, stale=AlertChanged,
        said="The alert is done, and the form is open again.",
        to=url_for("audit_alerts.show", alert_id=alert_id),
    )  # fmt: skip


def _page(found: AlertSeen, title: str, boxes: list[Box]) -> Page:
    here = url_for("audit_alerts.show", alert_id=found.id)
    home = ("Immediate risks", url_for("audit_alerts.index"))
    return Page(
        title=title,
        crumbs=[home, (f"Case {found.tool.reference}", here)],
        boxes=boxes,
        button="Save",
        seen=found.version,
        now=[
            ("State", found.state), ("Taken on by", found.taken_post),
            ("What was done", found.done),
        ],
    )  # fmt: skip


def _post_box() -> Box:
    return Box(kind="text", name="post", label="Your post", hint="Never a name")


def _one(session: Session, alert_id: UUID) -> AlertSeen:
    found = queries.alert(session, alert_id)
    authorise(session, door.actor(), Action.READ, FINDINGS, found.tool.scope)
    return found


def _alerts(session: Session) -> list[AlertSeen]:
    seen = reach(session, door.actor(), Action.READ, FINDINGS)
    return queries.alerts(session, seen=seen)
