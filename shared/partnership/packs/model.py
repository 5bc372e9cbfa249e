"""One file out of many: our own front pages, then the papers, under one page run."""

import json
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import pairwise

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

# In points, from the lower right corner of a page.
_IN, _UP, _SIZE = 120, 16, 9
MOST_PAGES = 500
# What a broken file makes of its reader; all else is a fault of ours.
_BROKEN = (
    PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError,
    RecursionError, OSError, AssertionError, NotImplementedError,
)  # fmt: skip


def look(_name: str, file: bytes) -> Iterator[Mapping[str, object]]:
    """How many pages a PDF has, for a process with limits; 0 where it is locked.

    It is bound alone, so that what cannot go into a pack is found when it is brought.
    """
    try:
        read = PdfReader(BytesIO(file))
        number = 0 if read.is_encrypted else len(read.pages)
        if 0 < number <= MOST_PAGES:
            bound(file, [])
    except _BROKEN:
        yield {"broken": True}
    else:
        yield {"pages": number}


def bind(parts: str, files: bytes) -> Iterator[Mapping[str, object] | bytes]:
    """The pack, for a process with limits.

    ``parts`` is JSON of (title, length) of each of the ``files``, the front first.
    """
    said = [(str(title), int(length)) for title, length in json.loads(parts)]
    ends = [0]
    for _, length in said:
        ends.append(ends[-1] + length)
    cut = [files[start:end] for start, end in pairwise(ends)]
    titles = [title for title, _ in said]
    try:
        whole = bound(cut[0], list(zip(titles[1:], cut[1:], strict=True)))
    except _BROKEN:
        yield {"broken": True}
    else:
        yield {"size": len(whole)}
        yield whole


def pages_of(file: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(BytesIO(file)).pages)


def starts(front: int, papers: Sequence[int]) -> list[int]:
    """The page on which each paper begins, after ``front`` pages of our own."""
    found, page = [], front + 1
    for number in papers:
        found.append(page)
        page += number
    return found


def bound(front: bytes, papers: Sequence[tuple[str, bytes]]) -> bytes:
    """One PDF of the front pages and of papers (title, file), its pages numbered.

    The front pages keep their tags; each paper is a bookmark.
    """
    writer = PdfWriter(clone_from=BytesIO(front))
    for title, file in papers:
        writer.append(BytesIO(file), outline_item=title)
    total = len(writer.pages)
    for number, page in enumerate(writer.pages, 1):
        page.transfer_rotation_to_content()
        page.merge_page(_stamp(page, f"Pack page {number} of {total}"))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _stamp(page: PageObject, text: str) -> PageObject:
    box = page.cropbox
    stamp = PageObject.create_blank_page(width=box.right, height=box.top)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/AccordPack"): font})
    stamp[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    drawn = DecodedStreamObject()
    place = f"{float(box.right) - _IN:.1f} {float(box.bottom) + _UP:.1f}"
    # An artifact, so that it is not read aloud in the middle of a paper.
    shown = f"BT 0 g /AccordPack {_SIZE} Tf {place} Td ({text}) Tj ET"
    drawn.set_data(f"/Artifact BMC q {shown} Q EMC".encode())
    stamp[NameObject("/Contents")] = drawn
    return stamp
