"""What a borough's people and its exchange do becomes rows of the trail."""

import pytest

from borough.performance import service as performance
from borough.performance.service import Entered
from borough.returns import service as returns
from borough.standards import service as standards
from borough.wiring import SERVICE
from kit import clock
from kit.exchange.event import Event
from partnership.imports import background
from partnership.imports import service as imports
from tests.support.boroughs import ANALYST, HERE, MANAGER, a_borough
from tests.support.trails import acts_in

FILE = (
    "indicator,measure,area,period,numerator,denominator,value,code,note\n"
    f",referrals,{HERE},2025,,,1000,,\n"
)


@pytest.fixture
def borough(sqlite_database):
    return a_borough(sqlite_database("havering", SERVICE.metadatas))


@pytest.fixture
def database(borough):
    return borough.database


def test_a_return_leaves_a_row_at_every_step(database):
    with database.transaction() as session:
        given = returns.start(session, by=ANALYST, area=HERE)
        at = {"return_id": given.id}
        returns.look_again(session, by=ANALYST, **at)
        returns.submit(session, by=ANALYST, seen=given.preview, **at)
        returns.send_back(session, by=MANAGER, because="Look again", **at)
        returns.submit(session, by=ANALYST, seen=given.preview, **at)
        returns.approve(session, by=MANAGER, seen=given.preview, **at)
    assert acts_in(database) == [
        ("return.drafted", "analyst"),
        ("return.refreshed", "analyst"),
        ("return.submitted", "analyst"),
        ("return.sent-back", "business_manager"),
        ("return.submitted", "analyst"),
        ("return.released", "business_manager"),
    ]


def test_a_return_thrown_away_is_not_forgotten(database):
    with database.transaction() as session:
        given = returns.start(session, by=ANALYST, area=HERE)
        returns.discard(session, return_id=given.id, by=ANALYST)
    assert acts_in(database)[-1] == ("return.discarded", "analyst")


def test_figures_targets_and_commentary_leave_rows_without_what_they_say(database):
    about = {"indicator": "AS01"}
    with database.transaction() as session:
        session.info["actor"] = ANALYST
        entered = Entered(numerator=7, denominator=100)
        performance.enter_figure(
            session, area=HERE, period="2025-Q1", entered=entered, **about
        )
        performance.set_target(session, value=40, by="Analyst", **about)
        performance.comment(session, text="Fewer than before", by="Analyst", **about)
        performance.remove_target(session, **about)
    assert acts_in(database) == [
        (act, "analyst")
        for act in (
            "figure.entered",
            "target.set",
            "commentary.written",
            "target.removed",
        )
    ]


def test_a_file_leaves_a_row_when_it_comes_is_confirmed_and_is_stored(database):
    with database.transaction() as session:
        import_id = imports.receive_file(
            session, name="Ann Example.csv", content=FILE.encode(), user_id=None
        )
    imports.check(database, import_id)
    with database.transaction() as session:
        session.info["actor"] = MANAGER
        imports.begin_storing(session, import_id)
    background.start_store({}, database, import_id, own_area=HERE, by=MANAGER).result()
    assert acts_in(database) == [
        ("import.received", "host"),
        ("import.confirmed", "business_manager"),
        ("import.stored", "business_manager"),
    ]


def test_a_standard_that_arrives_leaves_one_row(database):
    database.info["process"] = "exchange"
    event = Event(
        id="019ab000-0000-7000-8000-000000000001",
        source="leadership",
        type="uk.accord.standards.standard.published.v1",
        subject="course-standard",
        version=3,
        data={
            "standard": "course-standard",
            "kind": "course",
            "title": "T",
            "summary": "S",
            "effective_from": "2026-01-01",
            "published_at": "2026-01-01T00:00:00Z",
            "indicators": [],
        },
        stream="leadership/all",
        epoch=1,
        sequence=1,
        correlation_id="c",
        causation_id=None,
        time=clock.now(),
    )
    for _ in range(2):
        with database.transaction() as session:
            standards.take_in(session, event)
    assert acts_in(database) == [("standard.received", "exchange")]
