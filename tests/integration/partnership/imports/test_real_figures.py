"""The published files themselves give the published values, to the last digit."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from kit.db import Database, SharedBase
from partnership.figures import cells, queries
from partnership.figures import service as figures
from partnership.figures.queries import Origin
from partnership.imports import checking, service, staging

DATA = Path(__file__).parents[4] / "../shared/data"
FILES = (
    "ons_mid-year_population_estimates_2012_to_2024.csv",
    "b1_children_in_need_2013_to_2025.csv",
    "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv",
    "d3_cpps_subsequent_plan_2013_to_2025.csv",
    "cla_number_and_rate_per_10k_children.csv",
    "csww_indicators_2017_to_2025.csv",
    "sn_model_2025_wide.csv",
)
CORE = "core_indicators_bhr_london_england.csv"
HAVERING = "E09000016"
OTHER_BOROUGHS = {"barking-and-dagenham": "E09000002", "redbridge": "E09000026"}
POPULATION = "population_0_17"
# Our identifier, numerator, denominator, unit; by the core file's own name.
INDICATORS = {
    "referral_rate": ("FD04", "referrals", POPULATION, "per_10000"),
    "rereferral_within_12_months": ("FD06", "rereferrals", "referrals", "percent"),
    "referral_no_further_action": (
        "FD07", "referrals_no_further_action", "referrals", "percent",
    ),
    "referral_assessed_not_in_need": (
        "FD08", "referrals_not_in_need", "referrals", "percent",
    ),
    "cin_at_31_march_rate": ("CI01", "cin_at_31_march", POPULATION, "per_10000"),
    "cpp_started_rate": ("CP07", "cpp_started", POPULATION, "per_10000"),
    "cpp_second_or_subsequent": (
        "CP03", "cpp_second_or_subsequent", "cpp_started", "percent",
    ),
    "cla_at_31_march_rate": ("CL01", "cla_at_31_march", POPULATION, "per_10000"),
}  # fmt: skip
ONLY_IN_THE_CORE_FILE = {
    "cpp_at_31_march_rate": ("CP01", "cpp_at_31_march", POPULATION, "per_10000"),
    "cpp_two_years_or_more": (
        "CP04", "cpp_two_years_or_more", "cpp_at_31_march", "percent",
    ),
}  # fmt: skip

pytestmark = pytest.mark.skipif(
    not (DATA / CORE).exists(),
    reason="the published figures are not beside this project (../shared/data)",
)


def definitions(indicators):
    return [
        {
            "id": identifier,
            "position": position,
            "title": name,
            "definition": "",
            "numerator": numerator,
            "denominator": denominator,
            "denominator_lag": int(denominator == POPULATION),
            "unit": unit,
            "decimals": 1,
            "polarity": "context",
            "supplier": "",
            "frequency": "annual",
            "year_end": "31 March",
            "source": "",
            "disclosure_class": "published",
            "part_of": None,
        }
        for position, (name, (identifier, numerator, denominator, unit)) in enumerate(
            indicators.items()
        )
    ]


def published():
    with (DATA / CORE).open(encoding="utf-8", newline="") as page:
        return list(csv.DictReader(page))


@pytest.fixture(scope="module")
def havering(tmp_path_factory):
    """A borough that holds all the published files; only to be read."""
    folder = tmp_path_factory.mktemp("havering")
    database = Database(f"sqlite:///{folder}/figures.sqlite", member="havering")
    database.create_tables([SharedBase.metadata])
    yield filled(database, FILES, INDICATORS)
    database.dispose()


def filled(database, files, indicators, own_area=HAVERING):
    with database.transaction() as session:
        figures.learn_indicators(session, definitions(indicators), version=1)
    for name in files:
        service.store_file(database, DATA / name, own_area=own_area)
    return database


def assert_equal_to_published(database, indicators):
    with database.reading() as session:
        observed = {
            (row.indicator, row.area, row.period): row
            for row in queries.observations(session)
        }
    compared = Counter()
    for row in published():
        if row["indicator"] not in indicators:
            continue
        identifier = indicators[row["indicator"]][0]
        ours = observed[identifier, row["area_code"], row["year"]]
        assert as_published(ours, row) == number_or_code(row["value"]), row
        compared[identifier] += 1
    assert all(compared[rule[0]] >= 35 for rule in indicators.values())


def as_published(ours, row):
    """Our value rounded as the Department rounds; a code stays a code."""
    if ours.value is None:
        return ours.code
    whole = row["indicator"].startswith("cla_")
    return Decimal(cells.shown(ours.value, 0 if whole else 1))


def number_or_code(text):
    return Decimal(text) if text[0].isdigit() else text


def test_values_worked_out_from_the_files_equal_the_published_ones(havering):
    assert_equal_to_published(havering, INDICATORS)


@pytest.mark.parametrize("slug", OTHER_BOROUGHS)
def test_the_other_boroughs_get_the_same_values(sqlite_database, slug):
    database = sqlite_database(slug, [SharedBase.metadata])
    area = OTHER_BOROUGHS[slug]
    filled(database, FILES, INDICATORS, own_area=area)
    assert_equal_to_published(database, INDICATORS)
    with database.reading() as session:
        own = queries.observations(session, areas=[area], origins=[Origin.OWN])
        assert {row.indicator for row in own} >= {"CP07", "FD06", "CP03"}


@pytest.mark.postgresql
def test_postgresql_gives_the_same_values(postgresql_database):
    database = postgresql_database("havering", [SharedBase.metadata])
    assert_equal_to_published(filled(database, FILES, INDICATORS), INDICATORS)


def test_values_from_the_core_file_alone_equal_the_published_ones(sqlite_database):
    everything = INDICATORS | ONLY_IN_THE_CORE_FILE
    database = sqlite_database("havering", [SharedBase.metadata])
    assert_equal_to_published(filled(database, [CORE], everything), everything)


def test_boroughs_are_worked_out_from_counts_and_never_from_rates(havering):
    with havering.reading() as session:
        found = queries.observations(
            session, indicators=["FD06", "CL01"], areas=[HAVERING], periods=["2025"]
        )
    assert len(found) == 2
    for row in found:
        multiplier = 100 if row.indicator == "FD06" else 10_000
        assert row.value == row.numerator * multiplier / row.denominator


def test_the_core_file_contradicts_none_of_the_others(havering):
    with havering.reading() as session:
        known = service.what_is_known(session)
        examined = checking.examine(CORE, (DATA / CORE).read_bytes(), known=known)
        content = staging.staged(examined.gathered)
        told = service.summarise(session, content, examined)
    assert examined.problems.kept == []
    assert told["changed"] == 0
    assert told["unchanged"] > 1_000


def test_codes_survive_and_none_becomes_zero(havering):
    with havering.reading() as session:
        stored = queries.stored_figures(
            session, measures=["rereferrals", "sw_agency", "cla_started"], areas=None
        )
    codes = Counter(code for value, code in stored.values() if value is None)
    assert set(codes) >= {"c", "x", "u", "low", "z"}
    assert None not in codes


def test_neighbours_are_areas_of_today(havering):
    with havering.reading() as session:
        found = {area.code: area for area in queries.areas(session)}
    neighbours = found[HAVERING].neighbours
    assert len(neighbours) == 10
    assert all(code in found for code in neighbours)
    cumbria_is_no_more = "E10000006"
    assert not any(cumbria_is_no_more in area.neighbours for area in found.values())
