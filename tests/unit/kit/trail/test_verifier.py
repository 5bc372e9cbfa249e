"""The stand-alone verifier finds what the service finds, in words of its own."""

import argparse
import importlib.util

import pytest

from kit.trail.chain import COLUMNS, NOTHING_BEFORE
from tests.house.tree import ROOT
from tests.support.trails import a_chain

NOTHING_ASKED = argparse.Namespace(key=None, member=None, heads=[])


@pytest.fixture(scope="module")
def verifier():
    file = ROOT / "deploy/verify_trail.py"
    made = importlib.util.spec_from_file_location("verify_trail", file)
    module = importlib.util.module_from_spec(made)
    made.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows():
    return a_chain(40)


def export_of(rows, through=40):
    beginning = {"member": "havering", "first": 1, "prev": NOTHING_BEFORE}
    return iter([beginning, *rows, {"through": through, "to_the_end": True}])


def broken(verifier, rows):
    with pytest.raises(verifier.Broken) as told:
        verifier.verify(export_of(rows), NOTHING_ASKED)
    return told.value.args


def test_a_trail_as_the_service_writes_it_is_whole(verifier, rows):
    report = verifier.verify(export_of(rows), NOTHING_ASKED)
    assert report == {"member": "havering", "through": 40, "heads": 0}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found_in_every_row(verifier, rows, column):
    for place, row in enumerate(rows):
        value = row[column]
        for other in (f"{value}x", "" if value is None else None, 0):
            changed = [*rows]
            changed[place] = {**row, column: other}
            assert broken(verifier, changed)[0] == place + 1


def test_missing_swapped_and_inserted_rows_are_found(verifier, rows):
    assert broken(verifier, [*rows[:7], *rows[8:]])[0] == 8
    assert broken(verifier, [*rows[:7], rows[8], rows[7], *rows[9:]])[0] == 8
    assert broken(verifier, [*rows[:7], rows[6], *rows[7:]])[0] == 8
    assert broken(verifier, rows[:30])[0] == 31


def test_what_the_service_calls_whole_or_broken_this_does_too(verifier, rows):
    erased = [*rows]
    place = next(n for n, row in enumerate(rows) if row["detail"] is not None)
    erased[place] = {**rows[place], "detail": None, "salt": None}
    assert broken(verifier, erased) == (place + 1, "erased-in-silence")
