"""Child deaths of three boroughs side by side: limits stand beside each value."""

import pytest
import time_machine

from leadership.deaths import queries, service
from leadership.members import service as members
from leadership.performance.model import SpeaksForAnother
from leadership.wiring import SERVICE
from partnership.death_figures.model import (
    AGE,
    CATEGORY,
    IN_TIME,
    MODIFIABLE,
    NOTIFIED,
    REVIEWED,
    WITHIN_YEAR,
    rate,
    rule_of,
    share,
)
from partnership.disclosure.deaths import control, control_progress
from tests.integration.leadership.conftest import BOROUGHS, a_public_jwk
from tests.support.people import client_for
from tests.support.plans import a_person
from tests.support.settings import some_settings
from tests.support.told_deaths import AFTER, told
from tests.unit.partnership.disclosure.test_deaths import a_pool

LEADER = a_person("leadership_member", 51)
STEPS = {"blue": 6, "green": 9, "amber": 7, "red": 5}


def content(year, *, late=17, pool=True, children=60_000):
    """What a borough tells with a year; of three years where it ends them."""
    sums = {**control(a_pool(last=year, late=late), rule_of()), "children": children}
    return {
        "year": year, "pool": sums if pool else None, "rule": rule_of().id,
        "smallest": 10, "progress": control_progress(STEPS),
    }  # fmt: skip


def fill(database):
    """Three members; two told of 2028, the third of a year that ends no pool."""
    with database.transaction() as session:
        for slug, (name, area) in BOROUGHS.items():
            members.add_member(
                session, slug=slug, name=name, area_code=area, jwk=a_public_jwk()
            )
        given = {
            "havering": content(2028),
            "redbridge": content(2028, late=3, children=None),
            "barking-and-dagenham": content(2027, pool=False),
        }
        events = [
            told(slug, each, area=BOROUGHS[slug][1]) for slug, each in given.items()
        ]
        for _ in range(2):  # the same again changes nothing
            service.take_summaries(session, events)


@pytest.fixture
def database(each_database):
    with time_machine.travel(AFTER.replace(year=2028), tick=False):
        fill(each_database)
        yield each_database


def look(database, **asked):
    with database.reading() as session:
        found = queries.view(session, **asked)
    return found, {each.slug: each for each in found.boroughs}


def test_boroughs_stand_side_by_side_with_what_they_told_last(database):
    found, by = look(database)
    assert found.pools == {"2028-3": "April 2025 to March 2028"}
    assert [each.slug for each in found.telling] == ["havering", "redbridge"]
    assert by["barking-and-dagenham"].progress["total"] == 27
    assert by["barking-and-dagenham"].title == "April 2026 to March 2027"
    assert by["havering"].group(NOTIFIED, AGE, "infants") == 45
    assert by["havering"].row(REVIEWED, CATEGORY, "c8") == 22
    assert by["havering"].row(REVIEWED, CATEGORY, "c10") is None
    assert by["havering"].domain("B") == 14
    assert found.themes == [
        ("Safe sleeping", "Havering", 12), ("Safe sleeping", "Redbridge", 12),
    ]  # fmt: skip


def test_rates_and_shares_stand_with_their_limits_or_are_hidden(database):
    _, by = look(database)
    told_rate = by["havering"].rate
    limits = (told_rate.value, told_rate.low, told_rate.high)
    assert [round(each, 1) for each in limits] == [
        42.8, 33.8, 53.5,
    ]  # fmt: skip
    assert by["redbridge"].rate is None
    assert by["redbridge"].share(NOTIFIED, IN_TIME, "yes") is None
    soon = by["redbridge"].share(REVIEWED, WITHIN_YEAR, "yes")
    assert [round(each, 1) for each in (soon.value, soon.low, soon.high)] == [
        64.3, 52.6, 74.5,
    ]  # fmt: skip
    assert by["havering"].share(REVIEWED, MODIFIABLE, "modifiable").value > 38


def test_limits_agree_with_worked_examples():
    """Byar's for 10 deaths, 4.8 to 18.4; Wilson's for 45 of 60, 62.8 to 84.2."""
    ten = rate(10, children=100_000, years=1)
    assert [round(each, 1) for each in (ten.value, ten.low, ten.high)] == [
        10.0, 4.8, 18.4,
    ]  # fmt: skip
    part = share(45, 60)
    assert [round(each, 1) for each in (part.value, part.low, part.high)] == [
        75.0, 62.8, 84.2,
    ]  # fmt: skip


def test_a_borough_speaks_for_itself_alone(database):
    event = told("redbridge", content(2028), area=BOROUGHS["havering"][1])
    with database.transaction() as session, pytest.raises(SpeaksForAnother):
        service.take_summaries(session, [event])


def test_figures_that_cannot_be_read_as_a_whole_are_not_kept(database):
    broken = content(2025)
    broken["pool"]["domains"][0]["id"] = "E"
    event = told("redbridge", broken, area=BOROUGHS["redbridge"][1])
    with database.transaction() as session, pytest.raises(KeyError):
        service.take_summaries(session, [event])


def test_the_front_page_says_who_told_and_who_is_late(database):
    with database.reading() as session:
        tags = {each.tag for each in queries.on_front_page(session, LEADER)}
    assert tags == {"Released"}
    with (
        time_machine.travel(AFTER.replace(year=2029, month=11), tick=False),
        database.reading() as session,
    ):
        tags = [each.tag for each in queries.on_front_page(session, LEADER)]
    assert tags == ["Stale"] * 3


@pytest.fixture
def app(sqlite_database, tmp_path):
    with time_machine.travel(AFTER.replace(year=2028), tick=False):
        database = sqlite_database("leadership", SERVICE.metadatas)
        yield SERVICE.create_app(some_settings("leadership", tmp_path), database)


def test_the_page_and_its_files_say_the_same(app):
    leader = client_for(app, "leadership_member")
    assert "No borough has told of its child death reviews yet" in (
        leader.get("/child-deaths/").text
    )
    fill(app.extensions["accord"].database)
    page = leader.get("/child-deaths/").text
    assert "Chart: Deaths a year in 100,000 children" in page
    for words in ("42.8 (33.8 to 53.5)", "Safe sleeping", "hidden", "What is hidden"):
        assert words in page
    years = "April 2025 to March 2028"
    rows = leader.get("/child-deaths/figures.csv").text.splitlines()
    assert f"{years},Havering,Deaths notified,All years,77" in rows
    assert f"{years},Havering,Deaths notified: by age,10 to 14 years,hidden" in rows
    limits = leader.get("/child-deaths/intervals.csv").text.splitlines()
    assert f"{years},Havering,Deaths a year in 100 000 children,42.8,33.8,53.5" in [
        line.replace('"', "").replace("100,000", "100 000") for line in limits
    ]
