"""Each line of the security requirements is shown by a test, or says when it will be.

The lines are those of the Application Security Verification Standard (OWASP ASVS 5.0,
level 2) that apply here. Most tests are named for theirs (``test_asvs_<number>_...``);
``asvs.csv`` beside this file says which other test shows a line.
"""

import csv
import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT

LIST = Path(__file__).parent / "asvs.csv"
NAMED = re.compile(r"^\s*def test_asvs_(\d+)_(\d+)_(\d+)_", re.MULTILINE)
_APPLY = """
1.2.1 1.2.2 1.2.4 1.2.5 1.2.9 1.3.2 1.3.6 1.3.7 1.3.11 1.5.1 1.5.2 2.2.1 2.2.2 2.3.1
2.3.3 2.4.1 3.2.1 3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.3
3.7.2 4.1.1 4.1.3 5.2.1 5.2.2 5.2.3 5.3.2 5.4.1 5.4.2 5.4.3 6.2.1 6.2.3 6.2.4 6.2.5
6.2.7 6.2.8 6.2.9 6.2.10 6.2.11 6.2.12 6.3.1 6.3.2 6.3.3 6.3.4 6.4.1 6.4.3 6.5.1
6.5.2 6.5.5 6.8.1 6.8.2 7.2.1 7.2.2 7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.4
7.4.5 7.5.1 7.5.2 8.1.1 8.1.2 8.2.1 8.2.2 8.2.3 8.3.1 8.4.1 9.1.1 9.1.2 9.1.3 9.2.2
9.2.3 9.2.4 10.2.1 10.5.1 10.5.2 10.5.3 10.5.4 11.1.1 11.1.2 11.3.1 11.3.2 11.3.3
11.4.2 11.5.1 12.1.1 12.3.1 12.3.2 12.3.4 13.2.1 13.2.2 13.2.3 13.3.1 13.3.2 13.4.2
13.4.4 13.4.5 14.1.1 14.2.1 14.2.4 14.3.2 14.3.3 15.1.2 15.2.1 15.2.3 15.3.1 15.3.3
16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3
16.5.1 16.5.2 16.5.3
"""
APPLY = _APPLY.split()


def named() -> set[str]:
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    texts = [file.read_text() for file in tests]
    return {".".join(found) for text in texts for found in NAMED.findall(text)}


def listed() -> list[dict[str, str]]:
    with LIST.open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_line_that_applies_is_shown():
    shown = named() | {row["line"] for row in listed()}
    assert sorted(set(APPLY) - shown) == []
    assert sorted(shown - set(APPLY)) == []


@pytest.mark.parametrize("row", listed(), ids=lambda row: row["line"])
def test_asvs_line_is_shown_by_the_test_it_names(row):
    text = (ROOT / "tests" / row["file"]).read_text()
    assert f"def {row['test']}(" in text
