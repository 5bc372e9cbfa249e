"""Checking a whole file: recognise its layout, read every row, gather every fault."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from partnership.imports import dfe, reading, template
from partnership.imports.gathering import Gathered, Known, Reader
from partnership.imports.problems import Problems, Unreadable
from partnership.imports.published import CoreReader, LayoutReader, NeighbourReader

Opener = Callable[[str, bytes], reading.Table]
Progress = Callable[[int, int], None]
"""Called with the rows done and an estimate of all rows (0 when unknown)."""

STEP = 5_000
MINIMUM_LIKENESS = 0.5


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A layout by its columns, and what reads its rows."""

    name: str
    title: str
    columns: Sequence[str]
    reader: Callable[[Sequence[str], Known], Reader]
    published: bool = True


@dataclass(frozen=True, kw_only=True)
class Examined:
    """What became of a file: its layout, and all it says or all that is wrong."""

    layout: str
    title: str
    gathered: Gathered

    @property
    def problems(self) -> Problems:
        """The faults, none of which may remain before the file is stored."""
        return self.gathered.problems


def _layout_kind(layout: dfe.Layout) -> Kind:
    return Kind(
        name=layout.name,
        title=layout.title,
        columns=layout.columns,
        reader=lambda header, _known: LayoutReader(layout, header),
    )


KINDS = (
    *(_layout_kind(layout) for layout in dfe.LAYOUTS),
    Kind(
        name="core-indicators",
        title="Core indicators with numerator and denominator",
        columns=dfe.CORE_COLUMNS,
        reader=lambda header, _known: CoreReader(header),
    ),
    Kind(
        name="neighbours",
        title="Statistical neighbours",
        columns=dfe.NEIGHBOUR_COLUMNS,
        reader=NeighbourReader,
    ),
    Kind(
        name=template.LAYOUT,
        title="Figures in our own layout",
        columns=template.COLUMNS,
        reader=template.TemplateReader,
        published=False,
    ),
)


def examine(
    name: str,
    content: bytes,
    *,
    known: Known,
    open_table: Opener = reading.open_table,
    progress: Progress | None = None,
) -> Examined:
    """Read a whole file without storing anything of it.

    ``open_table`` opens it: here, or in a process of its own (``confined``).

    Never raises for what a file holds: a file that cannot be read at all comes back
    with the one problem that says why.
    """
    gathered = Gathered()
    layout = title = ""
    try:
        table = open_table(name, content)
        kind = recognise(table.header, gathered.problems)
        if kind is not None:
            layout, title = kind.name, kind.title
            _read_rows(table, kind, known, gathered, progress)
    except Unreadable as refusal:
        found = refusal.problem
        gathered.problems.add(found.row, found.column, found.found, found.problem)
    return Examined(layout=layout, title=title, gathered=gathered)


def recognise(header: Sequence[str], problems: Problems) -> Kind | None:
    """The layout these headings belong to; None, with problems, when none fits."""
    repeated = sorted({name for name in header if header.count(name) > 1 and name})
    for name in repeated:
        problems.add(1, name, name, "this heading is there twice; keep one of them")
    likeness = {
        kind.name: len(set(kind.columns) & set(header)) / len(kind.columns)
        for kind in KINDS
    }
    best = max(KINDS, key=lambda kind: likeness[kind.name])
    if likeness[best.name] < MINIMUM_LIKENESS:
        known = "; ".join(kind.title for kind in KINDS)
        problems.add(
            1,
            None,
            ", ".join(header),
            "the headings are not those of a file we know. Use our template, or one "
            f"of: {known}",
        )
    spare = [name for name in header if name not in best.columns]
    for name in best.columns:
        if likeness[best.name] >= MINIMUM_LIKENESS and name not in header:
            problems.add(1, name, *_missing(name, spare, best.title))
    return None if problems.count else best


def _missing(name: str, spare: Sequence[str], title: str) -> tuple[str, str]:
    """What stands in a missing column's place, and what to do."""
    similar = get_close_matches(name, spare, n=1)
    if similar:
        return similar[0], (
            f"the column “{name}” of “{title}” is missing; was it renamed?"
        )
    return "", f"the column “{name}” of “{title}” is missing; add it to the file"


def _read_rows(
    table: reading.Table,
    kind: Kind,
    known: Known,
    gathered: Gathered,
    progress: Progress | None,
) -> None:
    reader = kind.reader(table.header, known)
    for number, row in _whole_rows(table, gathered):
        reader(number, row, gathered)
        gathered.rows += 1
        if progress is not None and gathered.rows % STEP == 0:
            progress(gathered.rows, table.rows_total)
    if kind.published and not table.ends:
        gathered.problems.add(
            gathered.rows + 1,
            None,
            "",
            "the last line has no end: the file may have been cut off. Download it "
            "again",
        )
    if gathered.rows == 0:
        gathered.problems.add(2, None, "", "there are no rows under the headings")


def _whole_rows(table: reading.Table, gathered: Gathered) -> Iterator[reading.Row]:
    """Rows with as many cells as there are headings; the others are faults."""
    width = len(table.header)
    for number, row in table.rows:
        if len(row) == width:
            yield number, row
        else:
            gathered.rows += 1
            gathered.problems.add(
                number,
                None,
                ",".join(row),
                f"this row has {len(row)} of {width} columns; the file may have been "
                "cut off, or a comma may stand in a text without quotation marks",
            )
