"""Pages: the log of a body, the meeting view, and the chair's word on each close."""

import pytest

from leadership.wiring import SERVICE as LEADERSHIP
from partnership.actions import queries as actions
from partnership.agencies import STATUTORY
from tests.support.people import client_for
from tests.support.plans import POLICE, Plans
from tests.support.settings import some_settings

AGREED = {f"position-{each}": "agree" for each in STATUTORY}


@pytest.fixture
def chair(app, paged):
    return client_for(app, "group_chair", body="learning")


@pytest.fixture
def manager(app, paged):
    return client_for(app, "business_manager")


def asked(group, *places):
    """These actions asked to close, and the fields their form carries."""
    fields = {}
    for place in places:
        action_id = group.actions[place]
        group.plans.do("ask_close", action_id, by=POLICE, reason="All is done")
        fields[f"version-{action_id}"] = version(group, place)
    return fields


def version(group, place):
    with group.database.reading() as session:
        return actions.whole(session, group.actions[place]).action.version


def choice(group, place, word):
    return {f"choice-{group.actions[place]}": word}


def test_a_chair_closes_what_is_agreed_and_an_unagreed_close_stays_open(paged, chair):
    here = f"/meetings/{paged.now}/actions"
    paged.plans.do("update", paged.actions[9], note="Half of the staff trained")
    sent = asked(paged, 1, 2) | AGREED
    page = chair.get(here).text
    assert "3 of 14 changed since" in page
    assert "Changed since 12 May 2026" in page
    assert page.count(">\n  Changed\n<") == 3
    assert "B Embedded</strong> 1" in page
    assert "G Complete</strong> 4" in page
    assert "A Started</strong> 9" in page
    sent |= choice(paged, 1, "agree") | choice(paged, 2, "leave open")
    sent[f"note-{paged.actions[2]}"] = "The re-audit is thin"
    assert chair.post(here, data=sent).status_code == 302
    page = chair.get(here).text
    assert "LEARNING-2026-01" in page
    assert "Stays open" in page
    assert "The re-audit is thin" in page
    assert "Nobody asks this body to close" in page
    log = chair.get("/bodies/learning/action-log").text
    assert "LEARNING-2026-01" in log
    again = chair.post(here, data=sent)
    assert again.status_code == 409
    assert "LEARNING-2026-02" not in chair.get("/decisions/").text


def test_what_was_chosen_is_kept_where_somebody_was_quicker(paged, chair):
    here = f"/meetings/{paged.now}/actions"
    sent = asked(paged, 1) | AGREED | choice(paged, 1, "agree")
    paged.plans.do("update", paged.actions[1], note="Wait for the survey")
    answer = chair.post(here, data=sent)
    assert answer.status_code == 409
    assert "Somebody changed this action while you were writing" in answer.text
    assert f'value="{version(paged, 1)}"' in answer.text
    assert "checked" in answer.text
    sent[f"version-{paged.actions[1]}"] = version(paged, 1)
    assert chair.post(here, data=sent).status_code == 302


def test_a_word_that_does_not_carry_stores_nothing(paged, chair):
    here = f"/meetings/{paged.now}/actions"
    sent = asked(paged, 1) | choice(paged, 1, "agree")
    for wrong, said in (
        ({}, "The body has not agreed"),
        ({f"choice-{paged.actions[1]}": ""}, "Choose for one action at least"),
        ({f"choice-{paged.actions[1]}": "maybe"}, "Choose one of the two"),
        ({"position-icb": "disagree"}, "Say what the partner"),
        ({"version-not-an-id": "1"}, "not part of this form"),
    ):
        answer = chair.post(here, data=sent | wrong)
        assert answer.status_code == 422, wrong
        assert said in answer.text
    assert "No decision is recorded here" in chair.get("/decisions/").text


def test_only_the_chair_of_this_body_is_asked(app, paged):
    asked(paged, 1)
    here = f"/meetings/{paged.now}/actions"
    police = client_for(app, "partner_representative", agency="police")
    other = client_for(app, "group_chair", body="schools")
    for client in (police, other):
        assert "Take down the body" not in client.get(here).text
    assert police.post(here, data={}).status_code == 403
    sent = {f"version-{paged.actions[1]}": "1"} | choice(paged, 1, "agree") | AGREED
    assert other.post(here, data=sent).status_code == 404
    icb = client_for(app, "partner_representative", agency="icb")
    assert "No actions in this log" in icb.get("/bodies/learning/action-log").text
    assert "HAV-LEO-001" in police.get("/bodies/learning/action-log").text


def test_the_log_is_filtered_and_taken_away(paged, manager):
    here = "/bodies/learning/action-log"
    page = manager.get(here, query_string={"brag": "blue"}).text
    assert "1 action<" in page
    assert "HAV-LEO-001" in page
    assert "14 actions<" in manager.get(here).text
    assert "No actions in this log" in manager.get(f"{here}?closed=yes").text
    assert manager.get(f"{here}?brag=mauve").status_code == 200
    assert manager.get("/bodies/nobody/action-log").status_code == 404
    asked(paged, 1)
    file = manager.get(f"{here}.csv?show=close")
    assert "action-log-learning-official-sensitive.csv" in str(file.headers)
    assert file.text.count("HAV-LEO") == 1
    assert "All is done" in file.text
    assert manager.get(f"{here}.csv?as=xlsx").data.startswith(b"PK")
    view = manager.get(f"/meetings/{paged.now}/actions.csv").text
    assert "Since 12 May 2026" in view
    assert "asked to close" in view


def test_an_action_is_raised_at_an_item_in_one_form(paged, manager, chair):
    meeting = f"/meetings/{paged.now}"
    item = {"title": "Leo", "purpose": "discuss", "presenter": "Chair"}
    assert manager.post(f"{meeting}/items/new", data=item).status_code == 302
    here = f"{meeting}/actions/new"
    assert here in manager.get(meeting).text
    assert here not in chair.get(meeting).text
    page = manager.get(here).text
    assert "1. Leo" in page
    wrong = manager.post(here, data={"title": "Brief all"})
    assert wrong.status_code == 422
    assert "Brief all" in wrong.text
    good = {
        "title": "Brief all schools",
        "owner_post": "Head of education",
        "agency": "education",
        "plan_id": str(paged.plan_id),
    }
    assert manager.post(here, data=good).status_code == 302
    assert "Brief all schools" in manager.get("/bodies/learning/action-log").text
    assert "new" in manager.get(f"{meeting}/actions").text


def test_leadership_has_a_log_of_its_own(sqlite_database, tmp_path):
    database = sqlite_database("leadership", LEADERSHIP.metadatas)
    app = LEADERSHIP.create_app(some_settings("leadership", tmp_path), database)
    Plans(database).body("group", "Leadership group")
    member = client_for(app, "leadership_member")
    assert "No actions in this log" in member.get("/bodies/group/action-log").text
