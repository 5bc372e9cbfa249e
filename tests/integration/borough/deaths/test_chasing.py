"""The ladder by which reporting forms are chased, and how an area sets it."""

from datetime import timedelta

import pytest

from borough.form_chasing import queries as ladders
from borough.form_chasing import service as chasing
from borough.form_chasing.model import LadderChanged
from borough.reporting_forms.model import Deed
from kit.errors import Invalid, NotAllowed
from partnership.clocks import service as clocks
from tests.integration.borough.deaths.conftest import FRIDAY


def test_the_ladder_reminds_before_on_and_after_the_day_then_tells_the_coordinator(
    gathering, travel
):
    request_id = gathering.ask()
    assert gathering.chase() == 0
    for days, count in ((20, 1), (21, 0), (24, 1), (31, 1), (32, 0), (38, 1), (90, 0)):
        travel(FRIDAY + timedelta(days=days))
        assert gathering.chase() == count, days
    assert gathering.deeds(request_id) == [
        Deed.ASKED, Deed.REMINDED, Deed.DUE, Deed.LATE, Deed.FORMAL,
    ]  # fmt: skip
    assert any("formally" in each for each in gathering.told(gathering.cases.by))
    assert any("due soon" in each for each in gathering.told(gathering.asked))


def test_a_clock_that_stands_still_chases_nobody(gathering, travel):
    request_id = gathering.ask()
    found = gathering.one(request_id)
    with gathering.cases.database.transaction() as session:
        clocks.pause(session, clock_id=found.clock_id, reason="Holiday")
    travel(FRIDAY + timedelta(days=60))
    assert gathering.chase() == 0


def test_an_area_sets_its_own_days(gathering, travel):
    cases = gathering.cases
    gathering.ask()
    days = {"before": 5, "late": 1, "formal": 2}
    cases.do(chasing.set_ladder, seen=0, **days)
    assert cases.look(ladders.ladder).days == days
    travel(FRIDAY + timedelta(days=17))
    assert gathering.chase() == 1
    with pytest.raises(LadderChanged):
        cases.do(chasing.set_ladder, seen=0, **days)
    with pytest.raises(Invalid):
        cases.do(chasing.set_ladder, seen=1, before=3, late=4, formal=4)
    with pytest.raises(NotAllowed):
        cases.do(chasing.set_ladder, by=gathering.asked, seen=1, **days)
