"""Pages of meetings: plan, set the agenda, note who came, minute, answer."""

import re
from datetime import timedelta

import pytest

from borough.wiring import SERVICE as BOROUGH
from kit import clock
from leadership.wiring import SERVICE as LEADERSHIP
from tests.support.people import client_for


def day(name, year, month, number):
    return {f"{name}-day": number, f"{name}-month": month, f"{name}-year": year}


def a_group(client, slug="learning", kind="thematic group"):
    body = {"slug": slug, "kind": kind, "name": f"The {slug} group"}
    stand = {"purpose": "To learn", "minimum": "3", "partners_needed": "yes"}
    since = day("from_on", 2019, 9, 1)
    answer = client.post("/bodies/new", data={**body, **stand, **since})
    assert answer.status_code == 302
    for agency in ("local-authority", "icb", "police"):
        post = {"title": f"Head of {agency}", "agency": agency, "part": "member"}
        client.post(f"/bodies/{slug}/posts/new", data={**post, **since})


def plan(client, body="learning", **more):
    form = {
        "body": body,
        "title": "Spring meeting",
        "at": "14:00",
        "minutes": "120",
        "place": "Town Hall",
        **day("starts_on", 2026, 4, 14),
    }
    return client.post("/meetings/new", data={**form, **more})


def meeting_of(client, which="past"):
    page = client.get(f"/meetings/?which={which}").text
    return re.findall(r'href="(/meetings/[0-9a-f-]{36})"', page)[0]


@pytest.fixture
def app(build):
    return build(BOROUGH, "havering")


@pytest.fixture
def manager(app):
    client = client_for(app, "business_manager")
    a_group(client)
    return client


@pytest.fixture
def chair(app, manager):
    return client_for(app, "group_chair", body="learning")


@pytest.fixture
def meeting(manager):
    """The address of a meeting in the past."""
    assert plan(manager).status_code == 302
    return meeting_of(manager)


def test_the_first_day_tells_what_to_do(manager):
    assert "No meeting is planned" in manager.get("/meetings/").text


def test_a_series_is_planned_listed_and_taken_to_a_calendar(manager):
    series = {"every": "every quarter", "count": "4", **day("starts_on", 2031, 1, 14)}
    assert plan(manager, **series).status_code == 302
    page = manager.get("/meetings/?body=learning&which=coming").text
    assert "4 meetings" in page
    assert "8 April 2031 at 2:00pm" in page
    assert "meetings.csv?body=learning&amp;which=coming" in page
    unheard = manager.get("/meetings/?body=jane-doe").text
    assert "4 meetings" in unheard
    assert "jane" not in unheard
    assert "No meeting was held yet" in manager.get("/meetings/?which=past").text
    table = manager.get("/meetings/meetings.csv").text
    assert table.count("The learning group,Spring meeting") == 4


def test_what_calendars_get_is_a_calendar(manager, meeting):
    pytest.importorskip("icalendar")
    from icalendar import Calendar

    answer = manager.get(f"{meeting}/meeting.ics")
    assert answer.content_type.startswith("text/calendar")
    [event] = Calendar.from_ical(answer.data).events
    assert event["summary"] == "The learning group: Spring meeting"
    assert event.start.isoformat() == "2026-04-14T13:00:00+00:00"
    assert event["location"] == "Town Hall"
    assert event["uid"].endswith("@havering.accord")


def test_what_is_missing_is_said_beside_its_field(manager):
    wrong = plan(manager, at="two o'clock", place="", body="")
    assert wrong.status_code == 422
    assert "Enter a time such as 14:30" in wrong.text
    assert "Say where it is" in wrong.text
    assert "Choose the body that meets" in wrong.text
    early = plan(manager, **day("starts_on", 2018, 1, 1))
    assert "The body does not exist on that day" in early.text


def test_who_came_decides_whether_it_could(manager, meeting):
    assert "Not known: nobody noted yet who came" in manager.get(meeting).text
    page = manager.get(f"{meeting}/attendance").text
    posts = re.findall(r'name="coming-([0-9a-f-]{36})"', page)
    first, second, third = dict.fromkeys(posts)
    form = {f"coming-{first}": "present", f"coming-{second}": "present"}
    manager.post(f"{meeting}/attendance", data=form)
    assert "Could not decide" in manager.get(meeting).text
    assert "nobody for" in manager.get(meeting).text
    form |= {f"coming-{third}": "present", f"left-{third}": "15:10"}
    assert manager.post(f"{meeting}/attendance", data=form).status_code == 302
    assert "of at least 3 present, until 3:10pm" in manager.get(meeting).text
    early = {**form, f"left-{third}": "09:00"}
    refused = manager.post(f"{meeting}/attendance", data=early)
    assert refused.status_code == 422
    assert "Nobody leaves before the meeting begins" in refused.text
    assert 'value="09:00"' in refused.text


def test_an_agenda_and_a_declaration_about_it(manager, meeting):
    item = {"title": "Budget", "purpose": "decide", "presenter": "Director"}
    assert manager.post(f"{meeting}/items/new", data=item).status_code == 302
    page = manager.get(f"{meeting}/declarations").text
    [item_id] = re.findall(r'value="([0-9a-f-]{36})"[^>]*>\s*1\. Budget', page)
    post_id = re.findall(r'value="([0-9a-f-]{36})"[^>]*>\s*Head of icb', page)[0]
    declared = {
        "post_id": post_id,
        "item_id": item_id,
        "interest": "two roles in one matter",
        "text": "Buys and provides the service",
        "then": "leaves for the item",
    }
    answer = manager.post(f"{meeting}/declarations", data=declared)
    assert answer.status_code == 302
    page = manager.get(meeting).text
    assert "item 1: Budget" in page
    assert "Leaves for the item" in page
    withdraw = f"{meeting}/items/{item_id}/withdraw"
    assert manager.post(withdraw, data={"reason": "Not ready"}).status_code == 302
    assert "Withdrawn" in manager.get(meeting).text


def test_a_meeting_is_moved_held_or_cancelled(manager, meeting):
    form = {"title": "Moved", "at": "15:00", "minutes": "60", "place": "Room 2"}
    form |= {**day("starts_on", 2026, 4, 15), "seen": "1"}
    assert manager.post(f"{meeting}/move", data=form).status_code == 302
    stale = manager.post(f"{meeting}/move", data={**form, "place": "My own room"})
    assert stale.status_code == 409
    assert "What it says now" in stale.text
    assert 'value="My own room"' in stale.text
    assert manager.post(f"{meeting}/held").status_code == 302
    late = manager.post(f"{meeting}/cancel", data={"reason": "Too late"})
    assert late.status_code == 422
    assert "This meeting is held." in late.text


def write(client, meeting, text, seen=0):
    form = {"text": text, "because": "As said", "seen": str(seen)}
    return client.post(f"{meeting}/minutes", data=form)


def step(client, meeting, to, seen):
    form = {"to": to, "seen": str(seen)}
    return client.post(f"{meeting}/minutes/step", data=form)


def test_minutes_go_from_draft_to_signed(app, manager, chair, meeting):
    reader = client_for(app, "analyst")
    assert write(manager, meeting, "They met.").status_code == 302
    assert "They met." not in reader.get(f"{meeting}/minutes").text
    assert "Not agreed yet" in reader.get(f"{meeting}/minutes").text
    own = step(manager, meeting, "checked", 1)
    assert own.status_code == 422
    assert "Somebody else than the writer" in own.text
    assert step(chair, meeting, "checked", 1).status_code == 302
    assert step(chair, meeting, "approved", 2).status_code == 302
    assert "They met." in reader.get(f"{meeting}/minutes").text
    assert step(chair, meeting, "signed", 3).status_code == 302
    assert write(manager, meeting, "They did not.", 4).status_code == 422
    amended = {"amendment": "Health was there too."}
    assert (
        manager.post(f"{meeting}/minutes/amendments", data=amended).status_code == 302
    )
    page = reader.get(f"{meeting}/minutes").text
    assert "Signed" in page
    assert "Health was there too." in page
    assert "Correct them" not in page


def test_the_second_writer_sees_the_first_and_keeps_her_words(manager, chair, meeting):
    write(manager, meeting, "The first words")
    answer = write(chair, meeting, "My own words")
    assert answer.status_code == 409
    assert "The first words" in answer.text
    assert "My own words" in answer.text


def test_a_question_is_kept_with_its_asker_and_its_answer(manager, meeting):
    form = {"asker": "Parent governor representative", "text": "Who may dissolve it?"}
    assert manager.post(f"{meeting}/questions", data=form).status_code == 302
    page = manager.get(f"{meeting}/questions").text
    assert "No answer yet" in page
    [answer] = re.findall(r'href="(/meetings/[^"]+/answer)"', page)
    said = {"answer": "That is open.", "answered_by": "Director"}
    assert manager.post(answer, data={"answer": "That"}).status_code == 422
    assert manager.post(answer, data=said).status_code == 302
    assert manager.post(answer, data=said).status_code == 422
    table = manager.get(f"{meeting}/questions.csv").text
    assert "Parent governor representative,,Who may dissolve it?,That is open." in table


def test_a_chair_plans_and_minutes_for_its_own_body_only(app, manager, chair, meeting):
    a_group(manager, "other")
    assert plan(chair).status_code == 302
    assert plan(chair, body="other").status_code == 404
    stranger = client_for(app, "group_chair", body="other")
    assert stranger.get(meeting).status_code == 200
    assert write(stranger, meeting, "No").status_code == 404
    assert stranger.get(f"{meeting}/attendance").status_code == 404
    page = stranger.get("/meetings/new").text
    assert "The other group" in page
    assert "The learning group" not in page


def test_a_meeting_nobody_noted_is_late_for_who_runs_it(app, manager):
    long_ago = clock.today() - timedelta(days=30)
    on = day("starts_on", long_ago.year, long_ago.month, long_ago.day)
    plan(manager, **on)
    assert "Say whether it was held" in manager.get("/").text
    analyst = client_for(app, "analyst")
    assert "Spring meeting" not in analyst.get("/").text
    found = analyst.post("/search/", data={"term": "spring learning"}).text
    assert meeting_of(manager) in found


def test_the_leadership_group_meets_too(build):
    app = build(LEADERSHIP, "leadership")
    member = client_for(app, "leadership_member")
    a_group(member, "slg", "leadership group")
    assert plan(member, body="slg").status_code == 302
    meeting = meeting_of(member)
    assert write(member, meeting, "They met.").status_code == 302
    keeper = client_for(app, "leadership_administrator")
    assert keeper.get(meeting).status_code == 200
    assert write(keeper, meeting, "No").status_code == 403


def test_an_interest_declared_beforehand_is_on_the_front_page(manager, chair):
    soon = clock.today() + timedelta(days=7)
    plan(manager, **day("starts_on", soon.year, soon.month, soon.day))
    coming = meeting_of(manager, "coming")
    assert "Interest declared" not in chair.get("/").text
    post = re.findall(
        r'<option value="([0-9a-f-]{36})"', chair.get(f"{coming}/declarations").text
    )[0]
    form = {
        "post_id": post,
        "interest": "two roles in one matter",
        "text": "Chairs this group and answers for the service under review",
        "then": "stays and takes no part in the decision",
    }
    assert chair.post(f"{coming}/declarations", data=form).status_code == 302
    front = chair.get("/").text
    assert "Interest declared" in front
    assert "Spring meeting: two roles in one matter" in front
    assert "answers for the service" not in front
