"""PDF files: tagged, and made of nothing from outside."""

import sys
from io import BytesIO

import pytest
from pypdf import PdfReader

from kit import pdf

PAGE = '<html lang="en-GB"><title>Pack</title><body><h1>Pack</h1>{}</body></html>'
WHERE_IT_CAN = pytest.mark.skipif(
    pdf.available() is not None, reason="parts of the system are not installed"
)


@pytest.fixture
def no_parts(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pdf.available.cache_clear()
    yield
    pdf.available.cache_clear()


@WHERE_IT_CAN
def test_a_pdf_is_tagged_and_says_its_language_and_title():
    read = PdfReader(BytesIO(pdf.write(PAGE.format("<p>Words</p>"))))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert read.metadata.title == "Pack"
    assert "Page 1 of 1" in read.pages[0].extract_text()


@WHERE_IT_CAN
def test_an_address_outside_is_left_out(tmp_path):
    elsewhere = tmp_path / "elsewhere.png"
    elsewhere.write_bytes(b"")
    images = (
        f'<img alt="a" src="http://127.0.0.1:9/a.png"><img alt="b" src="{elsewhere}">'
    )
    assert pdf.write(PAGE.format(images)).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.png",
        "https://example.org/a.png",
        "file:///etc/hostname",
        "file://host/a.png",
        "ftp://example.org/a",
    ],
)
def test_only_files_of_the_folder_are_read(tmp_path, url):
    for base in (None, tmp_path):
        with pytest.raises(ValueError, match=r"outside|one folder"):
            pdf.read_inside(base, url)


def test_a_file_of_the_folder_is_read_but_none_above_it(tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a.svg").write_text("<svg/>")
    (tmp_path / "b.svg").write_text("<svg/>")
    assert pdf.read_inside(inside, (inside / "a.svg").as_uri()) == b"<svg/>"
    with pytest.raises(ValueError, match="one folder"):
        pdf.read_inside(inside, f"{inside.as_uri()}/../b.svg")


@pytest.mark.usefixtures("no_parts")
def test_without_the_parts_it_says_what_to_install():
    assert "libpango-1.0-0" in (pdf.available() or "")
    with pytest.raises(pdf.NoPdf):
        pdf.write(PAGE.format(""))
