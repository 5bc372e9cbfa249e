"""A paper is opened in a process of its own: what harms its reader harms nobody."""

import sys
import zlib
from io import BytesIO

import pytest

import kit.confined
from borough.wiring import SERVICE as BOROUGH
from kit.confined import Limits
from kit.errors import Invalid
from partnership.packs import service as packs
from partnership.papers.model import Format
from partnership.papers.service import Looked, looked_at
from tests.integration.partnership.meetings.test_pages import a_group, meeting_of, plan
from tests.support.people import client_for
from tests.unit.partnership.papers.test_rules import a_pdf, office

SHORT = Limits(processor=1, clock=5.0)
SMALL = Limits(memory=150_000_000, processor=5, clock=10.0)


def by_hand(*objects, root=1):
    """A PDF of these objects, numbered from one."""
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%s"
        b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF"
    ) % (size, table, size, root, len(out))


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def drawing(content):
    """A PDF of one page that draws this."""
    squeezed = zlib.compress(content, 9)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (
        len(squeezed),
        squeezed,
    )
    return by_hand(CATALOGUE, PAGES, page, stream)


def endless():
    """A page tree that comes back to itself."""
    pages = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"
    return by_hand(CATALOGUE, pages)


def refused(content):
    with pytest.raises(Invalid) as fault:
        looked_at(content)
    assert list(fault.value.fields) == ["file"]
    return str(fault.value)


def test_a_file_is_what_it_holds():
    assert looked_at(a_pdf(3)) == Looked(format=Format.PDF, pages=3)
    assert looked_at(drawing(b"0 0 m 9 9 l S")).pages == 1
    for inside, found in (
        ("word/document.xml", Format.DOCX),
        ("xl/workbook.xml", Format.XLSX),
    ):
        assert looked_at(office(inside)) == Looked(format=found, pages=None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ plainly a program",
        b"%PDF-1.7 and nothing more",
        b"PK\x03\x04 broken",
        b"<html>",
        endless(),
        by_hand(CATALOGUE, b"<< /Type /Pages /Kids 7 /Count -1 >>"),
        by_hand(b"[1 2 3]"),
    ],
)
def test_what_nobody_can_open_is_refused(content):
    refused(content)


def test_a_locked_or_a_huge_file_is_refused():
    assert "locked" in refused(a_pdf(password="secret"))
    assert "at most" in refused(a_pdf(501))
    assert "smaller" in refused(b"%PDF-" + b"0" * 10 * 1024 * 1024)


def test_a_page_that_takes_for_ever_to_draw_is_refused(monkeypatch):
    monkeypatch.setattr(packs, "LOOKING", SHORT)
    content = drawing(b"1 0 0 1 0 0 cm " * 4_000_000)
    assert len(content) < 1024 * 1024
    assert "more time or memory" in refused(content)


def test_a_page_that_unpacks_to_far_more_is_refused(monkeypatch):
    monkeypatch.setattr(packs, "LOOKING", SMALL)
    assert refused(drawing(b" " * 400_000_000))


def test_no_file_is_opened_in_this_process(monkeypatch):
    told = "import sys; sys.exit(7)"
    monkeypatch.setattr(kit.confined, "_COMMAND", (sys.executable, "-c", told))
    with pytest.raises(kit.confined.Broke):
        looked_at(a_pdf())
    with pytest.raises(kit.confined.Broke):
        packs.bound(a_pdf(), [])


def test_a_pack_that_takes_too_much_says_so(monkeypatch):
    whole = packs.bound(a_pdf(2), [("1. A", a_pdf(3))])
    assert looked_at(whole).pages == 5
    with pytest.raises(packs.CannotBind):
        packs.bound(a_pdf(), [("1. A", b"%PDF-1.7 broken")])
    monkeypatch.setattr(packs, "BINDING", SHORT)
    with pytest.raises(packs.CannotBind):
        packs.bound(a_pdf(), [("1. A", drawing(b"1 0 0 1 0 0 cm " * 4_000_000))])


def test_the_page_refuses_it_in_words_and_the_service_lives_on(build, monkeypatch):
    client = client_for(build(BOROUGH, "havering"), "business_manager")
    a_group(client)
    plan(client)
    here = f"{meeting_of(client)}/papers"
    monkeypatch.setattr(packs, "LOOKING", SHORT)
    form = {"title": "Budget", "openness": "open"}
    bomb = drawing(b"1 0 0 1 0 0 cm " * 4_000_000)
    answer = client.post(f"{here}/new", data=form | {"file": a_file(bomb)})
    assert answer.status_code == 422
    assert "more time or memory" in answer.text
    assert "Budget" in answer.text
    assert "Budget" not in client.get(f"{here}/").text
    good = client.post(f"{here}/new", data=form | {"file": a_file(a_pdf())})
    assert good.status_code == 302
    assert "Budget" in client.get(f"{here}/").text


def a_file(content):
    return (BytesIO(content), "budget.pdf")
