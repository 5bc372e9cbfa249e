"""Pages on which a quarter's training is counted, looked at, approved and sent."""

import pytest
import time_machine

from tests.support.people import client_for
from tests.support.training import Training
from tests.support.training_told import (
    AFTERWARDS,
    QUARTER,
    after_the_quarter,
    from_elsewhere,
    released,
    taught,
)

HERE = "/training-summaries/"


@pytest.fixture
def training(app):
    return Training(app.extensions["accord"].database)


@pytest.fixture
def afterwards():
    with time_machine.travel(AFTERWARDS, tick=False):
        yield


@pytest.fixture
def held(training):
    """A quarter with 18 people who came and 2 who did not; 3 came from elsewhere."""
    event = taught(training, {"education": (12, 2, 0), "police": (6, 0, 0)})
    from_elsewhere(training, event, "redbridge", 3)
    return training


@pytest.fixture
def manager(app, held, afterwards):
    return client_for(app, "business_manager")


@pytest.fixture
def other(app, held, afterwards):
    return client_for(app, "business_manager", body="another")


def seen_on(page):
    return page.text.split('name="seen" value="')[1].split('"')[0]


def test_a_quarter_goes_from_counting_to_the_leadership_group(app, manager, other):
    assert "told nothing yet" in manager.get(HERE).text
    assert manager.post(HERE, data={"period": "x"}).status_code == 422
    open_one = manager.post(HERE, data={"period": "2099-Q1"})
    assert open_one.status_code == 422
    assert "Choose a quarter that is over" in open_one.text
    where = manager.post(HERE, data={"period": QUARTER}).headers["Location"]
    page = manager.get(where)
    assert "Knowing the signs" in page.text
    assert "hidden" in page.text
    assert "Redbridge" in page.text
    for word in ("Sample", "example.org"):
        assert word not in page.text
    manager.post(f"{where}/submit", data={"seen": seen_on(page), "note": "As usual"})
    waiting = other.get(where)
    assert "As usual" in waiting.text
    refused = other.post(f"{where}/approve", data={"seen": seen_on(waiting)})
    assert refused.status_code == 422
    assert "There is a problem" in refused.text
    other.post(f"{where}/approve", data={"seen": seen_on(waiting), "confirm": "yes"})
    reader = client_for(app, "scrutineer")
    assert "What left" in reader.get(where).text
    told = reader.get(f"{where}/summary.csv").text
    assert f'{QUARTER},All places,,,"Attended, in whole or in part",18' in told
    assert f"{QUARTER},All places,,,Booked and did not come,hidden" in told


def test_who_does_not_prepare_sees_only_what_left(app, manager):
    where = manager.post(HERE, data={"period": QUARTER}).headers["Location"]
    reader = client_for(app, "scrutineer")
    assert reader.get(where).status_code == 404
    assert "once it has left" in reader.get(HERE).text
    assert client_for(app, "training_participant").get(HERE).status_code == 403


def test_telling_again_asks_for_a_reason_and_keeps_what_was_typed(app, held):
    with after_the_quarter():
        released(held)
    taught(held, {"education": (20, 0, 0)})
    with after_the_quarter():
        manager = client_for(app, "business_manager")
        where = manager.post(HERE, data={"period": QUARTER}).headers["Location"]
        page = manager.get(where)
        assert "Restated" in page.text
        assert "First told" in page.text
        refused = manager.post(f"{where}/submit", data={"seen": seen_on(page)})
        assert refused.status_code == 422
        assert "Say why a quarter that was told already is told anew" in refused.text
        manager.post(f"{where}/submit", data={"seen": seen_on(page), "note": "Found"})
        back = manager.post(f"{where}/send-back", data={"because": "Not yet"})
        assert back.status_code == 302
        assert manager.post(f"{where}/discard").status_code == 302
