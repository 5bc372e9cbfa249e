"""Pages of plans, actions, themes and snapshots: forms, refusals, files and cost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from click.testing import CliRunner
from sqlalchemy import event

from borough.wiring import SERVICE
from kit import clock
from kit.instance import Instance
from partnership.actions import queries, service
from partnership.actions.commands import chase
from partnership.actions.model import ActionRow
from partnership.brag.model import Brag, Owned, as_by
from partnership.themes import service as themes
from tests.support.people import client_for

NEW_PLAN = {
    "ref": "CRG",
    "title": "Case reviews",
    "source": "review",
    "body_slug": "learning",
    "counted": "yes",
}
NEW_ACTION = {"title": "Train all", "owner_post": "Head", "agency": "police"}


@pytest.fixture
def manager(app):
    return client_for(app, "business_manager")


@pytest.fixture
def police(app):
    return client_for(app, "partner_representative", agency="police")


@pytest.fixture
def icb(app):
    return client_for(app, "partner_representative", agency="icb")


def version_of(filled, action_id):
    with filled.database.reading() as session:
        return queries.whole(session, action_id).action.version


def test_the_first_pages_say_what_will_be_there(manager):
    assert "Open the first plan" in manager.get("/plans/").text
    assert "No actions here" in manager.get("/actions/").text
    assert "Nothing changed" in manager.get("/actions/changes").text
    assert "No snapshot yet" in manager.get("/snapshots/").text
    assert "No themes yet" in manager.get("/themes/").text


def test_a_plan_and_an_action_are_made_on_pages(filled, manager, police):
    filled.body()
    wrong = manager.post("/plans/new", data=NEW_PLAN | {"ref": "a b", "title": ""})
    assert wrong.status_code == 422
    assert "The title is needed" in wrong.text
    made = manager.post("/plans/new", data=NEW_PLAN)
    assert made.status_code == 302
    refused = manager.post(f"{made.location}/actions/new", data={"agency": "moon"})
    assert refused.status_code == 422
    assert "Choose one of the agencies" in refused.text
    added = manager.post(f"{made.location}/actions/new", data=NEW_ACTION)
    page = police.get(added.location).text
    assert "HAV-CRG-001" in page
    assert "A Started" in page
    assert "Started, with dates missing" in page
    assert "Train all" in manager.get("/actions/actions.csv").text
    again = manager.post("/plans/new", data=NEW_PLAN)
    assert "HAV-CRG is in use" in again.text
    other = manager.post("/plans/new", data=NEW_PLAN | {"body_slug": "jane-doe"})
    assert other.status_code == 422
    assert "Choose one of the bodies" in other.text


def test_a_filter_stands_in_links_and_what_is_no_choice_never(filled, manager):
    filled.body()
    filled.action(filled.plan(body_slug="learning"))
    with filled.database.transaction() as session:
        theme = themes.add(session, title="Jane Doe")

    def links(address):
        return "\n".join(re.findall(r'href="([^"]*)"', manager.get(address).text))

    assert f"/actions/?theme={theme}" in links("/themes/")
    assert "jane" not in links("/themes/").lower()
    assert "actions.csv?agency=police" in links("/actions/?agency=police&page=1")
    assert "plans.csv?body=learning" in links("/plans/?body=learning")
    log = "/bodies/learning/action-log"
    assert f"{log}.csv?brag=amber" in links(f"{log}?brag=amber")
    since = "since-day=1&amp;since-month=3&amp;since-year=2026"
    assert f"changes.csv?{since}" in links(f"/actions/changes?{unescape(since)}")
    for address in (
        "/actions/?agency=", "/actions/?theme=", "/actions/?plan=", "/actions/?show=",
        "/plans/?body=", "/plans/?theme=", "/plans/?source=", "/plans/?on-day=",
        f"{log}?agency=", "/actions/changes?since=",
    ):  # fmt: skip
        assert "jane" not in links(f"{address}jane-doe"), address


def test_the_totals_page_adds_up_and_says_what_is_not_known(filled, manager):
    filled.fill(filled.plan("LEO"), blue=1, green=4, amber=9)
    filled.plan("SA", counted=False)
    page = manager.get("/plans/").text
    assert "Not known, and left out of the sum" in page
    assert "1 not known" in page
    assert "<strong>14</strong>" in page
    assert "7.1%" in page
    file = manager.get("/plans/plans.csv").text
    assert "All known" in file
    assert ",1,4,9,0,14,7.1" in file
    past = clock.today() - timedelta(days=400)
    then = {"on-day": past.day, "on-month": past.month, "on-year": past.year}
    assert "No plans here" in manager.get("/plans/", query_string=then).text


def test_the_second_of_two_writers_sees_the_first_and_keeps_her_text(
    filled, manager, police
):
    made = filled.action(filled.plan())
    opened = version_of(filled, made)
    here = f"/actions/{made}/update"
    first = police.post(here, data={"version": opened, "note": "Two of four trained"})
    assert first.status_code == 302
    second = manager.post(
        here, data={"version": opened, "note": "My own long text", "brag": "green"}
    )
    assert second.status_code == 409
    assert "Two of four trained" in second.text
    assert "My own long text" in second.text
    assert "Partner agency representative, Police" in second.text
    assert f'name="version" value="{opened + 1}"' in second.text
    sent = {"version": opened + 1, "note": "My own long text", "brag": "green"}
    assert manager.post(here, data=sent).status_code == 302
    page = manager.get(f"/actions/{made}").text
    assert "Two of four trained" in page
    assert "My own long text" in page
    assert "G Complete" in page


def test_blue_on_pages_goes_through_evidence_and_another_agency(
    filled, manager, police, icb
):
    made = filled.action(filled.plan(), brag=Brag.GREEN)
    here = f"/actions/{made}"
    asked = {"version": version_of(filled, made), "asked": "icb"}
    early = police.post(f"{here}/propose", data=asked)
    assert early.status_code == 409
    assert "Add dated evidence first" in early.text
    assert 'value="blue"' not in police.get(f"{here}/update").text
    forced = {"version": 1, "brag": "blue", "note": "It is blue"}
    assert police.post(f"{here}/update", data=forced).status_code == 409
    day = clock.today()
    evidence = {
        "version": version_of(filled, made),
        "shows": "re-audit",
        "text": "In the folder",
        "dated_on-day": day.day,
        "dated_on-month": day.month,
        "dated_on-year": day.year,
    }
    assert police.post(f"{here}/evidence", data=evidence).status_code == 302
    assert icb.get(here).status_code == 404
    asked["version"] = version_of(filled, made)
    assert police.post(f"{here}/propose", data=asked).status_code == 302
    said = {"version": version_of(filled, made)}
    assert police.post(f"{here}/confirm", data=said).status_code == 404
    assert manager.post(f"{here}/confirm", data=said).status_code == 403
    assert "In the folder" in icb.get(f"{here}/confirm").text
    assert icb.get(f"{here}/update").status_code == 404
    # Once it has confirmed, the action is not among those the agency may open.
    confirmed = icb.post(f"{here}/confirm", data=said, follow_redirects=True)
    assert confirmed.status_code == 200
    assert "It is checked again in six months" in confirmed.text
    page = manager.get(here).text
    assert "B Embedded" in page
    assert "Check again on" in page


def test_only_what_a_person_may_do_is_offered(filled, manager, police, app):
    made = filled.action(filled.plan(body_slug="learning"))
    here = f"/actions/{made}"
    chair = client_for(app, "group_chair", body="learning")
    other = client_for(app, "group_chair", body="other")
    scrutineer = client_for(app, "scrutineer")
    assert "Change what it says" in manager.get(here).text
    assert "Change what it says" in chair.get(here).text
    assert "Change what it says" not in police.get(here).text
    assert "Say how it goes" in police.get(here).text
    assert "Say how it goes" not in scrutineer.get(here).text
    assert other.get(here).status_code == 404
    assert police.get(f"{here}/nothing").status_code == 404
    assert police.get(f"{here}/change").status_code == 404
    assert police.get("/actions/?show=overdue").status_code == 200


def test_an_area_words_its_red_and_a_plan_its_own(filled, manager, police):
    plan = filled.plan()
    filled.action(plan, brag=Brag.RED)
    assert "R Not worded" in manager.get("/actions/").text
    words = {"letter": "r", "word": "Off track", "meaning": "Will not be done in time"}
    assert manager.post("/plans/words/red", data=words).status_code == 302
    assert "R Off track" in manager.get("/actions/").text
    clash = manager.post("/plans/words/red", data=words | {"letter": "G"})
    assert "G is the letter of Complete" in clash.text
    own = words | {"word": "Not begun"}
    assert manager.post(f"/plans/{plan}/words/red", data=own).status_code == 302
    assert "R Not begun" in manager.get("/actions/").text
    assert police.get("/plans/words/red").status_code == 403
    assert manager.get("/plans/words/mauve").status_code == 404


def test_a_plan_that_somebody_else_changed_keeps_what_was_typed(filled, manager):
    filled.body()
    plan = filled.plan()
    first = {"version": 1, "title": "First title"}
    assert manager.post(f"/plans/{plan}/change", data=first).status_code == 302
    late = {"version": 1, "title": "Second title", "body_slug": "learning"}
    answer = manager.post(f"/plans/{plan}/change", data=late)
    assert answer.status_code == 409
    assert "First title" in answer.text
    assert "Second title" in answer.text


def test_a_snapshot_is_taken_and_read(filled, manager, police):
    filled.fill(filled.plan(), amber=2)
    day = clock.today()
    form = {"as_at-day": day.day, "as_at-month": day.month, "as_at-year": day.year}
    taken = manager.post("/snapshots/", data=form | {"title": "February committee"})
    assert taken.status_code == 302
    page = manager.get(taken.location).text
    assert "February committee" in page
    assert "All known: 2" in page
    assert "HAV-CRG-002" in manager.get(f"{taken.location}/actions.csv").text
    late = manager.post("/snapshots/", data=form | {"title": "x", "as_at-year": 2999})
    assert late.status_code == 422
    assert police.get("/snapshots/").status_code == 403


def test_agencies_are_reminded_once_a_week(filled, police):
    yesterday = clock.today() - timedelta(days=1)
    made = filled.action(filled.plan(), due=yesterday, forecast=yesterday)
    version = version_of(filled, made)
    instance = Instance(service=SERVICE)
    # A property that is kept once it was asked for.
    instance.__dict__["database"] = filled.database
    for expected in ("1 agency", "0 agencies"):
        done = CliRunner().invoke(chase, obj=instance)
        assert done.output.startswith(expected), done.output
    assert police.get("/notices/notices.csv").text.count("Actions are overdue") == 1
    assert "Overdue" in police.get("/").text
    assert version_of(filled, made) == version
    assert "Last reminder" in police.get(f"/actions/{made}").text


def test_a_search_finds_only_what_a_person_may_read(filled, police, icb):
    filled.action(filled.plan(), title="Unusual words here")
    asked = {"term": "unusual"}
    found = police.post("/search/", data=asked, follow_redirects=True)
    assert "HAV-CRG-001" in found.text
    assert "HAV-CRG-001" not in icb.post("/search/", data=asked).text


def test_the_list_of_two_thousand_actions_asks_twelve_questions_at_most(
    filled, manager
):
    with filled.database.transaction() as session:
        by = as_by(filled.by)
        for number in range(60):
            ref = f"P{number:02}"
            plan = service.make_plan(
                session, ref=ref, title=f"Plan {ref}", source="review", by=filled.by
            )
            session.add_all(
                ActionRow.begin(
                    plan_id=plan,
                    ref=f"HAV-{ref}-{each:03}",
                    owned=Owned(title="A", owner_post="Head", agency="police"),
                    brag=Brag.AMBER,
                    by=by,
                    at=clock.now(),
                )
                for each in range(34)
            )
    asked = []
    event.listen(
        filled.database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: asked.append(statement),
    )
    page = manager.get("/actions/").text
    assert "2,040 actions, page 1 of 82" in page
    assert page.count('<th scope="row"') == 25
    assert len(questions(asked)) <= 12, questions(asked)
    asked.clear()
    assert "<strong>2040</strong>" in manager.get("/plans/").text
    assert len(questions(asked)) <= 12, questions(asked)


def questions(asked):
    return [each for each in asked if not each.startswith("BEGIN")]
