"""The figures a demonstration shows: real official ones, and a few made up.

``accord/sample/README.md`` names the source of every figure.
"""

import csv
import io
from importlib import resources
from typing import Any


def _read(name: str) -> str:
    return (resources.files("accord") / "sample" / name).read_text(encoding="utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_read(name))))


def areas() -> list[dict[str, Any]]:
    """The areas, in the shape ``figures.service.learn_areas`` takes."""
    return [
        {
            "code": row["code"],
            "old_code": row["old_code"] or None,
            "name": row["name"],
            "level": row["level"],
            "region": row["region"] or None,
            "neighbours": row["neighbours"].split(),
        }
        for row in _rows("areas.csv")
    ]


def official() -> bytes:
    """Every official figure, as a file in the template's layout."""
    return _read("figures.csv").encode()


def of_area(code: str) -> bytes:
    """One borough's own figures, official and synthetic, as a file to import."""
    rows = [*_rows("figures.csv"), *_rows("local.csv")]
    page = io.StringIO(newline="")
    writer = csv.DictWriter(page, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(row for row in rows if row["area"] == code)
    return page.getvalue().encode()
