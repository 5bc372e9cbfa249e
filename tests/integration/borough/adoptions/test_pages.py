"""Pages of positions: from a received version to what leadership is told."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from kit import clock
from partnership.bodies import service as bodies
from partnership.bodies.model import BodyKind
from tests.support.boroughs import a_definition
from tests.support.people import client_for
from tests.support.standards import an_item, published, receive

TODAY = clock.today()
NAME = "case-audit"


def day(name, moment):
    parts = ("day", "month", "year")
    return {f"{name}-{part}": getattr(moment, part) for part in parts}


def field(page, name):
    return re.search(rf'name="{name}" value="(\w+)"', page)[1]


@pytest.fixture
def here(app):
    database = app.extensions["accord"].database
    receive(database, published(NAME, 1, an_item(1), an_item(2), an_item(3)))
    with database.transaction() as session:
        bodies.found(
            session, slug="group", kind=BodyKind.PARTNERSHIP, by="Manager",
            from_on=TODAY - timedelta(days=400),
            stand=bodies.Stand(name="The group", purpose="Decides"),
        )  # fmt: skip
    return database


def words(text="In our words", **more):
    return {"text": text, "scale": "four_words", "reason": "Our way", **more}


def begin(client, version=1):
    return client.post(f"/adoptions/{NAME}/start", data={"version": version}).location


def seen(client, record):
    return int(field(client.get(f"{record}/position").text, "seen"))


def stand(client, record, position="varied", **more):
    given = {
        "position": position, "why": "Because", "body": "group",
        **day("agreed_on", TODAY), **day("review_on", TODAY + timedelta(days=90)),
        **day("from_on", TODAY), "seen": seen(client, record), **more,
    }  # fmt: skip
    return client.post(f"{record}/position", data=given)


def test_a_varied_position_is_recorded_through_its_pages(here, analyst, manager):
    assert "Not yet" in analyst.get("/adoptions/").text
    assert "Takes our position" in analyst.get("/").text
    record = begin(analyst)
    done = analyst.post(f"{record}/items/A01", data=words(seen=1))
    assert done.status_code == 302
    local = {**words("Ours", seen=2), "section": "One", "maps_to": "A02"}
    analyst.post(f"{record}/local", data=local)
    analyst.post(f"{record}/items/A03/leave-out", data={"reason": "Twice", "seen": 3})
    assert stand(analyst, record).status_code == 302
    analyst.post(f"{record}/submit", data={"seen": 5})
    mine = analyst.get(record).text
    assert "What would leave" in mine
    assert "You prepared this" in mine
    page = manager.get(record).text
    assert "To approve" in manager.get("/").text
    preview = field(page, "seen")
    unticked = manager.post(f"{record}/approve", data={"seen": preview})
    assert unticked.status_code == 422
    done = manager.post(
        f"{record}/approve",
        data={"seen": preview, "confirm": "yes"},
        follow_redirects=True,
    )
    assert "on its way to the leadership group" in done.text
    worked = analyst.get(f"/adoptions/{NAME}/worked-to").text
    assert "In our words" in worked
    assert "Belongs to A02" in worked
    assert "Left out" in worked
    table = analyst.get(f"/adoptions/{NAME}/worked-to.csv").text
    assert "L-1,One,Ours,local,A02,Our way" in table
    positions = analyst.get("/adoptions/positions.csv").text
    assert "Varied,1" in positions
    assert "The group" in analyst.get(f"/adoptions/{NAME}").text


def test_the_list_is_filtered_by_kind_and_position(here, analyst):
    receive(here, published("rapid-review"))
    everything = analyst.get("/adoptions/").text
    assert "2 standards" in everything
    assert "1 standard" in analyst.get("/adoptions/?kind=process").text
    assert "0 standards" in analyst.get("/adoptions/?state=declined").text
    assert "2 standards" in analyst.get("/adoptions/?state=not_yet").text


def test_a_first_day_teaches_what_will_come(app, analyst):
    assert "No standard has arrived yet" in analyst.get("/adoptions/").text
    assert analyst.get("/adoptions/nothing").status_code == 404


def test_a_new_version_shows_what_differs_and_marks_what_to_look_at(
    here, analyst, manager
):
    record = begin(analyst)
    analyst.post(f"{record}/items/A01", data=words(seen=1))
    analyst.post(f"{record}/items/A02", data=words(seen=2))
    stand(analyst, record)
    analyst.post(f"{record}/submit", data={"seen": 4})
    preview = field(manager.get(record).text, "seen")
    manager.post(f"{record}/approve", data={"seen": preview, "confirm": "yes"})
    gone = ({"id": "A02", "reason": "Asked twice"},)
    receive(
        here, published(NAME, 2, an_item(1, "Other question"), an_item(3), removed=gone)
    )
    version = analyst.get(f"/adoptions/{NAME}/versions/2").text
    assert "What differs from version 1" in version
    assert "Why: Asked twice" in version
    record = begin(analyst, 2)
    page = analyst.get(record).text
    assert page.count("Look at it") == 2
    assert "Now it says: Other question" in page
    refused = analyst.post(f"{record}/submit", data={"seen": 1})
    assert refused.status_code == 422
    assert "Look first at A01, A02" in refused.text
    assert analyst.post(f"{record}/submit", data={"seen": "one"}).status_code == 422
    analyst.post(f"{record}/entries/A01/keep", data={"seen": 1})
    drop = {"reason": "It went", "seen": 2}
    analyst.post(f"{record}/entries/A02/drop", data=drop)
    stand(analyst, record)
    done = analyst.post(
        f"{record}/submit", data={"seen": 4}, follow_redirects=True
    ).text
    assert "It waits for a second person" in done
    assert "Dropped: It went" in done


def test_an_older_look_answers_409_and_keeps_what_was_typed(here, analyst):
    record = begin(analyst)
    analyst.post(f"{record}/items/A01", data=words("First", seen=1))
    page = analyst.post(f"{record}/items/A01", data=words("Second", seen=1))
    assert page.status_code == 409
    assert "First" in page.text
    assert "Second" in page.text


def test_what_is_missing_is_said_on_the_record(here, analyst):
    record = begin(analyst)
    stand(analyst, record, "declined", why="")
    page = analyst.post(f"{record}/submit", data={"seen": 2})
    assert page.status_code == 422
    assert "Say why" in page.text
    assert 'href="#position"' in page.text
    unknown = analyst.post(
        f"{record}/position", data={"position": "maybe", **day("from_on", TODAY)}
    )
    assert unknown.status_code == 422


def test_a_record_is_sent_back_changed_and_discarded(here, app, analyst, manager):
    record = begin(analyst)
    analyst.post(f"{record}/submit", data={"seen": 1})
    empty = manager.post(f"{record}/send-back", data={})
    assert empty.status_code == 422
    manager.post(f"{record}/send-back", data={"because": "Ask the group"})
    assert "Ask the group" in analyst.get(record).text
    page = analyst.post(f"{record}/discard", data={"seen": 3}, follow_redirects=True)
    assert "It is gone" in page.text
    assert analyst.get(record).status_code == 404
    administrator = client_for(app, "administrator")
    assert administrator.get("/adoptions/").status_code == 200
    refused = administrator.post(f"/adoptions/{NAME}/start", data={"version": 1})
    assert refused.status_code == 403


def test_a_local_item_is_changed_and_its_faults_are_said(here, analyst):
    record = begin(analyst)
    local = {**words("Ours", seen=1), "section": "One", "maps_to": ""}
    fault = analyst.post(f"{record}/local", data={**local, "text": ""})
    assert fault.status_code == 422
    analyst.post(f"{record}/local", data=local)
    form = analyst.get(f"{record}/entries/L-1/change").text
    assert "Ours" in form
    changed = {**local, "text": "Ours anew", "maps_to": "A03", "seen": 2}
    page = analyst.post(
        f"{record}/entries/L-1/change", data=changed, follow_redirects=True
    )
    assert "Belongs to A03" in page.text


def test_the_front_page_tells_of_a_review_that_comes_soon(here, analyst, manager):
    record = begin(analyst)
    analyst.post(f"{record}/items/A01", data=words(seen=1))
    stand(analyst, record, **day("review_on", TODAY + timedelta(days=3)))
    analyst.post(f"{record}/submit", data={"seen": 3})
    preview = field(manager.get(record).text, "seen")
    manager.post(f"{record}/approve", data={"seen": preview, "confirm": "yes"})
    assert "Review our position" in manager.get("/").text


def test_the_indicator_set_takes_a_position_too(app, analyst):
    event = published("indicator-set", 1, an_item(1), kind="indicator_set")
    data = {**event.data, "indicators": [a_definition("AS01")], "items": []}
    receive(app.extensions["accord"].database, replace(event, data=data))
    assert "Title of AS01" in analyst.get("/adoptions/indicator-set/versions/1").text
    record = begin_on(analyst, "indicator-set")
    varied = {"text": "Our title", "help": "Counted here.", "reason": "R", "seen": 1}
    done = analyst.post(f"{record}/items/AS01", data=varied, follow_redirects=True)
    assert "Our title" in done.text


def begin_on(client, name):
    return client.post(f"/adoptions/{name}/start", data={"version": 1}).location


def test_what_is_in_preparation_is_for_those_who_prepare_it(here, app, analyst):
    record = begin(analyst)
    reader = client_for(app, "scrutineer")
    assert reader.get(record).status_code == 404
    assert "Being recorded" not in reader.get(f"/adoptions/{NAME}").text
    assert "Being recorded" in analyst.get(f"/adoptions/{NAME}").text


def test_items_of_standards_are_found_by_their_words(here, analyst):
    page = analyst.post("/search/", data={"term": "Question 2"})
    assert f"/adoptions/{NAME}/versions/1#A02" in page.text
