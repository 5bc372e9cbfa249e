"""Pages of case audits: cases without names, and the form of each agency."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.adoptions import queries as adoptions
from borough.audit_plan import queries as planning
from borough.audit_plan.model import TOOLS
from borough.case_audits import queries, schemas, service
from borough.case_audits.model import (
    FINDINGS,
    CaseAuditChanged,
    Grade,
)
from borough.case_audits.queries import CaseAuditSeen, ToolSeen
from borough.case_audits.schemas import NOT_APPLICABLE
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.errors import NotFound
from kit.front.model import Source
from kit.web import door, exports
from partnership.access import authorise, may, reach
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, asked
from partnership.meetings import queries as meetings
from partnership.standards.model import Kind as StandardKind

pages = Blueprint("case_audits", __name__, url_prefix="/case-audits")

FOLDER = "case_audits/templates"
OWN = (Limit.OWN,)
GROUP = (Limit.GROUP,)
WITHIN = (Limit.OWN, Limit.GROUP)
SOURCES = [
    Source(
        name="Case audits",
        need=Need(resource=FINDINGS, action=Action.READ, within=frozenset(WITHIN)),
        look=queries.on_front_page,
    )
]
GRADES = [
    *((grade.value, grade.words) for grade in Grade),
    (NOT_APPLICABLE, "Does not apply to this case"),
]


@pages.get("/")
@needs(TOOLS, Action.READ, within=GROUP)
def index() -> ResponseReturnValue:
    actor = door.actor()
    with door.reading() as session:
        found = queries.audits(session, seen=reach(session, actor, Action.READ, TOOLS))
        mine = _mine(session)
    return render_template(f"{FOLDER}/list.html", audits=found, mine=mine)


@pages.get("/case-audits.csv")
@needs(TOOLS, Action.READ, within=GROUP)
def as_csv() -> ResponseReturnValue:
    actor = door.actor()
    with door.reading() as session:
        found = queries.audits(session, seen=reach(session, actor, Action.READ, TOOLS))
    header = ["Theme", "Tool", "Version", "Opened", "Forms due", "Closed"]
    rows = [
        (e.theme, e.standard, e.standard_version, e.opened_on, e.due_on, e.closed_on)
        for e in found
    ]
    return exports.csv("case-audits", header, rows)


@pages.route("/of/<uuid:planned_id>", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def begin(planned_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        planned = planning.audit(session, planned_id)
        return Page(
            title=f"Begin the case audit of {planned.theme}",
            crumbs=[_home()],
            intro="What is graded is fixed now: the tool as this borough works with "
            "it today. Cases get references made here; names stay with agencies.",
            boxes=_begin_boxes(session),
            button="Begin",
        )

    def begun(session: Session, given: dict[str, Any]) -> None:
        service.open_audit(session, planned_id=planned_id, by=door.actor(), **given)

    return asked(
        look, schemas.Opened(), begun, stale=CaseAuditChanged,
        said="The case audit is open. Add cases next.", to=url_for("case_audits.index"),
    )  # fmt: skip


def _begin_boxes(session: Session) -> list[Box]:
    tools = adoptions.working_sets(session, StandardKind.AUDIT_TOOL)
    return [
        Box(
            kind="select", name="standard", label="Tool",
            hint="Tools this borough works with.",
            choices=[(e.standard, f"{e.title}, version {e.version}") for e in tools],
        ),
        Box(
            kind="area", name="method", label="Method",
            hint="How cases were drawn and how agencies look at them.",
        ),
        Box(
            kind="area", name="cohort", label="Which cases",
            hint="Such as: children under five on a plan for neglect in spring. Name "
            "nobody, and say nothing that leads to one child.",
        ),
        Box(kind="day", name="due_on", label="Forms due on"),
    ]  # fmt: skip


@pages.get("/<uuid:audit_id>")
@needs(FINDINGS, Action.READ, within=WITHIN)
def show(audit_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        audit, tools = looked(session, audit_id)
        meeting = _meeting(session, audit)
    return render_template(
        f"{FOLDER}/show.html",
        audit=audit,
        tools=tools,
        meeting=meeting,
        whole=door.actor().agency is None,
    )


@pages.get("/<uuid:audit_id>/forms.csv")
@needs(FINDINGS, Action.READ, within=WITHIN)
def forms_csv(audit_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        _, tools = looked(session, audit_id)
    header = ["Case", "Agency", "State", "Due", "Completed", "Practitioner took part"]
    rows = [
        (
            e.reference, e.agency_name, e.state.value, e.due_on, e.completed_at,
            {None: "not said", True: "yes", False: "no"}[e.practitioner],
        )
        for e in tools
    ]  # fmt: skip
    return exports.csv(
        "case-audit-forms", header, rows, holds=DataClass.SPECIAL_CATEGORY
    )


@pages.route("/<uuid:audit_id>/cases/new", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def add_case(audit_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        audit = queries.audit(session, audit_id)
        return Page(
            title="Add a case",
            crumbs=crumbs_of(audit),
            intro="It gets a reference by chance. Tell agencies whose it is outside "
            "this site, as you share such things today.",
            boxes=[
                Box(
                    kind="checks", name="agencies", label="Agencies that look at it",
                    choices=list(AGENCIES.items()),
                )
            ],
            button="Add the case",
        )  # fmt: skip

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add_case(session, audit_id=audit_id, by=door.actor(), **given)

    return asked(
        look, schemas.Case(), added, stale=CaseAuditChanged, said="The case is added.",
        to=url_for("case_audits.show", audit_id=audit_id),
    )  # fmt: skip


@pages.route("/<uuid:audit_id>/meeting", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def choose_meeting(audit_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        audit = queries.audit(session, audit_id)
        known = [
            (str(e.id), f"{e.body_name}: {e.title}, {e.starts_at:%d/%m/%Y}")
            for e in meetings.calendar(session)
        ]
        return Page(
            title="Joint meeting",
            crumbs=crumbs_of(audit),
            intro="Agencies agree their grades in it.",
            boxes=[
                Box(kind="select", name="meeting_id", label="Meeting", choices=known)
            ],
            button="Save",
            values={"meeting_id": str(audit.meeting_id or "")},
            seen=audit.version,
            now=[("Meeting", _meeting(session, audit))],
        )

    def chosen(session: Session, given: dict[str, Any]) -> None:
        meetings.meeting(session, given["meeting_id"])
        service.choose_meeting(session, audit_id=audit_id, by=door.actor(), **given)

    return asked(
        look, schemas.Meeting(), chosen, stale=CaseAuditChanged, said="It is saved.",
        to=url_for("case_audits.show", audit_id=audit_id),
    )  # fmt: skip


def one(session: Session, tool_id: UUID) -> ToolSeen:
    """The form, where this person may see it; raises NotFound."""
    found = queries.tool(session, tool_id)
    authorise(session, door.actor(), Action.READ, FINDINGS, found.scope)
    return found


def looked(session: Session, audit_id: UUID) -> tuple[CaseAuditSeen, list[ToolSeen]]:
    """A case audit and the forms of it this person may see; raises NotFound."""
    audit = queries.audit(session, audit_id)
    seen = reach(session, door.actor(), Action.READ, FINDINGS)
    tools = queries.tools(session, seen=seen, audit_id=audit_id)
    if not tools and not seen.covers(audit.scope):
        raise NotFound
    return audit, tools


def crumbs_of(audit: CaseAuditSeen) -> list[tuple[str, str]]:
    """The way back from a page about a case audit."""
    here = url_for("case_audits.show", audit_id=audit.id)
    return [_home(), (audit.theme, here)]


def crumbs_of_tool(tool: ToolSeen) -> list[tuple[str, str]]:
    """The way back from a page about a form."""
    here = url_for("case_audits.show", audit_id=tool.audit_id)
    form = url_for("audit_forms.show", tool_id=tool.id)
    return [_home(), (tool.theme, here), (f"Case {tool.reference}", form)]


def _home() -> tuple[str, str]:
    return ("Case audits", url_for("case_audits.index"))


def _mine(session: Session) -> list[ToolSeen]:
    """The forms of one's own agency; none for who speaks for no agency."""
    actor = door.actor()
    if actor.agency is None or not may(actor.role, FINDINGS, Action.READ):
        return []
    return queries.tools(session, seen=reach(session, actor, Action.READ, FINDINGS))


def _meeting(session: Session, audit: CaseAuditSeen) -> str | None:
    if audit.meeting_id is None:
        return None
    found = meetings.meeting(session, audit.meeting_id)
    return f"{found.body_name}: {found.title}"
