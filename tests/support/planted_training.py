"""Training at steps no visitor comes to alone, with marked words and people in it."""

from datetime import datetime, time, timedelta
from uuid import UUID

from borough.bookings import queries as bookings
from borough.bookings import service as booking
from borough.bookings.model import Staff
from borough.charges import queries as charges
from borough.courses import service as courses
from borough.courses.model import Level, Mode, Told
from borough.evaluation import queries as evaluation
from borough.evaluation.model import Stage
from borough.events import queries as events
from borough.events import service as seating
from borough.events.service import Offer, Sitting
from borough.offered_events import queries as offered
from borough.offers import service as offering
from borough.places_elsewhere import queries as asked
from borough.places_elsewhere import service as elsewhere
from borough.training_summaries import queries as summaries
from borough.training_summaries import service as summing
from kit import clock
from partnership.figures import periods
from partnership.places.model import State
from partnership.training.model import quarter_with
from tests.support.audits import ALL
from tests.support.canaries import EMAIL, NAME, STORY
from tests.support.planted_practice import Practice, Steps

HOST = "barking-and-dagenham"


def plant(here: Practice) -> Steps:
    """Make them in a borough of a demonstration that was filled."""
    course = _course(here)
    draft, coming = _event(here, course), _event(here, course)
    here.do(seating.open_bookings, event_id=coming, seen=1)
    made = [_book(here, coming, number) for number in (1, 2)]
    own = here.do(
        booking.book, by=here.officer, event_id=coming, agency="police", elsewhere=True
    )
    here.do(offering.propose, event_id=coming)
    [charge, *_] = here.look(charges.charges, seen=ALL)
    sat = here.look(events.event, draft).sessions[0].id
    return Steps(
        manager=[
            f"/courses/{course}/change",
            f"/event-plans/{draft}/change",
            f"/event-plans/{draft}/sessions/new",
            f"/event-plans/{draft}/sessions/{sat}",
            f"/training-charges/{charge.id}/waive",
            f"/bookings/{made[0]}/substitute",
            f"/bookings/{own}",
            *_told(here),
            _paper(here),
        ],
        partner=[
            f"/bookings/of/{coming}/staff",
            f"/bookings/{made[1]}/substitute",
            f"/bookings/{own}",
            f"/bookings/{made[1]}/cancel",
            *_elsewhere(here),
        ],
        share=f"/offers/{coming}",
    )


def _told(here: Practice) -> list[str]:
    """A summary that is drafted, and one that waits for a second person."""
    last = quarter_with(clock.today())
    pages = []
    for number in range(2):
        last = periods.before(periods.before(periods.before(last)))
        made = here.do(summing.start, period=last, member="havering")
        if number:
            seen = here.look(summaries.summary, made, only_released=False).preview
            here.do(summing.submit, summary_id=made, seen=seen, note=STORY)
        pages.append(f"/training-summaries/{made}")
    return pages


def _paper(here: Practice) -> str:
    """The questions of somebody who came and has not answered them."""
    came = here.look(bookings.in_state, [State.ATTENDED])
    silent = next(e for e in came if not here.look(evaluation.answered, e.id))
    return f"/evaluation/bookings/{silent.id}/{Stage.AFTER.value}"


def _course(here: Practice) -> UUID:
    told = Told(
        code="Q01", title=NAME, level=Level.A, mode=Mode.BRIEFING, minutes=60,
        audience=STORY, outcomes=STORY,
    )  # fmt: skip
    made: UUID = here.do(courses.enter, told=told)
    return made


def _event(here: Practice, course_id: UUID) -> UUID:
    day = clock.today() + timedelta(days=30)
    first = Sitting(
        starts_at=datetime.combine(day, time(9), clock.LONDON), minutes=60, room=NAME
    )
    offer = Offer(
        capacity=9, trainer_agency="police", trainer_post=NAME, joining=STORY, quotas={}
    )
    made: UUID = here.do(seating.plan, course_id=course_id, offer=offer, first=first)
    return made


def _somebody(number: int) -> Staff:
    return Staff(name=NAME, email=f"learner.{number}.{EMAIL}", elsewhere=True)


def _book(here: Practice, event_id: UUID, number: int) -> UUID:
    made: list[UUID] = here.do(
        booking.book_staff, by=here.officer, event_id=event_id, agency="police",
        staff=[_somebody(number)], partly=True,
    )  # fmt: skip
    return made[0]


def _elsewhere(here: Practice) -> list[str]:
    """A request that waits for the agency, and one that is on its way to the host."""
    [event] = here.look(offered.events, offered.Wanted(host=HOST))
    waits, goes = (
        here.do(
            elsewhere.ask,
            by=here.officer,
            host=HOST,
            event_id=event.id,
            staff=[_somebody(number)],
            agency="police",
            partly=True,
        )
        for number in (3, 4)
    )
    seen = here.look(asked.ask, goes).version
    here.do(elsewhere.approve, by=here.chief, ask_id=goes, seen=seen)
    ask = f"/places-elsewhere/of/{HOST}/{event.id}"
    return [
        f"{ask}/staff",
        f"{ask}/own",
        f"/places-elsewhere/{goes}/seats/1/substitute",
        f"/places-elsewhere/{goes}",
        f"/places-elsewhere/{waits}",
    ]
