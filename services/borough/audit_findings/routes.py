"""Pages of findings, and what is done about each."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.audit_findings import queries, schemas, service
from borough.audit_findings.model import FindingChanged
from borough.audit_findings.queries import FindingSeen
from borough.case_audits import queries as cases
from borough.case_audits.model import FINDINGS
from borough.case_audits.queries import CaseAuditSeen
from borough.case_audits.routes import crumbs_of
from borough.reviews import queries as reviews
from borough.reviews.model import DRAFT
from kit.access.policy import Action, Limit
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.web import door, exports
from partnership.access import authorise, reach
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, asked
from partnership.plans import queries as plans

pages = Blueprint("audit_findings", __name__, url_prefix="/audit-findings")

FOLDER = "audit_findings/templates"
GROUP = (Limit.GROUP,)


@pages.get("/<uuid:audit_id>")
@needs(FINDINGS, Action.READ, within=GROUP)
def show(audit_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        audit = _looked(session, audit_id)
        found = queries.findings(session, audit_id)
    return render_template(
        f"{FOLDER}/show.html", audit=audit, findings=found, titles=dict(audit.graded)
    )


@pages.get("/<uuid:audit_id>/findings.csv")
@needs(FINDINGS, Action.READ, within=GROUP)
def as_csv(audit_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        audit = _looked(session, audit_id)
        found = queries.findings(session, audit_id)
    titles = dict(audit.graded)
    header = ["Number", "Domain", "Finding", "Actions", "Recommendations"]
    rows = [
        (
            e.number, "All" if e.domain is None else titles[e.domain], e.text,
            len(e.actions), len(e.recommendations),
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("audit-findings", header, rows, holds=DataClass.SPECIAL_CATEGORY)


@pages.route("/<uuid:audit_id>/new", methods=["GET", "POST"])
@needs(FINDINGS, Action.CREATE)
def add(audit_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        audit = _looked(session, audit_id)
        return Page(
            title="Note a finding",
            crumbs=_crumbs(audit),
            boxes=_boxes(audit),
            button="Note it",
        )

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add(session, audit_id=audit_id, by=door.actor(), **given)

    return asked(
        look, schemas.Written(), added, stale=FindingChanged, said="It is noted.",
        to=url_for("audit_findings.show", audit_id=audit_id),
    )  # fmt: skip


@pages.route("/findings/<uuid:finding_id>/change", methods=["GET", "POST"])
@needs(FINDINGS, Action.UPDATE)
def change(finding_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        audit, found = _one(session, finding_id)
        return Page(
            title=f"Change finding {found.number}",
            crumbs=_crumbs(audit),
            boxes=_boxes(audit),
            button="Save",
            values={
                "text": found.text,
                "domain": "" if found.domain is None else str(found.domain),
            },
            seen=found.version,
            now=[("Finding", found.text)],
        )

    def changed(session: Session, given: dict[str, Any]) -> None:
        service.change(session, finding_id=finding_id, by=door.actor(), **given)

    return asked(
        look, schemas.Changed(), changed, stale=FindingChanged, said="It is changed.",
        to=_back(finding_id),
    )  # fmt: skip


@pages.route("/findings/<uuid:finding_id>/action", methods=["GET", "POST"])
@needs(FINDINGS, Action.UPDATE)
def act_on(finding_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        audit, found = _one(session, finding_id)
        known = [(str(e.id), f"{e.ref} {e.title}") for e in plans.plans(session)]
        return Page(
            title=f"An action for finding {found.number}",
            crumbs=_crumbs(audit),
            intro="Say nothing of a case: plans are read by more people than findings.",
            boxes=[
                Box(kind="select", name="plan_id", label="Plan", choices=known),
                Box(kind="text", name="title", label="What is to be done"),
                Box(
                    kind="text", name="owner_post", label="Post that owns it",
                    hint="Never a name.",
                ),
                _agency_box("agency"),
                Box(kind="day", name="due", label="Due on"),
            ],
            button="Add the action",
        )  # fmt: skip

    def acted(session: Session, given: dict[str, Any]) -> None:
        service.act_on(session, finding_id=finding_id, by=door.actor(), **given)

    return asked(
        look, schemas.ActedOn(), acted, stale=FindingChanged,
        said="The action is in the plan.", to=_back(finding_id),
    )  # fmt: skip


@pages.route("/findings/<uuid:finding_id>/recommendation", methods=["GET", "POST"])
@needs(FINDINGS, Action.UPDATE)
def recommend(finding_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        audit, found = _one(session, finding_id)
        seen = reach(session, door.actor(), Action.UPDATE, DRAFT)
        known = [
            (str(e.id), f"{e.ref} {e.title}")
            for e in reviews.reviews(session, seen=seen)
        ]
        return Page(
            title=f"A recommendation for finding {found.number}",
            crumbs=_crumbs(audit),
            intro="It joins the recommendations of a review. Say nothing of a case.",
            boxes=[
                Box(kind="select", name="review_id", label="Review", choices=known),
                Box(kind="area", name="text", label="Recommendation"),
                _agency_box("owner"),
            ],
            button="Add the recommendation",
        )

    def recommended(session: Session, given: dict[str, Any]) -> None:
        service.recommend(session, finding_id=finding_id, by=door.actor(), **given)

    return asked(
        look, schemas.Recommended(), recommended, stale=FindingChanged,
        said="The recommendation is added.", to=_back(finding_id),
    )  # fmt: skip


def _looked(session: Session, audit_id: UUID) -> CaseAuditSeen:
    audit = cases.audit(session, audit_id)
    authorise(session, door.actor(), Action.READ, FINDINGS, audit.scope)
    return audit


def _one(session: Session, finding_id: UUID) -> tuple[CaseAuditSeen, FindingSeen]:
    found = queries.finding(session, finding_id)
    return _looked(session, found.audit_id), found


def _back(finding_id: UUID) -> str:
    with door.reading() as session:
        audit_id = queries.finding(session, finding_id).audit_id
    return url_for("audit_findings.show", audit_id=audit_id)


def _boxes(audit: CaseAuditSeen) -> list[Box]:
    return [
        Box(
            kind="select", name="domain", label="Domain",
            hint="Leave it empty for the audit as a whole.",
            choices=[(str(number), title) for number, title in audit.graded],
        ),
        Box(
            kind="area", name="text", label="Finding",
            hint="It stays in this borough. Name nobody all the same.",
        ),
    ]  # fmt: skip


def _agency_box(name: str) -> Box:
    return Box(kind="select", name=name, label="Agency", choices=list(AGENCIES.items()))


def _crumbs(audit: CaseAuditSeen) -> list[tuple[str, str]]:
    here = url_for("audit_findings.show", audit_id=audit.id)
    return [*crumbs_of(audit), ("Findings", here)]
