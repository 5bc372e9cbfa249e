"""Pages of reviews, from the incident to the library; who sees what of them."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from borough.library import service as finding
from borough.recommendations import service as recommending
from borough.reviews import service
from borough.reviews.model import Flag
from kit import clock
from kit.accounts.queries import person
from kit.trail.model import TrailRow
from tests.integration.borough.reviews.conftest import OTHER_MANAGER, day
from tests.support.people import client_for
from tests.support.plans import Plans

PAGES = (
    "/reviews/",
    "/incidents/",
    "/golden-thread/",
    "/agency-summaries/",
    "/learning-library/",
    "/pseudonyms/",
)
WRITTEN = {
    "title": "Leo", "lead_agency": "police", "lead_post": "Detective inspector",
    "body": "", "scope": "What was known?", "narrative": "Little yet.",
}  # fmt: skip
SHARED = {"flag": Flag.LEARNING_SHARED, "on": date(2026, 3, 2)}


@pytest.fixture
def manager(app):
    return client_for(app, "business_manager")


@pytest.fixture
def leo(filled):
    return filled.open("Leo")


@pytest.mark.parametrize("page", PAGES)
def test_the_first_day_tells_what_the_page_is_for(manager, page):
    answer = manager.get(page)
    assert answer.status_code == 200
    assert "govuk-heading" in answer.text


def test_an_incident_is_recorded_and_followed_to_a_practice_review(manager):
    today = clock.today()
    form = {
        "title": "Leo", "harm": "serious harm", "part": "leads",
        "agency": "local-authority", "lead_post": "Head", "incident_area": "Havering",
        "home_area": "Redbridge", "aware_time": "00:00",
        **day("happened_on", today), **day("aware_on", today),
    }  # fmt: skip
    wrong = manager.post(
        "/incidents/new", data={**form, "aware_time": "4 pm", "harm": ""}
    )
    assert wrong.status_code == 422
    assert "Write the time such as 16:00" in wrong.text
    assert "What happened is needed" in wrong.text
    assert manager.post("/incidents/new", data=form).status_code == 302
    page = manager.get("/incidents/").text
    here = page.split('href="/incidents/')[2].split('"')[0]
    here = f"/incidents/{here}"
    assert "Notify the panel" in page
    assert "5 working days left" in manager.get(here).text
    when = {**day("on", today), "at": "00:00"}
    assert manager.post(f"{here}/notified", data=when).status_code == 302
    assert "15 working days left" in manager.get(here).text
    again = manager.post(f"{here}/notified", data=when)
    assert again.status_code == 409
    sent = {**when, "outcome": "practice-review", "reason": "Shared too late"}
    assert manager.post(f"{here}/sent", data=sent).status_code == 302
    assert "Local child safeguarding practice review" in manager.get("/reviews/").text
    answered = {**when, "reply": "Agreed"}
    assert manager.post(f"{here}/answered", data=answered).status_code == 302
    table = manager.get("/incidents/incidents.csv")
    assert "official-sensitive" in table.headers["Content-Disposition"]
    assert "A local child safeguarding practice review" in table.text


def test_a_review_is_opened_filtered_and_taken_away(manager):
    form = {**WRITTEN, "kind": "peer-review", **day("opened_on", date(2025, 5, 1))}
    wrong = manager.post("/reviews/new", data={**form, "title": "", "kind": ""})
    assert wrong.status_code == 422
    assert "The title is needed" in wrong.text
    assert manager.post("/reviews/new", data=form).status_code == 302
    assert "LR-2025-001 Leo" in manager.get("/reviews/?kind=peer-review").text
    assert "No reviews here" in manager.get("/reviews/?year=2024").text
    assert "LR-2025-001,Peer review,Leo" in manager.get("/reviews/reviews.csv").text
    assert manager.get("/reviews/?year=abc").status_code == 422


def test_the_second_writer_sees_the_first_ones_words_and_keeps_theirs(manager, leo):
    here = f"/reviews/{leo}/change"
    assert 'name="seen" value="1"' in manager.get(here).text
    first = {**WRITTEN, "seen": "1", "scope": "The first question"}
    assert manager.post(here, data=first).status_code == 302
    second = manager.post(here, data={**first, "scope": "The second question"})
    assert second.status_code == 409
    assert "The first question" in second.text
    assert "The second question" in second.text
    assert 'name="seen" value="2"' in second.text
    assert "The first question" in manager.get(f"/reviews/{leo}").text


def test_one_person_proposes_and_another_publishes(app, manager, filled, leo):
    text = {"text": "Listen to fathers", "seen": "1"}
    assert manager.post(f"/reviews/{leo}/propose", data=text).status_code == 302
    publish = {"seen": "2", **day("on", clock.today())}
    own = manager.post(f"/reviews/{leo}/publish", data=publish)
    assert own.status_code == 403
    other = client_for(app, "business_manager", agency="icb")
    assert "What is published of LR-2026-001" in other.get("/").text
    assert "Listen to fathers" in other.get(f"/reviews/{leo}/publish").text
    assert other.post(f"/reviews/{leo}/publish", data=publish).status_code == 302
    trainee = client_for(app, "training_participant")
    assert "Listen to fathers" in trainee.get(f"/learning-library/{leo}").text


def test_a_draft_is_hidden_until_it_is_opened_to_somebody(app, manager, leo):
    scrutineer = client_for(app, "scrutineer")
    assert scrutineer.get(f"/reviews/{leo}").status_code == 404
    assert "No reviews here" in scrutineer.get("/reviews/").text
    with app.extensions["accord"].database.reading() as session:
        user_id = person(session, email="scrutineer@example.org").user_id
    page = manager.get(f"/reviews/{leo}/assign").text
    assert f'value="{user_id}"' in page
    form = {"user_id": str(user_id)}
    assert manager.post(f"/reviews/{leo}/assign", data=form).status_code == 302
    assert scrutineer.get(f"/reviews/{leo}").status_code == 200
    assert scrutineer.get(f"/reviews/{leo}/change").status_code == 403
    administrator = client_for(app, "administrator")
    assert administrator.get("/reviews/").status_code == 403
    assert administrator.get("/pseudonyms/").status_code == 403


def test_flags_stand_alone_and_a_closed_review_says_so(manager, leo):
    flag = {"flag": "learning-shared", **day("on", date(2026, 3, 2))}
    assert manager.post(f"/reviews/{leo}/flag", data=flag).status_code == 302
    page = manager.get("/reviews/").text
    assert "Learning shared 2 March 2026" in page
    assert "Not ratified" in page
    wrong = manager.post(f"/reviews/{leo}/flag", data={**flag, "flag": "ratified"})
    assert wrong.status_code == 422
    assert "Say which body ratified it" in wrong.text
    closed = day("on", date(2026, 4, 2))
    assert manager.post(f"/reviews/{leo}/close", data=closed).status_code == 302
    assert "No reviews here" in manager.get("/reviews/").text
    assert "LR-2026-001" in manager.get("/reviews/?closed=yes").text
    late = manager.post(f"/reviews/{leo}/flag", data=flag)
    assert "This review is closed" in late.text


def test_a_recommendation_is_followed_to_its_impact(app, manager, filled, leo):
    here = f"/recommendations/of/{leo}"
    form = {"text": "Share what is known", "owner": "police"}
    assert "The recommendation is needed" in manager.post(f"{here}/new").text
    assert manager.post(f"{here}/new", data=form).status_code == 302
    assert "Recommendation 1 of LR-2026-001" in manager.get("/").text
    page = manager.get(here).text
    one = page.split("/answer")[0].rsplit('"', 1)[1]
    declined = manager.post(f"{one}/answer", data={"answer": "declined", "seen": "1"})
    assert "Say why it is not accepted as a whole" in declined.text
    partly = {"answer": "partly", "reason": "Health only", "seen": "1"}
    assert manager.post(f"{one}/answer", data=partly).status_code == 302
    assert manager.post(f"{one}/answer", data=partly).status_code == 409
    plans = Plans(filled.database)
    plan = plans.plan(source_record="LR-2026-001")
    plans.action(plan)
    plans.action(plan)
    unknown = manager.post(f"{one}/link", data={"ref": "HAV-CRG-009"})
    assert "There is no action of this reference" in unknown.text
    assert manager.post(f"{one}/link", data={"ref": "hav-crg-001"}).status_code == 302
    impact = {"impact": "Fewer repeats", "seen": "2", **day("on", date(2026, 5, 1))}
    assert manager.post(f"{one}/impact", data=impact).status_code == 302
    thread = manager.get("/golden-thread/?review=LR-2026-001").text
    assert "without a recommendation (1)" in thread
    assert "HAV-CRG-001" in thread
    assert "Fewer repeats" in thread
    table = manager.get("/golden-thread/golden-thread.csv").text
    assert "LR-2026-001,1,Share what is known,Accepted in part,HAV-CRG-001" in table
    assert "Health only" in manager.get(f"{here}/recommendations.csv").text


def test_an_agency_sees_its_own_requests_and_no_more_of_a_review(app, manager, leo):
    for agency in ("police", "icb"):
        form = {"agency": agency, **day("due_on", clock.today())}
        answer = manager.post(f"/agency-summaries/of/{leo}/ask", data=form)
        assert answer.status_code == 302
    again = manager.post(f"/agency-summaries/of/{leo}/ask", data=form)
    assert "asked for a summary for this review already" in again.text
    police = client_for(app, "partner_representative", agency="police")
    page = police.get("/agency-summaries/").text
    assert "Police" in page
    assert "Integrated care board" not in page
    assert "Leo" not in page
    assert "Summary of Police for LR-2026-001" in police.get("/").text
    assert police.post("/agency-summaries/chase").status_code == 403
    manager.post("/agency-summaries/chase")
    assert "due from your agency" in police.get("/notices/").text
    page = manager.get(f"/agency-summaries/of/{leo}").text
    one = page.split("/received")[0].rsplit('"', 1)[1]
    came = {"completeness": "complete", "seen": "2", **day("on", clock.today())}
    assert manager.post(f"{one}/received", data=came).status_code == 409
    assert (
        manager.post(f"{one}/received", data={**came, "seen": "1"}).status_code == 302
    )
    table = manager.get("/agency-summaries/agency-summaries.csv").text
    assert "Received, complete" in table


def test_the_library_is_searched_by_everybody_who_learns(app, manager, filled, leo):
    here = f"/learning-library/of/{leo}"
    assert manager.post(here, data={"text": ""}).status_code == 422
    assert manager.post(here, data={"text": "Ask the father"}).status_code == 302
    trainee = client_for(app, "training_participant")
    assert "Nothing found here" in trainee.get("/learning-library/").text
    assert trainee.get(f"/learning-library/{leo}").status_code == 404
    filled.do(service.set_flag, review_id=leo, **SHARED)
    there = "/learning-library/"
    found = trainee.post(there, data={"words": "father"})
    assert "Ask the father" in found.text
    assert not re.search(r'(href|action)="[^"]*father', found.text)
    file = trainee.post(there, data={"words": "father", "as": "csv"})
    assert "Ask the father" in file.text
    assert file.mimetype == "text/csv"
    assert "Nothing found" in trainee.post(there, data={"words": "mother"}).text
    chosen = trainee.post(there, data={"kind": "rapid-review", "year": "2026"})
    assert chosen.location == "/learning-library/?kind=rapid-review&year=2026"
    assert "Nothing found" in trainee.get(chosen.location).text
    assert "Ask the father" in trainee.post("/search/", data={"term": "father"}).text
    table = trainee.get("/learning-library/learning-library.csv").text
    assert "LR-2026-001,Leo,Local learning review,2026,Ask the father" in table


def test_recommendations_are_in_the_library_once_it_is_published(
    app, manager, filled, leo
):
    given = {"review_id": leo, "text": "Share what is known", "owner": "police"}
    filled.do(recommending.add, **given)
    filled.do(finding.add, review_id=leo, text="Ask the father", tagged=[])
    filled.do(service.set_flag, review_id=leo, **SHARED)
    assert "Share what" not in manager.get(f"/learning-library/{leo}").text
    filled.do(service.propose, review_id=leo, text="Learning", seen=2)
    on = date(2026, 3, 2)
    filled.do(service.publish, by=OTHER_MANAGER, review_id=leo, seen=3, on=on)
    assert "Share what" in manager.get(f"/learning-library/{leo}").text


def test_opening_an_identity_asks_why_and_is_recorded_first(app, manager, filled, leo):
    form = {
        "pseudonym": "Leo", "review_id": str(leo), "name": "Aaliyah Invented",
        "number": "C-1", **day("born_on", date(2014, 5, 1)),
    }  # fmt: skip
    assert manager.post("/pseudonyms/new", data=form).status_code == 302
    assert "in use" in manager.post("/pseudonyms/new", data=form).text
    page = manager.get("/pseudonyms/").text
    assert "Invented" not in page
    one = page.split("/correct")[0].rsplit('"', 1)[1]
    assert "Invented" not in manager.get(one).text
    assert manager.post(one, data={}).status_code == 422
    opened = manager.post(one, data={"purpose": "work on the review"})
    assert "Aaliyah Invented" in opened.text
    with filled.database.reading() as session:
        read = session.scalars(select(TrailRow).where(TrailRow.act == "identity.read"))
        said = [(row.record, row.purpose) for row in read]
    assert said == [(one.split("/")[2], "work on the review")]
    anew = {"name": "Other Invented", "seen": "1"}
    assert manager.post(f"{one}/correct", data=anew).status_code == 302
    assert manager.post(f"{one}/correct", data=anew).status_code == 409
