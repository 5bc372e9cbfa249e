"""The page of one agency's form on one case, with its grades once they are released."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from borough.audit_alerts import queries as alerts
from borough.audit_grades import queries as grades
from borough.case_audits import queries as cases
from borough.case_audits.model import FINDINGS
from borough.case_audits.routes import WITHIN, one
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.web import door, exports

pages = Blueprint("audit_forms", __name__, url_prefix="/case-audits/forms")


@pages.get("/<uuid:tool_id>")
@needs(FINDINGS, Action.READ, within=WITHIN)
def show(tool_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        tool = one(session, tool_id)
        audit = cases.audit(session, tool.audit_id)
        own = cases.grades(session, [tool_id]).get(tool_id, {})
        open_alerts = alerts.of_tool(session, tool_id)
        # What agencies agreed is shown to each once the audit is closed for all.
        released = {} if audit.is_open else grades.of_tool(session, audit, tool)
    actor = door.actor()
    return render_template(
        "audit_forms/templates/show.html",
        tool=tool,
        audit=audit,
        own=own,
        released=released,
        alerts=open_alerts,
        answers_here=actor.agency is not None and actor.agency == tool.agency,
    )


@pages.get("/<uuid:tool_id>/grades.csv")
@needs(FINDINGS, Action.READ, within=WITHIN)
def as_csv(tool_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        tool = one(session, tool_id)
        audit = cases.audit(session, tool.audit_id)
        own = cases.grades(session, [tool_id]).get(tool_id, {})
    header = ["Case", "Domain", "Own grade", "What shows it"]
    rows = [
        (
            tool.reference, title,
            own[number].words if number in own else "No grade yet",
            own[number].shown_by if number in own else "",
        )
        for number, title in audit.graded
    ]  # fmt: skip
    return exports.csv(
        "case-audit-form", header, rows, holds=DataClass.SPECIAL_CATEGORY
    )
