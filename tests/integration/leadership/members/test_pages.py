import pytest

from kit.exchange.keys import create_signing_key
from kit.exchange.trust import read_registry
from leadership.members import queries
from leadership.members.model import MemberStatus


@pytest.fixture
def key(tmp_path):
    return create_signing_key(tmp_path / "keys")


def test_an_empty_registry_says_how_to_fill_it(administrator):
    page = administrator.get("/members/")
    assert page.status_code == 200
    assert "accord keys init" in page.text


def test_the_list_shows_every_member_with_its_key(
    administrator, database, three_boroughs
):
    page = administrator.get("/members/").text
    with database.reading() as session:
        for member in queries.members(session):
            assert member.name in page
            assert member.fingerprint in page
    assert "never been signed" in page


def test_suspending_needs_the_box_to_be_ticked(
    administrator, database, three_boroughs, key
):
    page = administrator.post("/members/havering/status", data={"status": "suspended"})
    assert page.status_code == 422
    assert "Tick the box" in page.text
    with database.reading() as session:
        assert queries.member(session, "havering").status is MemberStatus.ACTIVE


def test_suspending_signs_a_new_registry_at_once(
    administrator, database, three_boroughs, key
):
    done = administrator.post(
        "/members/havering/status",
        data={"status": "suspended", "confirm": "yes"},
        follow_redirects=True,
    )
    assert "Havering is now suspended" in done.text
    with database.reading() as session:
        signed = read_registry(queries.signed_registry(session), anchor=key.key)
    assert signed.members["havering"].status == "suspended"


def test_a_suspension_is_told_to_others_who_see_the_registry(
    administrator, leader, three_boroughs, key
):
    posted = {"status": "suspended", "confirm": "yes"}
    administrator.post("/members/havering/status", data=posted)
    assert "A member was suspended" in leader.get("/notices/").text
    assert "Havering is suspended" in leader.get("/").text
    assert "A member was suspended" not in administrator.get("/notices/").text


def test_a_leadership_member_sees_the_list_and_changes_nothing(
    leader, three_boroughs, key
):
    assert "Suspend" not in leader.get("/members/").text
    assert leader.get("/members/havering/status").status_code == 403
    posted = {"status": "suspended", "confirm": "yes"}
    assert leader.post("/members/havering/status", data=posted).status_code == 403


def test_nobody_unknown_can_be_suspended(administrator, three_boroughs, key):
    assert administrator.get("/members/thurrock/status").status_code == 404


def test_the_list_is_a_csv_too(leader, three_boroughs):
    assert "havering,Havering,E09000016,active" in leader.get(
        "/members/members.csv"
    ).get_data(as_text=True)
