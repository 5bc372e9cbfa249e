"""A dispute on its way up the ladder, with a clock on each stage."""

from datetime import UTC, datetime, timedelta

import pytest

from borough.wiring import SERVICE as BOROUGH
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from partnership.clocks.queries import State
from partnership.disputes import queries, service
from partnership.disputes.model import DisputeChanged, Stage
from tests.integration.partnership.decisions.conftest import person
from tests.support.people import client_for

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def begin(session, by, **more):
    plain = {"title": "Thresholds", "about": "Who steps in when", "at": MONDAY}
    sides = {"raised_by": "police", "other": "icb"}
    return service.raise_dispute(session, by=by, **{**plain, **sides, **more})


def test_it_climbs_to_an_independent_review_and_no_further(database, manager):
    with database.transaction() as session:
        made = begin(session, manager, open_question="Who may dissolve it?")
        at = MONDAY + DAY
        service.reply(session, dispute_id=made, text="No", by=manager, at=at)
        with pytest.raises(Conflict):
            service.reply(session, dispute_id=made, text="No", by=manager)
        for day in (2, 20, 25):
            service.climb(
                session,
                dispute_id=made,
                because="Still apart",
                by=manager,
                at=MONDAY + day * DAY,
            )
        with pytest.raises(Conflict):
            service.climb(session, dispute_id=made, because="Up", by=manager)
        end = MONDAY + 26 * DAY
        service.settle(session, dispute_id=made, outcome="Agreed", by=manager, at=end)
        with pytest.raises(Conflict):
            service.settle(session, dispute_id=made, outcome="Again", by=manager)
    with database.reading() as session:
        seen = queries.dispute(session, made)
        assert [each.stage for each in seen.rungs] == list(Stage)
        assert [each.clock.state for each in seen.rungs] == [
            *(State.IN_TIME, State.LATE, State.IN_TIME, State.IN_TIME)
        ]
        assert seen.open_question == "Who may dissolve it?"
        assert seen.outcome == "Agreed"


def test_only_the_two_agencies_and_who_runs_the_business_touch_it(database, manager):
    with database.transaction() as session:
        police = person(session, "partner_representative", agency="police")
        health = person(session, "partner_representative", agency="icb")
        council = person(session, "partner_representative", agency="local-authority")
        scrutineer = person(session, "scrutineer")
        made = begin(session, police)
        with pytest.raises(NotFound):
            begin(session, health)
        with pytest.raises(NotFound):
            service.reply(session, dispute_id=made, text="No", by=council)
        with pytest.raises(NotAllowed):
            service.reply(session, dispute_id=made, text="No", by=scrutineer)
        service.reply(session, dispute_id=made, text="Yes", by=health, seen=1)
        with pytest.raises(DisputeChanged):
            service.settle(session, dispute_id=made, outcome="x", by=police, seen=1)
        for sides in ({"other": "police"}, {"other": "nobody"}):
            with pytest.raises(Invalid) as fault:
                begin(session, manager, **sides)
            assert list(fault.value.fields) == ["other"]


def test_pages_of_a_dispute(build):
    app = build(BOROUGH, "havering")
    police = client_for(app, "partner_representative", agency="police")
    assert "No dispute was raised" in police.get("/disputes/").text
    form = {"title": "Thresholds", "about": "Who", "raised_by": "police"}
    wrong = police.post("/disputes/new", data=form)
    assert wrong.status_code == 422
    assert "Choose the other agency" in wrong.text
    made = police.post("/disputes/new", data={**form, "other": "icb"}).location
    page = police.get(made).text
    assert "Line managers" in page
    assert "working days left" in page
    health = client_for(app, "partner_representative", agency="icb")
    said = {"seen": "1", "text": "We disagree"}
    assert health.post(f"{made}/reply", data=said).status_code == 302
    stale = police.post(f"{made}/up", data={"seen": "1", "text": "My reason"})
    assert stale.status_code == 409
    assert "My reason" in stale.text
    assert police.post(f"{made}/up", data={**said, "seen": "2"}).status_code == 302
    assert "Senior leads" in police.get(made).text
    council = client_for(app, "partner_representative", agency="local-authority")
    assert council.get(made).status_code == 404
    assert "No dispute was raised" in council.get("/disputes/").text
    assert client_for(app, "analyst").get("/disputes/").status_code == 403
    end = {"seen": "3", "text": "Agreed"}
    assert police.post(f"{made}/settle", data=end).status_code == 302
    assert "Settled" in police.get("/disputes/").text
    table = client_for(app, "scrutineer").get("/disputes/disputes.csv").text
    assert "Thresholds,Police,Integrated care board,senior leads" in table


def test_what_waits_for_a_reply_is_on_the_front_page_and_found(build):
    app = build(BOROUGH, "havering")
    police = client_for(app, "partner_representative", agency="police")
    health = client_for(app, "partner_representative", agency="icb")
    council = client_for(app, "partner_representative", agency="local-authority")
    form = {"title": "Thresholds", "about": "Who", "raised_by": "police"}
    made = police.post("/disputes/new", data={**form, "other": "icb"}).location
    line = "Thresholds: Police with Integrated care board"
    for client in (police, health, client_for(app, "business_manager")):
        assert line in client.get("/").text
        assert "dispute is late" not in client.get("/").text
    assert line not in council.get("/").text
    asked = {"term": "thresholds"}
    found = health.post("/search/", data=asked, follow_redirects=True).text
    assert f'href="{made}"' in found
    assert made not in council.post("/search/", data=asked, follow_redirects=True).text
    reply = {"seen": "1", "text": "We agree"}
    assert health.post(f"{made}/reply", data=reply).status_code == 302
    assert line not in police.get("/").text


def test_a_reply_that_is_late_is_first_and_says_so(build):
    app = build(BOROUGH, "havering")
    manager = client_for(app, "business_manager")
    expected = two_waiting(app)
    assert "Reply to a dispute is late" in manager.get("/").text
    with app.extensions["accord"].database.reading() as session:
        waiting = queries.waiting(session)
    assert [each.id for each in waiting] == expected


def two_waiting(app):
    """Two disputes nobody replied to, the later one raised first."""
    with app.extensions["accord"].database.transaction() as session:
        by = person(session, "business_manager", agency=None, body="first")
        later = begin(session, by, at=MONDAY + 7 * DAY)
        earlier = begin(session, by, at=MONDAY)
        return [earlier, later]
