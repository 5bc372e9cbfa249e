import pytest

from borough.wiring import SERVICE
from kit import clock
from kit.mail.model import Fault, Letter
from tests.support.people import client_for
from tests.support.settings import some_settings


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", SERVICE.metadatas)
    settings = some_settings("havering", tmp_path, mail_url="file:///nowhere")
    return SERVICE.create_app(settings, database)


@pytest.fixture
def administrator(app):
    return client_for(app, "administrator")


def a_letter(app, **more):
    with app.extensions["accord"].database.transaction() as session:
        session.add(Letter(recipient="sam@example.org", subject="A line", **more))


def test_a_letter_that_was_given_up_is_shown_with_its_reason(app, administrator):
    a_letter(app, failed_at=clock.now(), next_try_at=None, fault=Fault.NOT_TRUSTED)
    page = administrator.get("/letters/").text
    assert "Given up" in page
    assert "certificate is not one we trust" in page
    assert "1 letter could not be sent" in administrator.get("/").text


def test_a_letter_that_is_tried_again_is_not_yet_late(app, administrator):
    a_letter(app, fault=Fault.BUSY)
    assert "Tried again" in administrator.get("/letters/").text
    assert "could not be sent" not in administrator.get("/").text


def test_nothing_wrong_is_said(app, administrator):
    page = administrator.get("/letters/").text
    assert "Every letter that was tried went" in page
    assert "None has been sent yet" in page


def test_every_reason_has_words(app, administrator):
    for fault in Fault:
        a_letter(app, fault=fault)
    assert administrator.get("/letters/").status_code == 200


def test_the_words_of_a_letter_are_never_shown(app, administrator):
    a_letter(app, body="http://127.0.0.1/a-link-that-opens", fault=Fault.BUSY)
    for address in ("/letters/", "/letters/letters.csv"):
        assert "a-link-that-opens" not in administrator.get(address).text


def test_the_table_of_letters_is_marked_as_about_people(app, administrator):
    a_letter(app, fault=Fault.BUSY)
    answer = administrator.get("/letters/letters.csv")
    assert "sam@example.org,A line," in answer.text
    assert "official-sensitive" in answer.headers["Content-Disposition"]


def test_without_mail_the_page_says_how_to_set_it_up(sqlite_database, tmp_path):
    database = sqlite_database("redbridge", SERVICE.metadatas)
    app = SERVICE.create_app(some_settings("redbridge", tmp_path), database)
    page = client_for(app, "administrator").get("/letters/").text
    assert "ACCORD_MAIL_URL" in page


@pytest.mark.parametrize("role", ["analyst", "scrutineer", "training_participant"])
def test_others_do_not_see_letters(app, role):
    assert client_for(app, role).get("/letters/").status_code == 403
