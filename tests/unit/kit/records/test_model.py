import sys

import pytest

from kit.records.model import FILE, read

WHOLE = """
[people]
title = "People"
purpose = "To know them."
people = "Staff"
lawful_basis = "Public task"
received_by = "Nobody"

[people.tables.person]
holds = "Names"
keep = "6 years"
after = "they left"
then = "deleted"

[people.tables.seat]
holds = "Where they sit"
keep = "while in use"
"""


@pytest.fixture
def describe(tmp_path, monkeypatch):
    """``describe(text)`` makes a package whose file says that; gives its name."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(text, package="described"):
        folder = tmp_path / package
        folder.mkdir()
        (folder / "__init__.py").touch()
        (folder / FILE).write_text(text)
        return package

    yield write
    for name in ("described", "another"):
        sys.modules.pop(name, None)


def test_each_table_is_read_with_its_activity(describe):
    found = read([describe(WHOLE)])
    assert set(found) == {"person", "seat"}
    assert found["person"].activity == found["seat"].activity
    assert found["person"].activity.people == "Staff"
    assert found["person"].holding.has_period
    assert not found["seat"].holding.has_period


@pytest.mark.parametrize(
    ("said", "instead", "complaint"),
    [
        ('keep = "6 years"', 'keep = "a while"', "'a while' is no period"),
        ('keep = "6 years"', 'keep = "0 years"', "'0 years' is no period"),
        ('after = "they left"', "", "a period after what"),
        ('then = "deleted"', "", "and what then"),
        ('keep = "while in use"', 'keep = "permanent"\nby_itself = true', "but when"),
        ('purpose = "To know them."', "", "purpose"),
        ('holds = "Names"', 'holds = "Names"\nfor = "fun"', "for"),
    ],
)
def test_an_entry_that_says_too_little_is_refused(describe, said, instead, complaint):
    with pytest.raises(ValueError, match=complaint):
        read([describe(WHOLE.replace(said, instead))])


def test_a_table_is_described_once(describe):
    packages = [describe(WHOLE), describe(WHOLE, "another")]
    with pytest.raises(ValueError, match="person is described twice"):
        read(packages)
