import pytest
from sqlalchemy import select

from borough.wiring import SERVICE
from kit.accounts import queries as accounts
from kit.notices import queries, service
from kit.notices.model import Delivery, Preference
from tests.support.people import client_for
from tests.support.settings import some_settings


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def database(app):
    return app.extensions["accord"].database


@pytest.fixture
def analyst(app):
    return client_for(app, "analyst")


def tell(database, text="Your import is finished", role="analyst"):
    with database.transaction() as session:
        user_id = accounts.person(session, email=f"{role}@example.org").user_id
        service.tell(
            session, user_id=user_id, kind="import", text=text, href="/imports/"
        )
    with database.reading() as session:
        return queries.everything(session, user_id)[0].id


def test_an_empty_inbox_says_what_will_come(analyst):
    page = analyst.get("/notices/").text
    assert "No notices yet" in page
    assert "Choose how you are told" in page


def test_the_header_counts_what_is_unread(database, analyst):
    assert "Notices</a>" in analyst.get("/").text
    tell(database)
    assert 'Notices (1<span class="govuk-visually-hidden"> unread' in (
        analyst.get("/notices/").text
    )


def test_looking_marks_nothing_as_read(database, analyst):
    tell(database)
    for _ in range(2):
        page = analyst.get("/notices/").text
        assert '<a class="govuk-link" href="/imports/">Your import' in page
        assert "1 unread" in page


def test_a_notice_is_marked_as_read(database, analyst):
    notice_id = tell(database)
    answer = analyst.post(f"/notices/{notice_id}/read", follow_redirects=True)
    assert "You have read everything" in answer.text


def test_all_are_marked_as_read(database, analyst):
    tell(database)
    tell(database, "Another import is finished")
    answer = analyst.post("/notices/read", follow_redirects=True)
    assert "You have read everything" in answer.text


def test_a_notice_of_somebody_else_is_not_found(app, database, analyst):
    client_for(app, "scrutineer")
    notice_id = tell(database, role="scrutineer")
    assert analyst.post(f"/notices/{notice_id}/read").status_code == 404
    assert "Your import" not in analyst.get("/notices/").text


def test_a_field_that_does_not_belong_changes_nothing(database, analyst):
    notice_id = tell(database)
    analyst.post(f"/notices/{notice_id}/read", data={"user_id": "1"})
    assert "1 unread" in analyst.get("/notices/").text


def test_notices_are_there_as_a_table(database, analyst):
    tell(database)
    answer = analyst.get("/notices/notices.csv")
    assert answer.mimetype == "text/csv"
    assert "Your import is finished,import," in answer.text


def test_how_to_be_told_is_chosen(database, analyst):
    page = analyst.get("/notices/settings").text
    assert 'value="weekly" checked' in page
    analyst.post("/notices/settings", data={"delivery": "at-once"})
    with database.reading() as session:
        assert session.scalar(select(Preference.delivery)) is Delivery.AT_ONCE


@pytest.mark.parametrize("sent", [{}, {"delivery": "by pigeon"}], ids=str)
def test_a_way_that_is_none_is_refused(database, analyst, sent):
    answer = analyst.post("/notices/settings", data=sent)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    with database.reading() as session:
        assert session.scalar(select(Preference.delivery)) is None


def test_the_form_says_where_no_mail_is_set_up(analyst):
    assert "No mail is set up" in analyst.get("/notices/settings").text


@pytest.mark.parametrize("page", ["0", "-3", "7", "x"])
def test_a_page_that_is_not_there_is_the_nearest_one(database, analyst, page):
    tell(database)
    assert "Your import" in analyst.get(f"/notices/?page={page}").text
