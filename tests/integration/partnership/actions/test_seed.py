"""Five plans as a committee heard of them: the sums, and what is unknown."""

import pytest

from partnership.actions import queries
from partnership.brag.model import Split

FIVE = {
    "FRANKIE": {"blue": 11, "amber": 3},
    "SK": {"blue": 16, "amber": 2},
    "LEO": {"blue": 1, "green": 4, "amber": 9},
    "SA": None,
    "PEER": {"blue": 23, "amber": 3},
}


@pytest.fixture
def five(plans):
    for ref, split in FIVE.items():
        source = "peer-review" if ref == "PEER" else "review"
        plan_id = plans.plan(ref, source=source, counted=split is not None)
        if split:
            plans.fill(plan_id, **split)
    return plans


def test_the_five_plans_add_up_and_the_unknown_one_is_not_zero(five):
    with five.database.reading() as session:
        found = queries.totals(session)
        reviews = queries.totals(session, source="review")
    splits = {line.plan.ref: line.split for line in found.lines}
    assert splits["HAV-FRANKIE"] == Split(blue=11, amber=3)
    assert splits["HAV-FRANKIE"].total == 14
    assert splits["HAV-SK"].total == 18
    assert splits["HAV-LEO"] == Split(blue=1, green=4, amber=9)
    assert splits["HAV-SA"] is None
    assert splits["HAV-PEER"].total == 26
    assert found.overall == Split(blue=51, green=4, amber=17, red=0)
    assert found.overall.total == 72
    assert round(found.overall.embedded, 1) == 70.8
    assert round(found.overall.done, 1) == 76.4
    assert [plan.ref for plan in found.unknown] == ["HAV-SA"]
    assert reviews.overall == Split(blue=28, green=4, amber=14)


def test_the_list_holds_as_many_as_the_totals_say(five):
    with five.database.reading() as session:
        page = queries.page_of(session)
        missing = queries.counts(session)[queries.Show.MISSING]
    assert page.total == 72
    assert missing == 0
