"""The demonstration's figures: official ones as published, synthetic ones labelled."""

import csv
import io
from pathlib import Path

import pytest

from accord.demo import sample
from accord.demo.cast import BOROUGHS
from leadership.standards.service import draft_indicator_set, publish_indicator_set
from leadership.wiring import SERVICE
from partnership.figures import cells, queries
from partnership.figures.service import learn_areas
from partnership.imports.service import store_file

PUBLISHED = (
    Path(__file__).parents[3] / "../shared/data/core_indicators_bhr_london_england.csv"
)
INDICATORS = {
    "referral_rate": "FD04",
    "rereferral_within_12_months": "FD06",
    "referral_no_further_action": "FD07",
    "referral_assessed_not_in_need": "FD08",
    "cin_at_31_march_rate": "CI01",
    "cpp_started_rate": "CP07",
    "cpp_at_31_march_rate": "CP01",
    "cpp_second_or_subsequent": "CP03",
    "cpp_two_years_or_more": "CP04",
    "cla_at_31_march_rate": "CL01",
}


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def leadership(sqlite_database):
    database = sqlite_database("leadership", SERVICE.metadatas)
    with database.transaction() as session:
        draft = draft_indicator_set(session)
        publish_indicator_set(session, version=draft.version, published_by="Leadership")
        learn_areas(session, sample.areas())
    store_file(database, sample.official(), own_area=None)
    return database


def test_official_figures_come_out_as_they_were_published(leadership):
    if not PUBLISHED.exists():
        pytest.skip("The published figures (../shared/data) are not here to compare")
    with leadership.reading() as session:
        found = {
            (each.indicator, each.area, each.period): each.value
            for each in queries.observations(session)
        }
    different = []
    for row in rows(PUBLISHED.read_bytes()):
        key = (INDICATORS[row["indicator"]], row["area_code"], row["year"])
        value, _code = cells.read(row["value"])
        decimals = len(row["value"].partition(".")[2]) if value is not None else 0
        shown = None if found.get(key) is None else cells.shown(found[key], decimals)
        if shown != (None if value is None else cells.shown(value, decimals)):
            different.append((key, row["value"], found.get(key)))
    assert different == []


def test_there_are_authorities_enough_for_a_funnel(leadership):
    with leadership.reading() as session:
        repeat_plans = queries.observations(
            session, indicators=["CP03"], periods=["2025"]
        )
    assert sum(each.denominator is not None for each in repeat_plans) > 45


def test_every_neighbour_is_an_area_we_know():
    areas = sample.areas()
    codes = {area["code"] for area in areas}
    told = {area["code"]: area["neighbours"] for area in areas if area["neighbours"]}
    assert set(told) == {borough.area_code for borough in BOROUGHS}
    assert all(len(each) == 10 and set(each) <= codes for each in told.values())


@pytest.mark.parametrize("borough", BOROUGHS, ids=lambda borough: borough.slug)
def test_a_borough_imports_its_own_area_alone(borough):
    own = rows(sample.of_area(borough.area_code))
    assert {row["area"] for row in own} == {borough.area_code}
    assert {row["note"] for row in own if "-Q" in row["period"]} == {"synthetic"}
    assert {row["indicator"] for row in own if row["note"] == "synthetic"} == {
        "AS01",
        "SD01",
        "IC01",
        "IC03",
        "CL03",
    }
