"""Say a written report once, in blocks, and write it as a Word file.

A page and a PDF draw the same blocks, so that none of the three can say something else.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import ClassVar

import docx
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Cell, _Row
from markupsafe import Markup

LANGUAGE = "en-GB"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the title of the document is level 1."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, with numbers where its order means something."""

    kind: ClassVar[str] = "bullets"
    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; the first cell of each row names it.

    ``total`` is a last row that stands out. ``numeric`` are the columns, from 0, that
    stand on the right.
    """

    kind: ClassVar[str] = "table"
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numeric: Sequence[int] = ()
    total: Sequence[Cell] | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing beside a table that holds the same; Word files leave it out."""

    kind: ClassVar[str] = "picture"
    svg: Markup


Block = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A whole document; ``running`` stands on top of every sheet."""

    title: str
    running: str
    blocks: Sequence[Block]


def as_docx(document: Document) -> bytes:
    """The document as a Word file with its title, language and page numbers."""
    written = docx.Document()
    _dress(written, document)
    written.add_heading(_plain(document.title), level=1)
    for block in document.blocks:
        _WRITERS[type(block)](written, block)
    file = BytesIO()
    written.save(file)
    return file.getvalue()


def _dress(written: Docx, document: Document) -> None:
    written.core_properties.title = _plain(document.title)
    written.core_properties.language = LANGUAGE
    # The library's template would give its own author's name.
    written.core_properties.author = ""
    written.core_properties.comments = ""
    for lang in written.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), LANGUAGE)
    written.styles["Normal"].font.name = "Arial"
    written.styles["Normal"].font.size = Pt(11)
    section = written.sections[0]
    section.header.paragraphs[0].text = _plain(document.running)
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    section.footer.paragraphs[0].add_run("Page ")
    section.footer.paragraphs[0]._p.append(number)


def _heading(written: Docx, block: Heading) -> None:
    written.add_heading(_plain(block.text), level=block.level)


def _paragraph(written: Docx, block: Paragraph) -> None:
    written.add_paragraph(_plain(block.text))


def _bullets(written: Docx, block: Bullets) -> None:
    style = "List Number" if block.numbered else "List Bullet"
    for item in block.items:
        written.add_paragraph(_plain(item), style=style)


def _table(written: Docx, block: Table) -> None:
    caption = written.add_paragraph()
    caption.add_run(_plain(block.caption)).bold = True
    caption.paragraph_format.keep_with_next = True
    table = written.add_table(rows=0, cols=len(block.header), style="Table Grid")
    head = table.add_row()
    _fill(head, block.header, block, bold=True)
    # Said again on top of every sheet the table runs over.
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in block.rows:
        _fill(table.add_row(), row, block)
    if block.total is not None:
        _fill(table.add_row(), block.total, block, bold=True)
    written.add_paragraph()


def _fill(
    row: _Row, texts: Sequence[Cell], table: Table, *, bold: bool = False
) -> None:
    for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        _say(cell, "–" if text is None else str(text), bold=bold or number == 0)
        if number in table.numeric:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _say(cell: _Cell, text: str, *, bold: bool) -> None:
    run = cell.paragraphs[0].add_run(_plain(text))
    run.bold = bold
    run.font.size = Pt(9.5)


def _picture(_written: Docx, _block: Picture) -> None:
    """Left out: Word shows no such drawing, and its table says the same."""


def _plain(text: str) -> str:
    """A text without what a Word file cannot hold."""
    return _UNSPEAKABLE.sub("", text)


_WRITERS: dict[type[Block], Callable[..., None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Table: _table,
    Picture: _picture,
}
