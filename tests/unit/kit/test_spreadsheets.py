"""Whatever people typed, a spreadsheet shows it and runs nothing."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kit import spreadsheets

RISKY = [
    '=HYPERLINK("x")', "+1+2", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
    "  =1+1", "\u00a0=1+1", "\u3000＝1+1", "＝1+1", "＋1", "－1", "＠A1", " -7", "-1\n",
    "-٣",
]  # fmt: skip
FIRST_OF_FORMULAS = set("=+-@\t\r\n＝＋－＠")
TEXT = st.text() | st.builds(
    str.__add__, st.sampled_from([*"=+-@#'\t\r\n ", "＝", "  =", "_x003D_"]), st.text()
)


def from_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def from_xlsx(content):
    sheet = load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows()]


def values(row):
    return [cell.value for cell in row]


@pytest.mark.parametrize("text", RISKY)
def test_text_that_would_run_in_csv_is_made_inert(text):
    (_, (cell,)) = from_csv(spreadsheets.as_csv(["a"], [[text]]))
    assert cell == f"'{text}"


@pytest.mark.parametrize("text", ["-7.25", "3", "2026-01-02", "a=b", "Smith-Jones"])
def test_numbers_and_harmless_text_stay_as_they_are(text):
    assert from_csv(spreadsheets.as_csv(["a"], [[text]]))[1] == [text]


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=5))
def test_no_text_in_a_csv_file_begins_a_formula_and_none_is_lost(rows):
    found = from_csv(spreadsheets.as_csv(["a", "b"], rows))[1:]
    for row, expected in zip(found, rows, strict=True):
        for cell, text in zip(row, expected, strict=True):
            plain = text.encode(errors="replace").decode()
            assert cell.removeprefix("'") == plain.removeprefix("'")
            begin = cell.lstrip(" ")[:1]
            harmless = spreadsheets._NUMBER.fullmatch(cell)
            assert begin not in FIRST_OF_FORMULAS or harmless


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=5))
def test_no_text_in_a_workbook_is_a_formula_and_none_is_lost(rows):
    numbered = [[*row, "end"] for row in rows]
    found = from_xlsx(spreadsheets.as_xlsx(["=a", "b", "c"], numbered))
    assert values(found[0]) == ["=a", "b", "c"]
    for row, expected in zip(found[1:], numbered, strict=True):
        assert values(row) == [spreadsheets.shown(text) or None for text in expected]
    kinds = {cell.data_type for row in found for cell in row if cell.value is not None}
    assert kinds <= {"s", "inlineStr"}


def test_numbers_and_days_are_typed_in_a_workbook():
    row = [-3, 2.5, Decimal("7.25"), date(2026, 1, 2), None, float("nan"), 10**16]
    found = from_xlsx(spreadsheets.as_xlsx(["x"] * 7, [row]))[1]
    day = datetime(2026, 1, 2)  # noqa: DTZ001 - a sheet knows no zones
    assert values(found) == [-3, 2.5, 7.25, day, None, None, str(10**16)]
    assert [cell.data_type for cell in found[:4]] == ["n", "n", "n", "d"]


def test_moments_carry_their_zone_in_both():
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    said = "2026-01-02T03:04:00.000000Z"
    assert from_csv(spreadsheets.as_csv(["a"], [[moment]]))[1] == [said]
    assert values(from_xlsx(spreadsheets.as_xlsx(["a"], [[moment]]))[1]) == [said]


def test_what_a_workbook_cannot_carry_is_replaced_or_cut():
    assert spreadsheets.shown("a\x00b\ud800") == "a\ufffdb\ufffd"
    assert spreadsheets.shown("a\r\nb\rc") == "a\nb\nc"
    long = spreadsheets.shown("x" * 40_000)
    assert len(long) == spreadsheets.LONGEST_TEXT
    assert long.endswith("…")


def test_the_heading_stays_in_sight():
    sheet = load_workbook(io.BytesIO(spreadsheets.as_xlsx(["a"], [[1]]))).active
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
