import pytest

from borough.wiring import SERVICE
from kit.mail import service
from kit.mail.service import NotALetter, NotAnAddress
from tests.support.settings import some_settings


@pytest.fixture
def database(sqlite_database, tmp_path):
    made = sqlite_database("havering", SERVICE.metadatas)
    settings = some_settings("havering", tmp_path, mail_url="file:///nowhere")
    service.open_office(made, settings)
    return made


def post(database, to="sam@example.org", subject="A line", body="Words"):
    with database.transaction() as session:
        return service.post(session, to=to, subject=subject, body=body)


@pytest.mark.parametrize(
    "address",
    [
        "sam@example.org\r\nBcc: all@example.org",
        "sam@example.org\n",
        "sam@example.org, kim@example.org",
        "Sam <sam@example.org>",
        "sam",
        "@example.org",
        "",
        f"{'a' * 250}@example.org",
    ],
)
def test_only_one_plain_address_is_taken(database, address):
    with pytest.raises(NotAnAddress):
        post(database, to=address)


@pytest.mark.parametrize(
    "subject", ["Hello\r\nBcc: all@example.org", "Hello\nthere", "", " ", "x" * 151]
)
def test_a_subject_is_one_line(database, subject):
    with pytest.raises(NotALetter):
        post(database, subject=subject)


@pytest.mark.parametrize("body", ["", "x" * 4_001])
def test_a_letter_has_words_and_not_too_many(database, body):
    with pytest.raises(NotALetter):
        post(database, body=body)


def test_lines_in_the_words_are_as_they_should_be(database):
    assert post(database, body="One.\n\nTwo.") is True


def test_a_wrong_address_is_told_where_no_mail_is_set_up_too(sqlite_database):
    with pytest.raises(NotAnAddress):
        post(sqlite_database("redbridge", SERVICE.metadatas), to="sam")


def test_a_letter_knows_where_its_links_lead(database):
    with database.reading() as session:
        office = service.office(session)
    assert office.link("/notices") == "http://127.0.0.1:8001/notices"
