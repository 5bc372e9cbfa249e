"""The public pages: what is published, in every version, and nothing else."""

from uuid import UUID

from flask import Blueprint, Response, render_template

from borough.documents import queries
from borough.documents.routes import sent
from kit import clock
from kit.accounts.access import public
from kit.web import door

pages = Blueprint("published", __name__, url_prefix="/published")

FOLDER = "published/templates"


@pages.get("/")
@public
def index() -> str:
    today = clock.today()
    with door.reading() as session:
        found = [each for each in queries.documents(session) if each.published(today)]
    return render_template(f"{FOLDER}/list.html", documents=found, today=today)


@pages.get("/<uuid:document_id>")
@public
def show(document_id: UUID) -> str:
    today = clock.today()
    with door.reading() as session:
        found = queries.public_document(session, document_id, today)
    return render_template(
        f"{FOLDER}/show.html",
        document=found,
        versions=found.published(today),
        today=today,
    )


@pages.get("/versions/<uuid:version_id>/file")
@public
def file(version_id: UUID) -> Response:
    with door.reading() as session:
        return sent(*queries.file_of(session, version_id, public_on=clock.today()))
