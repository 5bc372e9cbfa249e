"""The review meeting: planned, held, handed on to the panel, and the family heard."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from borough.death_meetings import queries, service
from borough.death_meetings.model import (
    Draft,
    FamilyChanged,
    KeyWorker,
    MeetingChanged,
    MeetingRow,
    NotNow,
)
from borough.death_triage import service as triage
from borough.death_triage.model import Strand
from borough.deaths import queries as reading_cases
from borough.deaths import service as deaths
from borough.panels import service as panel
from borough.professionals.model import Part
from kit.errors import Conflict, Invalid, NotFound
from partnership.clocks.queries import State
from partnership.death_rules.lanes import Theme
from partnership.death_rules.pipeline import Stage
from tests.integration.borough.deaths.conftest import FRIDAY, Cases

LATER = FRIDAY + timedelta(days=30)
THERE = (Part.GP, Part.HEALTH_VISITOR, Part.POLICE)
DRAFT = Draft(summary="A child found after sleep", child="Well before")


class Review:
    """A case whose agencies were asked, and its meetings."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases
        self.case_id = cases.detailed()
        cases.do(triage.triage, case_id=self.case_id, seen=0, response=True)

    def gather(self):
        case = self.case()
        self.cases.do(
            deaths.move, case_id=case.id, seen=case.version, stage=Stage.GATHERING
        )

    def case(self):
        return self.cases.look(reading_cases.known, self.cases.by, self.case_id)

    def do(self, verb, **given):
        return self.cases.do(verb, case_id=self.case_id, **given)

    def look(self, query, *args):
        return self.cases.look(query, self.case_id, *args)

    def planned(self, at=LATER):
        return self.do(service.plan, at=at)

    def to(self, verb, meeting_id, **given):
        seen = self.look(queries.meeting, meeting_id).version
        return self.do(verb, meeting_id=meeting_id, seen=seen, **given)

    def held(self, **more):
        meeting_id = self.planned(at=FRIDAY)
        given = {"at": FRIDAY, "attendees": THERE, "notes": "All agreed", **more}
        self.to(service.hold, meeting_id, **given)
        return meeting_id

    def clock(self, kind):
        found = self.cases.look(reading_cases.clocks_of, self.case_id)
        return next((each for each in found if each.kind == kind), None)


@pytest.fixture
def early(cases) -> Review:
    return Review(cases)


@pytest.fixture
def review(early) -> Review:
    early.gather()
    return early


def test_a_meeting_is_planned_once_agencies_were_asked_and_only_one_at_a_time(early):
    with pytest.raises(Conflict, match="Ask the agencies"):
        early.planned()
    early.gather()
    early.planned()
    assert early.case().stage is Stage.MEETING
    with pytest.raises(NotNow):
        early.planned()


def test_the_clock_of_the_meeting_stops_when_it_is_held(review):
    assert review.clock("death-review-meeting").stopped_at is None
    meeting_id = review.held()
    assert review.clock("death-review-meeting").state is State.IN_TIME
    found = review.look(queries.meeting, meeting_id)
    assert (found.held_at, found.attendees) == (FRIDAY, list(THERE))
    assert found.notes == "All agreed"


def test_what_was_said_is_locked(review):
    review.held()
    raw = review.cases.look(lambda session: session.scalar(select(MeetingRow.notes)))
    assert b"agreed" not in raw


def test_a_meeting_to_come_or_without_anybody_was_not_held(review):
    meeting_id = review.planned()
    for wrong in ({"at": LATER, "attendees": THERE}, {"at": FRIDAY, "attendees": ()}):
        with pytest.raises(Invalid):
            review.to(service.hold, meeting_id, **wrong)


def test_its_day_is_changed_until_it_is_held_and_by_one_window_at_a_time(review):
    meeting_id = review.planned()
    given = {"meeting_id": meeting_id, "at": LATER + timedelta(days=1)}
    review.do(service.change_day, seen=1, **given)
    with pytest.raises(MeetingChanged):
        review.do(service.change_day, seen=1, **given)
    review.to(service.hold, meeting_id, at=FRIDAY, attendees=THERE)
    with pytest.raises(NotNow):
        review.to(service.change_day, meeting_id, at=LATER)


def test_the_draft_goes_to_the_panel_and_its_clock_counts_from_then(review, travel):
    meeting_id = review.held()
    with pytest.raises(NotNow, match="summary"):
        review.to(service.hand_on, meeting_id)
    review.to(service.write_draft, meeting_id, draft=DRAFT)
    assert review.look(queries.draft) is None
    travel(LATER)
    assert review.clock("death-panel") is None
    review.to(service.hand_on, meeting_id)
    assert review.look(queries.draft) == DRAFT
    assert review.case().stage is Stage.PANEL
    assert review.clock("death-panel").started_at == LATER
    with pytest.raises(NotNow):
        review.to(service.write_draft, meeting_id, draft=DRAFT)


def test_the_panels_clock_stands_still_while_an_inquest_holds_and_then_counts_anew(
    review, travel
):
    strand_id = review.do(triage.add_strand, strand=Strand.CORONER, holds=True)
    meeting_id = review.held()
    review.to(service.write_draft, meeting_id, draft=DRAFT)
    review.to(service.hand_on, meeting_id)
    assert review.clock("death-panel").state is State.PAUSED
    travel(LATER)
    review.do(triage.end_strand, strand_id=strand_id)
    review.do(service.note_inquest, at=LATER)
    found = review.clock("death-panel")
    assert (found.started_at, found.stopped_at) == (LATER, None)
    assert found.state is not State.PAUSED


def test_a_case_that_waits_for_a_themed_panel_holds_its_clock_from_the_start(review):
    themed = review.cases.do(panel.plan, at=LATER, theme=Theme.SUDDEN)
    review.cases.do(panel.add, meeting_id=themed, case_id=review.case_id, themed=True)
    meeting_id = review.held()
    review.to(service.write_draft, meeting_id, draft=DRAFT)
    review.to(service.hand_on, meeting_id)
    assert review.clock("death-panel").state is State.PAUSED
    review.do(service.note_inquest, at=FRIDAY)
    assert review.clock("death-panel").state is State.PAUSED


def test_the_result_of_an_inquest_counts_only_after_the_draft(review):
    with pytest.raises(NotNow):
        review.do(service.note_inquest, at=FRIDAY)
    with pytest.raises(Invalid):
        review.do(service.note_inquest, at=LATER)


def test_the_family_has_one_key_worker_and_two_windows_do_not_overwrite(review):
    who = KeyWorker(name="Kim Worker", part="Nurse", contact="0123")
    review.do(service.name_key_worker, seen=0, who=who)
    assert review.look(queries.key_worker) == (who, 1)
    with pytest.raises(FamilyChanged):
        review.do(service.name_key_worker, seen=0, who=who)


def test_what_the_family_asks_is_answered_and_when_they_heard_it(review):
    question_id = review.do(service.ask, question="Was she alone?")
    given = {"question_id": question_id, "words": "No"}
    review.do(service.answer, seen=1, told_on=FRIDAY.date(), **given)
    [found] = review.look(queries.questions)
    assert (found.question, found.answer, found.told_on) == (
        "Was she alone?", "No", FRIDAY.date(),
    )  # fmt: skip
    with pytest.raises(FamilyChanged):
        review.do(service.answer, seen=1, **given)
    with pytest.raises(Invalid):
        review.do(service.answer, seen=2, told_on=LATER.date(), **given)


def test_nobody_else_plans_or_asks_and_no_other_case_is_reached(review):
    stranger = review.cases.person()
    with pytest.raises(NotFound):
        review.do(service.plan, at=LATER, by=stranger)
    with pytest.raises(NotFound):
        review.do(service.ask, question="Why?", by=stranger)
    meeting_id = review.planned()
    other = review.cases.notified()
    with pytest.raises(NotFound):
        review.cases.do(
            service.hold, case_id=other, meeting_id=meeting_id, seen=1, at=FRIDAY,
            attendees=THERE,
        )  # fmt: skip


def test_a_meeting_that_nobody_wrote_down_is_asked_for(review, travel):
    review.planned()
    waiting = queries.not_written_down
    assert review.cases.look(waiting, review.cases.by) == []
    travel(LATER + timedelta(hours=1))
    [found] = review.cases.look(waiting, review.cases.by)
    assert found.case_id == review.case_id
    assert review.cases.look(waiting, review.cases.person()) == []
