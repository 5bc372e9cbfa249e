import csv
import io
from datetime import UTC, date, datetime

import pytest

from kit.data_classes import DataClass
from kit.web import exports


def cells(response):
    text = response.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("x")', "+1+2", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]
)
def test_a_spreadsheet_runs_nothing_that_people_typed(text):
    response = exports.csv("x", ["Name"], [[text]])
    assert cells(response)[1][0].startswith("'")


def test_numbers_stay_numbers():
    response = exports.csv("x", ["a", "b", "c"], [[-3, 2.5, "-7.25"]])
    assert cells(response)[1] == ["-3", "2.5", "-7.25"]


def test_the_unknown_is_an_empty_cell_and_moments_carry_their_zone():
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    response = exports.csv("x", ["a", "b", "c"], [[None, date(2026, 1, 2), moment]])
    assert cells(response)[1] == ["", "2026-01-02", "2026-01-02T03:04:00.000000Z"]


def test_excel_is_told_that_it_is_utf8():
    assert exports.csv("x", ["Ł"], []).get_data().startswith(b"\xef\xbb\xbf")


def test_a_file_name_stays_inside_its_header():
    response = exports.csv('../a"; b\r\nX: y.csv', ["a"], [])
    name = response.headers["Content-Disposition"]
    assert name == 'attachment; filename="a-b-X-y.csv"'


@pytest.mark.parametrize(
    ("holds", "name"),
    [
        (DataClass.PUBLIC, "people.csv"),
        (DataClass.OFFICIAL, "people.csv"),
        (DataClass.PERSONAL, "people-official-sensitive.csv"),
        (DataClass.SPECIAL_CATEGORY, "people-official-sensitive.csv"),
        (DataClass.CASE_IDENTIFIER, "people-official-sensitive.csv"),
    ],
)
def test_a_file_about_people_says_in_its_name_how_to_handle_it(holds, name):
    response = exports.csv("people", ["a"], [], holds=holds)
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
