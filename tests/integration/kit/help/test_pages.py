"""Help in both services: there for every role, every page, and in plain words."""

import re
from html import unescape

import pytest

from borough.help import TOPICS as OF_BOROUGH
from borough.wiring import SERVICE as BOROUGH
from kit.help.topics import TOPICS as OF_KIT
from leadership.help import TOPICS as OF_LEADERSHIP
from leadership.wiring import SERVICE as LEADERSHIP
from partnership.access import policy
from partnership.help import TOPICS as SHARED
from tests.support.apps import Apps
from tests.support.people import client_for

SERVICES = {
    "borough": (BOROUGH, "havering", (*OF_BOROUGH, *SHARED, *OF_KIT)),
    "leadership": (LEADERSHIP, "leadership", (*OF_LEADERSHIP, *SHARED, *OF_KIT)),
}
TOPICS = [(name, one.slug) for name, found in SERVICES.items() for one in found[2]]
ROLES = [(name, role) for name in SERVICES for role in policy().of_service(name).roles]
# What has no page for people, or explains itself.
NEEDS_NO_HELP = {"assets", "files", "health", "reports", "statement", "help"}
LONGEST = 30
INSIDE = re.compile(r'<h1.*?(?=<h2 class="govuk-heading-m">Not answered)', re.DOTALL)
ENDS = re.compile(r"</(?:p|li|h\d|dt|dd)>|(?<=[.?!:]) ")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    both = Apps(tmp_path_factory.mktemp("help"))
    yield both
    both.databases.close()


@pytest.fixture
def apps(made):
    """Both services; these tests only read."""
    return {name: made(name, contact="the help desk, 01234") for name in SERVICES}


def test_every_role_has_a_page_of_its_own():
    for name, (_service, _member, topics) in SERVICES.items():
        written_for = [role for one in topics for role in one.roles]
        assert sorted(written_for) == sorted(policy().of_service(name).roles)


def test_no_two_pages_have_the_same_address():
    for _service, _member, topics in SERVICES.values():
        slugs = [one.slug for one in topics]
        assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize(("name", "role"), ROLES)
def test_a_roles_own_page_comes_first_and_every_link_in_help_opens(apps, name, role):
    client = client_for(apps[name], role)
    index = client.get("/help/").text
    assert "For your role" in index
    for slug in re.findall(r'href="/help/([a-z-]+)"', index):
        page = client.get(f"/help/{slug}")
        assert page.status_code == 200
        text = INSIDE.search(page.text).group()
        for address in re.findall(r'<a class="govuk-link" href="([^"]+)"', text):
            assert client.get(address).status_code == 200, (slug, address)


@pytest.mark.parametrize(("name", "slug"), TOPICS)
def test_who_is_not_signed_in_can_read_it_and_is_told_whom_to_ask(apps, name, slug):
    client = apps[name].test_client()
    page = client.get(f"/help/{slug}")
    assert page.status_code == 200
    assert "Ask the help desk, 01234." in page.text
    assert f'<a class="govuk-link" href="/help/{slug}"' in client.get("/help/").text


@pytest.mark.parametrize(("name", "slug"), TOPICS)
def test_no_sentence_is_long(apps, name, slug):
    text = INSIDE.search(apps[name].test_client().get(f"/help/{slug}").text).group()
    said = [re.sub(r"<[^>]+>", "", part).split() for part in ENDS.split(text)]
    long = [unescape(" ".join(words)) for words in said if len(words) > LONGEST]
    assert long == []


@pytest.mark.parametrize("name", SERVICES)
def test_every_page_leads_to_help_about_it(apps, name):
    app, topics = apps[name], SERVICES[name][2]
    places = {place for one in topics for place in one.places}
    silent = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods
        and rule.endpoint != "static"
        and rule.endpoint not in places
        and rule.endpoint.rpartition(".")[0] not in places | NEEDS_NO_HELP
    }
    assert silent == set()


def test_the_page_of_returns_leads_to_what_leaves_at_leadership(apps):
    client = client_for(apps["leadership"], "leadership_member")
    assert "/help/what-leaves" in client.get("/returns/").text
    assert "/help/charts" in client.get("/performance/").text


def test_help_is_at_the_foot_of_the_sign_in_page_too(apps):
    page = apps["borough"].test_client().get("/sign-in").text
    assert 'href="/help/"' in page
    assert "Help with this page: Signing in and your second step" in page


def test_a_link_to_what_one_may_not_open_is_plain_text(apps):
    client = client_for(apps["borough"], "training_participant")
    page = client.get("/help/need-to-know").text
    assert "<strong>conflict of interest</strong>" not in page
    page = client.get("/help/exchange").text
    assert "<strong>exchange page</strong>" in page
    assert "/exchange/" not in page


def test_help_is_found_by_its_words(apps):
    client = client_for(apps["borough"], "training_participant")
    page = client.post("/search/", data={"term": "recovery codes"}).text
    assert 'href="/help/sign-in"' in page
    # What draws a page is none of its words.
    assert "Nothing found" in client.post("/search/", data={"term": "govuk-"}).text


def test_an_unknown_page_is_not_found(apps):
    assert apps["borough"].test_client().get("/help/nothing").status_code == 404
    assert apps["leadership"].test_client().get("/help/release").status_code == 404
