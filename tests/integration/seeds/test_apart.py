"""Areas outside the federation: their pages work; leadership never hears of them."""

import pytest
from sqlalchemy import func, select

from borough.wiring import SERVICE
from kit.db import SharedBase
from kit.exchange.model import ReceivedBundle, Refusal
from kit.exchange.topology import Topology
from leadership.wiring import SERVICE as LEADERSHIP
from tests.support.federation import (
    Source,
    Trusted,
    a_body,
    a_delivery,
    a_key,
    a_receiver,
)
from tests.support.people import client_for
from tests.support.settings import some_settings

APART = ("thurrock", "wirral")
PAGES = (
    "/",
    "/bodies/",
    "/plans/",
    "/actions/",
    "/workplan/",
    "/decisions/",
    "/reviews/",
    "/arrangements/",
    "/exchange/",
)
LEADERS = ("/", "/oversight/", "/performance", "/members/")
OTHERS = ("Havering", "Redbridge", "Barking and Dagenham", "Leadership")


@pytest.fixture(params=APART)
def area(request):
    return request.param, request.getfixturevalue(request.param)


def pages_of(name, loaded, folder):
    app = SERVICE.create_app(some_settings(name, folder, demo=True), loaded.database)
    return client_for(app, "business_manager")


def test_an_area_apart_has_all_its_pages(area, tmp_path):
    client = pages_of(*area, tmp_path)
    answers = {page: client.get(page).status_code for page in PAGES}
    assert answers == dict.fromkeys(PAGES, 200)


def test_an_area_apart_shows_no_members_to_exchange_with(area, tmp_path):
    shown = pages_of(*area, tmp_path).get("/exchange/").get_data(as_text=True)
    assert not [name for name in OTHERS if name in shown]


def test_nothing_of_an_area_apart_waits_to_be_sent(area):
    _, loaded = area
    waiting = SharedBase.metadata.tables["exchange_outbox"]
    count = loaded.look(
        lambda session: session.scalar(select(func.count(waiting.c.id)))
    )
    assert count == 0


def test_leadership_has_nothing_of_areas_apart(
    thurrock, wirral, sqlite_database, tmp_path
):
    database = sqlite_database("leadership", LEADERSHIP.metadatas)
    app = LEADERSHIP.create_app(some_settings("leadership", tmp_path), database)
    client = client_for(app, "leadership_member")
    for page in LEADERS:
        answer = client.get(page, follow_redirects=True)
        shown = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert not [name for name in APART if name in shown.casefold()]


@pytest.mark.parametrize("slug", APART)
def test_leadership_refuses_a_message_of_an_area_apart(slug, sqlite_database, tmp_path):
    database = sqlite_database("leadership", [SharedBase.metadata])
    receiver = a_receiver(database, Trusted().membership(database, tmp_path))
    sealed = Source(a_key(), stream=f"{slug}/leadership").seal(a_body(source=slug))
    receiver.store([a_delivery(sealed.raw, user=slug)])
    with database.reading() as session:
        assert session.scalar(select(func.count(ReceivedBundle.first))) == 0
        assert len(session.scalars(select(Refusal.reason)).all()) == 1


@pytest.mark.parametrize("slug", APART)
def test_the_broker_lets_an_area_apart_do_nothing(slug):
    ours = Topology.load()
    assert not ours.may_publish(slug, "accord.events", f"{slug}.leadership")
    assert ours.queues_of(slug) == ()


def test_nobody_in_an_area_apart_is_asked_for_what_only_members_send(area, tmp_path):
    client = pages_of(*area, tmp_path)
    shown = client.get("/").text
    assert "indicator set" not in shown
    assert "leadership group" not in shown
    asked = client.get("/workplan/new/milestone").text
    assert "Boroughs it is shared with" not in asked
    assert "Borough that leads it" not in asked
