"""Pages of decisions: record one at a meeting, note positions, read the log."""

import re

import pytest

from borough.wiring import SERVICE as BOROUGH
from leadership.wiring import SERVICE as LEADERSHIP
from partnership.agencies import STATUTORY
from tests.integration.partnership.meetings.test_pages import (
    a_group,
    day,
    meeting_of,
    plan,
)
from tests.support.people import client_for


@pytest.fixture
def app(build):
    return build(BOROUGH, "havering")


@pytest.fixture
def manager(app):
    client = client_for(app, "business_manager")
    a_group(client)
    return client


def record(client, where="/decisions/new", **more):
    form = {"text": "Adopt the plan", "basis": "Paper 4", "parts": "One\nTwo", **more}
    return client.post(where, data=form)


def agreed(**but):
    return {f"position-{each}": "agree" for each in STATUTORY} | {
        f"position-{each.replace('_', '-')}": value for each, value in but.items()
    }


def test_the_first_day_tells_what_to_do(manager):
    assert "No decision is recorded here" in manager.get("/decisions/").text


def test_a_decision_at_a_meeting_is_counted_with_who_came(manager):
    plan(manager)
    meeting = meeting_of(manager)
    meeting_id = meeting.rsplit("/", 1)[1]
    where = f"/decisions/new?meeting={meeting_id}"
    assert "Record a decision" in manager.get(where).text
    made = record(manager, where, meeting_id=meeting_id, **agreed())
    assert made.status_code == 302
    page = manager.get(made.location).text
    assert "Not decided yet" in page
    assert "(ii)" in page
    posts = re.findall(
        r'name="coming-([0-9a-f-]{36})"', manager.get(f"{meeting}/attendance").text
    )
    came = {f"coming-{each}": "present" for each in posts}
    manager.post(f"{meeting}/attendance", data=came)
    counted = manager.post(f"{made.location}/positions", data={"seen": "1"})
    assert counted.status_code == 302
    assert "The body could decide" in manager.get(made.location).text
    listed = manager.get("/decisions/?body=learning&since-day=x").text
    assert "must be a real date" in listed
    assert "since-day=x" not in listed
    assert "decisions.csv?body" not in listed
    table = manager.get("/decisions/decisions.csv?body=learning").text
    assert "LEARNING-2026-01" in table
    assert "Adopt the plan (i) One (ii) Two" in table
    assert manager.get("/decisions/decisions.csv?as=xlsx").data.startswith(b"PK")


def test_outside_a_meeting_what_is_missing_is_said(manager):
    empty = manager.post("/decisions/new", data={"body": "learning"})
    assert empty.status_code == 422
    assert "Write what was decided" in empty.text
    wordless = record(manager, body="learning", **agreed(police="disagree"))
    assert wordless.status_code == 422
    assert "Say what the partner" in wordless.text
    assert "Adopt the plan" in wordless.text


def test_a_partner_notes_its_own_position_and_no_other(app, manager):
    no = {**agreed(police="disagree"), "note-police": "Not enough staff"}
    made = record(manager, body="learning", **no).location
    assert "Disputed" in manager.get(made).text
    assert "Not agreed by all partners" in manager.get("/").text
    police = client_for(app, "partner_representative", agency="police")
    page = police.get(f"{made}/positions").text
    assert "position-police" in page
    assert "position-icb" not in page
    other = {"seen": "1", "position-icb": "absent"}
    assert police.post(f"{made}/positions", data=other).status_code == 404
    own = {"seen": "1", "position-police": "agree"}
    assert police.post(f"{made}/positions", data=own).status_code == 302
    stale = {"seen": "1", "position-police": "disagree", "note-police": "My words"}
    answer = police.post(f"{made}/positions", data=stale)
    assert answer.status_code == 409
    assert "My words" in answer.text
    assert police.get(f"{made}/withdraw").status_code == 403
    school = client_for(app, "partner_representative", agency="education")
    assert school.get(f"{made}/positions").status_code == 404
    assert school.get(made).status_code == 200


def test_a_chair_decides_for_its_own_body_only(app, manager):
    a_group(manager, "other")
    chair = client_for(app, "group_chair", body="other")
    assert record(chair, body="learning", **agreed()).status_code == 404
    assert record(chair, body="other", **agreed()).status_code == 302
    analyst = client_for(app, "analyst")
    assert record(analyst, body="other").status_code == 403
    found = analyst.post("/search/", data={"term": "adopt"}).text
    assert "OTHER-" in found


def test_a_decision_is_withdrawn_with_a_reason(manager):
    made = record(manager, body="learning", **agreed()).location
    assert manager.post(f"{made}/withdraw", data={"seen": "1"}).status_code == 422
    form = {"seen": "1", "reason": "Not ours to decide"}
    assert manager.post(f"{made}/withdraw", data=form).status_code == 302
    assert "Not ours to decide" in manager.get(made).text
    since = day("since", 2031, 1, 1)
    assert (
        "No decision is recorded" in manager.get("/decisions/", query_string=since).text
    )


def test_the_leadership_group_decides_too(build):
    app = build(LEADERSHIP, "leadership")
    member = client_for(app, "leadership_member")
    a_group(member, "slg", "leadership group")
    made = record(member, body="slg", **agreed())
    assert "Decided" in member.get(made.location).text
