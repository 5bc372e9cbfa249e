"""Pages of grades side by side: moderation, the joint meeting, and the end."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.audit_grades import queries, schemas, service
from borough.audit_grades.model import GradeChanged
from borough.audit_grades.queries import Line, Told
from borough.audit_plan.model import TOOLS
from borough.audit_plan.routes import again_box
from borough.case_audits import queries as cases
from borough.case_audits.model import (
    FINDINGS,
    OVERALL,
    CaseAuditChanged,
    Grade,
)
from borough.case_audits.queries import CaseAuditSeen
from borough.case_audits.routes import GRADES, crumbs_of
from borough.case_audits.schemas import NOT_APPLICABLE
from kit.access.policy import Action, Limit
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.errors import NotFound
from kit.web import door, exports
from partnership.access import authorise
from partnership.asking.routes import Box, Page, asked

pages = Blueprint("audit_grades", __name__, url_prefix="/audit-grades")

FOLDER = "audit_grades/templates"
# Cases have references and no names, so whoever sees only pseudonyms may look.
WITHIN = (Limit.GROUP, Limit.PSEUDONYMISED)


@pages.get("/<uuid:audit_id>")
@needs(FINDINGS, Action.READ, within=WITHIN)
def show(audit_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        audit = looked(session, audit_id)
        found = queries.lines(session, audit)
    spreads = queries.spreads(audit, found)
    return render_template(
        f"{FOLDER}/show.html",
        audit=audit,
        lines=found,
        wide=sum(line.is_wide for line in found),
        open_points=queries.open_points(found),
        spreads=[
            (
                e.title,
                [
                    ("Own", e.own),
                    ("Moderated, else own", e.moderated),
                    ("Agreed", e.agreed),
                ],
            )
            for e in spreads
        ],
        words=[grade.words for grade in Grade],
    )


@pages.get("/<uuid:audit_id>/grades.csv")
@needs(FINDINGS, Action.READ, within=WITHIN)
def as_csv(audit_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        audit = looked(session, audit_id)
        found = queries.lines(session, audit)
    header = [
        "Case", "Domain", "Agency", "Own grade", "Moderated", "Moderator", "Agreed",
        "Two steps apart or more",
    ]  # fmt: skip
    rows = [
        (
            line.reference, line.title, told.tool.agency_name,
            told.own.words if told.own else "No grade yet",
            told.moderated.grade.words if told.moderated else None,
            told.moderated.post if told.moderated else None,
            line.agreed.words if line.agreed else None,
            "yes" if line.is_wide else "no",
        )
        for line in found
        for told in line.told
    ]  # fmt: skip
    return exports.csv(
        "case-audit-grades", header, rows, holds=DataClass.SPECIAL_CATEGORY
    )


@pages.get("/<uuid:audit_id>/counts.csv")
@needs(FINDINGS, Action.READ, within=WITHIN)
def counts_csv(audit_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        audit = looked(session, audit_id)
        spreads = queries.spreads(audit, queries.lines(session, audit))
    header = ["Domain", "Whose", *(g.words for g in Grade), "n", "Does not apply"]
    rows: list[tuple[exports.Cell, ...]] = [
        (each.title, whose, *spread.counts.values(), spread.n, spread.not_applicable)
        for each in spreads
        for whose, spread in (
            ("own", each.own), ("moderated, else own", each.moderated),
            ("agreed", each.agreed),
        )
    ]  # fmt: skip
    return exports.csv("case-audit-counts", header, rows)


@pages.route("/forms/<uuid:tool_id>/<int:domain>", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def moderate(tool_id: UUID, domain: int) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return _moderate_page(session, tool_id, domain)

    def moderated(session: Session, given: dict[str, Any]) -> None:
        service.moderate(
            session, tool_id=tool_id, domain=domain, by=door.actor(), **given
        )

    with door.reading() as session:
        back = url_for(
            "audit_grades.show", audit_id=cases.tool(session, tool_id).audit_id
        )
    return asked(
        look, schemas.Moderated(), moderated, stale=GradeChanged, to=back,
        said="The moderated grade stands beside the agency's own.",
    )  # fmt: skip


def _moderate_page(session: Session, tool_id: UUID, domain: int) -> Page:
    tool = cases.tool(session, tool_id)
    audit, line = queries.one(session, tool.case_id, domain)
    told = next(each for each in line.told if each.tool.id == tool_id)
    if told.own is None:
        raise NotFound
    last = told.moderated
    return Page(
        title=f"Moderate {line.title}: case {line.reference}",
        crumbs=_crumbs(audit),
        told=[
            ("Agency", tool.agency_name),
            ("Own grade", told.own.words),
            ("What shows it", told.own.shown_by),
        ],
        boxes=_moderate_boxes(),
        button="Save",
        values={
            "grade": last.grade if last else "",
            "rationale": last.rationale if last else "",
            "post": last.post if last else "",
        },
        seen=last.version if last else 0,
        now=[
            ("Moderated grade", last.grade.words if last else None),
            ("Rationale", last.rationale if last else None),
        ],
    )  # fmt: skip


def _moderate_boxes() -> list[Box]:
    return [
        Box(
            kind="radios", name="grade", label="Moderated grade",
            choices=GRADES[:-1],
        ),
        Box(
            kind="area", name="rationale", label="Rationale",
            hint="Why the grade stands or should be another.",
        ),
        Box(
            kind="text", name="post", label="Moderator", hint="A post, never a name"
        ),
    ]  # fmt: skip


@pages.route("/cases/<uuid:case_id>/<int:domain>", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def agree(case_id: UUID, domain: int) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        audit, line = queries.one(session, case_id, domain)
        return _agree_page(audit, line)

    def agreed(session: Session, given: dict[str, Any]) -> None:
        service.agree(session, case_id=case_id, domain=domain, by=door.actor(), **given)

    with door.reading() as session:
        audit_id = cases.audit_of(session, case_id)
    return asked(
        look, schemas.Agreed(), agreed, stale=GradeChanged,
        to=url_for("audit_grades.show", audit_id=audit_id),
        said="What agencies agreed is recorded.", prepare=_graded,
    )  # fmt: skip


def _graded(given: Mapping[str, Any]) -> dict[str, Any]:
    said = given["grade"]
    return {**given, "grade": None if said == NOT_APPLICABLE else Grade(said)}


def _agree_page(audit: CaseAuditSeen, line: Line) -> Page:
    last = line.agreed
    said = NOT_APPLICABLE if last and last.grade is None else last and last.grade
    apart = "Agencies are two steps apart or more: say how they came to agree. "
    return Page(
        title=f"Agree {line.title}: case {line.reference}",
        crumbs=_crumbs(audit),
        intro=f"{apart if line.is_wide else ''}Nothing is worked out from the grades "
        "below: agencies agree one word.",
        told=[(each.tool.agency_name, _told_words(each)) for each in line.told],
        boxes=[
            Box(
                kind="radios", name="grade", label="Agreed grade",
                choices=GRADES if line.domain != OVERALL else GRADES[:-1],
            ),
            Box(
                kind="area", name="because", label="How agencies came to agree",
                hint="Needed where they were two steps apart or more.",
            ),
        ],
        button="Save",
        values={"grade": said or "", "because": last.because if last else ""},
        seen=last.version if last else 0,
        now=[("Agreed grade", last.words if last else None)],
    )  # fmt: skip


def _told_words(told: Told) -> str:
    own = told.own.words if told.own else "No grade yet"
    if told.moderated is None:
        return own
    return f"{own}; moderated: {told.moderated.grade.words}"


@pages.route("/<uuid:audit_id>/close", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def close(audit_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        audit = looked(session, audit_id)
        return Page(
            title="Close this case audit",
            crumbs=_crumbs(audit),
            intro="Grades become final. Each agency sees what was agreed of its cases. "
            "Counts can be told to the leadership group; cases never are.",
            boxes=[
                again_box(),
                Box(
                    kind="checks", name="confirm", label="Before it is closed",
                    choices=[("yes", "Every grade is agreed and final")],
                ),
            ],
            button="Close it",
            seen=audit.version,
            now=[("State", "Open" if audit.is_open else "Closed")],
        )  # fmt: skip

    def closed(session: Session, given: dict[str, Any]) -> None:
        given.pop("confirm")
        service.close(session, audit_id=audit_id, by=door.actor(), **given)

    return asked(
        look, schemas.Closed(), closed, stale=CaseAuditChanged, said="It is closed.",
        to=url_for("audit_grades.show", audit_id=audit_id),
    )  # fmt: skip


def looked(session: Session, audit_id: UUID) -> CaseAuditSeen:
    """A case audit, where this person may see all of it; raises NotFound."""
    audit = cases.audit(session, audit_id)
    authorise(session, door.actor(), Action.READ, FINDINGS, audit.scope)
    return audit


def _crumbs(audit: CaseAuditSeen) -> list[tuple[str, str]]:
    here = url_for("audit_grades.show", audit_id=audit.id)
    return [*crumbs_of(audit), ("Grades", here)]
