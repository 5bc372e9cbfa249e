"""What is stored of an action, who may do it, and what lists and totals make of it."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from kit import clock
from kit.errors import Invalid, NotAllowed, NotFound
from partnership.access import reach
from partnership.actions import queries, service
from partnership.brag.model import (
    Brag,
    Changed,
    NoEvidence,
    NotAnotherAgency,
    NotEmbedded,
    Show,
    Shows,
    Split,
)
from partnership.brag.queries import Filter
from partnership.plans.model import NotCounted, PlanClosed
from partnership.snapshots import queries as snapshots
from partnership.snapshots import service as taking
from partnership.themes import service as themes
from tests.support.plans import (
    CHAIR,
    ICB,
    LEADER,
    MANAGER,
    OTHER_LEADER,
    POLICE,
    a_person,
)

LONG_AGO = clock.now() - timedelta(days=100)


def one(plans, action_id):
    with plans.database.reading() as session:
        return queries.whole(session, action_id)


def refs(plans, *, seen=None, **wanted):
    with plans.database.reading() as session:
        found = queries.page_of(session, seen=seen, wanted=Filter(**wanted))
    return [each.ref for each in found.actions]


def test_references_begin_with_the_borough_and_are_never_given_twice(plans):
    crg = plans.plan("crg", title="Case reviews")
    for _ in range(2):
        plans.action(crg)
    assert refs(plans) == ["HAV-CRG-001", "HAV-CRG-002"]
    with pytest.raises(Invalid, match="HAV-CRG is in use"):
        plans.plan("HAV-CRG")


def test_an_action_is_added_only_where_their_number_is_known(plans):
    unknown = plans.plan("SA", counted=False)
    with pytest.raises(NotCounted):
        plans.action(unknown)
    with plans.database.transaction() as session:
        service.planning.say_counted(session, plan_id=unknown, by=MANAGER)
    plans.action(unknown)
    with plans.database.transaction() as session:
        service.planning.close_plan(session, plan_id=unknown, by=MANAGER)
    with pytest.raises(PlanClosed):
        plans.action(unknown)


def test_blue_needs_evidence_and_another_agency(plans):
    made = plans.action(plans.plan(), brag=Brag.GREEN)
    with pytest.raises(NotEmbedded):
        plans.do("update", made, brag=Brag.BLUE)
    with pytest.raises(NoEvidence):
        plans.do("propose", made, by=POLICE, asked="icb")
    evidence = {"dated_on": clock.today(), "text": "In the folder"}
    plans.do("add_evidence", made, shows=Shows.PROGRESS_REPORT, **evidence)
    with pytest.raises(NoEvidence):
        plans.do("propose", made, by=POLICE, asked="icb")
    plans.do("add_evidence", made, shows=Shows.SURVEY, **evidence)
    plans.do("propose", made, by=POLICE, asked="icb")
    with pytest.raises(NotFound):  # the owner's agency was not asked
        plans.do("confirm", made, by=POLICE)
    with pytest.raises(NotAnotherAgency):
        plans.do("confirm", made, by=MANAGER)
    plans.do("confirm", made, by=ICB)
    seen = one(plans, made).action
    assert seen.brag is Brag.BLUE
    assert seen.recheck_on > clock.today() + timedelta(days=180)
    plans.do("recheck", made, holds=False, reason="Files show old practice")
    assert one(plans, made).action.brag is Brag.GREEN
    with pytest.raises(NoEvidence):
        plans.do("propose", made, by=POLICE, asked="icb")


def test_who_is_asked_reads_the_action_until_they_answered(plans):
    made = plans.action(plans.plan(), brag=Brag.GREEN)
    with plans.database.reading() as session:
        seen = reach(session, ICB, service.Action.READ, "actions")
    assert refs(plans, seen=seen) == []
    plans.do(
        "add_evidence", made, shows=Shows.DATA, dated_on=clock.today(), text="Fewer"
    )
    plans.do("propose", made, asked="icb")
    assert refs(plans, seen=seen) == ["HAV-CRG-001"]
    plans.do("decline", made, by=ICB, reason="One month is too short")
    assert refs(plans, seen=seen) == []
    assert one(plans, made).action.brag is Brag.GREEN


def test_partners_update_their_own_lines_and_chairs_their_bodys(plans):
    learning = plans.plan("LRN", body_slug="learning")
    made, other = plans.action(learning), plans.action(plans.plan("OTH"))
    for by, allowed in ((POLICE, True), (CHAIR, True), (ICB, False)):
        if allowed:
            plans.do("update", made, by=by, note="It goes well")
        else:
            with pytest.raises(NotFound):
                plans.do("update", made, by=by, note="Not ours")
    with pytest.raises(NotFound):
        plans.do("update", other, by=CHAIR, note="Not our body's")
    with pytest.raises(NotAllowed):
        plans.do("update", made, by=a_person("scrutineer", 9), note="I read")
    with pytest.raises(NotFound):
        plans.do("close", made, by=POLICE, decision_id=UUID(int=1))
    decided = plans.decision(plans.body())
    plans.do("close", made, by=CHAIR, decision_id=decided)
    assert one(plans, made).action.decision_id == decided


def test_leadership_confirms_only_for_the_agency_that_was_asked(plans):
    made = plans.action(plans.plan(), brag=Brag.GREEN)
    day = clock.today()
    plans.do("add_evidence", made, shows=Shows.DATA, dated_on=day, text="Fewer")
    plans.do("propose", made, by=LEADER, asked="icb")
    for by, agency in (
        (OTHER_LEADER, "nobody"),
        (OTHER_LEADER, "education"),
        (OTHER_LEADER, None),
        (LEADER, "icb"),
    ):
        with pytest.raises(NotAnotherAgency):
            plans.do("confirm", made, by=by, speaks_for=agency)
    plans.do("confirm", made, by=OTHER_LEADER, speaks_for="icb")
    assert one(plans, made).action.brag is Brag.BLUE


def test_a_close_that_was_not_agreed_stays_open(plans):
    made = plans.action(plans.plan())
    plans.do("ask_close", made, by=POLICE, reason="Done for us")
    assert refs(plans, show=Show.CLOSE) == ["HAV-CRG-001"]
    assert one(plans, made).action.closed_at is None
    plans.do("refuse_close", made, reason="Two agencies have yet to train")
    assert one(plans, made).action.closed_at is None
    assert refs(plans, show=Show.CLOSE) == []


def test_the_second_of_two_writers_stores_nothing(plans):
    made = plans.action(plans.plan())
    seen = one(plans, made).action.version
    plans.do("update", made, note="First", version=seen)
    with pytest.raises(Changed):
        plans.do("update", made, note="Second", version=seen)
    assert [each.reason for each in one(plans, made).changes] == ["First", ""]


def test_each_action_that_needs_a_look_is_on_its_list(plans):
    plan = plans.plan()
    day = clock.today()
    late = plans.action(plan, due=day - timedelta(days=1), forecast=day)
    stuck = plans.action(plan, due=day, forecast=day)
    for number in (10, 20):
        later = day + timedelta(days=number)
        plans.do("set_dates", stuck, forecast=later, reason="Staff left")
    silent = plans.action(plan, due=day, forecast=day, at=LONG_AGO)
    missing = plans.action(plan, due=day)
    plans.action(plan, brag=Brag.GREEN)
    blue = plans.action(plan, brag=Brag.GREEN, at=LONG_AGO)
    plans.embed(blue, at=clock.now() - timedelta(days=250))
    expected = {
        Show.OVERDUE: late,
        Show.STUCK: stuck,
        Show.SILENT: silent,
        Show.MISSING: missing,
        Show.RECHECK: blue,
    }
    for show, action_id in expected.items():
        assert refs(plans, show=show) == [one(plans, action_id).action.ref], show
    with plans.database.reading() as session:
        counts = queries.counts(session)
    assert counts == dict.fromkeys(expected, 1) | {Show.CONFIRM: 0, Show.CLOSE: 0}


def test_a_date_that_moves_needs_a_reason_and_keeps_the_first(plans):
    made = plans.action(plans.plan(), due=date(2030, 1, 1))
    with pytest.raises(Invalid) as fault:
        plans.do("set_dates", made, due=date(2030, 6, 1))
    assert "reason" in fault.value.fields
    plans.do("set_dates", made, due=date(2030, 6, 1), reason="Court dates moved")
    seen = one(plans, made).action
    assert (seen.first_due, seen.due) == (date(2030, 1, 1), date(2030, 6, 1))


def test_totals_are_of_the_day_that_is_asked_for(plans):
    plan = plans.plan(opened_on=clock.london_day(LONG_AGO))
    made = plans.action(plan, brag=Brag.GREEN, at=LONG_AGO)
    plans.action(plan)
    plans.embed(made, at=clock.now() - timedelta(days=10))
    ago = {days: clock.today() - timedelta(days=days) for days in (200, 50, 1)}
    with plans.database.reading() as session:
        now = queries.totals(session)
        before = {n: queries.totals(session, day).overall for n, day in ago.items()}
        changed = queries.changes(session, since=clock.now() - timedelta(days=11))
    assert now.overall == Split(blue=1, amber=1)
    assert before == {200: Split(), 50: Split(green=1), 1: Split(blue=1)}
    assert [each.what.value for each in changed if each.ref == "HAV-CRG-001"] == [
        "confirmed",
        "proposed",
        "evidence",
    ]


def test_themes_go_across_plans(plans):
    with plans.database.transaction() as session:
        theme = themes.add(session, title="Early help")
    for ref in ("ONE", "TWO"):
        made = plans.action(plans.plan(ref))
        plans.action(plans.plan(f"{ref}B"))
        words = {"title": "A", "owner_post": "Head", "agency": "police"}
        plans.do("change", made, **words, tagged=[theme])
    assert refs(plans, theme=theme) == ["HAV-ONE-001", "HAV-TWO-001"]
    with plans.database.reading() as session:
        assert queries.totals(session, theme=theme).overall.total == 2


def test_a_snapshot_stays_what_it_was(plans):
    plan = plans.plan()
    plans.plan("SA", counted=False)
    made = plans.action(plan)
    with plans.database.transaction() as session:
        taken = taking.take(session, as_at=clock.today(), title="Report", by=MANAGER)
    plans.do("update", made, brag=Brag.GREEN, note="Done")
    plans.action(plan)
    with plans.database.reading() as session:
        held = snapshots.snapshot(session, taken)
    assert held.whole
    assert held.overall["amber"] == held.overall["total"] == len(held.actions) == 1
    assert held.actions[0]["brag"] == "amber"
    assert [each["split"] is None for each in held.plans] == [False, True]


def test_a_snapshot_that_was_tampered_with_says_so(plans):
    with plans.database.transaction() as session:
        taken = taking.take(session, as_at=clock.today(), title="Report", by=MANAGER)
        row = session.get(snapshots.SnapshotRow, taken)
        row.content = row.content.replace('"blue": 0', '"blue": 7')
    with plans.database.reading() as session:
        assert not snapshots.snapshot(session, taken).whole


def test_a_reference_is_letters_digits_and_hyphens(plans):
    with pytest.raises(Invalid, match="capital letters"):
        plans.plan("no spaces")
    assert plans.plan("CRG-1")
