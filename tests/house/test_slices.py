"""A slice's files are named from a closed list, and its tables are its own."""

import ast
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy.orm import DeclarativeBase

from tests.house.tree import RULE_LIBRARIES, import_name, modules, parsed, slices

VOCABULARY = {
    "__init__", "model", "events", "service", "queries", "schemas", "routes",
    "consumers", "commands",
}  # fmt: skip
NAMES_OF_NOTHING = {"helpers", "utils", "util", "common", "misc", "manager", "base"}
MODULES = modules("services", "shared")
SLICES = list(slices())
# A package of the technical library: its files are named after technical matters.
OF_KIT = Path("shared/kit/accounts")
MAY_SEE_TABLES = {"wiring"}


@pytest.mark.parametrize("folder", SLICES, ids=str)
def test_the_files_of_a_slice_are_named_from_the_list(folder):
    names = {file.stem for file in MODULES if file.parent == folder}
    if folder == OF_KIT or folder.name in RULE_LIBRARIES:
        assert names & NAMES_OF_NOTHING == set()
    else:
        assert names - VOCABULARY == set()


def test_no_file_is_named_after_nothing():
    assert [str(file) for file in MODULES if file.stem in NAMES_OF_NOTHING] == []


@pytest.mark.parametrize("folder", SLICES, ids=str)
def test_the_tables_of_a_slice_are_imported_by_nobody_else(folder):
    model = f"{import_name(folder / '__init__.py')}.model"
    strangers = [
        f"{import_name(file)} imports {name}"
        for file in MODULES
        if not file.is_relative_to(folder) and file.stem not in MAY_SEE_TABLES
        for module, name in imported(file)
        if module == model and is_table(model, name)
    ]
    assert strangers == []


def test_a_table_is_told_from_a_word():
    assert is_table("partnership.figures.model", "Area")
    assert not is_table("partnership.figures.model", "Unit")


@cache
def imported(file):
    """Pairs of module and name; a module imported whole has the name ``*``."""
    found = []
    for statement in ast.walk(parsed(file)):
        if isinstance(statement, ast.ImportFrom):
            for alias in statement.names:
                found.append((statement.module, alias.name))
                found.append((f"{statement.module}.{alias.name}", "*"))
    return found


def is_table(model, name):
    if name == "*":
        return True
    found = getattr(import_module(model), name, None)
    return isinstance(found, type) and issubclass(found, DeclarativeBase)
