"""Pages of sharing, from the choice of one reader to the certificate."""

from datetime import timedelta

from borough.coordinators import queries as coordinators
from kit import clock
from partnership.access import Role
from tests.support.case_sharing import STORY

NAMES = ("Ella", "Testname", "9990000018", STORY)


def chosen(sharing, **more):
    there = sharing.there
    code = there.look(coordinators.own_code, there.one.user_id)
    known = sharing.here.look(coordinators.elsewhere)
    [named] = [each.id for each in known if each.code == code]
    day = clock.today() + timedelta(days=30)
    return {
        "coordinator_id": str(named), "purpose": "review where the child lived",
        "legal_basis": "Children Act 2004, section 16M",
        "agreement": "Joint panel agreement", "expires_on-day": str(day.day),
        "expires_on-month": str(day.month), "expires_on-year": str(day.year),
        "parts": ["identity", "circumstances"], **more,
    }  # fmt: skip


def digest_in(page):
    return page.split('name="seen" value="')[1][:64]


def test_two_people_send_and_the_one_reader_reads(sharing, mine, second, reader):
    case = f"/deaths/{sharing.here.case()}"
    share = mine.post(f"{case}/shares/new", data=chosen(sharing)).location
    page = mine.get(share).text
    assert "nobody else" in page
    assert "Seal and send it" not in page
    page = second.get(share).text
    assert all(name in page for name in NAMES)
    assert "Children Act 2004, section 16M" in page
    assert "1 March 2024" in page
    agreed = {"seen": digest_in(page), "confirm": "yes"}
    assert second.post(f"{share}/approve", data=agreed).status_code == 302
    sharing.carry()
    copy = f"/shared-cases/{sharing.there.copies()[0].id}"
    page = reader.get(copy).text
    assert "Joint panel agreement" in page
    assert not any(name in page for name in NAMES)
    assert reader.get(f"{copy}/parts/identity").status_code == 404
    assert reader.post(f"{copy}/accept").status_code == 302
    assert "Testname" in reader.get(f"{copy}/parts/identity").text
    assert STORY in reader.get(f"{copy}/parts/circumstances").text
    assert reader.get(f"{copy}/parts/review").status_code == 404
    sharing.there.sweep()
    sharing.carry()
    page = second.get(share).text
    assert page.count("looked at") == 2
    assert second.post(f"{share}/recall").status_code == 302
    assert "Deletion requested" in second.get(share).text
    sharing.carry()
    assert "Deletion certified" in second.get(share).text
    assert reader.get(f"{copy}/parts/identity").status_code == 404
    assert "asked back" in reader.get(copy).text
    assert "deletion certified" in mine.get(f"{case}/shares/shares.csv").text


def test_a_share_for_nobody_is_refused_with_what_was_typed(sharing, mine):
    case = f"/deaths/{sharing.here.case()}"
    given = chosen(sharing, coordinator_id="", agreement="Kept words")
    answer = mine.post(f"{case}/shares/new", data=given)
    assert answer.status_code == 422
    assert "Choose one coordinator who can read it" in answer.text
    assert "Kept words" in answer.text


def test_others_do_not_see_that_there_is_a_share(sharing, open_as, reader):
    case_id = sharing.here.case()
    share_id = sharing.sent(case_id)
    sharing.carry()
    copy = f"/shared-cases/{sharing.there.copies()[0].id}"
    stranger = open_as(sharing.here, sharing.here.person())
    other = open_as(sharing.there, sharing.there.other)
    assert stranger.get(f"/deaths/{case_id}/shares/{share_id}").status_code == 404
    assert other.get(copy).status_code == 404
    assert other.post(f"{copy}/accept").status_code == 404
    assert "Nothing is shared with you" in other.get("/shared-cases/").text
    for role in (Role.BUSINESS_MANAGER, Role.ADMINISTRATOR, Role.CDOP_PANEL):
        client = open_as(sharing.there, sharing.there.person(role))
        assert client.get(f"{copy}/parts/identity").status_code in (403, 404)


def test_a_decline_says_why_in_fixed_words(sharing, mine, reader):
    case_id = sharing.here.case()
    share_id = sharing.sent(case_id)
    sharing.carry()
    copy = f"/shared-cases/{sharing.there.copies()[0].id}"
    assert reader.post(f"{copy}/decline").status_code == 422
    reason = {"reason": "conflict-of-interest"}
    assert reader.post(f"{copy}/decline", data=reason).status_code == 302
    sharing.carry()
    page = mine.get(f"/deaths/{case_id}/shares/{share_id}").text
    assert "conflict of interest" in page
    assert "Deletion certified" in page


def test_a_third_borough_is_asked_for_and_never_passed_to(sharing, mine, reader):
    case_id = sharing.here.case()
    share_id = sharing.sent(case_id)
    sharing.carry()
    copy = f"/shared-cases/{sharing.there.copies()[0].id}"
    reader.post(f"{copy}/accept")
    assert "You cannot pass it on" in reader.get(f"{copy}/elsewhere").text
    given = {"borough": "barking-and-dagenham"}
    assert reader.post(f"{copy}/elsewhere", data=given).status_code == 302
    sharing.carry()
    page = mine.get(f"/deaths/{case_id}/shares/{share_id}").text
    assert "Copies are never passed on" in page
    assert len(sharing.here.shares(case_id)) == 1
