"""People and sessions: lines of ASVS 5.0 that no other test is the natural place for.

Each test is named for the requirement it shows.
"""

import re
from datetime import timedelta

import pytest
import time_machine

from borough.wiring import SERVICE as BOROUGH
from kit import clock
from kit.access.policy import Need
from kit.accounts import service
from kit.accounts.access import need_of
from leadership.wiring import SERVICE as LEADERSHIP
from tests.house.tree import ROOT
from tests.support.people import client_for
from tests.support.settings import some_settings
from tests.support.signing_in import GOOD, a_user, an_app

MEMBERS = {"havering": BOROUGH, "leadership": LEADERSHIP}


@pytest.fixture(params=MEMBERS)
def app(request, sqlite_database, tmp_path):
    made = MEMBERS[request.param]
    database = sqlite_database(request.param, made.metadatas)
    return made.create_app(some_settings(request.param, tmp_path), database)


def test_asvs_6_2_7_passwords_may_be_pasted_and_filled_in(app):
    page = app.test_client().get("/sign-in").text
    assert 'autocomplete="current-password"' in page
    assert not re.search(r'autocomplete="off"|onpaste', page)
    script = (ROOT / "shared/kit/web/assets/accord.js").read_text()
    assert "paste" not in script


def test_asvs_6_2_10_a_password_does_not_grow_old(sqlite_database, tmp_path):
    settings = some_settings("havering", tmp_path)
    database = sqlite_database("havering", BOROUGH.metadatas)
    person = a_user(an_app(settings, database))
    with (
        time_machine.travel(clock.now() + timedelta(days=3 * 365)),
        database.reading() as session,
    ):
        email = "analyst@example.org"
        found = service.check_password(session, email=email, password=GOOD)
    assert found == person


def test_asvs_7_4_4_every_page_of_somebody_signed_in_offers_to_sign_out(app):
    policy = app.extensions["accord"].policy
    looked_at, clients = 0, {}
    for rule in app.url_map.iter_rules():
        need = need_of(app.view_functions[rule.endpoint])
        if rule.arguments or "GET" not in (rule.methods or ()):
            continue
        roles = [
            word
            for word in policy.roles
            if isinstance(need, Need) and policy.opens(word, need)
        ]
        for role in roles[:1]:
            clients[role] = clients.get(role) or client_for(app, role)
            answer = clients[role].get(rule.rule)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                looked_at += 1
                assert 'action="/sign-out"' in answer.text, rule.rule
    assert looked_at > 10
