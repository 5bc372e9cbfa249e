"""What leaves of training: counted, controlled, approved, and told again safely."""

from datetime import timedelta

import pytest
import time_machine

from borough.attendance.model import Mark
from borough.bookings import service as booking
from borough.evaluation import service as evaluation
from borough.evaluation.model import Stage, Used
from borough.returns.model import FiguresChanged, SamePerson, StepSkipped
from borough.training_summaries import queries, service
from borough.training_summaries.model import (
    MayNotApprove,
    MayNotPrepare,
    NothingNew,
    QuarterOpen,
    ReasonNeeded,
    UnknownSummary,
)
from kit.notices import queries as notices
from partnership.figures import periods
from partnership.training.model import days_of, quarter_with
from tests.integration.borough.training.test_after import say
from tests.support.training_told import (
    AFTERWARDS,
    AREA,
    DAY,
    MANAGER,
    OTHER_MANAGER,
    QUARTER,
    SCRUTINEER,
    after_the_quarter,
    close,
    drafted,
    from_elsewhere,
    looked,
    released,
    taught,
)

WHY = "A register was found."


@pytest.fixture
def held(training):
    """Two events: 30 came, 5 did not come and 6 were excused; 8 of 18 are guests."""
    first = taught(training, {"education": (12, 5, 1), "police": (6, 0, 5)})
    taught(training, {"education": (12, 0, 0)})
    from_elsewhere(training, first, "redbridge", 8)
    return training


def rows(content, way):
    return {row["id"]: row["counts"] for group in content[way] for row in group["rows"]}


def test_a_quarter_is_counted_in_three_ways_from_what_ended_in_it(held):
    def count(period):
        with after_the_quarter(), held.database.reading() as session:
            return service.count(session, period=period, member="havering")

    counted = count(QUARTER)
    assert counted.guests["redbridge"].total("attended") == 8
    assert count(periods.before(QUARTER)).courses == []
    assert [each.events for each in counted.courses] == [1, 1]
    assert counted.offered == 61
    assert [counted.total(name) for name in ("attended", "no_show", "away")] == [
        30, 5, 6,
    ]  # fmt: skip
    for way in ("courses", "agencies", "homes"):
        groups = counted.by(way, "attended").values()
        assert sum(sum(each.values()) for each in groups) == 30
    assert counted.homes["redbridge"].attended == 8
    assert counted.homes["barking-and-dagenham"].attended == 0


def test_a_second_person_approves_what_was_seen_of_a_quarter_that_is_over(held):
    with pytest.raises(QuarterOpen):
        drafted(held)
    with after_the_quarter():
        with pytest.raises(MayNotPrepare):
            held.do(service.start, by=SCRUTINEER, period=QUARTER, member="havering")
        made, seen = drafted(held)
        given = {"summary_id": made, "seen": seen}
        with pytest.raises(StepSkipped):
            held.do(service.approve, by=OTHER_MANAGER, area=AREA, **given)
        held.do(service.submit, by=MANAGER, note=None, **given)
        with pytest.raises(SamePerson):
            held.do(service.approve, by=MANAGER, area=AREA, **given)
        with pytest.raises(MayNotApprove):
            held.do(service.approve, by=SCRUTINEER, area=AREA, **given)
        with pytest.raises(FiguresChanged):
            held.do(
                service.approve, by=OTHER_MANAGER, area=AREA,
                summary_id=made, seen="x",
            )  # fmt: skip
        held.do(service.approve, by=OTHER_MANAGER, area=AREA, **given)
    left = looked(held, made)
    assert left.number == 1
    assert left.content["counts"]["no_show"] == 5
    # Redbridge sent most of the police who came, and was told of each.
    assert rows(left.content, "agencies")["police"]["attended"] is None
    assert rows(left.content, "homes")["redbridge"]["attended"] == 8
    assert rows(left.content, "courses")["S00"]["attended"] == 18


def test_a_quarter_is_told_again_with_a_reason_but_not_for_a_few(held):
    with after_the_quarter():
        first = released(held)
        with pytest.raises(NothingNew):
            drafted(held)
    found = held.course()
    taught(held, {"education": (2, 0, 0)}, course=found)
    with after_the_quarter(), pytest.raises(NothingNew):
        drafted(held)
    taught(held, {"education": (18, 0, 0)}, course=found)
    with after_the_quarter():
        made, seen = drafted(held)
        given = {"summary_id": made, "seen": seen}
        with pytest.raises(ReasonNeeded):
            held.do(service.submit, by=MANAGER, note=" ", **given)
        held.do(service.submit, by=MANAGER, note=WHY, **given)
        held.do(service.approve, by=OTHER_MANAGER, area=AREA, **given)
        with held.database.reading() as session:
            told = queries.of_quarter(session, QUARTER)
    assert [each.number for each in told] == [1, 2]
    assert told[0].content == first.content
    assert told[1].content["counts"]["attended"] == 50


def test_of_two_drafts_of_a_quarter_only_one_leaves(held):
    with after_the_quarter():
        made, seen = drafted(held)
        held.do(service.submit, summary_id=made, by=MANAGER, seen=seen, note=None)
        released(held)
        with pytest.raises(FiguresChanged):
            held.do(
                service.approve, by=OTHER_MANAGER, area=AREA,
                summary_id=made, seen=seen,
            )  # fmt: skip


def test_it_is_sent_back_taken_back_or_discarded_and_nothing_leaves(held):
    with after_the_quarter():
        made, seen = drafted(held)
        held.do(service.submit, summary_id=made, by=MANAGER, seen=seen, note=None)
        held.do(service.send_back, summary_id=made, by=OTHER_MANAGER, because="Wait")
        assert looked(held, made).in_preparation
        held.do(service.discard, summary_id=made, by=MANAGER)
    with pytest.raises(UnknownSummary):
        looked(held, made)


def test_the_front_page_asks_to_tell_and_to_approve(held):
    def items(who):
        with held.database.reading() as session:
            return [each.tag for each in queries.on_front_page(session, who)]

    with after_the_quarter():
        assert items(MANAGER) == ["To tell"]
        made, seen = drafted(held)
        held.do(service.submit, summary_id=made, by=MANAGER, seen=seen, note=None)
        assert items(MANAGER) == []
        assert items(OTHER_MANAGER) == ["To approve"]
        assert items(SCRUTINEER) == []


def reminded(training):
    with training.database.transaction() as session:
        return evaluation.remind(session)


def test_what_was_said_three_months_on_counts_in_the_quarter_it_was_asked_in(training):
    learners = [training.learner(n) for n in range(12)]
    event = training.event(20)
    ids = [training.book(event, each) for each in learners]
    lead = training.lead()
    for each, who in zip(ids, learners, strict=True):
        training.deed(booking.decide, each, lead, approved=True)
        say(training, each, who, Stage.BEFORE, 1)
    with time_machine.travel(DAY + timedelta(hours=10), tick=False):
        close(training, event, {each.email: Mark.THERE for each in learners})
    with time_machine.travel(DAY + timedelta(days=80), tick=False):
        assert reminded(training) == 0
    with time_machine.travel(DAY + timedelta(days=95), tick=False):
        for each, who in zip(ids[:6], learners, strict=False):
            say(training, each, who, Stage.LATER, 4, used=Used.YES)
        assert [reminded(training), reminded(training)] == [6, 0]
        with training.database.reading() as session:
            told = notices.everything(session, learners[7].user_id)
        about = [each.text for each in told if each.kind == "evaluation"]
        assert len(about) == 1
        assert "Knowing" not in about[0]
    following = quarter_with(AFTERWARDS.date())
    with (
        time_machine.travel(AFTERWARDS + timedelta(days=100), tick=False),
        training.database.reading() as session,
    ):
        counted = service.count(session, period=following, member="havering")
    assert counted.courses == []
    assert (counted.later.invited, counted.later.answered, counted.later.pairs) == (
        12, 6, 6,
    )  # fmt: skip
    assert counted.later.used[Used.YES.value] == 6
    assert counted.later.questions[0].before == [0, 0, 0, 6]
    assert counted.later.questions[0].later == [6, 0, 0, 0]


def test_quarters_of_a_reporting_year():
    assert str(days_of("2027-Q3")[0]) == "2026-10-01"
    assert str(days_of("2027-Q4")[1]) == "2027-04-01"
    for period in ("2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"):
        first, after = days_of(period)
        assert quarter_with(first) == quarter_with(after - timedelta(days=1)) == period
