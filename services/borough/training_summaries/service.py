"""Count a quarter's training, have the counts approved by a second person, release."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.bookings import queries as bookings
from borough.bookings.queries import BookingSeen
from borough.courses.model import LEVEL_WORDS
from borough.evaluation import queries as evaluation
from borough.evaluation.model import MONTHS_ON
from borough.events import queries as events
from borough.events.model import Standing, boroughs
from borough.events.queries import EventSeen, Wanted
from borough.offers import queries as offers
from borough.releases.service import Way
from borough.returns.model import ReturnState
from borough.training_summaries.events import (
    LEADERSHIP,
    SUMMARY_RELEASED,
    subject_of,
    summary_released,
)
from borough.training_summaries.model import (
    BOOKINGS,
    NAMED,
    MayNotApprove,
    MayNotPrepare,
    NothingNew,
    QuarterOpen,
    SummaryRow,
    UnknownSummary,
)
from kit import clock
from kit.accounts.actor import Actor
from kit.exchange.outbox import announce
from partnership.access import Role
from partnership.clocks.model import months_after
from partnership.disclosure.training import control
from partnership.figures import periods
from partnership.places.model import State
from partnership.training.model import (
    ATTENDED,
    NOTHING,
    Counted,
    CourseCount,
    Guests,
    Outcomes,
    days_of,
)

CAME = (State.ATTENDED, State.PART_ATTENDED)
AWAY = (State.LATE_CANCELLED, State.EXCUSED)
ENDED = (*CAME, *AWAY, State.NO_SHOW)
# Somebody of another borough was told that there was no place left.
TURNED_AWAY = (State.WAITLISTED, State.DECLINED)


def start(session: Session, *, period: str, member: str, by: Actor) -> UUID:
    """Draft a summary of a quarter that is over.

    ``member`` is this borough's slug. Raises MayNotPrepare, QuarterOpen, and NothingNew
    where the quarter was told and nothing that may be told differs.
    """
    _must_prepare(by)
    if days_of(period)[1] > clock.today():
        raise QuarterOpen
    last = _last(session, period)
    earlier = last.content if last else None
    content = control(count(session, period=period, member=member), earlier=earlier)
    if earlier and _says(content) == _says(earlier):
        raise NothingNew
    row = SummaryRow(
        period=period,
        after=last.number if last and last.number else 0,
        content=content,
    )
    return WAY.draft(session, row, by=by)


def approve(
    session: Session, *, summary_id: UUID, by: Actor, seen: str, area: str
) -> None:
    """Release it and announce it to the leadership group, both or neither.

    ``area`` is the ONS code this instance speaks for. Raises UnknownSummary,
    MayNotApprove, StepSkipped, FiguresChanged and SamePerson.
    """
    row = WAY.to_release(session, summary_id, by=by)
    last = _last(session, row.period)
    number = last.number if last and last.number else 0
    row.must_follow(number)
    WAY.release(session, row, by=by, seen=seen)
    row.number = number + 1
    announce(
        session,
        audience=LEADERSHIP,
        type=SUMMARY_RELEASED,
        subject=subject_of(area, row.period),
        version=number + 1,
        data=summary_released(row, area=area),
    )


def count(session: Session, *, period: str, member: str) -> Counted:
    """All that is counted of a quarter, before control; it never leaves like this.

    Events are of the quarter they ended in, once their register is closed. Three
    months on, people are asked in this quarter about events that ended in the one
    before. What the other boroughs were told meanwhile is counted beside it.
    """
    first, after = days_of(period)
    held = events.events(session, Wanted(standing=Standing.HELD, past=True))
    now = [each for each in held if first <= _ended(each) < after]
    asked = [e for e in held if first <= months_after(_ended(e), MONTHS_ON) < after]
    places = _bookings(session, now, ENDED)
    came = _bookings(session, asked, CAME)
    homes = _by("home", places)
    later = evaluation.three_months_on(session, came)
    return Counted(
        period=period,
        own=member,
        courses=_courses(now, places, _known_elsewhere(session, now, member)),
        agencies=_by("agency", places),
        homes=dict.fromkeys((member, *boroughs()), NOTHING) | homes,
        later=replace(later, told=_told_of(session, periods.before(period))),
        levels={level.value: words for level, words in LEVEL_WORDS.items()},
        guests={slug: _guests(places, slug) for slug in homes if slug != member},
    )


def _told_of(session: Session, period: str) -> int | None:
    """How many were told of as attended in a quarter; None where they were not."""
    last = _last(session, period)
    return last.content["counts"][ATTENDED] if last else None


def _guests(places: Sequence[BookingSeen], home: str) -> Guests:
    """What became of places of people from one other borough."""
    own = [each for each in places if each.home == home]
    codes = {each.event.course.code for each in own}
    return Guests(
        {c: _outcomes([p for p in own if p.event.course.code == c]) for c in codes},
        _by("agency", own),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """Events other boroughs know the places of, and those they know were full."""

    offered: Collection[UUID]
    full: Collection[UUID]


def _known_elsewhere(
    session: Session, held: Sequence[EventSeen], member: str
) -> _Known:
    made = offers.offers(session, [each.id for each in held])
    return _Known(
        {key for key, each in made.items() if each.number},
        {
            each.event_id
            for each in _bookings(session, held, TURNED_AWAY)
            if each.home != member
        },
    )


def _ended(event: EventSeen) -> date:
    """The day of its last session; one without any is of no quarter."""
    return clock.london_day(event.ends_at) if event.ends_at else date.min


def _bookings(
    session: Session, found: Sequence[EventSeen], states: Sequence[State]
) -> list[BookingSeen]:
    """Bookings of events; none where there is no event."""
    ids = [each.id for each in found]
    return bookings.in_state(session, states, event_ids=ids) if ids else []


def _by(name: str, places: Iterable[BookingSeen]) -> dict[str, Outcomes]:
    """What became of places, by agency or by home borough."""
    found: dict[str, list[BookingSeen]] = {}
    for each in places:
        found.setdefault(getattr(each, name), []).append(each)
    return {key: _outcomes(some) for key, some in found.items()}


def _courses(
    held: Sequence[EventSeen], places: Sequence[BookingSeen], known: _Known
) -> list[CourseCount]:
    by_code = sorted(held, key=lambda event: event.course.code)
    found = []
    for _, some in groupby(by_code, key=lambda event: event.course.code):
        taught = list(some)
        course, ids = taught[0].course, {each.id for each in taught}
        found.append(
            CourseCount(
                code=course.code,
                title=course.title,
                level=course.level.value,
                item=course.item,
                events=len(taught),
                offered=sum(each.capacity for each in taught),
                outcomes=_outcomes([p for p in places if p.event_id in ids]),
                shared=ids <= {*known.offered},
                full=sum(e.capacity for e in taught if e.id in known.full),
            )
        )
    return found


def _outcomes(places: Sequence[BookingSeen]) -> Outcomes:
    states = [each.state for each in places]
    return Outcomes(
        attended=sum(state in CAME for state in states),
        no_show=states.count(State.NO_SHOW),
        away=sum(state in AWAY for state in states),
    )


def _says(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reader learns of a quarter: all but what is kept from before."""
    return {name: each for name, each in content.items() if name != "kept"}


def _last(session: Session, period: str) -> SummaryRow | None:
    """The summary of a quarter that left last."""
    query = select(SummaryRow).where(
        SummaryRow.period == period, SummaryRow.state == ReturnState.RELEASED
    )
    return session.scalars(query.order_by(SummaryRow.number.desc()).limit(1)).first()


def _must_prepare(by: Actor) -> None:
    if by.role != Role.BUSINESS_MANAGER:
        raise MayNotPrepare


def _must_approve(by: Actor) -> None:
    """An agency agrees to bookings of its own; this is of the whole partnership."""
    if by.role != Role.BUSINESS_MANAGER:
        raise MayNotApprove


WAY = Way(
    table=SummaryRow,
    named=NAMED,
    resource=BOOKINGS,
    unknown=UnknownSummary,
    must_prepare=_must_prepare,
    must_approve=_must_approve,
    approvers=lambda: [Role.BUSINESS_MANAGER],
)
submit, send_back, discard = WAY.submit, WAY.send_back, WAY.discard
