"""Look at what is open to be answered, how many answered, and how far they moved."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.bookings import queries as bookings
from borough.bookings.queries import BookingSeen
from borough.evaluation.model import (
    FEWEST,
    QUESTIONS,
    SCALE,
    AnswerRow,
    Change,
    Stage,
    Used,
    changes,
    is_open,
    opens_at,
)
from kit import clock
from partnership.places.model import State
from partnership.training.model import Asked, Later

CAME = (State.ATTENDED, State.PART_ATTENDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """How many were asked at a stage, and how many answered."""

    stage: Stage
    asked: int
    answered: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What was said of some events: rates, changes of matched pairs, and use.

    ``used`` is None where fewer answered than may be told apart.
    """

    rates: Sequence[Rate]
    after: Sequence[Change]
    later: Sequence[Change]
    used: Mapping[Used, int] | None


def answered(session: Session, booking_id: UUID) -> frozenset[Stage]:
    """The stages a booking's person has answered."""
    query = select(AnswerRow.stage).where(AnswerRow.booking_id == booking_id)
    return frozenset(session.scalars(query))


def open_stages(booking: BookingSeen) -> list[Stage]:
    """The stages whose questions a booking's person could answer now."""
    event = booking.event
    if event.starts_at is None or event.ends_at is None:
        return []
    may = {Stage.BEFORE: (State.CONFIRMED,), Stage.AFTER: CAME, Stage.LATER: CAME}
    return [
        stage
        for stage in Stage
        if booking.state in may[stage]
        and is_open(stage, began=event.starts_at, ended=event.ends_at, now=clock.now())
    ]


def due(session: Session, user_id: UUID) -> list[tuple[BookingSeen, Stage]]:
    """What a person could answer now and has not, the earliest event first."""
    mine = bookings.mine(session, user_id)
    said = _said(session, [each.id for each in mine])
    return [
        (each, stage)
        for each in reversed(mine)
        for stage in open_stages(each)
        if (each.id, stage) not in said
    ]


def heard(
    session: Session, *, event_id: UUID | None = None, course_id: UUID | None = None
) -> Heard:
    """What was said of one event, of one course, or of all."""
    found = [
        each
        for each in bookings.in_state(
            session, CAME, event_ids=[event_id] if event_id else ()
        )
        if course_id is None or each.event.course.id == course_id
    ]
    said = _said(session, [each.id for each in found])
    used = Counter(
        row.used for (_, s), row in said.items() if s is Stage.LATER and row.used
    )
    return Heard(
        rates=[_rate(stage, found, said) for stage in Stage],
        after=changes(_pairs(found, said, Stage.AFTER)),
        later=changes(_pairs(found, said, Stage.LATER)),
        used=used if sum(used.values()) >= FEWEST else None,
    )


def three_months_on(session: Session, found: Sequence[BookingSeen]) -> Later:
    """What these people, who were there, said three months on: counts, no control."""
    said = _said(session, [each.id for each in found])
    spoke = [
        said[each.id, Stage.LATER] for each in found if (each.id, Stage.LATER) in said
    ]
    pairs = _pairs(found, said, Stage.LATER)
    return Later(
        invited=len(found),
        answered=len(spoke),
        pairs=len(pairs),
        used={use.value: sum(row.used is use for row in spoke) for use in Used},
        questions=[
            Asked(
                id=key,
                title=title,
                before=_steps(key, [first for first, _ in pairs]),
                later=_steps(key, [then for _, then in pairs]),
            )
            for key, title in QUESTIONS.items()
        ],
    )


def _steps(question: str, answers: Sequence[Mapping[str, int]]) -> list[int]:
    """How many chose each step of the scale, the best first."""
    given = [answer[question] for answer in answers]
    return [given.count(step) for step in sorted(SCALE, reverse=True)]


def words(session: Session, event_id: UUID) -> list[str]:
    """What people wrote about an event, in no order that tells who."""
    ids = [each.id for each in bookings.in_state(session, CAME, event_ids=[event_id])]
    said = _said(session, ids).values()
    return sorted(row.words for row in said if row.words)


Said = Mapping[tuple[UUID, Stage], AnswerRow]


def _said(session: Session, ids: Sequence[UUID]) -> Said:
    if not ids:
        return {}
    rows = session.scalars(select(AnswerRow).where(AnswerRow.booking_id.in_(ids)))
    return {(row.booking_id, row.stage): row for row in rows}


def _rate(stage: Stage, found: Iterable[BookingSeen], said: Said) -> Rate:
    asked = [each for each in found if _was_asked(each, stage)]
    answered = sum((each.id, stage) in said for each in asked)
    return Rate(stage=stage, asked=len(asked), answered=answered)


def _was_asked(booking: BookingSeen, stage: Stage) -> bool:
    """Whether the time of these questions has come for somebody who was there."""
    ended = booking.event.ends_at
    opens = opens_at(stage, ended) if ended else None
    return stage is Stage.BEFORE or (opens is not None and opens <= clock.now())


def _pairs(
    found: Iterable[BookingSeen], said: Said, then: Stage
) -> list[tuple[Mapping[str, int], Mapping[str, int]]]:
    return [
        (said[each.id, Stage.BEFORE].steps, said[each.id, then].steps)
        for each in found
        if (each.id, Stage.BEFORE) in said and (each.id, then) in said
    ]
