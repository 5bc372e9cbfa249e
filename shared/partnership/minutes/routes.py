"""Pages of minutes, from draft to signed, and of questions with their answers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from kit.access.policy import Action, Limit
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.errors import Conflict, Invalid, NotFound
from kit.web import door, exports, forms
from partnership.meetings.model import MEETINGS
from partnership.meetings.routes import covered, one
from partnership.minutes import queries, schemas, service
from partnership.minutes.model import MinutesChanged, SameWriter, Step
from partnership.minutes.queries import MinutesSeen, QuestionSeen

pages = Blueprint("minutes", __name__, url_prefix="/meetings")

FOLDER = "partnership/minutes/templates"
GROUP = (Limit.GROUP,)
# What a step asks for: checking is work on the words, the other two bind the body.
ASKS = {
    Step.CHECKED: Action.UPDATE,
    Step.APPROVED: Action.APPROVE,
    Step.SIGNED: Action.APPROVE,
}


@pages.get("/<uuid:meeting_id>/minutes")
@needs(MEETINGS, Action.READ)
def show(meeting_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        one(session, meeting_id, Action.READ)
        kept = queries.minutes(session, meeting_id)
    return _minutes_page(meeting_id, forms.blank(text=kept.text if kept else ""))


@pages.post("/<uuid:meeting_id>/minutes")
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def write(meeting_id: UUID) -> ResponseReturnValue:
    def written(session: Session, given: dict[str, Any]) -> None:
        service.write(session, meeting_id=meeting_id, by=door.actor(), **given)

    return _do(meeting_id, schemas.Write(), Action.UPDATE, written, _minutes_page)


@pages.post("/<uuid:meeting_id>/minutes/step")
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def advance(meeting_id: UUID) -> ResponseReturnValue:
    def advanced(session: Session, given: dict[str, Any]) -> None:
        to = Step(given["to"])
        one(session, meeting_id, ASKS[to])
        service.advance(
            session, meeting_id=meeting_id, seen=given["seen"], to=to, by=door.actor()
        )

    return _do(meeting_id, schemas.Advance(), Action.UPDATE, advanced, _minutes_page)


@pages.post("/<uuid:meeting_id>/minutes/amendments")
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def amend(meeting_id: UUID) -> ResponseReturnValue:
    def amended(session: Session, given: dict[str, Any]) -> None:
        said = given["amendment"]
        service.amend(session, meeting_id=meeting_id, text=said, by=door.actor())

    return _do(meeting_id, schemas.Amend(), Action.UPDATE, amended, _minutes_page)


@pages.get("/<uuid:meeting_id>/questions")
@needs(MEETINGS, Action.READ)
def questions(meeting_id: UUID) -> ResponseReturnValue:
    return _questions_page(meeting_id, forms.blank())


@pages.get("/<uuid:meeting_id>/questions.csv")
@needs(MEETINGS, Action.READ)
def questions_csv(meeting_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        whole = one(session, meeting_id, Action.READ)
        found = queries.questions(session, meeting_id)
    numbers = {item.id: item.number for item in whole.items}
    header = ["Asked by", "Item", "Question", "Answer", "Answered by", "Answered at"]
    rows = [
        (
            each.asker,
            numbers.get(each.item_id) if each.item_id else None,
            *(each.text, each.answer, each.answered_by, each.answered_at),
        )
        for each in found
    ]
    return exports.csv("questions", header, rows, holds=DataClass.PERSONAL)


@pages.post("/<uuid:meeting_id>/questions")
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def ask(meeting_id: UUID) -> ResponseReturnValue:
    def asked(session: Session, given: dict[str, Any]) -> None:
        service.ask(session, meeting_id=meeting_id, **given)

    return _do(meeting_id, schemas.Ask(), Action.UPDATE, asked, _questions_page)


@pages.route(
    "/<uuid:meeting_id>/questions/<uuid:question_id>/answer", methods=["GET", "POST"]
)
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def answer(meeting_id: UUID, question_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        one(session, meeting_id, Action.UPDATE)
        question = queries.question(session, question_id)
    if question.meeting_id != meeting_id:
        raise NotFound

    def answered(session: Session, given: dict[str, Any]) -> None:
        said, by = given["answer"], given["answered_by"]
        service.answer(session, question_id=question_id, text=said, by=by)

    def page(
        meeting_id: UUID, form: forms.Form, status: int | None = None
    ) -> ResponseReturnValue:
        return _answer_page(meeting_id, question, form, status)

    if request.method == "GET":
        return page(meeting_id, forms.blank())
    return _do(
        meeting_id, schemas.Answer(), Action.UPDATE, answered, page, "minutes.questions"
    )


def _do(
    meeting_id: UUID,
    schema: Schema,
    action: Action,
    verb: Callable[[Session, dict[str, Any]], object],
    page: Callable[..., ResponseReturnValue],
    back: str = "",
) -> ResponseReturnValue:
    """Read the form, let the verb do its work, and say what was wrong on the page."""
    form = forms.load(schema, request.form)
    if not form.ok:
        return page(meeting_id, form)
    try:
        with door.transaction() as session:
            one(session, meeting_id, action)
            verb(session, dict(form.data))
    except Invalid as fault:
        return page(meeting_id, form.refused(fault))
    except MinutesChanged as fault:
        return page(meeting_id, form.refused({"form": str(fault)}), fault.status)
    except (Conflict, SameWriter) as fault:
        return page(meeting_id, form.refused({"form": str(fault)}))
    flash("It is noted.", "success")
    here = "minutes.questions" if page is _questions_page else "minutes.show"
    return redirect(url_for(back or here, meeting_id=meeting_id))


def _minutes_page(
    meeting_id: UUID, form: forms.Form, status: int | None = None
) -> ResponseReturnValue:
    with door.reading() as session:
        whole = one(session, meeting_id, Action.READ)
        kept = queries.minutes(session, meeting_id)
        may_write = covered(session, whole.line, Action.UPDATE)
        may_approve = covered(session, whole.line, Action.APPROVE)
    page = render_template(
        f"{FOLDER}/minutes.html",
        meeting=whole.line,
        minutes=kept if kept is None or may_write or kept.is_agreed else None,
        hidden=kept is not None and not may_write and not kept.is_agreed,
        may_write=may_write,
        may_approve=may_approve,
        mine=_is_mine(kept),
        stale=status is not None,
        form=form,
    )
    return page, status or form.status


def _is_mine(kept: MinutesSeen | None) -> bool:
    actor = door.actor()
    return kept is not None and kept.wordings[0].written_by == actor.user_id


def _questions_page(meeting_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        whole = one(session, meeting_id, Action.READ)
        found = queries.questions(session, meeting_id)
        may_write = covered(session, whole.line, Action.UPDATE)
    page = render_template(
        f"{FOLDER}/questions.html",
        meeting=whole.line,
        items={item.id: item for item in whole.items},
        questions=found,
        may_write=may_write,
        form=form,
    )
    return page, form.status


def _answer_page(
    meeting_id: UUID, question: QuestionSeen, form: forms.Form, status: int | None
) -> ResponseReturnValue:
    with door.reading() as session:
        whole = one(session, meeting_id, Action.UPDATE)
    page = render_template(
        f"{FOLDER}/answer.html", meeting=whole.line, question=question, form=form
    )
    return page, status or form.status
