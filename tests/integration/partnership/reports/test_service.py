"""Reports: what they hold, the lock, and what a report from a snapshot says."""

from datetime import date, timedelta

import pytest

from kit import clock
from kit.errors import Invalid, NotAllowed
from partnership.brag.model import Brag, Split
from partnership.progress.model import BrokenSnapshot, as_text, from_text
from partnership.reports import queries, service
from partnership.reports.model import Cover, Issued, NotReady, Purpose, ReportChanged
from partnership.snapshots import queries as snapshots
from partnership.snapshots import service as taking
from partnership.snapshots.model import SnapshotRow
from tests.support.plans import MANAGER, POLICE

BARE = {
    "title": "Action plans of reviews",
    "committee": "Overview and Scrutiny Committee",
    "purpose": Purpose.NOTE,
}
FULL = {
    **BARE,
    "author_post": "Business manager",
    "sponsor_post": "Director of children's services",
    "wards": "All",
    "recommendations": "Consider the report\nAsk for it again in a year",
}


def drafted(plans, cover=None, **more):
    with plans.database.transaction() as session:
        return service.draft(
            session, cover=Cover(**(cover or FULL)), by=MANAGER, **more
        )


def issued(plans, report_id, version=1):
    with plans.database.transaction() as session:
        service.issue(session, report_id=report_id, version=version, by=MANAGER)


def whole(plans, report_id):
    with plans.database.reading() as session:
        return queries.whole(session, report_id)


def table(plans, report_id, caption):
    blocks = queries.document(whole(plans, report_id)).blocks
    return next(each for each in blocks if getattr(each, "caption", "") == caption)


def test_the_cover_sheet_says_all_that_was_entered_and_where_nothing_was(five):
    said = {
        "accountable_post": "Assistant director",
        "contact_post": "Business manager",
        "exemption": "Schedule 12A, paragraph 2",
        "summary": "Three plans of five are done",
        "reasons": "The committee asked",
        "consultation": "Overview and scrutiny",
        "priorities": "People",
        "appendices": "Appendix 1: the plans\nAppendix 2: the themes",
    }
    full = drafted(five, {**FULL, **said})
    facts = dict(table(five, full, "About this report").rows)
    assert facts["Accountable"] == "Assistant director"
    assert facts["Contact"] == "Business manager"
    assert facts["Public or exempt"] == "Exempt: Schedule 12A, paragraph 2"
    written = queries.document(whole(five, full)).blocks
    assert [each.text for each in after(written, "Summary")] == [said["summary"]]
    assert [each.text for each in after(written, "Who was consulted")] == [
        said["consultation"]
    ]
    [listed] = after(written, "Appendices")
    assert len(listed.items) == 2
    bare = drafted(five)
    facts = dict(table(five, bare, "About this report").rows)
    assert (facts["Public or exempt"], facts["Contact"]) == ("Public", None)
    written = queries.document(whole(five, bare)).blocks
    assert [each.text for each in after(written, "Summary")] == ["Nothing is said."]


def test_recommendations_with_numbers_of_their_own_get_no_others(five):
    numbers = {**FULL, "recommendations": "1.1 Consider it\n1.2 Ask again"}
    for cover, numbered in ((FULL, True), (numbers, False)):
        blocks = queries.document(whole(five, drafted(five, cover))).blocks
        [listed] = after(blocks, "Recommendations")
        assert listed.numbered is numbered


def after(blocks, heading):
    """What stands under a heading, up to the next heading or table."""
    texts = [getattr(each, "text", "") for each in blocks]
    rest = blocks[texts.index(heading) + 1 :]
    kinds = [each.kind in ("heading", "table") for each in rest]
    return rest[: kinds.index(True)]


def test_the_report_on_five_plans_adds_up_and_says_what_is_unknown(five):
    made = drafted(five)
    found = table(five, made, "Actions by plan and state")
    numbers = {row[0].split()[0]: row[1:] for row in found.rows}
    assert numbers == {
        "HAV-FRANKIE": ("11", "0", "3", "0", "14"),
        "HAV-SK": ("16", "0", "2", "0", "18"),
        "HAV-LEO": ("1", "4", "9", "0", "14"),
        "HAV-SA": ("Not known",) * 5,
        "HAV-PEER": ("23", "0", "3", "0", "26"),
    }
    assert found.total[1:] == ("51", "4", "17", "0", "72")
    held = whole(five, made).progress
    assert held.overall == Split(blue=51, green=4, amber=17)
    assert [each.ref for each in held.unknown] == ["HAV-SA"]
    said = {each.ref: each.said for each in held.plans}
    assert said["HAV-LEO"] == "1 B Embedded, 4 G Complete, 9 A Started"
    assert said["HAV-SA"] == "Not known"
    assert len(held.ambers) == 17
    assert held.missing == []


def test_an_amber_without_a_date_is_listed_as_missing(plans):
    plan = plans.plan()
    plans.action(plan, due=date(2099, 1, 1))
    plans.action(plan, due=date(2099, 1, 1), forecast=date(2099, 2, 1))
    made = drafted(plans)
    [row] = table(plans, made, "With a date missing").rows
    assert row[2:] == ("1 January 2099", "Missing")
    [row] = table(plans, made, "With a due date and a forecast").rows
    assert row[0].startswith("HAV-CRG-002")


def test_recommendations_come_first(plans):
    blocks = queries.document(whole(plans, drafted(plans))).blocks
    first = next(each.text for each in blocks if each.kind == "heading")
    assert first == "Recommendations"


def test_an_issued_report_stays_what_it_was(plans):
    plan = plans.plan()
    made = plans.action(plan)
    report = drafted(plans)
    issued(plans, report)
    before = whole(plans, report)
    plans.do("update", made, brag=Brag.GREEN, note="Done")
    plans.action(plan)
    after = whole(plans, report)
    assert after.progress == before.progress
    assert after.progress.overall == Split(amber=1)
    assert after.whole
    with pytest.raises(Issued):
        issued(plans, report, version=2)
    with plans.database.transaction() as session, pytest.raises(Issued):
        service.change(
            session, report_id=report, version=2, cover=Cover(**FULL), by=MANAGER
        )


def test_an_issued_report_that_was_tampered_with_says_so(plans):
    report = drafted(plans)
    issued(plans, report)
    with plans.database.transaction() as session:
        session.get(queries.ReportRow, report).wards = "None"
    assert not whole(plans, report).whole


def test_a_report_with_gaps_is_stored_and_not_issued(plans):
    gaps = {**FULL, "wards": "", "legal": "A duty of the partners"}
    report = drafted(plans, gaps)
    with pytest.raises(NotReady, match="wards affected, who verified the legal"):
        issued(plans, report)
    assert whole(plans, report).report.issued_at is None


def test_a_report_of_a_snapshot_says_what_the_snapshot_holds(plans):
    plan = plans.plan()
    made = plans.action(plan)
    with plans.database.transaction() as session:
        taken = taking.take(session, as_at=clock.today(), title="Feb", by=MANAGER)
    plans.do("update", made, brag=Brag.GREEN, note="Done")
    report = drafted(plans, snapshot_id=taken)
    assert whole(plans, report).progress.overall == Split(amber=1)
    with plans.database.transaction() as session:
        row = session.get(SnapshotRow, taken)
        row.content = row.content.replace('"amber": 1', '"amber": 7')
    with pytest.raises(BrokenSnapshot):
        issued(plans, report)
    with plans.database.reading() as session:
        assert snapshots.snapshots(session)


def test_what_changed_since_the_last_report_is_said(plans):
    plan = plans.plan(opened_on=clock.today() - timedelta(days=90))
    old = plans.action(plan, at=clock.now() - timedelta(days=80))
    plans.do("update", old, brag=Brag.GREEN, note="Done for all")
    report = drafted(plans, since=clock.today() - timedelta(days=30))
    [changed] = whole(plans, report).progress.changes
    assert (changed.what, changed.before, changed.after) == (
        "State changed",
        "A Started",
        "G Complete",
    )
    assert "Done for all" not in as_text(whole(plans, report).progress)
    first = drafted(plans)
    assert whole(plans, first).progress.changes == []


def test_a_report_of_a_past_day_knows_nothing_of_later(plans):
    day = clock.today() - timedelta(days=10)
    plan = plans.plan(opened_on=clock.today() - timedelta(days=90))
    old = plans.action(plan, at=clock.now() - timedelta(days=80))
    plans.do("update", old, brag=Brag.GREEN, note="Done")
    report = drafted(plans, as_at=day, since=day - timedelta(days=30))
    held = whole(plans, report).progress
    assert held.overall == Split(amber=1)
    assert held.changes == []


def test_days_that_cannot_be_are_refused(plans):
    day = clock.today()
    with pytest.raises(Invalid) as late:
        drafted(plans, as_at=day + timedelta(days=1))
    assert "as_at" in late.value.fields
    with pytest.raises(Invalid) as same:
        drafted(plans, as_at=day, since=day)
    assert "since" in same.value.fields
    with pytest.raises(Invalid) as none:
        drafted(plans, snapshot_id=clock.new_id())
    assert "snapshot_id" in none.value.fields


def test_the_second_of_two_writers_stores_nothing(plans):
    report = drafted(plans)
    words = {"report_id": report, "version": 1, "by": MANAGER}
    with plans.database.transaction() as session:
        service.change(session, cover=Cover(**{**FULL, "wards": "Two"}), **words)
    with plans.database.transaction() as session, pytest.raises(ReportChanged):
        service.change(session, cover=Cover(**FULL), **words)
    assert whole(plans, report).report.cover.wards == "Two"


def test_only_who_runs_the_partnership_writes_reports(plans):
    with plans.database.transaction() as session, pytest.raises(NotAllowed):
        service.draft(session, cover=Cover(**FULL), by=POLICE)


def test_what_is_kept_reads_back_the_same(five):
    held = whole(five, drafted(five, since=clock.today() - timedelta(days=1))).progress
    assert from_text(as_text(held)) == held
