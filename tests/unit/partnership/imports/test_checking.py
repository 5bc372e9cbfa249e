"""A whole file is checked: its layout, every row, every fault with its place."""

import pytest

from partnership.figures.queries import IndicatorView, Polarity, Unit
from partnership.imports import template
from partnership.imports.checking import examine
from partnership.imports.gathering import Known

PLACE = (
    "time_period,time_identifier,geographic_level,country_code,country_name,"
    "region_code,region_name,old_la_code,new_la_code,la_name"
)
POPULATION = f"{PLACE},age_group,population_estimate\n"
HAVERING = (
    "{year},Reporting year,Local authority,E92000001,England,E13000002,Outer London,"
    "311,E09000016,Havering,Children aged 0 to 17 years,{figure}\n"
)
ENGLAND = (
    "2024,Reporting year,National,E92000001,England,,,,,,Children aged 0 to 17 years,"
    "12183016\n"
)
HEADINGS = ",".join(template.COLUMNS) + "\n"


def an_indicator(identifier, numerator, denominator, unit, lag=0):
    return IndicatorView(
        id=identifier,
        position=1,
        title="A title",
        definition="A definition",
        numerator=numerator,
        denominator=denominator,
        denominator_lag=lag,
        unit=unit,
        unit_label="",
        decimals=1,
        polarity=Polarity.CONTEXT,
        supplier="",
        frequency="annual",
        year_end="31 March",
        source="",
        disclosure_class="people",
        part_of=None,
        standard_version=1,
    )


KNOWN = Known(
    indicators={
        "FD04": an_indicator(
            "FD04", "referrals", "population_0_17", Unit.PER_10000, lag=1
        ),
        "FD06": an_indicator("FD06", "rereferrals", "referrals", Unit.PERCENT),
    },
    measures=frozenset({"referrals", "rereferrals", "population_0_17"}),
    areas=frozenset({"E09000016", "E09000026"}),
    old_codes={"311": "E09000016", "317": "E09000026"},
)


def examined(text, name="x.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return examine(name, content, known=KNOWN)


def faults(text):
    found = examined(text).problems.kept
    return [(problem.row, problem.column, problem.found) for problem in found]


def havering(year="2024", figure="61000"):
    return HAVERING.format(year=year, figure=figure)


def test_a_published_file_gives_its_figures_and_areas():
    found = examined(POPULATION + havering("202324") + ENGLAND)
    assert (found.layout, found.problems.kept) == ("ons-population", [])
    assert found.gathered.figures == {
        ("population_0_17", "E09000016", "2024"): (61000.0, None),
        ("population_0_17", "E92000001", "2024"): (12183016.0, None),
    }
    _, area = found.gathered.areas["E09000016"]
    assert (area.old_code, area.level, area.region) == ("311", "authority", "E13000002")


@pytest.mark.parametrize("code", ["c", "z", "x", "u", "low", ":"])
def test_codes_in_a_published_file_stay_codes(code):
    found = examined(POPULATION + havering(figure=code)).gathered.figures
    assert list(found.values()) == [(None, code)]


def test_every_fault_has_a_row_and_a_column():
    text = (
        POPULATION
        + havering(figure="61,000".replace(",", " "))
        + havering("soon")
        + havering("2023").replace("E09000016", "Havering")
        + havering("2022").replace("Local authority", "Ward")
        + havering("2021").replace("0 to 17", "0 to 15")
    )
    assert faults(text) == [
        (2, "population_estimate", "61 000"),
        (3, "time_period", "soon"),
        (4, "new_la_code", "Havering"),
        (5, "geographic_level", "Ward"),
        (6, "age_group", "Children aged 0 to 15 years"),
    ]


def test_the_same_figure_twice_is_a_fault_of_the_second_row():
    found = examined(POPULATION + havering() + havering(figure="1")).problems.kept
    assert [(p.row, p.problem) for p in found] == [(3, "Row 2 is for the same figures")]


def test_a_file_cut_off_in_a_row_is_refused_at_that_row():
    text = POPULATION + havering() + havering("2023")[:60]
    assert faults(text)[0][0] == 3


def test_a_file_cut_off_inside_the_last_number_is_refused():
    text = POPULATION + havering() + havering("2023")[:-2]
    (fault,) = examined(text).problems.kept
    assert (fault.row, "cut off" in fault.problem) == (3, True)


def test_a_file_without_rows_is_refused():
    assert "no rows" in examined(POPULATION).problems.kept[0].problem


def test_a_renamed_column_is_named_with_the_one_in_its_place():
    text = POPULATION.replace("population_estimate", "population_estimates")
    (fault,) = examined(text + havering()).problems.kept
    assert (fault.row, fault.column) == (1, "population_estimate")
    assert (fault.found, "renamed?" in fault.problem) == ("population_estimates", True)


def test_a_repeated_heading_is_refused():
    text = POPULATION.replace("la_name", "la_name,la_name")
    assert (1, "la_name", "la_name") in faults(text)


def test_an_unknown_file_is_refused_with_the_layouts_there_are():
    (fault,) = examined("name,shoe_size\nAnybody,43\n").problems.kept
    assert fault.row == 1
    assert "Use our template" in fault.problem


def test_a_row_for_two_authorities_together_is_left_out_and_told():
    text = (
        POPULATION + havering() + havering().replace("9000016", "9000021 / E09000027")
    )
    found = examined(text)
    assert found.problems.count == 0
    assert list(found.gathered.notes.values()) == [1]


def test_our_template_gives_measures_and_indicators():
    text = (
        HEADINGS
        + "FD06,,E09000016,2024-25,200,1000,,,\n"
        + "FD04,,E09000016,2025-Q1,250,,,,\n"
        + ",population_0_17,E09000026,2024,,,71000,,\n"
        + "FD06,,E09000026,2025,,,,c,too few\n"
        + "FD06,,E09000026,2024,,,21.5,,\n"
    )
    found = examined(text)
    assert found.problems.kept == []
    assert found.gathered.figures == {
        ("rereferrals", "E09000016", "2025"): (200.0, None),
        ("referrals", "E09000016", "2025"): (1000.0, None),
        ("referrals", "E09000016", "2025-Q1"): (250.0, None),
        ("population_0_17", "E09000026", "2024"): (71000.0, None),
        ("rereferrals", "E09000026", "2025"): (None, "c"),
        ("rereferrals:percent", "E09000026", "2024"): (21.5, None),
    }


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("FD06,referrals,E09000016,2025,1,2,,,", "indicator"),
        (",,E09000016,2025,1,2,,,", "indicator"),
        ("XX99,,E09000016,2025,1,2,,,", "indicator"),
        (",made_up,E09000016,2025,,,1,,", "measure"),
        (",referrals,E09999999,2025,,,1,,", "area"),
        (",referrals,,2025,,,1,,", "area"),
        (",referrals,E09000016,,,,1,,", "period"),
        (",referrals,E09000016,2024-26,,,1,,", "period"),
        (",referrals,E09000016,2025,,,,,", "value"),
        (",referrals,E09000016,2025,,,1 234,,", "value"),
        (",referrals,E09000016,2025,,,c,,", "value"),
        (",referrals,E09000016,2025,,,1,c,", "code"),
        (",referrals,E09000016,2025,,,,q,", "code"),
        (",referrals,E09000016,2025,5,,1,,", "numerator"),
        ("FD06,,E09000016,2025,,5,,,", "numerator"),
    ],
)
def test_each_kind_of_fault_in_our_template_names_its_column(row, column):
    assert [(fault[0], fault[1]) for fault in faults(f"{HEADINGS}{row}\n")] == [
        (2, column)
    ]


def test_two_rows_that_disagree_about_one_figure_are_refused():
    text = (
        HEADINGS
        + "FD06,,E09000016,2025,200,1000,,,\n"
        + ",referrals,E09000016,2025,,,1001,,\n"
    )
    (fault,) = examined(text).problems.kept
    assert (fault.row, fault.column, fault.found) == (3, "value", "1001")


@pytest.mark.parametrize("make", [template.as_csv, template.as_xlsx])
def test_the_empty_template_is_recognised_and_asks_for_numbers(make):
    rows = template.blank_rows(
        list(KNOWN.indicators.values()), area="E09000016", period="2024-25"
    )
    found = examine("figures", make(rows), known=KNOWN)
    assert found.layout == "template"
    assert {(p.row, p.column) for p in found.problems.kept} == {
        (2, "numerator"),
        (3, "numerator"),
    }


def test_neighbours_are_given_by_old_codes():
    columns = ["old_la_code", *(f"SN_{rank}" for rank in range(1, 11))]
    row = ["311", "317", *["999"] * 9]
    found = examined(",".join(columns) + "\n" + ",".join(row) + "\n")
    assert found.gathered.neighbours == {"E09000016": ["E09000026"]}
    assert found.problems.count == 0


def test_a_thousand_faults_are_kept_and_all_are_counted():
    rows = "".join(havering(str(year)) for year in range(1_500))
    found = examined(POPULATION + rows.replace("61000", "many"))
    assert (found.problems.count, len(found.problems.kept)) == (1_500, 1_000)
