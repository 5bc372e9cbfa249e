"""The report of the child death review partners on a page, and as files."""

from uuid import UUID

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from borough.death_reports import queries
from kit import documents, pdf
from kit.access.policy import Action, Limit
from kit.accounts.access import needs
from kit.documents import Document
from kit.web import door
from partnership.death_figures.model import RESOURCE

pages = Blueprint("death_reports", __name__, url_prefix="/death-reports")

COUNTED = (Limit.AGGREGATES,)
SHEET = "partnership/reports/templates/sheet.html"


@pages.get("/<uuid:summary_id>")
@needs(RESOURCE, Action.READ, within=COUNTED)
def show(summary_id: UUID) -> ResponseReturnValue:
    return render_template(
        "death_reports/templates/show.html",
        document=_said(summary_id),
        summary_id=summary_id,
        no_pdf=pdf.available(),
    )


@pages.get("/<uuid:summary_id>/report.docx")
@needs(RESOURCE, Action.READ, within=COUNTED)
def as_docx(summary_id: UUID) -> ResponseReturnValue:
    content = documents.as_docx(_said(summary_id))
    return _file("docx", documents.WORD, content)


@pages.get("/<uuid:summary_id>/report.pdf")
@needs(RESOURCE, Action.READ, within=COUNTED)
def as_pdf(summary_id: UUID) -> ResponseReturnValue:
    html = render_template(
        SHEET, document=_said(summary_id), language=documents.LANGUAGE
    )
    return _file("pdf", "application/pdf", pdf.write(html))


def _said(summary_id: UUID) -> Document:
    with door.reading() as session:
        return queries.report(session, summary_id, name=door.settings().name)


def _file(ending: str, kind: str, content: bytes) -> Response:
    name = f"child-death-reviews.{ending}"
    return Response(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
