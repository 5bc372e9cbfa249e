"""Pages of the papers of a meeting: list, bring, read."""

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
from marshmallow import Schema
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from kit import scanner
from kit.access.policy import Action, Limit
from kit.accounts.access import needs
from kit.errors import Conflict, Invalid, NotFound
from kit.web import door, forms, limits
from kit.web.asking import asked
from partnership.access import may, reach
from partnership.bodies.routes import choices
from partnership.meetings.model import MEETINGS
from partnership.meetings.queries import Line
from partnership.meetings.routes import covered, one, scope_of
from partnership.papers import queries, schemas, service
from partnership.papers.model import RESTRICTED, Openness
from partnership.papers.queries import PaperSeen

pages = Blueprint("papers", __name__, url_prefix="/meetings/<uuid:meeting_id>/papers")

FOLDER = "partnership/papers/templates"
GROUP = (Limit.GROUP,)
HINTS = {
    "open": "Everybody who sees the meeting.",
    "restricted": "Members who decide, and the scrutineer. Search never finds it.",
    "exempt": "As restricted; the law lets it be kept from the public.",
}


@pages.get("/")
@needs(MEETINGS, Action.READ)
def index(meeting_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        whole = one(session, meeting_id, Action.READ)
        found = seen_by_me(session, whole.line)
        may_change = covered(session, whole.line, Action.UPDATE)
    return render_template(
        f"{FOLDER}/list.html",
        meeting=whole.line,
        items={each.id: each for each in whole.items},
        papers=found,
        may_change=may_change,
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def add(meeting_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        whole = one(session, meeting_id, Action.UPDATE)
        all_kinds = _reads_all(session, whole.line)

    def page(form: forms.Form) -> str:
        return render_template(
            f"{FOLDER}/new.html",
            meeting=whole.line,
            items=whole.items,
            kinds=choices(Openness) if all_kinds else choices(Openness)[:1],
            hints=HINTS,
            form=form,
        )

    if request.method == "GET":
        return page(forms.blank(openness="open", item_id=request.args.get("item", "")))
    form = _uploaded(schemas.Add())
    if form.ok:
        form = _stored(form, service.add, meeting_id=meeting_id)
    return _answer(form, page(form) if not form.ok else "", meeting_id)


@pages.route("/<uuid:paper_id>/new-version", methods=["GET", "POST"])
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def revise(meeting_id: UUID, paper_id: UUID) -> ResponseReturnValue:
    line, paper = _mine(meeting_id, paper_id)

    def page(form: forms.Form) -> str:
        return render_template(
            f"{FOLDER}/revise.html", meeting=line, paper=paper, form=form
        )

    if request.method == "GET":
        return page(forms.blank())
    form = _uploaded(schemas.Revise())
    if form.ok:
        form = _stored(form, service.revise, paper_id=paper_id)
    return _answer(form, page(form) if not form.ok else "", meeting_id)


@pages.route("/<uuid:paper_id>/withdraw", methods=["GET", "POST"])
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def withdraw(meeting_id: UUID, paper_id: UUID) -> ResponseReturnValue:
    line, paper = _mine(meeting_id, paper_id)

    def done(session: Session, given: dict[str, Any]) -> UUID:
        service.withdraw(session, paper_id=paper_id, by=door.actor(), **given)
        return meeting_id

    def page(form: forms.Form, _stale: bool) -> str:
        return render_template(
            f"{FOLDER}/withdraw.html", meeting=line, paper=paper, form=form
        )

    return asked(
        schemas.Withdraw(),
        done,
        page,
        to=lambda made: url_for("papers.index", meeting_id=made),
    )


@pages.get("/<uuid:paper_id>/<int:number>")
@needs(MEETINGS, Action.READ)
def read(meeting_id: UUID, paper_id: UUID, number: int) -> ResponseReturnValue:
    _mine(meeting_id, paper_id, Action.READ)
    limits.spend(limits.EXPORT)
    # Not a reading transaction: who read what is not open is noted in the trail.
    with door.transaction() as session:
        file = service.read(session, paper_id=paper_id, number=number, by=door.actor())
    answer = Response(file.content, content_type=file.format.media_type)
    # Never shown inside the site: what somebody brought may hold anything.
    answer.headers.set("Content-Disposition", "attachment", filename=file.name)
    return answer


def seen_by_me(session: Session, line: Line) -> list[PaperSeen]:
    """The papers of a meeting that the person who asks may read."""
    restricted = _reads_all(session, line)
    return queries.papers(session, line.id, restricted=restricted)


def _reads_all(session: Session, line: Line) -> bool:
    actor = door.actor()
    return may(actor.role, RESTRICTED, Action.READ) and reach(
        session, actor, Action.READ, RESTRICTED
    ).covers(scope_of(line))


def _mine(
    meeting_id: UUID, paper_id: UUID, action: Action = Action.UPDATE
) -> tuple[Line, PaperSeen]:
    with door.reading() as session:
        line = one(session, meeting_id, action).line
        found = {each.id: each for each in seen_by_me(session, line)}
    if paper_id not in found:
        raise NotFound("There is no such paper.")
    return line, found[paper_id]


def _uploaded(schema: Schema) -> forms.Form:
    limits.spend(limits.UPLOAD)
    return forms.load(schema, request.form, request.files)


def _stored(form: forms.Form, verb: Any, **more: UUID) -> forms.Form:  # noqa: ANN401 - both verbs that take a file
    """The form as it is after its file was scanned and stored, or why it was not."""
    given = dict(form.data)
    file: FileStorage = given.pop("file")
    with file.stream:
        content = file.read()
    try:
        scanner.scan(door.settings().scanner, content)
        looked = service.looked_at(content)
        with door.transaction() as session:
            verb(
                session,
                file_name=file.filename or "paper",
                content=content,
                looked=looked,
                by=door.actor(),
                **given,
                **more,
            )
    except scanner.Infected as fault:
        return form.refused({"file": str(fault)})
    except Invalid as fault:
        return form.refused(fault)
    except Conflict as fault:
        return form.refused({"form": str(fault)})
    return form


def _answer(form: forms.Form, page: str, meeting_id: UUID) -> ResponseReturnValue:
    if not form.ok:
        return page, form.status
    flash("The paper is stored.", "success")
    return redirect(url_for("papers.index", meeting_id=meeting_id))
