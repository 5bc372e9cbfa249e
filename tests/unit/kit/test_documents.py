"""Word files of blocks: what is in them, and what they leave out."""

from io import BytesIO

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from markupsafe import Markup

from kit.documents import (
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
    as_docx,
)

BLOCKS = [
    Paragraph("First words\x00 <b>kept</b>"),
    Heading("A part"),
    Bullets(["One", "Two"], numbered=True),
    Picture(Markup("<svg></svg>")),
    Table("Sums", ("Plan", "All"), [("A", 3), ("B", None)], (1,), ("All", 3)),
]


def written(blocks=BLOCKS):
    document = Document(title="A title", running="Committee, May", blocks=blocks)
    return docx.Document(BytesIO(as_docx(document)))


def test_the_file_carries_title_language_and_running_words():
    word = written()
    assert word.core_properties.title == "A title"
    assert word.core_properties.language == "en-GB"
    assert word.core_properties.author == ""
    languages = {
        each.get(qn("w:val")) for each in word.styles.element.iter(qn("w:lang"))
    }
    assert languages == {"en-GB"}
    assert word.sections[0].header.paragraphs[0].text == "Committee, May"
    assert "PAGE" in word.sections[0].footer.paragraphs[0]._p.xml


def test_blocks_come_in_their_order_as_what_they_are():
    said = [(each.style.name, each.text) for each in written().paragraphs if each.text]
    assert said == [
        ("Heading 1", "A title"),
        ("Normal", "First words <b>kept</b>"),
        ("Heading 2", "A part"),
        ("List Number", "One"),
        ("List Number", "Two"),
        ("Normal", "Sums"),
    ]


def test_a_table_repeats_its_header_and_stands_out_in_its_total():
    [table] = written().tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells == [["Plan", "All"], ["A", "3"], ["B", "–"], ["All", "3"]]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1].cells[1].paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT
    bold = [row.cells[1].paragraphs[0].runs[0].bold for row in table.rows]
    assert bold == [True, False, False, True]
