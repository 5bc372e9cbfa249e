"""Pages of one agency's form on one case: grade, hear, complete, and see what came."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.audit_alerts import queries as alerts
from borough.audit_grades import queries as grades
from borough.audit_plan.model import TOOLS
from borough.case_audits import queries as cases
from borough.case_audits import schemas, service
from borough.case_audits.model import FINDINGS, OVERALL, Grade, ToolChanged, Verdict
from borough.case_audits.queries import ToolSeen
from borough.case_audits.routes import GRADES, OWN, WITHIN, crumbs_of_tool, one
from borough.case_audits.schemas import NOT_APPLICABLE
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.errors import NotFound
from kit.web import door, exports
from partnership.asking.routes import Box, Page, asked

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


@pages.route("/<uuid:tool_id>/grades/<int:domain>", methods=["GET", "POST"])
@needs(FINDINGS, Action.UPDATE, within=OWN)
def grade(tool_id: UUID, domain: int) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        tool = one(session, tool_id)
        return _grade_page(session, tool, domain)

    def graded(session: Session, given: dict[str, Any]) -> None:
        service.save(session, tool_id=tool_id, domain=domain, by=door.actor(), **given)

    return asked(
        look, schemas.Graded(), graded, stale=ToolChanged, said="The grade is saved.",
        to=url_for("audit_forms.show", tool_id=tool_id), prepare=_verdict,
    )  # fmt: skip


def _verdict(given: Mapping[str, Any]) -> dict[str, Any]:
    said = given["grade"]
    return {
        "seen": given["seen"],
        "verdict": Verdict(
            grade=None if said == NOT_APPLICABLE else Grade(said),
            shown_by=given["shown_by"],
        ),
    }


def _grade_page(session: Session, tool: ToolSeen, domain: int) -> Page:
    audit = cases.audit(session, tool.audit_id)
    titles = dict(audit.graded)
    if domain not in titles:
        raise NotFound
    asked_of = [each for d in audit.domains if d.number == domain for each in d.asked]
    own = cases.grades(session, [tool.id]).get(tool.id, {}).get(domain)
    said = NOT_APPLICABLE if own and own.grade is None else own and own.grade
    return Page(
        title=f"{titles[domain]}: case {tool.reference}",
        crumbs=crumbs_of_tool(tool),
        intro="Grade your own agency's work with this child, by what records show.",
        told=[(each.id, f"{each.text} {each.help}") for each in asked_of],
        boxes=[
            Box(
                kind="radios", name="grade", label="Grade",
                choices=GRADES if domain != OVERALL else GRADES[:-1],
            ),
            Box(
                kind="area", name="shown_by", label="What shows it", rows=8,
                hint="Or why it does not apply. Name nobody: posts only.",
            ),
        ],
        button="Save",
        values={"grade": said or "", "shown_by": own.shown_by if own else ""},
        seen=own.version if own else 0,
        now=[
            ("Grade", own.words if own else None),
            ("What shows it", own.shown_by if own else None),
        ],
    )  # fmt: skip


@pages.route("/<uuid:tool_id>/views", methods=["GET", "POST"])
@needs(FINDINGS, Action.UPDATE, within=OWN)
def hear(tool_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return _views_page(one(session, tool_id))

    def heard(session: Session, given: dict[str, Any]) -> None:
        said = {"": None, "yes": True, "no": False}[given.pop("practitioner")]
        service.hear(
            session, tool_id=tool_id, practitioner=said, by=door.actor(), **given
        )

    return asked(
        look, schemas.Heard(), heard, stale=ToolChanged, said="It is saved.",
        to=url_for("audit_forms.show", tool_id=tool_id),
    )  # fmt: skip


def _views_page(tool: ToolSeen) -> Page:
    return Page(
        title=f"What the child and a parent say: case {tool.reference}",
        crumbs=crumbs_of_tool(tool),
        boxes=[
            Box(
                kind="area", name="child_view", label="The child", rows=6,
                hint="What the child said or showed of the help. Name nobody.",
            ),
            Box(
                kind="area", name="parent_view", label="A parent or carer", rows=6,
                hint="May be left empty. Name nobody.",
            ),
            Box(
                kind="radios", name="practitioner",
                label="Did the practitioner take part in the audit?",
                choices=[("yes", "Yes"), ("no", "No")],
            ),
        ],
        button="Save",
        values={
            "child_view": tool.child_view, "parent_view": tool.parent_view,
            "practitioner": {None: "", True: "yes", False: "no"}[tool.practitioner],
        },
        seen=tool.version,
        now=[("The child", tool.child_view), ("A parent", tool.parent_view)],
    )  # fmt: skip


@pages.route("/<uuid:tool_id>/complete", methods=["GET", "POST"])
@needs(FINDINGS, Action.UPDATE, within=OWN)
def complete(tool_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        tool = one(session, tool_id)
        return Page(
            title=f"Complete the form on case {tool.reference}",
            crumbs=crumbs_of_tool(tool),
            intro="Every domain and the case as a whole need a grade.",
            boxes=[
                Box(
                    kind="text", name="post", label="Your post", hint="Never a name"
                )
            ],
            button="Complete it",
            seen=tool.version,
            now=[("State", tool.state.value)],
        )  # fmt: skip

    def completed(session: Session, given: dict[str, Any]) -> None:
        service.complete(session, tool_id=tool_id, by=door.actor(), **given)

    return asked(
        look, schemas.Posted(), completed, stale=ToolChanged, said="It is completed.",
        to=url_for("audit_forms.show", tool_id=tool_id),
    )  # fmt: skip


@pages.post("/<uuid:tool_id>/reopen/<int:seen>")
@needs(TOOLS, Action.UPDATE)
def reopen(tool_id: UUID, seen: int) -> ResponseReturnValue:
    with door.transaction() as session:
        service.reopen(session, tool_id=tool_id, seen=seen, by=door.actor())
    flash("The agency can change it again.", "success")
    return redirect(url_for("audit_forms.show", tool_id=tool_id))
