"""Made-up child death reviews, one at each stage: no child like these ever lived.

Names, numbers and days are invented: NHS numbers are from the range kept for tests.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from accord.demo.acting import Scene, ago, on_scene
from accord.demo.colleagues import Colleagues
from accord.demo.days import let_form_be_asked
from accord.demo.ground import Place
from accord.demo.telling import Teller
from borough.death_analysis import queries as analyses
from borough.death_analysis import service as analysing
from borough.death_facts import queries as known
from borough.death_facts import service as facts
from borough.death_facts.model import Death, Ethnicity, Identity, PlaceKind, Sex
from borough.death_meetings import queries as meetings
from borough.death_meetings import service as meeting
from borough.death_meetings.model import Draft, KeyWorker
from borough.death_recommendations import service as recommending
from borough.death_triage import service as triage
from borough.deaths import queries as cases
from borough.deaths import service as deaths
from borough.form_answers import queries as answers
from borough.form_answers import service as answering
from borough.form_chasing import service as chasing
from borough.panel_packs import service as packs
from borough.panels import queries as panels
from borough.panels import service as panel
from borough.panels.model import Outcome
from borough.professionals import service as professionals
from borough.professionals.model import Part
from borough.reporting_forms import queries as requests
from borough.reporting_forms import service as asking
from kit import clock
from kit.clock import LONDON
from partnership.death_rules import nhs_number
from partnership.death_rules.analysis import Domain, Factor
from partnership.death_rules.categories import Category
from partnership.death_rules.circumstances import Circumstance
from partnership.death_rules.pipeline import Stage
from partnership.death_rules.scope import Facts
from partnership.plans import queries as plans

HEALTH, EDUCATION = "health-provider", "education"
ASKED = ((Part.HEALTH_VISITOR, HEALTH), (Part.SCHOOL, EDUCATION))
PLAN = "MADE-UP"
STORY = "Made up for the demonstration. Found by a parent early in the morning."
WENT_ON = (Stage.SUBMITTED, Stage.LEARNING, Stage.CLOSED)


class Child(NamedTuple):
    """An invented child: whole days old, notified so many days ago, what is known."""

    given: str
    family: str
    old: int
    days: int
    known: frozenset[Circumstance]


NEW = Child("Ada", "Madeup", 120, 1, frozenset({Circumstance.ASLEEP}))
GATHERED = Child("Ben", "Pretend", 2_900, 60, frozenset({Circumstance.ASTHMA}))
MET = Child("Cara", "Sampleton", 9, 130, frozenset({Circumstance.NEWBORN}))
LISTED = Child("Dev", "Invented", 5_900, 200, frozenset({Circumstance.VEHICLE}))
OVER = Child("Eli", "Testname", 400, 420, frozenset({Circumstance.ASLEEP}))


def fill(borough: Place, people: Colleagues, *, teller: Teller) -> None:
    """A case at each stage, from one notified yesterday to one that is closed."""
    with on_scene(borough) as scene:
        for number, child in enumerate((NEW, GATHERED, MET, LISTED, OVER), start=1):
            notified = _detailed(scene, people, child, number)
            if child is not NEW:
                _gather(scene, people, notified, late=child is GATHERED)
            if child in (MET, LISTED, OVER):
                _meet(scene, people, notified, child)
            if child is OVER:
                _review(scene, people, notified)
        _list(scene, people)
        chasing.chase(scene.nobody())
    teller.say(f"{borough.part.short_name} has made-up child death reviews.")


def number_of(place: int) -> str:
    """The NHS number at a place of the range that is kept for tests (999)."""
    found = 0
    for nine in range(999_100_000, 999_999_999):
        last = nhs_number.last_digit(str(nine))
        found += last is not None
        if found == place:
            return f"{nine}{last}"
    raise LookupError(place)


def noon(day: date, hour: int = 12) -> datetime:
    """A moment of a day on London's clocks."""
    return datetime.combine(day, time(hour), LONDON)


def notify(
    scene: Scene,
    people: Colleagues,
    *,
    who: Identity,
    death: Death,
    received_at: datetime,
) -> UUID:
    """A notification from a hospital here, with all its details."""
    here = str(scene.session.info["member"])
    case_id = scene.act(
        deaths.notify, facts=Facts(signs_of_life=True), received_at=received_at,
        notifier=HEALTH, home=here, died_in=here, by=people.coordinator,
    )  # fmt: skip
    for verb, given in (
        (facts.write_identity, {"who": who}),
        (facts.write_death, {"death": death}),
    ):
        seen = known.facts(scene.session, case_id).version
        scene.act(verb, case_id=case_id, seen=seen, by=people.coordinator, **given)
    return case_id


def _detailed(scene: Scene, people: Colleagues, child: Child, number: int) -> UUID:
    died_at = noon(ago(child.days), 5)
    who = Identity(
        given=child.given,
        family=child.family,
        born_on=clock.london_day(died_at) - timedelta(days=child.old),
        number=number_of(number),
        sex=Sex.UNKNOWN,
        ethnicity=Ethnicity.UNKNOWN,
        address=f"{number} Nowhere Street",
        postcode="ZZ99 3WZ",
    )
    death = Death(
        died_at=died_at,
        place=PlaceKind.HOME,
        story=STORY,
        cause="Not known yet",
        known=child.known,
    )
    received_at = died_at + timedelta(hours=5)
    return notify(scene, people, who=who, death=death, received_at=received_at)


def _gather(scene: Scene, people: Colleagues, case_id: UUID, *, late: bool) -> None:
    """An agency is asked and answers; where it says so, another one is late."""
    by = people.coordinator
    scene.act(triage.triage, case_id=case_id, seen=0, response=True, by=by)
    died_at = cases.known(scene.session, by, case_id).received_at
    scene.act(triage.meet, case_id=case_id, at=died_at + timedelta(hours=40), by=by)
    for part, agency in ASKED if late else ASKED[:1]:
        listed = scene.act(
            professionals.add, case_id=case_id, part=part, agency=agency,
            name=f"Sample {part.value}", workplace="A made-up place", by=by,
        )  # fmt: skip
        asked = scene.act(
            asking.ask, case_id=case_id, professional_id=listed, forms=["main"],
            person_id=people.agencies[agency].lead.user_id, by=by,
        )  # fmt: skip
        if late:
            let_form_be_asked(scene.session, asked, days=35)
        if not (late and agency == EDUCATION):
            _answer(scene, people, case_id, asked)


def _answer(scene: Scene, people: Colleagues, case_id: UUID, request_id: UUID) -> None:
    """The agency says what it knows in its first part; the form is taken in."""
    case = cases.known(scene.session, people.coordinator, case_id)
    asked = requests.one(scene.session, case, request_id)
    lead = people.agencies[asked.agency].lead
    for number, section in enumerate(asked.sections, start=1):
        seen = answers.said(scene.session, request_id)[1]
        free = [each for each in section.questions if not each.choices]
        says = {free[0].word: "Nothing of note, made up."} if free else {}
        scene.act(
            answering.save, request_id=request_id, number=number, seen=seen,
            answers=says, nothing=not says, by=lead,
        )  # fmt: skip
    seen = answers.said(scene.session, request_id)[1]
    scene.act(answering.send, request_id=request_id, seen=seen, by=lead)
    seen = requests.one(scene.session, case, request_id).version
    scene.act(
        asking.accept, case_id=case_id, request_id=request_id, seen=seen,
        by=people.coordinator,
    )  # fmt: skip


def _meet(scene: Scene, people: Colleagues, case_id: UUID, child: Child) -> None:
    """The review meeting is held; its draft goes to the panel, and the family asks."""
    by, at = people.coordinator, noon(ago(child.days - 80), 14)
    given: dict[str, Any] = {"case_id": case_id, "by": by}
    made = scene.act(meeting.plan, at=at, **given)

    def seen() -> int:
        return meetings.meeting(scene.session, case_id, made).version

    scene.act(
        meeting.hold, meeting_id=made, seen=seen(), at=at, notes="Made-up notes",
        attendees=[Part.CONSULTANT, Part.GP, Part.POLICE], **given,
    )  # fmt: skip
    draft = Draft(
        summary=f"{child.given} was found in the morning. All of this is made up.",
        social="The family had moved twice within a year.",
        services=f"The visitor of {child.given} {child.family} was told late.",
        learning="Say what is agreed to the family in writing.",
    )
    scene.act(meeting.write_draft, meeting_id=made, seen=seen(), draft=draft, **given)
    scene.act(meeting.hand_on, meeting_id=made, seen=seen(), **given)
    worker = KeyWorker(name="Sample key worker", part="Nurse", contact="extension 1")
    scene.act(meeting.name_key_worker, seen=0, who=worker, **given)
    scene.act(meeting.ask, question="Could we have called earlier?", **given)


def _review(scene: Scene, people: Colleagues, case_id: UUID) -> None:
    """The panel reviews a case; what it recommends is in the action log."""
    by = people.coordinator
    held = scene.act(panel.plan, at=noon(ago(200), 10), by=by)
    item = scene.act(panel.add, meeting_id=held, case_id=case_id, by=by)
    scene.act(panel.decide, item_id=item, outcome=Outcome.REVIEWED, by=by)
    seen = panels.meeting(scene.session, by, held).version
    scene.act(panel.end, meeting_id=held, seen=seen, by=by)
    analyse(
        scene, people, case_id, Category.UNEXPLAINED, [(Domain.B, Factor.SLEEP, True)]
    )
    recommended = scene.act(
        recommending.add, case_id=case_id, owner=HEALTH, by=by,
        text="Tell each parent about safer sleep before the child goes home.",
    )  # fmt: skip
    made_up = next(e for e in plans.plans(scene.session) if e.ref.endswith(PLAN))
    scene.act(
        recommending.act, recommendation_id=recommended, plan_id=made_up.id,
        title="Put safer sleep on the list for going home", due=ago(-90),
        owner_post="Head of service", by=by,
    )  # fmt: skip
    for stage in WENT_ON:
        seen = cases.known(scene.session, by, case_id).version
        scene.act(deaths.move, case_id=case_id, seen=seen, stage=stage, by=by)


def analyse(
    scene: Scene,
    people: Colleagues,
    case_id: UUID,
    category: Category,
    factors: Sequence[tuple[Domain, Factor, bool]],
) -> None:
    """What the panel found, in the words of its form, and the end of it."""
    given: dict[str, Any] = {"case_id": case_id, "by": people.coordinator}

    def seen() -> int:
        return analyses.analysis(scene.session, case_id).version

    summary, learning = "A made-up summary.", "Made-up learning."
    scene.act(analysing.write, seen=seen(), summary=summary, learning=learning, **given)
    scene.act(analysing.categorise, seen=seen(), ticked=[category], **given)
    for domain, factor, modifiable in factors:
        scene.act(
            analysing.add_factor, domain=domain, factor=factor, value=2,
            modifiable=modifiable, text="Made up", **given,
        )  # fmt: skip
    scene.act(analysing.finish, seen=seen(), **given)


def _list(scene: Scene, people: Colleagues) -> None:
    """A panel to come: the pack is made, and its pages wait to be read by a person."""
    by = people.coordinator
    coming = scene.act(panel.plan, at=noon(ago(-12), 10), by=by)
    for each in cases.cases(scene.session, by, stage=Stage.PANEL):
        scene.act(panel.add, meeting_id=coming, case_id=each.id, by=by)
    scene.act(panel.invite, meeting_id=coming, user_id=people.panel.user_id, by=by)
    scene.act(packs.make, meeting_id=coming, by=by)
