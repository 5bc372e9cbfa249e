"""What a file is, when a paper is late, and how a pack is bound."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader, PdfWriter

from kit.errors import Conflict
from partnership.packs import model as packs
from partnership.papers.model import Openness, Paper, Timing, timing

TUESDAY = datetime(2026, 4, 14, 13, 0, tzinfo=UTC)


def a_pdf(pages=1, *, wide=False, password=""):
    writer = PdfWriter()
    for _ in range(pages):
        width, height = (842, 595) if wide else (595, 842)
        writer.add_blank_page(width=width, height=height)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def office(name):
    out = BytesIO()
    with ZipFile(out, "w") as parts:
        parts.writestr(name, "<x/>")
    return out.getvalue()


# The Monday before is Easter Monday 2026: it is no clear working day.
@pytest.mark.parametrize(
    ("on", "found"),
    [
        (datetime(2026, 4, 2, 9, tzinfo=UTC), Timing.IN_TIME),
        (datetime(2026, 4, 7, 9, tzinfo=UTC), Timing.LATE),
        (datetime(2026, 4, 14, 12, tzinfo=UTC), Timing.LATE),
        (TUESDAY, Timing.AFTER),
    ],
)
def test_five_clear_working_days_make_it_in_time(on, found):
    assert timing(on, TUESDAY) is found


def test_a_withdrawn_paper_stays_withdrawn():
    paper = Paper(openness=Openness.EXEMPT)
    assert not paper.is_open
    paper.withdraw(reason="Out of date")
    with pytest.raises(Conflict):
        paper.must_stand()
    with pytest.raises(Conflict):
        paper.withdraw(reason="Again")


def test_one_run_of_numbers_goes_through_the_whole_pack():
    assert packs.starts(2, [3, 1, 4]) == [3, 6, 7]
    assert packs.starts(1, []) == []
    papers = [("1. A", a_pdf(2)), ("2. B", a_pdf(1, wide=True))]
    read = PdfReader(BytesIO(packs.bound(a_pdf(1), papers)))
    said = [page.extract_text() for page in read.pages]
    assert said == [f"Pack page {number} of 4" for number in range(1, 5)]
    assert [each.title for each in read.outline] == ["1. A", "2. B"]
    assert packs.pages_of(a_pdf(7)) == 7
