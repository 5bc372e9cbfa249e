"""The pages of one's own hats, and what people without one are told."""

import re

import pytest
from flask import Blueprint, Flask

from kit.access.policy import Action
from kit.accounts import queries as accounts
from kit.accounts.access import needs
from kit.db import SharedBase
from kit.hats import service
from kit.web.pages import dress
from tests.support.people import BOROUGH, client_for
from tests.support.settings import some_settings

EMAIL = "analyst@example.org"


@pytest.fixture
def app(sqlite_database, tmp_path):
    app = Flask("demo", static_folder=None)
    dress(
        app,
        settings=some_settings("havering", tmp_path, contact="help@example.org"),
        database=sqlite_database("havering", (SharedBase.metadata,)),
        policy=BOROUGH,
    )
    home = Blueprint("home", __name__)
    home.get("/", endpoint="index")(
        needs("front_page", Action.READ)(lambda: "the front page")
    )
    app.register_blueprint(home)
    return app


@pytest.fixture
def analyst(app):
    return client_for(app, "analyst", name="Robin")


def grant(app, role="group_chair", **place):
    with app.extensions["accord"].database.transaction() as session:
        person = accounts.person(session, email=EMAIL)
        return service.grant_role(
            session,
            user_id=person.user_id,
            role=BOROUGH.roles[role],
            by=None,
            **place,
        )


def end_all(app):
    with app.extensions["accord"].database.transaction() as session:
        person = accounts.person(session, email=EMAIL)
        service.end_all(session, user_id=person.user_id, by=None)


def header(page):
    return re.search(r"<header.*?</header>", page, re.DOTALL)[0]


def test_the_header_says_the_role_in_words(app):
    client = client_for(app, "partner_representative", agency="police")
    seen = header(client.get("/accessibility").text)
    assert "Partner agency representative, police" in seen


def test_another_role_is_chosen_and_kept_in_this_session_alone(app, analyst):
    chair = grant(app, body="learning-group")
    page = analyst.get("/account/hats").text
    assert "Group chair, learning group" in page
    assert analyst.post("/account/hats", data={"hat": str(chair)}).location == "/"
    assert "Group chair, learning group" in header(analyst.get("/account/hats").text)
    elsewhere = client_for(app, "analyst").get("/account/hats").text
    assert "Group chair" not in header(elsewhere)


def test_looking_at_the_roles_changes_nothing(app, analyst):
    chair = grant(app, body="learning-group")
    analyst.get(f"/account/hats?hat={chair}")
    assert "Group chair" not in header(analyst.get("/account/hats").text)


@pytest.mark.parametrize("chosen", ["", "nonsense", "0" * 32])
def test_a_role_that_is_not_theirs_is_refused_in_words(app, analyst, chosen):
    grant(app, body="learning-group")
    answer = analyst.post("/account/hats", data={"hat": chosen})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_a_person_with_one_role_is_told_what_several_are_for(analyst):
    page = analyst.get("/account/hats").text
    assert "You hold one role today: <strong>Analyst</strong>" in page
    assert "Use this role" not in page


def test_a_role_that_waits_is_listed_with_what_it_waits_for(app, analyst):
    grant(app, "cdop_coordinator")
    page = analyst.get("/account/hats").text
    assert re.search(r"CDOP coordinator:\s+waits for a second person", page)


def test_without_a_role_nothing_opens_and_the_page_says_whom_to_ask(app, analyst):
    end_all(app)
    for address in ("/", "/account/hats", "/account/password"):
        answer = analyst.get(address)
        assert answer.status_code == 403
        assert "You hold no role today" in answer.text
        assert "help@example.org" in answer.text
    assert "the front page" not in analyst.get("/").text


def test_without_a_role_one_can_still_sign_out(app, analyst):
    end_all(app)
    assert analyst.post("/sign-out").location == "/sign-in"
    assert analyst.get("/accessibility").status_code == 200


def test_a_role_given_back_opens_the_pages_again(app, analyst):
    end_all(app)
    grant(app, "analyst")
    assert analyst.get("/").text == "the front page"


def test_who_may_not_see_a_page_in_one_role_may_not_by_another_role_they_hold(
    app, analyst
):
    @app.get("/figures")
    @needs("indicators_raw", Action.EXPORT)
    def figures():
        return "figures"

    chair = grant(app, body="learning-group")
    assert analyst.get("/figures").text == "figures"
    analyst.post("/account/hats", data={"hat": str(chair)})
    assert analyst.get("/figures").status_code == 403
