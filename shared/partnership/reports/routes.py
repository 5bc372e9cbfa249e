"""Pages of reports: the history, one report, its forms, and its files."""

from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit import clock, documents, pdf
from kit.access.policy import Action, Need
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.search.model import Finder, Hit, Term
from kit.web import door, exports, forms
from partnership.access import authorise, may
from partnership.agencies import agency_name
from partnership.reports import queries, schemas, service
from partnership.reports.model import (
    COVER,
    IMPLICATIONS,
    PURPOSE_WORDS,
    REPORTS,
    Cover,
    ReportChanged,
)
from partnership.reports.queries import ReportSeen, Whole
from partnership.snapshots import queries as snapshots

pages = Blueprint("plan_reports", __name__, url_prefix="/reports")

TEMPLATES = "partnership/reports/templates"


@pages.get("/")
@needs(REPORTS, Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = _listed(session)
    return render_template(
        f"{TEMPLATES}/list.html", reports=found, purposes=PURPOSE_WORDS
    )


@pages.get("/reports.csv")
@needs(REPORTS, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = _listed(session)
    header = ["Title", "Committee", "As at", "Purpose", "Author", "Issued", "Digest"]
    rows = [
        (
            e.cover.title, e.cover.committee, e.as_at, PURPOSE_WORDS[e.cover.purpose],
            e.cover.author_post, e.issued_at, e.digest,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("reports", header, rows)


@pages.get("/new")
@needs(REPORTS, Action.CREATE)
def ask() -> ResponseReturnValue:
    with door.reading() as session:
        last = queries.last_day(session)
    days = {"since": last} if last else {}
    return _form_page(
        None, forms.blank(is_key="no", purpose="note", as_at=clock.today(), **days)
    )


@pages.post("/new")
@needs(REPORTS, Action.CREATE)
def draft() -> ResponseReturnValue:
    form = forms.load(schemas.Drafted(), request.form)
    if not form.ok:
        return _form_page(None, form)
    cover, given = schemas.split(dict(form.data))
    try:
        with door.transaction() as session:
            made = service.draft(
                session, cover=Cover(**cover), by=door.actor(), **given
            )
    except Invalid as fault:
        return _form_page(None, form.refused(fault))
    flash("The draft is stored. Nothing is locked until it is issued.", "success")
    return redirect(url_for("plan_reports.show", report_id=made))


@pages.get("/<uuid:report_id>")
@needs(REPORTS, Action.READ)
def show(report_id: UUID) -> ResponseReturnValue:
    return _page(report_id, forms.blank())


@pages.post("/<uuid:report_id>/issue")
@needs(REPORTS, Action.APPROVE)
def issue(report_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Issue(), request.form)
    try:
        with door.transaction() as session:
            if form.ok:
                service.issue(
                    session, report_id=report_id, by=door.actor(), **form.data
                )
    except Conflict as fault:
        page, _ = _page(report_id, form.refused({"form": str(fault)}))
        return page, fault.status
    if not form.ok:
        return _page(report_id, form)
    flash("The report is issued and locked.", "success")
    return redirect(url_for("plan_reports.show", report_id=report_id))


@pages.get("/<uuid:report_id>/change")
@needs(REPORTS, Action.UPDATE)
def ask_change(report_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        seen = queries.report(session, report_id)
    cover = {name: getattr(seen.cover, name) for name in COVER}
    given: dict[str, Any] = {"as_at": seen.as_at}
    if seen.since:
        given["since"] = seen.since
    return _form_page(
        seen,
        forms.blank(
            **{**cover, **given},
            snapshot_id=seen.snapshot_id or "",
            version=seen.version,
        ),
    )


@pages.post("/<uuid:report_id>/change")
@needs(REPORTS, Action.UPDATE)
def change(report_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Changed(), request.form)
    fault: Conflict | None = None
    try:
        with door.transaction() as session:
            if form.ok:
                cover, given = schemas.split(dict(form.data))
                service.change(
                    session,
                    report_id=report_id,
                    cover=Cover(**cover),
                    by=door.actor(),
                    **given,
                )
                flash("The draft is stored.", "success")
                return redirect(url_for("plan_reports.show", report_id=report_id))
    except Invalid as wrong:
        form = form.refused(wrong)
    except Conflict as stale:
        form, fault = form.refused({"form": str(stale)}), stale
    with door.reading() as session:
        seen = queries.report(session, report_id)
    page, status = _form_page(seen, form, stale=isinstance(fault, ReportChanged))
    return page, fault.status if fault else status


@pages.get("/<uuid:report_id>/report.docx")
@needs(REPORTS, Action.READ)
def as_docx(report_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = _whole(session, report_id)
        content = documents.as_docx(queries.document(found))
    return _file(found, "docx", documents.WORD, content)


@pages.get("/<uuid:report_id>/report.pdf")
@needs(REPORTS, Action.READ)
def as_pdf(report_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = _whole(session, report_id)
        said = queries.document(found)
    html = render_template(
        f"{TEMPLATES}/sheet.html", document=said, language=documents.LANGUAGE
    )
    return _file(found, "pdf", "application/pdf", pdf.write(html))


@pages.get("/<uuid:report_id>/actions.csv")
@needs(REPORTS, Action.READ)
def actions_csv(report_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        held = _whole(session, report_id).progress
    header = [
        "As at", "Reference", "Plan", "Action", "Owner", "Agency", "State", "Due",
        "Forecast",
    ]  # fmt: skip
    rows = [
        (
            held.as_at, e.ref, e.plan, e.title, e.owner_post, agency_name(e.agency),
            held.words[e.brag].tag, e.due, e.forecast,
        )
        for e in held.actions
    ]  # fmt: skip
    return exports.csv(f"report-actions-as-at-{held.as_at}", header, rows)


def _page(report_id: UUID, form: forms.Form) -> tuple[str, int]:
    with door.reading() as session:
        found = _whole(session, report_id)
        said = queries.document(found)
    role = door.actor().role
    is_draft = found.report.issued_at is None
    page = render_template(
        f"{TEMPLATES}/show.html",
        found=found,
        document=said,
        form=form,
        no_pdf=pdf.available(),
        may_change=is_draft and may(role, REPORTS, Action.UPDATE),
        may_issue=is_draft and may(role, REPORTS, Action.APPROVE),
    )
    return page, form.status


def _form_page(
    seen: ReportSeen | None, form: forms.Form, *, stale: bool = False
) -> tuple[str, int]:
    with door.reading() as session:
        known = snapshots.snapshots(session)
    page = render_template(
        f"{TEMPLATES}/form.html",
        report=seen,
        form=form,
        stale=stale,
        purposes=[(each.value, words) for each, words in PURPOSE_WORDS.items()],
        implications=IMPLICATIONS,
        snapshots=[
            ("", "None: what the plans say"),
            *((each.id, f"{each.title}, {each.as_at.isoformat()}") for each in known),
        ],
    )
    return page, form.status


def _listed(session: Session) -> list[ReportSeen]:
    """What this person may see: drafts are for those who write them."""
    drafts = "with" if may(door.actor().role, REPORTS, Action.UPDATE) else "without"
    return list(queries.reports(session, drafts=drafts))


def _whole(session: Session, report_id: UUID) -> Whole:
    actor = door.actor()
    authorise(session, actor, Action.READ, REPORTS, Scope(record=str(report_id)))
    found = queries.whole(session, report_id)
    if found.report.issued_at is None and not may(actor.role, REPORTS, Action.UPDATE):
        raise NotFound
    return found


def _file(found: Whole, ending: str, kind: str, content: bytes) -> Response:
    name = f"report-as-at-{found.progress.as_at}.{ending}"
    return Response(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    """Issued reports; whoever may open the page may find them."""
    return queries.find(session, term) if may(actor.role, REPORTS, Action.READ) else []


FINDERS = [
    Finder(name="Reports", need=Need(resource=REPORTS, action=Action.READ), find=find)
]
