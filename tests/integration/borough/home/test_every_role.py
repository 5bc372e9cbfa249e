"""The front page for each of the borough's roles: its columns, and where they lead."""

import re
from datetime import timedelta

import pytest
import time_machine

from kit import clock
from kit.db import Database
from kit.exchange.model import Waiting, WaitingEvent
from kit.mail.model import Fault, Letter
from partnership.access import Service, policy
from tests.support.people import client_for

ROLES = policy().of_service(Service.BOROUGH).roles
LINK = re.compile(r'<li>.*?<a class="govuk-link" href="([^"]+)"', re.DOTALL)


@pytest.fixture
def busy(app, filled, analyst, manager):
    """A borough in which something happened everywhere."""
    address = analyst.post("/returns/new", data={"what": "everything"}).location
    seen = analyst.get(address).text.split('name="seen" value="')[1].split('"')[0]
    analyst.post(f"{address}/submit", data={"seen": seen})
    database: Database = app.extensions["accord"].database
    with database.transaction() as session:
        session.add(Letter(recipient="a@example.org", subject="x", fault=Fault.BUSY,
                           failed_at=clock.now(), next_try_at=None))  # fmt: skip
        session.add(WaitingEvent(
            event_id=clock.new_id(), stream="leadership/all", epoch=1, sequence=1,
            type="t", subject="s", body=b"{}", state=Waiting.PARKED, reason="x",
            attempts=6, since=clock.now(),
        ))  # fmt: skip
    return address


def columns(page):
    """The part of the page that the sources fill."""
    return page[page.index('<div class="accord-columns">') :]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_front_page_and_may_open_all_it_names(app, busy, role):
    client = client_for(app, role)
    page = client.get("/").text
    assert ROLES[role].about.split(".")[0].replace("'", "&#39;") in page
    links = LINK.findall(columns(page))
    assert {client.get(link).status_code for link in links} <= {200}
    assert client.get("/what-waits.csv").status_code == 200


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("business_manager", {"To approve", "To release", "Stuck", "Not sent"}),
        ("analyst", {"To release"}),
        ("administrator", {"Stuck", "Not sent"}),
        ("cdop_coordinator", {"Stuck"}),
        ("training_participant", set()),
        ("scrutineer", set()),
    ],
)
def test_a_role_is_shown_what_is_theirs_and_nothing_else(app, busy, role, shown):
    page = columns(client_for(app, role).get("/").text)
    tags = set(re.findall(r'<strong class="govuk-tag[^"]*">\s*(.*?)\s*</strong>', page))
    assert tags == shown


def test_who_nothing_waits_for_is_told_so(app):
    page = client_for(app, "training_participant").get("/").text
    for words in ("Nothing waits for you", "Nothing is late", "Nothing new"):
        assert words in page


def test_a_release_nobody_approved_for_a_week_is_late(app, busy):
    with time_machine.travel(clock.now() + timedelta(days=8), tick=True):
        page = columns(client_for(app, "business_manager").get("/").text)
    late = page[page.index('id="column-late"') : page.index('id="column-changed"')]
    assert "To approve" in late
    assert "Was due" in late


def test_the_columns_are_there_as_a_table(app, busy):
    answer = client_for(app, "business_manager").get("/what-waits.csv")
    assert "Yours to do,Releases,To approve," in answer.text
    assert "official-sensitive" in answer.headers["Content-Disposition"]
