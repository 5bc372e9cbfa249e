from uuid import uuid4

import pytest
from sqlalchemy import func, select

from borough.wiring import SERVICE
from kit.accounts import service as accounts
from kit.errors import NotFound
from kit.hats import service as hats
from kit.mail.model import Letter
from kit.mail.service import open_office
from kit.notices import queries, service
from kit.notices.model import SECURITY, Delivery, Notice
from tests.support.settings import some_settings

WAITS = {
    "kind": "return",
    "text": "A release waits for your approval",
    "href": "/returns/1",
}


@pytest.fixture
def database(any_database, tmp_path):
    made = any_database("havering", SERVICE.metadatas)
    settings = some_settings("havering", tmp_path, mail_url="file:///nowhere")
    open_office(made, settings)
    return made


def person(database, name, role="analyst", **more):
    with database.transaction() as session:
        return accounts.create_user(
            session, email=f"{name}@example.org", name=name, role=role, **more
        )


def tell(database, user_id, **changes):
    with database.transaction() as session:
        service.tell(session, user_id=user_id, **(WAITS | changes))


def inbox(database, user_id):
    with database.reading() as session:
        return queries.inbox(session, user_id)


def letters(database):
    with database.reading() as session:
        return {
            row.recipient: (row.subject, row.body)
            for row in session.scalars(select(Letter))
        }


def choose(database, user_id, delivery):
    with database.transaction() as session:
        service.choose(session, user_id=user_id, delivery=delivery)


def test_a_notice_is_for_one_person_alone(database):
    sam, kim = person(database, "sam"), person(database, "kim")
    tell(database, sam)
    assert [one.text for one in inbox(database, sam).notices] == [WAITS["text"]]
    assert inbox(database, kim).notices == []


def test_the_same_unread_notice_moves_up_instead_of_coming_twice(database):
    sam = person(database, "sam")
    tell(database, sam)
    tell(database, sam, text="Something else")
    tell(database, sam)
    texts = [one.text for one in inbox(database, sam).notices]
    assert texts == [WAITS["text"], "Something else"]


def test_what_was_read_comes_again_when_it_happens_again(database):
    sam = person(database, "sam")
    tell(database, sam)
    with database.transaction() as session:
        assert service.read_all(session, user_id=sam) == 1
    tell(database, sam)
    found = inbox(database, sam)
    assert found.unread == 1
    assert [one.read_at is None for one in found.notices] == [True, False]


def test_nobody_marks_a_notice_of_somebody_else_as_read(database):
    sam, kim = person(database, "sam"), person(database, "kim")
    tell(database, sam)
    notice_id = inbox(database, sam).notices[0].id
    for stranger in (kim, uuid4()):
        with pytest.raises(NotFound), database.transaction() as session:
            service.read(session, notice_id=notice_id, user_id=stranger)
    assert inbox(database, sam).unread == 1


def test_who_holds_a_role_today_is_told_and_nobody_else(database):
    manager = person(database, "kim", "business_manager")
    analyst = person(database, "sam")
    former = person(database, "lee", "business_manager")
    with database.transaction() as session:
        hats.end_all(session, user_id=former, by=None)
        service.tell_role(session, role="business_manager", **WAITS)
    told = [inbox(database, one).unread for one in (manager, analyst, former)]
    assert told == [1, 0, 0]


def test_a_role_is_told_within_one_agency(database):
    school = person(database, "sam", "partner_representative", agency="school")
    police = person(database, "kim", "partner_representative", agency="police")
    with database.transaction() as session:
        service.tell_role(
            session, role="partner_representative", agency="police", **WAITS
        )
    assert [inbox(database, one).unread for one in (school, police)] == [0, 1]


def test_who_caused_it_is_not_told_and_who_has_two_roles_is_told_once(database):
    sam = person(database, "sam")
    kim = person(database, "kim", "business_manager")
    with database.transaction() as session:
        hats.grant(session, user_id=kim, role="analyst", by=None)
        service.tell_roles(
            session, roles=("analyst", "business_manager"), but_not=sam, **WAITS
        )
    with database.reading() as session:
        rows = session.execute(
            select(Notice.user_id, func.count()).group_by(Notice.user_id)
        ).all()
    assert rows == [(kim, 1)]


def test_who_asked_for_letters_at_once_gets_one(database):
    sam, kim = person(database, "sam"), person(database, "kim")
    choose(database, sam, Delivery.AT_ONCE)
    choose(database, kim, Delivery.ON_PAGES)
    tell(database, sam)
    tell(database, kim)
    ((address, (subject, body)),) = letters(database).items()
    assert address == "sam@example.org"
    assert subject == "Havering (test): something needs a look"
    assert "A release waits for your approval." in body
    assert "http://127.0.0.1:8001/returns/1" in body


def test_who_chose_nothing_waits_for_the_weekly_letter(database):
    sam = person(database, "sam")
    tell(database, sam)
    with database.reading() as session:
        assert service.delivery(session, sam) is Delivery.WEEKLY
    assert letters(database) == {}


def test_what_happens_to_ones_own_account_is_written_at_once(database):
    sam = person(database, "sam")
    choose(database, sam, Delivery.ON_PAGES)
    tell(database, sam, kind=SECURITY, text="Your password was changed")
    assert list(letters(database)) == ["sam@example.org"]


def test_no_letter_goes_to_a_closed_account(database):
    sam = person(database, "sam")
    choose(database, sam, Delivery.AT_ONCE)
    with database.transaction() as session:
        accounts.close_user(session, user_id=sam)
    tell(database, sam)
    assert letters(database) == {}


def test_without_mail_a_notice_is_on_the_pages_all_the_same(any_database):
    database = any_database("redbridge", SERVICE.metadatas)
    sam = person(database, "sam")
    choose(database, sam, Delivery.AT_ONCE)
    tell(database, sam)
    assert inbox(database, sam).unread == 1
    assert letters(database) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"href": "https://elsewhere.example/"},
        {"href": "//elsewhere.example/"},
        {"href": "/a\nb"},
        {"text": ""},
        {"text": "Two\nlines"},
        {"text": "x" * 201},
        {"kind": "Not a word"},
    ],
    ids=str,
)
def test_a_notice_no_page_could_show_is_refused(database, wrong):
    sam = person(database, "sam")
    with pytest.raises(ValueError, match="notice"):
        tell(database, sam, **wrong)


def test_a_long_inbox_comes_in_pages(database):
    sam = person(database, "sam")
    with database.transaction() as session:
        for number in range(51):
            words = WAITS | {"text": f"Notice {number}"}
            service.tell(session, user_id=sam, **words)
    with database.reading() as session:
        second = queries.inbox(session, sam, page=2)
        beyond = queries.inbox(session, sam, page=9)
    assert (len(second.notices), second.pages) == (1, 2)
    assert beyond.page == 2
