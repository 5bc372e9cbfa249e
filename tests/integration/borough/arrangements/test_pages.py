"""The page of arrangements: as at a day, put right, followed, and never lost."""

import re

import pytest

from tests.support.people import client_for

FORM = {
    "circle": "safeguarding partners",
    "in_law": "clinical commissioning group",
    "name": "Sample CCG",
    "because": "Children Act 2004",
    "accountable": "Accountable officer",
}


def day(name, year, month, number):
    return {f"{name}-day": number, f"{name}-month": month, f"{name}-year": year}


@pytest.fixture
def group(manager):
    days = {**day("from_on", 2019, 9, 29), **day("until_on", 2022, 6, 30)}
    answer = manager.post("/arrangements/partners/new", data={**FORM, **days})
    assert answer.status_code == 302, answer.text
    page = manager.get("/arrangements/?on=2020-01-01").text
    return re.search(r"partners/([0-9a-f-]{36})/change", page)[1]


def test_the_first_day_tells_what_arrangements_are(manager):
    page = manager.get("/arrangements/")
    assert page.status_code == 200
    assert "None on this day" in page.text
    assert "No phase yet" in page.text


def test_the_page_shows_the_bodies_of_the_day(manager, group):
    follow = {
        **FORM,
        "in_law": "integrated care board",
        "name": "Sample ICB",
        "seen": 1,
    }
    del follow["circle"]
    answer = manager.post(
        f"/arrangements/partners/{group}/successor",
        data={**follow, **day("from_on", 2022, 7, 1)},
    )
    assert answer.status_code == 302, answer.text
    now = manager.get("/arrangements/").text
    assert "after Sample CCG" in now
    assert "Bodies of other times (1)" in now
    assert "nobody is entered for: Local authority, Police" in now
    assert "<svg" in now
    csv = manager.get("/arrangements/partners.csv").text
    assert "Sample ICB,integrated care board,Sample CCG,2022-07-01" in csv


def test_a_group_that_groups_merged_into_says_when_it_ended_too(manager, group):
    address = f"/arrangements/partners/{group}/successor"
    merged = {**FORM, "name": "Merged CCG", "seen": 1, **day("from_on", 2021, 4, 1)}
    del merged["circle"]
    assert "clinical commissioning group needs one" in manager.get(address).text
    refused = manager.post(address, data={**merged, **day("until_on", "", "", "")})
    assert refused.status_code == 422
    assert 'href="#until_on-day">Give its last day.' in refused.text
    answer = manager.post(address, data={**merged, **day("until_on", 2022, 6, 30)})
    assert answer.status_code == 302
    csv = manager.get("/arrangements/partners.csv").text
    assert "Merged CCG,clinical commissioning group,Sample CCG,2021-04-01" in csv
    assert "Sample CCG,clinical commissioning group,,2019-09-29,2021-03-31" in csv


def test_what_is_wrong_stands_beside_its_field_and_typing_stays(manager):
    wrong = {**FORM, "in_law": "police force", "circle": "child death review partners"}
    answer = manager.post(
        "/arrangements/partners/new", data={**wrong, **day("from_on", 2019, 9, 29)}
    )
    assert answer.status_code == 422
    assert "This is none of the child death review partners" in answer.text
    assert "Sample CCG" in answer.text
    assert manager.post("/arrangements/partners/new", data={}).status_code == 422


def test_the_second_of_two_editors_sees_the_first_and_keeps_her_words(manager, group):
    address = f"/arrangements/partners/{group}/change"
    words = {
        "seen": 1,
        "because": "By law",
        **day("from_on", 2019, 9, 29),
        **day("until_on", 2022, 6, 30),
    }
    assert manager.post(address, data={**words, "name": "First"}).status_code == 302
    stale = manager.post(address, data={**words, "name": "Second"})
    assert stale.status_code == 409
    assert "What it says now" in stale.text
    assert "First" in stale.text
    assert 'value="Second"' in stale.text
    assert 'name="seen" value="2"' in stale.text


def test_a_phase_is_begun_and_changed(manager):
    form = {"phase": "shadow", "name": "Shadow year", **day("from_on", 2019, 4, 1)}
    assert manager.post("/arrangements/phases/new", data=form).status_code == 302
    page = manager.get("/arrangements/").text
    assert "Shadow year" in page
    phase = re.search(r"phases/([0-9a-f-]{36})/change", page)[1]
    address = f"/arrangements/phases/{phase}/change"
    assert 'value="Shadow year"' in manager.get(address).text
    changed = {**form, "seen": 1, **day("until_on", 2019, 9, 28)}
    assert manager.post(address, data=changed).status_code == 302
    assert manager.post(address, data=changed).status_code == 409
    assert "2019-09-28" in manager.get("/arrangements/phases.csv").text


def test_missing_partners_stand_on_the_front_page(manager, group):
    page = manager.get("/").text
    assert "Nobody is entered among the safeguarding partners for" in page
    assert "Sample CCG" in manager.post("/search/", data={"term": "sample"}).text


def test_a_reader_changes_nothing(app, group):
    reader = client_for(app, "scrutineer")
    page = reader.get("/arrangements/?on=2020-01-01")
    assert page.status_code == 200
    assert "Put right" not in page.text
    assert reader.get("/arrangements/partners/new").status_code == 403
