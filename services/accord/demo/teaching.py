"""Made-up training: a catalogue, events held and to come, who came, what they said."""

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from accord.demo.acting import Scene, ago, on_scene
from accord.demo.colleagues import Colleagues
from accord.demo.days import let_event_be_over
from accord.demo.ground import Place
from accord.demo.telling import Teller
from borough.attendance import service as attendance
from borough.attendance.model import Mark
from borough.bookings import queries as bookings
from borough.bookings import service as booking
from borough.bookings.model import Staff
from borough.bookings.queries import BookingSeen
from borough.courses import queries as catalogue
from borough.courses import service as courses
from borough.evaluation import service as evaluation
from borough.evaluation.model import QUESTIONS, Stage, Used
from borough.events import queries as events
from borough.events import service as seating
from borough.events.service import Offer, Sitting
from borough.host_rules import service as house
from borough.host_rules.model import Late
from borough.offered_events import queries as offered
from borough.offers import queries as offers
from borough.offers import service as offering
from borough.places_elsewhere import queries as asked_elsewhere
from borough.places_elsewhere import service as elsewhere
from borough.reach import service as reach
from borough.reach.queries import year_of
from borough.training_summaries import queries as summaries
from borough.training_summaries import service as summing
from kit.clock import LONDON
from partnership.places.model import State
from partnership.training.model import quarter_with

# Which boroughs offer their next event to the others, and who asks whom for places.
HOSTS = ("havering", "barking-and-dagenham")
ASKS = {
    "havering": "barking-and-dagenham",
    "barking-and-dagenham": "havering",
    "redbridge": "havering",
}
QUOTAS = {"havering": 4, "barking-and-dagenham": 3, "redbridge": 3}
FIRST, SECOND = "C01", "C04"
HELD_DAYS_AGO = 110
# Where the register still waits for its marks; how many answer questions elsewhere.
NOT_MARKED, ANSWER = ("redbridge",), 7
WORKFORCE = {"education": 900, "health-provider": 640, "police": 210}


def fill(borough: Place, people: Colleagues, *, teller: Teller) -> None:
    """A catalogue, an event that was held, and one to come with a waiting list."""
    with on_scene(borough) as scene:
        _set_rules(scene, people)
        _catalogue(scene, people)
        _held(scene, people)
        _to_come(scene, people, shared=borough.part.slug in HOSTS)
        _workforce(scene, people)
    teller.say(f"{borough.part.short_name} taught, made-up learners came.")


def offer(host: Place, people: Colleagues) -> None:
    """The host offers its next event to the others; a second person approves."""
    with on_scene(host) as scene:
        [coming] = [e for e in events.events(scene.session) if e.quotas]
        scene.act(offering.propose, event_id=coming.id, by=people.manager)
        seen = offers.offer(scene.session, coming.id).digest
        scene.act(offering.approve, event_id=coming.id, seen=seen, by=people.deputy)


def ask_elsewhere(borough: Place, people: Colleagues, *, teller: Teller) -> None:
    """A school of another borough asks the host for places; the last have to wait."""
    with on_scene(borough) as scene:
        host = ASKS[borough.part.slug]
        [coming] = offered.events(scene.session, offered.Wanted(host=host))
        pair = people.agencies["education"]
        made = scene.act(
            elsewhere.ask, host=host, event_id=coming.id,
            staff=_staff(borough.part.slug, range(40, 44)), agency="education",
            partly=True, by=pair.lead,
        )  # fmt: skip
        seen = asked_elsewhere.ask(scene.session, made).version
        scene.act(elsewhere.approve, ask_id=made, seen=seen, by=pair.head)
    teller.say(f"{borough.part.short_name} asked another borough for four places.")


def release(borough: Place, people: Colleagues, *, teller: Teller) -> None:
    """Counts of the quarter of the event that was held leave, seen by two people."""
    slug = borough.part.slug
    if slug in NOT_MARKED:
        return
    with on_scene(borough) as scene:
        made = scene.act(
            summing.start, period=quarter_with(ago(HELD_DAYS_AGO)), member=slug,
            by=people.deputy,
        )  # fmt: skip
        found = summaries.summary(scene.session, made, only_released=False)
        scene.act(
            summing.submit, summary_id=made, seen=found.preview,
            note="Made-up training, for the demonstration", by=people.deputy,
        )  # fmt: skip
        scene.act(
            summing.approve, summary_id=made, seen=found.preview,
            area=borough.part.area_code, by=people.manager,
        )  # fmt: skip
    teller.say(f"{borough.part.short_name} told leadership of its training.")


def _set_rules(scene: Scene, people: Colleagues) -> None:
    scene.act(
        house.set_rules, from_on=ago(0), cancel_days=3, close_days=3, hold_days=3,
        half_day_pence=3000, full_day_pence=6000, late_minutes=15, late_is=Late.PART,
        keep_months=36, exempt=["voluntary"], by=people.manager,
    )  # fmt: skip


def _catalogue(scene: Scene, people: Colleagues) -> None:
    """Every course of the shared standard, taught here."""
    for each in catalogue.offered(scene.session):
        scene.act(
            courses.enter, told=each.told, standard=each.standard, item=each.item,
            by=people.manager,
        )  # fmt: skip


def _plan(
    scene: Scene, people: Colleagues, code: str, *, days: int, capacity: int,
    shared: bool = False,
) -> UUID:  # fmt: skip
    [course] = [e for e in catalogue.courses(scene.session) if e.code == code]
    made = scene.act(
        seating.plan, course_id=course.id, first=_sitting(days), by=people.manager,
        offer=Offer(
            capacity=capacity, trainer_agency="police",
            trainer_post="Detective sergeant", quotas=QUOTAS if shared else {},
            release_on=ago(14 - days) if shared else None,
            joining="Bring an example from your work that names nobody.",
        ),
    )  # fmt: skip
    scene.act(
        seating.add_session, event_id=made, seen=1, sitting=_sitting(days + 7),
        by=people.manager,
    )  # fmt: skip
    seen = events.event(scene.session, made).version
    scene.act(seating.open_bookings, event_id=made, seen=seen, by=people.manager)
    return made


def _sitting(days: int) -> Sitting:
    starts_at = datetime.combine(ago(-days), time(9, 30), LONDON)
    return Sitting(starts_at=starts_at, minutes=180, room="Town hall, room 2")


def _staff(borough: str, numbers: Sequence[int]) -> list[Staff]:
    """Made-up people at an address kept for examples (RFC 2606)."""
    return [
        Staff(
            name=f"Sample colleague {number}",
            email=f"colleague-{number}@school.{borough}.example.org",
            elsewhere=True,
        )
        for number in numbers
    ]


def _held(scene: Scene, people: Colleagues) -> None:
    """Twelve people were booked, ten came, and some said what they think."""
    made = _plan(scene, people, FIRST, days=40, capacity=16)
    slug = str(scene.session.info["member"])
    for agency, numbers in (
        ("education", range(1, 7)),
        ("health-provider", range(11, 15)),
        ("police", range(21, 23)),
    ):
        scene.act(
            booking.book_staff, event_id=made, staff=_staff(slug, numbers),
            agency=agency, partly=True, by=people.agencies[agency].lead,
        )  # fmt: skip
    let_event_be_over(scene.session, made, days=HELD_DAYS_AGO)
    if slug in NOT_MARKED:
        return
    there = bookings.with_place(scene.session, made)
    for sat in events.event(scene.session, made).sessions:
        scene.act(
            attendance.mark, event_id=made, session_id=sat.id, by=people.manager,
            marks={each.id: _mark(place) for place, each in enumerate(there)},
        )  # fmt: skip
    scene.act(attendance.close, event_id=made, by=people.manager)
    came = bookings.with_place(scene.session, made)
    attended = [each for each in came if each.state is State.ATTENDED]
    _evaluate(scene, people, attended[:ANSWER])


def _mark(place: int) -> Mark:
    return {3: Mark.ABSENT, 8: Mark.APOLOGIES}.get(place, Mark.THERE)


def _evaluate(scene: Scene, people: Colleagues, came: Sequence[BookingSeen]) -> None:
    """Answers on paper, entered by the manager; not everybody answers to the end."""
    for place, each in enumerate(came):
        for asked, step, answers in (
            (Stage.BEFORE, 1 + place % 3, True),
            (Stage.AFTER, 2 + place % 3, True),
            (Stage.LATER, 2 + place % 2, place < ANSWER - 1),
        ):
            if answers:
                later = asked is Stage.LATER
                scene.act(
                    evaluation.answer, booking_id=each.id, stage=asked,
                    steps=dict.fromkeys(QUESTIONS, step), by=people.manager,
                    used=(Used.CHANCE if place == 2 else Used.YES) if later else None,
                )  # fmt: skip


def _to_come(scene: Scene, people: Colleagues, *, shared: bool) -> None:
    """More people want to come than there are places; one asks for themself."""
    made = _plan(scene, people, SECOND, days=35, capacity=10, shared=shared)
    slug = str(scene.session.info["member"])
    for agency, numbers in (
        ("education", range(30, 33)),
        ("health-provider", range(33, 39)),
    ):
        scene.act(
            booking.book_staff, event_id=made, staff=_staff(slug, numbers),
            agency=agency, partly=True, by=people.agencies[agency].lead,
        )  # fmt: skip
    scene.act(
        booking.book, event_id=made, agency="education", elsewhere=True,
        by=people.learner,
    )  # fmt: skip


def _workforce(scene: Scene, people: Colleagues) -> None:
    for agency, number in WORKFORCE.items():
        scene.act(
            reach.enter, agency=agency, year=year_of(ago(HELD_DAYS_AGO)), people=number,
            seen=0, by=people.manager,
        )  # fmt: skip
