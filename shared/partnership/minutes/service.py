"""Write minutes, take them to a signature, correct them; ask and answer questions."""

from uuid import UUID

from sqlalchemy.orm import Session

from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.trail import service as trail
from partnership.access import role_name
from partnership.meetings import queries as meetings
from partnership.meetings.model import MEETINGS
from partnership.minutes.model import (
    Amendment,
    Minutes,
    Question,
    Step,
)


def write(
    session: Session,
    *,
    meeting_id: UUID,
    seen: int,
    text: str,
    because: str,
    by: Actor,
) -> int:
    """Keep a wording of a meeting's minutes; returns their version.

    ``seen`` is the version that was seen, 0 where there was none. Raises NotFound,
    MinutesChanged, and Conflict once they are approved.
    """
    meetings.meeting(session, meeting_id)
    kept = session.get(Minutes, meeting_id, with_for_update=True)
    if kept is None:
        kept = Minutes(meeting_id=meeting_id, step=Step.DRAFT, version=0)
        session.add(kept)
    kept.write(
        seen=seen, text=text, because=because, by=by.user_id, post=role_name(by.role)
    )
    session.flush()
    _note(session, "minutes.written", meeting_id, version=kept.version)
    return kept.version


def advance(
    session: Session, *, meeting_id: UUID, seen: int, to: Step, by: Actor
) -> None:
    """Have minutes checked, approved or signed.

    Raises NotFound, MinutesChanged, Conflict for another step than the next one, and
    SameWriter where who wrote the words would check or approve them.
    """
    kept = _minutes(session, meeting_id)
    kept.advance(to, seen=seen, by=by.user_id, post=role_name(by.role))
    session.flush()
    _note(session, f"minutes.{to.value}", meeting_id, version=kept.version)


def amend(session: Session, *, meeting_id: UUID, text: str, by: Actor) -> None:
    """Correct approved minutes beside their words.

    Raises NotFound, and Conflict while they can still be rewritten.
    """
    kept = _minutes(session, meeting_id)
    if kept.step not in (Step.APPROVED, Step.SIGNED):
        raise Conflict(
            "These minutes are not approved yet. Change their words instead."
        )
    post = role_name(by.role)
    session.add(Amendment(meeting_id=meeting_id, text=text, post=post))
    session.flush()
    _note(session, "minutes.amended", meeting_id)


def ask(
    session: Session,
    *,
    meeting_id: UUID,
    asker: str,
    text: str,
    item_id: UUID | None = None,
) -> UUID:
    """Note a question with the role of who asked it, never a name.

    Raises NotFound, and Invalid naming ``item_id`` for an item of another meeting.
    """
    meetings.meeting(session, meeting_id)
    if item_id is not None and meetings.item(session, item_id)[0] != meeting_id:
        fault = "Choose an item of this meeting"
        raise Invalid(fault, fields={"item_id": fault})
    asked = Question(meeting_id=meeting_id, item_id=item_id, asker=asker, text=text)
    session.add(asked)
    session.flush()
    _note(session, "question.asked", meeting_id)
    return asked.id


def answer(session: Session, *, question_id: UUID, text: str, by: str) -> None:
    """Note the answer and the post that gave it; raises NotFound and Conflict."""
    asked = session.get(Question, question_id, with_for_update=True)
    if asked is None:
        raise NotFound("There is no such question.")
    asked.give_answer(text=text, by=by)
    session.flush()
    _note(session, "question.answered", asked.meeting_id)


def _minutes(session: Session, meeting_id: UUID) -> Minutes:
    kept = session.get(Minutes, meeting_id, with_for_update=True)
    if kept is None:
        raise NotFound("There are no minutes yet.")
    return kept


def _note(session: Session, act: str, meeting_id: UUID, **detail: int) -> None:
    trail.record(
        session, act=act, resource=MEETINGS, record=meeting_id, detail=detail or None
    )
