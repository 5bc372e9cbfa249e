from datetime import timedelta

import pytest
import time_machine

from kit import clock
from kit.exchange.model import Waiting, WaitingEvent
from leadership.performance import service
from tests.support.released import a_return


def test_an_empty_service_says_where_to_start(leader):
    page = leader.get("/").text
    assert "Where to start" in page
    assert "Enter the boroughs and sign the member registry" in page


def test_what_was_released_this_week_is_news_and_later_is_not(
    leader, database, three_boroughs
):
    with database.transaction() as session:
        released_at = clock.iso(clock.now())
        service.take_returns(session, [a_return(released_at=released_at, note="Q2")])
    page = leader.get("/").text
    assert "13 figures" in page
    assert "Q2" in page


def test_a_release_is_no_news_after_eight_days(sign_in, database, three_boroughs):
    with database.transaction() as session:
        service.take_returns(session, [a_return()])
    with time_machine.travel(clock.now() + timedelta(days=8), tick=True):
        leader = sign_in("leadership_member")
        page = leader.get("/").text
    assert "Nothing new" in page
    assert "13 figures" not in page


@pytest.mark.parametrize("role", ["leadership_member", "leadership_administrator"])
def test_what_is_stuck_is_said_to_everyone(sign_in, database, role):
    with database.transaction() as session:
        session.add(a_parked_event())
    assert "1 message arrived and could not be applied" in sign_in(role).get("/").text


def test_an_administrator_sees_no_figures(administrator, database, three_boroughs):
    with database.transaction() as session:
        service.take_returns(session, [a_return()])
    page = administrator.get("/").text
    assert "Leadership administrator." in page
    assert "13 figures" not in page


def a_parked_event():
    return WaitingEvent(
        event_id=clock.new_id(),
        stream="havering/leadership",
        epoch=1,
        sequence=1,
        type="uk.accord.performance.observation.released.v1",
        subject="s",
        body=b"{}",
        state=Waiting.PARKED,
        reason="x",
        attempts=8,
        next_try_at=None,
        since=clock.now(),
    )
