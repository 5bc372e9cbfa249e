"""What a checked file would store, packed until someone says so."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from partnership.figures.service import MeasureRow
from partnership.imports.gathering import Gathered

MOST_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class Staged:
    """Areas, neighbours and figures, ready for the verbs of ``figures``."""

    areas: Sequence[Mapping[str, Any]]
    neighbours: Mapping[str, list[str]]
    rows: Sequence[MeasureRow]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """How figures differ from the stored ones.

    ``cells`` are the first changed ones with what was and what becomes.
    """

    new: int
    changed: int
    unchanged: int
    cells: Sequence[Mapping[str, Any]]


def staged(gathered: Gathered) -> Staged:
    """What was gathered, as it will be stored."""
    return Staged(
        areas=[
            {
                "code": area.code,
                "old_code": area.old_code,
                "name": area.name,
                "level": area.level,
                "region": area.region,
                "neighbours": None,
            }
            for _, area in gathered.areas.values()
        ],
        neighbours=gathered.neighbours,
        rows=[
            MeasureRow(*key, value, code)
            for key, (value, code) in gathered.figures.items()
        ],
    )


def pack(content: Staged) -> bytes:
    """Staged content as compressed bytes; figures by column, which is quicker."""
    return zlib.compress(
        orjson.dumps(
            {
                "areas": content.areas,
                "neighbours": content.neighbours,
                "columns": list(zip(*content.rows, strict=True)),
            },
        ),
        level=1,
    )


def unpack(packed: bytes) -> Staged:
    """The reverse of :func:`pack`."""
    found = orjson.loads(zlib.decompress(packed))
    columns = found["columns"]
    return Staged(
        areas=found["areas"],
        neighbours=found["neighbours"],
        rows=list(map(MeasureRow, *columns)) if columns else [],
    )


def compare(
    content: Staged,
    stored: Mapping[tuple[str, str, str], tuple[float | None, str | None]],
) -> Changes:
    """Hold staged figures against what is stored of the same measures."""
    new = changed = 0
    cells: list[Mapping[str, Any]] = []
    for row in content.rows:
        was = stored.get((row.measure, row.area, row.period))
        if was is None:
            new += 1
        elif was != (row.value, row.code):
            changed += 1
            if len(cells) < MOST_SHOWN:
                cells.append(_cell(row, was))
    return Changes(
        new=new,
        changed=changed,
        unchanged=len(content.rows) - new - changed,
        cells=cells,
    )


def _cell(row: MeasureRow, was: tuple[float | None, str | None]) -> dict[str, Any]:
    return {
        "measure": row.measure,
        "area": row.area,
        "period": row.period,
        "was": was[0] if was[0] is not None else was[1],
        "becomes": row.value if row.value is not None else row.code,
    }
