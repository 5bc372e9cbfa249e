import hashlib
from dataclasses import dataclass, replace

from partnership.disclosure.digest import digest


@dataclass(frozen=True)
class Cell:
    indicator: str = "FD06"
    period: str = "2025"
    area: str = "E09000016"
    version: int = 1
    status: str = "rounded"
    numerator: float | None = 45
    denominator: float | None = 210.0
    value: float | None = 45 / 210 * 100


def test_the_digest_is_the_hash_of_sorted_lines():
    second = Cell(period="2024", status="suppressed", numerator=None, value=None)
    lines = (
        "FD06|2024|E09000016|1|suppressed||210.0|",
        f"FD06|2025|E09000016|1|rounded|45.0|210.0|{45 / 210 * 100!r}",
    )
    expected = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert digest([Cell(), second]) == digest([second, Cell()]) == expected


def test_any_other_word_or_number_gives_another_digest():
    first = digest([Cell()])
    for change in (
        {"indicator": "FD07"},
        {"version": 2},
        {"status": "exact"},
        {"numerator": None},
        {"denominator": 215},
        {"value": 21.4},
    ):
        assert digest([replace(Cell(), **change)]) != first
