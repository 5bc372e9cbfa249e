"""Pages of the work programme: adding, telling, filters and files."""

import re

import pytest

from borough.wiring import SERVICE
from kit import clock
from tests.support.people import client_for
from tests.support.settings import some_settings


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def manager(app):
    return client_for(app, "business_manager")


def days(name, day):
    return {
        f"{name}-day": day.day,
        f"{name}-month": day.month,
        f"{name}-year": day.year,
    }


def chosen(page, text):
    return re.search(rf'<option value="([^"]+)"[^>]*>\s*{text}', page)[1]


@pytest.fixture
def milestone(manager):
    """The address of a milestone, added on pages with all that is around it."""
    today = clock.today()
    whole = days("from_on", today.replace(year=today.year - 1)) | days(
        "until_on", today.replace(year=today.year + 1)
    )
    for kind, given in (
        ("priority", {"title": "Early help", "reference": "leadership/1"}),
        ("delivery", {"title": "Plan of two years", "note": "Printed otherwise"}),
    ):
        sent = {**whole, **given}
        assert manager.post(f"/workplan/new/{kind}", data=sent).status_code == 302
    page = manager.get("/workplan/new/programme").text
    sent = {**whole, "title": "This year", "delivery_id": chosen(page, "Plan of two")}
    assert manager.post("/workplan/new/programme", data=sent).status_code == 302
    page = manager.get("/workplan/new/milestone").text
    sent = {
        "title": "Spread the sessions",
        "owner_post": "Training lead",
        "programme_id": chosen(page, "This year"),
        "priority_id": chosen(page, "Early help"),
        "lead": "havering",
        "seen_by": ["redbridge"],
        **days("due_on", today),
    }
    assert manager.post("/workplan/new/milestone", data=sent).status_code == 302
    page = manager.get("/workplan/").text
    return re.search(r"/workplan/milestones/[0-9a-f-]{36}", page)[0]


def test_the_first_page_says_what_will_be_there(manager):
    page = manager.get("/workplan/").text
    assert "No priority yet" in page
    assert "No delivery plan yet" in page


def test_the_page_shows_priorities_plans_and_milestones(manager, milestone):
    page = manager.get("/workplan/").text
    for said in ("Shared", "leadership/1", "Printed otherwise", "0%", "<svg"):
        assert said in page
    assert "Havering, with Redbridge" in page
    assert "No milestone here" in manager.get("/workplan/?stands=late").text
    assert "Spread the sessions" in manager.get("/workplan/milestones.csv").text
    assert "This year" in manager.get("/workplan/programmes.csv").text
    assert "leadership/1" in manager.get("/workplan/priorities.csv").text


def test_faults_are_shown_and_what_was_typed_is_kept(manager, milestone):
    page = manager.post("/workplan/new/milestone", data={"title": "My words"})
    assert page.status_code == 422
    assert "The due date is needed" in page.text
    assert "My words" in page.text
    assert manager.get("/workplan/new/nothing").status_code == 404


def test_a_milestone_is_told_and_the_second_writer_keeps_her_text(manager, milestone):
    today = days("due_on", clock.today())
    done = {"version": 1, "note": "All ran", **today, **days("done_on", clock.today())}
    assert manager.post(milestone, data=done).status_code == 302
    assert "100%" in manager.get("/workplan/").text
    second = manager.post(milestone, data={"version": 1, "note": "Mine", **today})
    assert second.status_code == 409
    assert "All ran" in second.text
    assert "Mine" in second.text
    assert 'name="version" value="2"' in second.text


def test_only_who_may_change_it_gets_the_form(app, manager, milestone):
    scrutineer = client_for(app, "scrutineer")
    chair = client_for(app, "group_chair", body="learning")
    assert "Say how it stands" in manager.get(milestone).text
    for other in (scrutineer, chair):
        assert "Say how it stands" not in other.get(milestone).text
    sent = {"version": 1, **days("due_on", clock.today())}
    assert scrutineer.post(milestone, data=sent).status_code == 403
    assert chair.post(milestone, data=sent).status_code == 404


def test_a_milestone_that_comes_soon_is_on_the_front_page_of_who_may_tell(
    app, manager, milestone
):
    reader = client_for(app, "partner_representative", agency="police")
    assert "Milestone to do" in manager.get("/").text
    assert "Milestone to do" not in reader.get("/").text
