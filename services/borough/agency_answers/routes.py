"""Pages on which an agency answers: tasks, questions and evidence."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.agency_answers import queries, schemas, service
from borough.agency_answers.model import (
    NOT_APPLICABLE,
    SCORE_WORDS,
    SCORES,
    AnswerChanged,
    Said,
)
from borough.agency_answers.queries import Line, Section
from borough.agency_answers.service import File
from borough.self_assessments import queries as assessments
from borough.self_assessments.model import RETURNS
from borough.self_assessments.queries import ReturnSeen
from borough.self_assessments.routes import WITHIN, a_return, crumbs_of
from kit import scanner
from kit.access.policy import Action, Limit
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.errors import NotFound
from kit.web import door, exports, limits
from partnership.asking.routes import Box, Page, asked
from partnership.papers import service as papers

pages = Blueprint(
    "agency_answers", __name__, url_prefix="/self-assessments/returns/<uuid:return_id>"
)

FOLDER = "agency_answers/templates"
OWN = (Limit.OWN,)


@pages.get("")
@needs(RETURNS, Action.READ, within=WITHIN)
def show(return_id: UUID) -> ResponseReturnValue:
    actor = door.actor()
    with door.reading() as session:
        found = a_return(session, return_id)
        cycle = assessments.cycle(session, found.cycle_id)
        answers_here = found.scope.agency == actor.agency or (
            actor.user_id in assessments.who_answers(session, found)
        )
        parts = {
            "sections": queries.sections(session, return_id),
            "evidence": queries.evidence(session, return_id),
            "steps": assessments.steps(session, return_id),
            "here": queries.who_is_here(session, return_id, but_not=actor.user_id),
            "earlier": assessments.earlier(session, return_id),
        }
    return render_template(
        f"{FOLDER}/return.html",
        found=found,
        cycle=cycle,
        answers_here=answers_here and actor.agency is not None,
        sent_by_me=found.sent_by == actor.user_id,
        **parts,
    )


@pages.get("/sections/<int:number>")
@needs(RETURNS, Action.READ, within=WITHIN)
def section(return_id: UUID, number: int) -> ResponseReturnValue:
    with door.reading() as session:
        found = a_return(session, return_id)
        cycle = assessments.cycle(session, found.cycle_id)
        sections = queries.sections(session, return_id)
    if not 1 <= number <= len(sections):
        raise NotFound
    return render_template(
        f"{FOLDER}/section.html",
        found=found,
        cycle=cycle,
        section=sections[number - 1],
        last=len(sections),
        scores=SCORES,
    )


@pages.get("/answers.csv")
@needs(RETURNS, Action.READ, within=WITHIN)
def as_csv(return_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        a_return(session, return_id)
        found = queries.sections(session, return_id)
    header = [
        "Section", "Number", "Question", "Origin", "Score", "What shows it",
        "Carried forward", "Evidence",
    ]  # fmt: skip
    rows = [
        (
            part.title, line.question.id, line.question.text, line.question.origin,
            *_said(line), "; ".join(each.title for each in line.evidence),
        )
        for part in found
        for line in part.lines
    ]  # fmt: skip
    return exports.csv("self-assessment", header, rows, holds=DataClass.PERSONAL)


def _said(line: Line) -> tuple[str, str, str]:
    if line.copied is not None:
        score = line.copied.score
        word = "Does not apply" if score is None else str(score)
        return word, line.copied.narrative, "no"
    if line.answer is None:
        return "No answer", "", "no"
    carried = "yes" if line.answer.is_stale else "no"
    return line.answer.score_word, line.answer.said.narrative, carried


@pages.route("/questions/<item>", methods=["GET", "POST"])
@needs(RETURNS, Action.UPDATE, within=OWN)
def answer(return_id: UUID, item: str) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = a_return(session, return_id)
        part, line = queries.line(session, return_id, item)
        return _answer_page(session, found, part, line)

    def saved(session: Session, given: dict[str, Any]) -> None:
        by = door.actor()
        service.save(session, return_id=return_id, question=item, by=by, **given)

    with door.reading() as session:
        a_return(session, return_id)
        part, _ = queries.line(session, return_id, item)
    here = url_for("agency_answers.section", return_id=return_id, number=part.number)
    return asked(
        look, schemas.Answered(), saved, stale=AnswerChanged, to=here,
        said="The answer is saved.", prepare=_worded,
    )  # fmt: skip


def _worded(given: Mapping[str, Any]) -> dict[str, Any]:
    score = given["score"]
    apart = score == NOT_APPLICABLE
    said = Said(
        score=None if score is None or apart else int(score),
        not_applicable=apart,
        narrative=given["narrative"],
    )
    return {"seen": given["seen"], "said": said}


def _answer_page(
    session: Session, found: ReturnSeen, part: Section, line: Line
) -> Page:
    answered = line.answer
    said = answered.said if answered else Said.nothing()
    stale = " Carried forward: save it to confirm." if line_is_stale(line) else ""
    return Page(
        title=f"{part.title}: {line.question.id}",
        crumbs=crumbs(session, found),
        intro=f"{line.question.text} {line.question.help}{stale}",
        boxes=_answer_boxes(line),
        button="Save",
        values={"score": _choice(said), "narrative": said.narrative},
        seen=answered.version if answered else 0,
        now=[
            ("Score", answered.score_word if answered else None),
            ("What shows it", said.narrative),
        ],
    )


def _choice(said: Said) -> str:
    if said.not_applicable:
        return NOT_APPLICABLE
    return "" if said.score is None else str(said.score)


def _answer_boxes(line: Line) -> list[Box]:
    return [
        Box(
            kind="radios", name="score", label="Score",
            choices=[
                *((str(n), f"{n}: {SCORE_WORDS[n]}") for n in SCORES),
                (NOT_APPLICABLE, "Does not apply to us"),
            ],
            hints={str(n): line.question.score_words(n) for n in SCORES},
        ),
        Box(
            kind="area", name="narrative", label="What shows it", rows=10,
            hint="Or why it does not apply. Name nobody: posts only.",
        ),
    ]  # fmt: skip


def line_is_stale(line: Line) -> bool:
    """Whether its answer came from another cycle and nobody confirmed it yet."""
    return line.answer is not None and line.answer.is_stale


@pages.post("/carry-forward")
@needs(RETURNS, Action.UPDATE, within=OWN)
def carry_forward(return_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        by = door.actor()
        number = service.carry_forward(session, return_id=return_id, by=by)
    noun = "answer" if number == 1 else "answers"
    flash(f"{number} {noun} carried forward. Look at each and save it.", "success")
    return redirect(url_for("agency_answers.show", return_id=return_id))


@pages.route("/evidence/new", methods=["GET", "POST"])
@needs(RETURNS, Action.UPDATE, within=OWN)
def add_evidence(return_id: UUID) -> ResponseReturnValue:
    if request.method == "POST":
        limits.spend(limits.UPLOAD)

    def look(session: Session) -> Page:
        found = a_return(session, return_id)
        file = Box(kind="file", name="file", label="File", hint="PDF, Word or Excel")
        return Page(
            title="Add evidence",
            crumbs=crumbs(session, found),
            intro="One file can serve several questions.",
            boxes=[*_evidence_boxes(session, found), file],
            button="Add it",
        )

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add_evidence(session, return_id=return_id, by=door.actor(), **given)

    return _saved(return_id, look, schemas.Added(), added, _scanned)


def _scanned(given: Mapping[str, Any]) -> dict[str, Any]:
    upload = given["file"]
    with upload.stream:
        content = upload.read()
    scanner.scan(door.settings().scanner, content)
    looked = papers.looked_at(content)
    name = upload.filename or "evidence"
    file = File(name=name, media_type=looked.format.media_type, content=content)
    return {**given, "file": file}


@pages.route("/evidence/<uuid:evidence_id>", methods=["GET", "POST"])
@needs(RETURNS, Action.UPDATE, within=OWN)
def change_evidence(return_id: UUID, evidence_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = a_return(session, return_id)
        known = {each.id: each for each in queries.evidence(session, return_id)}
        if evidence_id not in known:
            raise NotFound
        one = known[evidence_id]
        return Page(
            title="Change evidence",
            crumbs=crumbs(session, found),
            boxes=_evidence_boxes(session, found),
            button="Save",
            values={
                "title": one.title, "dated_on": one.dated_on,
                "expires_on": one.expires_on, "serves": list(one.serves),
            },
            seen=one.version,
            now=[
                ("Title", one.title), ("Dated", one.dated_on),
                ("Stops counting", one.expires_on), ("Serves", ", ".join(one.serves)),
            ],
        )  # fmt: skip

    def changed(session: Session, given: dict[str, Any]) -> None:
        by = door.actor()
        service.change_evidence(session, evidence_id=evidence_id, by=by, **given)

    return _saved(return_id, look, schemas.Changed(), changed, dict)


@pages.post("/evidence/<uuid:evidence_id>/remove")
@needs(RETURNS, Action.UPDATE, within=OWN)
def remove_evidence(return_id: UUID, evidence_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.remove_evidence(session, evidence_id=evidence_id, by=door.actor())
    flash("The evidence is removed.", "success")
    return redirect(url_for("agency_answers.show", return_id=return_id))


@pages.get("/evidence/<uuid:evidence_id>/file")
@needs(RETURNS, Action.READ, within=WITHIN)
def file(return_id: UUID, evidence_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        a_return(session, return_id)
        known = {each.id for each in queries.evidence(session, return_id)}
        if evidence_id not in known:
            raise NotFound
        name, media, content = queries.file_of(session, evidence_id)
    limits.spend(limits.EXPORT)
    # Never shown inside the site: what somebody brought may hold anything.
    return send_file(
        BytesIO(content), mimetype=media, as_attachment=True, download_name=name
    )


def _saved(
    return_id: UUID,
    look: Callable[[Session], Page],
    schema: Schema,
    verb: Callable[[Session, dict[str, Any]], None],
    prepare: Callable[[Mapping[str, Any]], dict[str, Any]],
) -> ResponseReturnValue:
    return asked(
        look, schema, verb, stale=AnswerChanged, said="The evidence is saved.",
        to=url_for("agency_answers.show", return_id=return_id), prepare=prepare,
    )  # fmt: skip


def _evidence_boxes(session: Session, found: ReturnSeen) -> list[Box]:
    questions = [
        (each.id, f"{each.id} {each.text}")
        for each in assessments.asked_of(session, found.id)
        if each.id not in found.covered
    ]
    return [
        Box(kind="text", name="title", label="What it is", hint="Name nobody"),
        Box(
            kind="day", name="dated_on", label="Its own date",
            hint="The day it is of, not the day you upload it.",
        ),
        Box(
            kind="day", name="expires_on", label="Last day it counts",
            hint="May be left empty.",
        ),
        Box(
            kind="checks", name="serves", label="Questions it serves",
            choices=questions,
        ),
    ]  # fmt: skip


def crumbs(session: Session, found: ReturnSeen) -> list[tuple[str, str]]:
    """The way back from a page about a return."""
    cycle = assessments.cycle(session, found.cycle_id)
    here = url_for("agency_answers.show", return_id=found.id)
    return [*crumbs_of(cycle), (found.name, here)]
