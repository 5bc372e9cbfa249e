"""Take a person's answers; what was written down on paper is entered for them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from borough.bookings import queries as bookings
from borough.bookings.model import BOOKINGS
from borough.evaluation.model import (
    MONTHS_ASKED,
    QUESTIONS,
    SCALE,
    AnsweredAlready,
    AnswerRow,
    NotTheTime,
    ReminderRow,
    Stage,
    Used,
    is_open,
    opens_at,
)
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import authorise
from partnership.clocks.model import months_after
from partnership.places.model import State

MAY = {
    Stage.BEFORE: (State.CONFIRMED, State.ATTENDED, State.PART_ATTENDED),
    Stage.AFTER: (State.ATTENDED, State.PART_ATTENDED),
    Stage.LATER: (State.ATTENDED, State.PART_ATTENDED),
}


def answer(
    session: Session,
    *,
    booking_id: UUID,
    stage: Stage,
    steps: Mapping[str, int],
    by: Actor,
    used: Used | None = None,
    words: str = "",
) -> None:
    """Keep what somebody says at one stage, once.

    The person says it; whoever keeps bookings may enter a paper, at any time once the
    stage has come. Raises NotAllowed, NotFound, NotTheTime, AnsweredAlready, and
    Invalid naming a question.
    """
    found = bookings.booking(session, booking_id)
    scope = Scope(record=str(booking_id), person=found.person_id)
    authorise(session, by, Action.CREATE, BOOKINGS, scope)
    own = found.person_id == by.user_id
    _must_be_time(found, stage, own=own)
    _check(steps, stage, used)
    row = AnswerRow(
        id=clock.new_id(), booking_id=booking_id, stage=stage, steps=dict(steps),
        used=used if stage is Stage.LATER else None, words=words.strip(),
        on_paper=not own,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise AnsweredAlready from error
    trail.record(
        session, act="evaluation.answered", resource=BOOKINGS, record=booking_id,
        detail={"status": stage.value},
    )  # fmt: skip


def remind(session: Session) -> int:
    """Tell people once that the questions three months on are open; how many.

    Only who was there, has an account and has not answered. The notice names neither
    the person nor the course.
    """
    now = clock.now()
    told = select(ReminderRow.booking_id).where(ReminderRow.stage == Stage.LATER)
    said = select(AnswerRow.booking_id).where(AnswerRow.stage == Stage.LATER)
    done = {*session.scalars(told), *session.scalars(said)}
    number = 0
    for each in bookings.in_state(session, MAY[Stage.LATER]):
        if each.person_id is None or each.id in done or not _is_asked(each, now):
            continue
        session.add(ReminderRow(booking_id=each.id, stage=Stage.LATER))
        notices.tell(
            session,
            user_id=each.person_id,
            kind="evaluation",
            text="Three months ago you were on a course: did it change your work?",
            href=f"/evaluation/bookings/{each.id}",
        )
        trail.record(
            session, act="evaluation.reminded", resource=BOOKINGS, record=each.id,
            detail={"status": Stage.LATER.value},
        )  # fmt: skip
        number += 1
    session.flush()
    return number


def _is_asked(booking: bookings.BookingSeen, now: datetime) -> bool:
    """Whether the time of the questions three months on has come and not gone."""
    ended = booking.event.ends_at
    if ended is None:
        return False
    opens = opens_at(Stage.LATER, ended)
    last = months_after(clock.london_day(ended), MONTHS_ASKED)
    return opens is not None and opens <= now and clock.london_day(now) <= last


def _must_be_time(found: bookings.BookingSeen, stage: Stage, *, own: bool) -> None:
    event = found.event
    if event.starts_at is None or event.ends_at is None:
        raise NotTheTime
    paper_of_before = stage is Stage.BEFORE and not own
    open_now = is_open(
        stage, began=event.starts_at, ended=event.ends_at, now=clock.now()
    )
    if found.state not in MAY[stage] or not (open_now or paper_of_before):
        raise NotTheTime


def _check(steps: Mapping[str, int], stage: Stage, used: Used | None) -> None:
    wrong = {
        key: "Choose an answer" for key in QUESTIONS if steps.get(key) not in SCALE
    }
    if stage is Stage.LATER and used is None:
        wrong["used"] = "Choose an answer"
    if wrong:
        raise Invalid("Answer every question", fields=wrong)
