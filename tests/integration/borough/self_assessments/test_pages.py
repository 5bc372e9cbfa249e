"""Pages of self-assessments, from opening a cycle to what another borough holds."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from borough.agency_answers import queries as answers
from borough.held_returns import queries as held
from borough.practice_surveys import queries as surveys
from borough.self_assessments import queries
from borough.wiring import SERVICE
from kit.trail.model import TrailRow
from tests.integration.borough.reviews.conftest import day
from tests.integration.borough.section_returns.test_sharing import deliver
from tests.support.people import client_for
from tests.support.plans import Plans
from tests.support.self_assessments import (
    DUE,
    MANAGER,
    TODAY,
    WEAK,
    an_assessing_borough,
)
from tests.support.settings import some_settings

ONE_DAY = timedelta(days=1)
HEALTH = {"agency": "health-provider"}


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def here(app):
    return an_assessing_borough(app.extensions["accord"].database)


@pytest.fixture
def manager(app):
    return client_for(app, "business_manager")


@pytest.fixture
def nurse(app):
    return client_for(app, "partner_representative", **HEALTH)


@pytest.fixture
def police(app):
    return client_for(app, "partner_representative", agency="police")


@pytest.fixture
def cycle(here):
    return here.cycle()


@pytest.fixture
def asked(here, cycle):
    return here.asked(cycle)


def test_the_first_day_tells_what_a_cycle_is(here, manager):
    answer = manager.get("/self-assessments/")
    assert "No cycle yet" in answer.text
    assert manager.get("/section-returns/").status_code == 200


def test_a_manager_opens_a_cycle_and_asks_an_agency(here, manager):
    form = {
        "kind": "section 11", "title": "This year", "standard": "section-11",
        **day("opens_on", TODAY), **day("due_on", DUE), "body": "",
    }  # fmt: skip
    refused = manager.post("/self-assessments/new", data={**form, "title": ""})
    assert (refused.status_code, "There is a problem" in refused.text) == (422, True)
    assert manager.post("/self-assessments/new", data=form).status_code == 302
    [made] = here.look(queries.cycles)
    page = f"/self-assessments/{made.id}"
    sent = manager.post(f"{page}/invite", data={"agency": "police"})
    assert sent.status_code == 302
    assert "Police" in manager.get(page).text
    again = manager.post(f"{page}/invite", data={"agency": "police"})
    assert "asked already" in again.text


def test_an_agency_sees_its_own_return_alone(here, asked, nurse, police):
    page = f"/self-assessments/returns/{asked}"
    assert nurse.get(page).status_code == 200
    for path in ("", "/sections/1", "/answers.csv", "/questions/S01", "/send"):
        assert police.get(page + path).status_code == 404
    assert "Health provider" not in police.get("/self-assessments/").text


def test_roles_without_returns_see_the_rate_and_no_return(app, here, cycle, asked):
    analyst = client_for(app, "analyst")
    page = analyst.get(f"/self-assessments/{cycle}")
    assert page.status_code == 200
    assert "0 of 1" in page.text
    assert str(asked) not in page.text
    assert analyst.get(f"/moderation/{cycle}").status_code == 403


def test_an_answer_is_saved_and_a_stale_one_keeps_what_was_typed(here, asked, nurse):
    page = f"/self-assessments/returns/{asked}/questions/S01"
    first = {"score": "2", "narrative": "The board reads it.", "seen": "0"}
    assert "What scores 2 in S01" in nurse.get(page).text
    assert nurse.post(page, data=first).status_code == 302
    second = {"score": "1", "narrative": "My own words.", "seen": "0"}
    refused = nurse.post(page, data=second)
    assert refused.status_code == 409
    assert "My own words." in refused.text
    assert "The board reads it." in refused.text
    seen = re.search(r'name="seen" value="(\d+)"', refused.text)[1]
    assert nurse.post(page, data={**second, "seen": seen}).status_code == 302
    [kept] = here.look(answers.answers, asked)
    assert kept.said.narrative == "My own words."


def test_evidence_is_brought_with_its_own_date_and_taken_away_again(
    here, asked, nurse, police
):
    page = f"/self-assessments/returns/{asked}"
    docx = io.BytesIO()
    from zipfile import ZipFile

    with ZipFile(docx, "w") as parts:
        parts.writestr("word/document.xml", "<x/>")
    form = {
        "title": "Board report", **day("dated_on", TODAY - ONE_DAY),
        "serves": ["S01", "S03"], "file": (io.BytesIO(docx.getvalue()), "report.docx"),
    }  # fmt: skip
    assert nurse.post(f"{page}/evidence/new", data=form).status_code == 302
    [found] = here.look(answers.evidence, asked)
    assert found.serves == ["S01", "S03"]
    file = f"{page}/evidence/{found.id}/file"
    assert nurse.get(file).headers["Content-Disposition"].startswith("attachment")
    assert police.get(file).status_code == 404
    changed = {
        "title": "Report", **day("dated_on", TODAY), "serves": "S02", "seen": "1",
    }  # fmt: skip
    one = f"{page}/evidence/{found.id}"
    assert nurse.post(one, data=changed).status_code == 302
    assert nurse.post(one, data=changed).status_code == 409
    assert nurse.post(f"{one}/remove").status_code == 302
    assert here.look(answers.evidence, asked) == []


def test_a_return_is_signed_moderated_and_its_gap_becomes_an_action(
    app, here, cycle, manager
):
    made = here.returned(cycle, WEAK)
    page = f"/moderation/{made}/S01"
    shown = manager.get(f"/moderation/{cycle}").text
    assert "Scores are counted and never averaged" in shown
    form = {"score": "0", "rationale": "No paper", "post": "Panel chair", "seen": "0"}
    assert manager.post(f"{page}/score", data=form).status_code == 302
    assert manager.post(f"{page}/score", data=form).status_code == 409
    plan = Plans(here.database, by=MANAGER).plan("S11", source="audit")
    action = {
        "plan_id": str(plan), "title": "Report to the board",
        "owner_post": "Chief nurse", **day("due", DUE),
    }  # fmt: skip
    assert manager.post(f"{page}/action", data=action).status_code == 302
    shown = manager.get(f"/moderation/{cycle}").text
    assert "No paper" in shown
    assert "Action 1" in shown
    for file in ("scores.csv", "compared.csv"):
        assert manager.get(f"/moderation/{cycle}/{file}").status_code == 200


def test_steps_are_taken_on_pages_by_two_people_of_the_agency(app, here, asked, nurse):
    here.answer_all(asked)
    page = f"/self-assessments/returns/{asked}"
    seen = here.version(asked)
    sent = nurse.post(f"{page}/send", data={"post": "Named nurse", "seen": seen})
    assert sent.status_code == 302
    seen = here.version(asked)
    own = nurse.post(f"{page}/sign", data={"post": "Named nurse", "seen": seen})
    assert own.status_code == 403
    assert "You sent it for sign-off" in nurse.get(page).text
    here.sign(asked)
    assert "Returned" in nurse.get(page).text


def test_consent_shows_what_leaves_and_a_manager_approves(
    app, here, cycle, nurse, manager, sqlite_database
):
    made = here.returned(cycle)
    page = f"/section-returns/of/{made}"
    shown = nurse.get(f"{page}/consent").text
    digest = re.search(r'name="seen" value="([0-9a-f]{64})"', shown)[1]
    assert "The board reads a report." in shown
    form = {"seen": digest, "boroughs": ["redbridge"], "post": "Chief nurse"}
    refused = nurse.post(f"{page}/consent", data={**form, "post": ""})
    assert refused.status_code == 422
    share = nurse.post(f"{page}/consent", data=form).headers["Location"]
    assert digest in manager.get(share).text
    assert nurse.post(f"{share}/approve", data={"seen": digest}).status_code == 403
    unread = manager.post(f"{share}/approve", data={"seen": digest})
    assert unread.status_code == 422
    ok = {"seen": digest, "confirm": "yes"}
    assert manager.post(f"{share}/approve", data=ok).status_code == 302
    there = an_assessing_borough(sqlite_database("redbridge", SERVICE.metadatas))
    deliver(here, there)
    deliver(there, here)
    assert f"Digest {digest}" in nurse.get(page).text
    assert here.look(held.copies) == []
    assert nurse.post(f"{page}/withdraw", data={"post": "Nurse"}).status_code == 302


def test_a_held_copy_shows_the_same_digest_and_no_form_that_changes_it(
    here, cycle, sqlite_database, tmp_path
):
    made = here.returned(cycle)
    here.share(made, "redbridge")
    database = sqlite_database("redbridge", SERVICE.metadatas)
    app = SERVICE.create_app(some_settings("redbridge", tmp_path), database)
    there = an_assessing_borough(database)
    deliver(here, there)
    [copy] = there.look(held.copies)
    manager = client_for(app, "business_manager")
    page = manager.get(f"/held-returns/{copy.id}")
    assert here.digest(made) in page.text
    assert manager.get(f"/held-returns/{copy.id}/copy.csv").status_code == 200
    own = there.asked(there.cycle())
    used = manager.post(f"/held-returns/{copy.id}/use", data={"return_id": str(own)})
    assert used.status_code == 302
    nurse = client_for(app, "partner_representative", **HEALTH)
    shown = nurse.get(f"/self-assessments/returns/{own}/sections/1").text
    assert "Nobody changes it here" in shown
    assert nurse.get(f"/held-returns/{copy.id}").status_code == 403


def test_practitioners_reply_without_an_account_and_without_a_trace(
    app, here, cycle, asked, manager
):
    page = f"/practice-surveys/of/{cycle}"
    form = {
        "questions": "I know whom to ask.\n\nI am heard.",
        **day("opens_on", TODAY), **day("closes_on", TODAY + ONE_DAY),
    }  # fmt: skip
    assert manager.post(f"{page}/new", data=form).status_code == 302
    survey = here.look(surveys.survey, cycle)
    key = here.look(surveys.keys, survey.id)[asked]
    address = f"/practice-surveys/{key}"
    assert address in manager.get(page).text
    unanswered = manager.post(address, data={"q1": "agree"})
    assert unanswered.status_code == 422
    replied = manager.post(address, data={"q1": "agree", "q2": "do_not_know"})
    assert replied.status_code == 302
    with here.database.reading() as session:
        row = session.scalars(
            select(TrailRow).where(TrailRow.act == "survey.replied")
        ).one()
        assert row.actor_id in ("nobody", "host", "exchange")
    assert app.test_client().get(address).status_code == 200
    assert manager.get(f"{page}/counts.csv").status_code == 200


def test_the_trail_holds_no_typed_word(here, asked, nurse):
    nurse.post(
        f"/self-assessments/returns/{asked}/questions/S01",
        data={"score": "2", "narrative": "Canary words", "seen": "0"},
    )
    with here.database.reading() as session:
        rows = session.scalars(select(TrailRow)).all()
        assert "answer.saved" in {row.act for row in rows}
        assert not any("Canary" in str(row.detail) for row in rows)


def test_the_front_page_says_what_an_agency_has_to_answer(here, asked, nurse, police):
    assert "Self-assessment of Health provider" in nurse.get("/").text
    assert "Self-assessment of Health provider" not in police.get("/").text
