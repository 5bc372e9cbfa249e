"""The search of both services: what each role finds, and where nothing is told."""

import re

import pytest

from borough.wiring import SERVICE as BOROUGH
from kit.web import limits
from leadership.members import service as members
from leadership.performance import service as performance
from leadership.wiring import SERVICE as LEADERSHIP
from partnership.access import Service, policy
from tests.integration.leadership.conftest import BOROUGHS, a_public_jwk
from tests.support.boroughs import a_borough
from tests.support.people import client_for
from tests.support.released import a_return
from tests.support.settings import some_settings

HITS = re.compile(r'<li><a class="govuk-link" href="([^"]+)">')
GROUPS = re.compile(r'<h2 class="govuk-heading-m" id="group-\d+">(.*?) \(')


@pytest.fixture
def borough(sqlite_database, tmp_path):
    database = sqlite_database("havering", BOROUGH.metadatas)
    a_borough(database)
    return BOROUGH.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def leadership(sqlite_database, tmp_path):
    database = sqlite_database("leadership", LEADERSHIP.metadatas)
    with database.transaction() as session:
        for slug, (name, area) in BOROUGHS.items():
            members.add_member(
                session, slug=slug, name=name, area_code=area, jwk=a_public_jwk()
            )
        performance.take_returns(session, [a_return(note="Second quarter")])
    return LEADERSHIP.create_app(some_settings("leadership", tmp_path), database)


def search(client, term):
    return client.post("/search/", data={"term": term})


def records_found(client, term):
    """The kinds of records among the hits; what help says is found by everybody."""
    found = GROUPS.findall(search(client, term).text)
    return [group for group in found if group != "Help"]


def release(app):
    """One return that left and one in preparation."""
    analyst, manager = client_for(app, "analyst"), client_for(app, "business_manager")
    new = {"what": "some", "indicators": ["AS01"]}
    address = analyst.post("/returns/new", data=new).location
    seen = analyst.get(address).text.split('name="seen" value="')[1].split('"')[0]
    note = "For the quarter"
    analyst.post(f"{address}/submit", data={"seen": seen, "note": note})
    manager.post(f"{address}/approve", data={"seen": seen, "confirm": "yes"})
    analyst.post("/returns/new", data={"what": "everything"})


@pytest.mark.parametrize("role", policy().of_service(Service.BOROUGH).roles)
def test_in_a_borough_every_role_may_open_all_it_finds(borough, role):
    release(borough)
    client = client_for(borough, role)
    for term in ("as01", "return", "the", "example.org"):
        for address in HITS.findall(search(client, term).text):
            assert client.get(address).status_code == 200, (term, address)


@pytest.mark.parametrize("role", policy().of_service(Service.LEADERSHIP).roles)
def test_at_leadership_every_role_may_open_all_it_finds(leadership, role):
    client = client_for(leadership, role)
    for term in ("havering", "return", "the", "example.org"):
        for address in HITS.findall(search(client, term).text):
            assert client.get(address).status_code == 200, (term, address)


@pytest.mark.parametrize(
    ("role", "term", "groups"),
    [
        ("analyst", "as01", ["Indicators", "Releases"]),
        ("analyst", "quarter", ["Releases"]),
        ("administrator", "as01", []),
        ("administrator", "example.org", ["People"]),
        ("analyst", "example.org", []),
        ("training_participant", "second quarter", []),
    ],
)
def test_a_role_finds_what_is_theirs(borough, role, term, groups):
    release(borough)
    assert records_found(client_for(borough, role), term) == groups


@pytest.mark.parametrize(
    ("role", "term", "groups"),
    [
        ("leadership_member", "havering", ["Returns", "Members"]),
        ("leadership_member", "second quarter", ["Returns"]),
        ("leadership_administrator", "havering", ["Members"]),
    ],
)
def test_leadership_finds_returns_and_members(leadership, role, term, groups):
    assert records_found(client_for(leadership, role), term) == groups


def test_a_reader_finds_only_the_releases_that_left(borough):
    release(borough)
    counts = {}
    for role in ("analyst", "scrutineer"):
        hits = HITS.findall(search(client_for(borough, role), "return").text)
        counts[role] = sum(address.startswith("/returns/") for address in hits)
    assert counts == {"analyst": 2, "scrutineer": 1}


def test_an_agency_does_not_find_figures_of_others(borough):
    client = client_for(borough, "partner_representative", agency="police")
    assert GROUPS.findall(search(client, "as01").text) == []


def test_what_is_looked_for_is_in_no_address(borough):
    client = client_for(borough, "analyst")
    answer = search(client, "as01")
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    assert 'value="as01"' in answer.text
    assert client.get("/search/?term=as01").text.count("as01") == 0


def test_the_box_is_at_the_top_of_every_page(borough):
    page = client_for(borough, "analyst").get("/notices/").text
    assert 'role="search"' in page
    assert 'role="search"' not in borough.test_client().get("/sign-in").text


def test_nothing_found_says_what_is_searched(borough):
    page = search(client_for(borough, "analyst"), "xyzzy").text
    assert "Nothing found" in page
    assert "indicators, standards, releases" in page


@pytest.mark.parametrize("term", ["", "a", " ", "x" * 101], ids=len)
def test_too_little_or_too_much_is_refused(borough, term):
    answer = search(client_for(borough, "analyst"), term)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_what_was_typed_is_shown_as_text(borough):
    page = search(client_for(borough, "analyst"), "<b>bold</b>").text
    assert "&lt;b&gt;bold" in page
    assert "<b>bold" not in page


def test_who_searches_too_often_waits(borough):
    client = client_for(borough, "analyst")
    answers = [search(client, "as01") for _ in range(limits.SEARCH.most + 1)]
    assert [each.status_code for each in answers[-2:]] == [200, 429]
