"""Pages of what leaves of the work programme: two people, and every word."""

import re
from datetime import timedelta

import pytest

from borough.wiring import SERVICE
from kit import clock
from partnership.workplan import service as workplan
from tests.support.people import client_for
from tests.support.plans import MANAGER
from tests.support.settings import some_settings

TODAY = clock.today()


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def manager(app):
    return client_for(app, "business_manager")


@pytest.fixture
def second(app):
    return client_for(app, "business_manager", agency="police")


@pytest.fixture
def milestone(app):
    """The address of a milestone of ours."""
    days = {"from_on": TODAY, "until_on": TODAY + timedelta(days=300), "by": MANAGER}
    with app.extensions["accord"].database.transaction() as session:
        plan = workplan.add_delivery(session, title="Delivery", **days)
        year = workplan.add_programme(
            session, delivery_id=plan, title="This year", **days
        )
        made = workplan.add_milestone(
            session,
            programme_id=year,
            title="Spread the sessions",
            owner_post="Manager",
            due_on=TODAY,
            by=MANAGER,
        )
    return f"/workplan/milestones/{made}"


@pytest.fixture
def waiting(manager, milestone):
    """The address of what the manager proposed to share with Redbridge."""
    given = {"version": 1, "seen_by": ["redbridge"]}
    assert manager.post(f"{milestone}/share", data=given).status_code == 302
    page = manager.get(milestone).text
    return re.search(r"/workplan/sharing/[0-9a-f-]{36}", page)[0]


def seen_on(page):
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def test_the_list_says_what_will_be_there(manager):
    assert "Nothing was ever to be shared" in manager.get("/workplan/sharing/").text


def test_the_proposer_cannot_approve_and_the_second_reads_every_word(
    manager, second, waiting
):
    mine = manager.get(waiting).text
    assert "You proposed this" in mine
    assert "Approve and release" not in mine
    theirs = second.get(waiting).text
    for word in ("Spread the sessions", "This year", "Manager", "Redbridge"):
        assert word in theirs
    assert "waits for your approval" in second.get("/").text
    assert "waits for your approval" not in manager.get("/").text
    sent = {"seen": seen_on(theirs), "confirm": "yes"}
    assert manager.post(f"{waiting}/release", data=sent).status_code == 403
    unread = second.post(f"{waiting}/release", data={"seen": seen_on(theirs)})
    assert unread.status_code == 422
    assert "Tick the box" in unread.text
    assert second.post(f"{waiting}/release", data=sent).status_code == 302
    assert "What left" in second.get(waiting).text
    assert second.post(f"{waiting}/release", data=sent).status_code == 409
    assert "Released" in manager.get("/workplan/sharing/").text
    assert "Spread the sessions" in manager.get("/workplan/sharing/sharing.csv").text


def test_what_is_sent_back_says_why_to_the_proposer(manager, second, waiting):
    assert second.post(f"{waiting}/send-back", data={}).status_code == 422
    because = {"because": "It tells of a family"}
    assert second.post(f"{waiting}/send-back", data=because).status_code == 302
    page = manager.get(waiting).text
    assert "It tells of a family" in page
    assert "Nothing of this version has left" in page


def test_the_form_says_who_sees_it_and_the_second_writer_keeps_her_choice(
    app, manager, milestone, waiting
):
    page = manager.post(f"{milestone}/share", data={"version": 1, "seen_by": []})
    assert page.status_code == 409
    assert "Somebody changed this milestone" in page.text
    wrong = {"version": 2, "seen_by": ["elsewhere"]}
    page = manager.post(f"{milestone}/share", data=wrong)
    assert page.status_code == 422
    assert "Choose from the boroughs" in page.text
    chair = client_for(app, "group_chair", body="learning")
    assert "Say who sees it" in manager.get(milestone).text
    assert "Say who sees it" not in chair.get(milestone).text
    given = {"version": 2, "seen_by": []}
    assert chair.post(f"{milestone}/share", data=given).status_code == 404


def test_a_reader_sees_it_and_decides_nothing(app, waiting):
    reader = client_for(app, "scrutineer")
    page = reader.get(waiting)
    assert "It waits for a second person" in page.text
    assert '<form method="post" action="/workplan/sharing' not in page.text
    assert reader.post(f"{waiting}/send-back", data={}).status_code == 403
