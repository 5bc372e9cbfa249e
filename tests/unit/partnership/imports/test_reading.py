"""Files are opened safely, and what cannot be read is refused with its place."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from partnership.imports import reading
from partnership.imports.problems import Unreadable


def opened(content, name="figures.csv"):
    table = reading.open_table(name, content)
    return table.header, list(table.rows)


def refused(content, name="figures.csv"):
    with pytest.raises(Unreadable) as refusal:
        opened(content, name)
    return refusal.value.problem


def a_workbook(*rows, title="Sheet"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def with_member(content, name, data):
    page = io.BytesIO(content)
    with zipfile.ZipFile(page, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return page.getvalue()


def test_rows_are_numbered_as_a_spreadsheet_does():
    content = b'\xef\xbb\xbfa,b\r\n1,"x\ny"\r\n\r\n,\r\n2,z\r\n'
    assert opened(content) == (["a", "b"], [(2, ["1", "x\ny"]), (5, ["2", "z"])])


def test_a_wrong_byte_is_named_by_line_and_column():
    problem = refused("a,b\n1,Barking\n2,Caf\xe9\n".encode("latin-1"))
    assert (problem.row, problem.column, problem.found) == (3, "byte 6", "0xE9")


def test_a_byte_order_mark_does_not_move_the_place_of_a_wrong_byte():
    problem = refused(b"\xef\xbb\xbfa\n1\n\xe9\n")
    assert (problem.row, problem.column) == (3, "byte 1")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n1,2\n".encode("utf-16"), "not UTF-8"),
        (b"a,b\n1,\x002\n", "not UTF-8"),
        (b"a;b\n1;2\n", "not separated by commas"),
        (b"   \n", "empty"),
        (b'a,b\n1,"2\n', "quotation mark"),
        (b"\xd0\xcf\x11\xe0 old workbook", "Save it as .xlsx"),
    ],
)
def test_what_is_not_a_csv_file_in_utf8_is_refused(content, said):
    assert said in refused(content).problem


@pytest.mark.parametrize("name", ["a.xls", "a.xlsm", "a.XLSB", "a.ods"])
def test_other_spreadsheets_are_refused_by_name(name):
    assert "Save it as .xlsx" in refused(b"PK\x03\x04", name).problem


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd", "-x", "\tx"])
def test_a_formula_is_refused_by_row_and_column(cell):
    problem = refused(f'a,b\n1,2\n3,"{cell}"\n'.encode())
    assert (problem.row, problem.column, problem.found) == (3, "B", cell)


def test_a_negative_number_is_not_a_formula():
    assert opened(b"a\n-5\n")[1] == [(2, ["-5"])]


def test_a_file_over_ten_megabytes_is_refused_unread():
    problem = refused(b"a" * 50_000_000)
    assert problem.problem.startswith("The file is 50.0 MB; the limit is 10 MB")


def test_a_workbook_reads_like_the_same_csv_file():
    content = a_workbook(["a", "b", "c"], [1, 2.5, "x"], [None, None, None], [3.0])
    assert opened(content, "x.xlsx") == (
        ["a", "b", "c"],
        [(2, ["1", "2.5", "x"]), (4, ["3", "", ""])],
    )


def test_the_sheet_named_figures_is_the_one_that_is_read():
    book = Workbook()
    book.active.append(["notes"])
    book.create_sheet("Figures").append(["a"])
    page = io.BytesIO()
    book.save(page)
    assert opened(page.getvalue(), "x.xlsx")[0] == ["a"]


def test_a_formula_in_a_workbook_is_refused_by_its_cell():
    problem = refused(a_workbook(["a", "b"], [1, "=SUM(A2:A9)"]), "x.xlsx")
    assert (problem.row, problem.column) == (2, "B")


def test_a_workbook_that_unpacks_too_far_is_refused():
    bomb = with_member(a_workbook(["a"]), "xl/media/x.bin", b"\0" * 5_000_000)
    assert "unpacks to far more" in refused(bomb, "x.xlsx").problem


def test_a_workbook_with_too_many_members_is_refused():
    page = io.BytesIO(a_workbook(["a"]))
    with zipfile.ZipFile(page, "a") as archive:
        for number in range(2_001):
            archive.writestr(f"x/{number}", b"")
    assert "unpacks to far more" in refused(page.getvalue(), "x.xlsx").problem


def test_a_workbook_with_macros_is_refused_whatever_it_is_called():
    content = with_member(a_workbook(["a"]), "xl/vbaProject.bin", b"macro")
    assert "macros" in refused(content, "x.xlsx").problem


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY e "&a;&a;&a;">]>',
    ],
)
def test_entities_in_a_workbook_are_refused(declaration):
    page = io.BytesIO()
    original = zipfile.ZipFile(io.BytesIO(a_workbook(["a"], ["b"])))
    with original, zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in original.namelist():
            data = original.read(member)
            if member.startswith("xl/worksheets/"):
                start = b"<worksheet"
                data = data.replace(start, declaration.encode() + start, 1)
            archive.writestr(member, data)
    assert "damaged" in refused(page.getvalue(), "x.xlsx").problem


def test_a_damaged_workbook_is_refused():
    assert "damaged" in refused(a_workbook(["a"])[:300], "x.xlsx").problem
    assert "damaged" in refused(b"PK\x03\x04 nothing more", "x.xlsx").problem
