"""The record says everything that is held, and nothing that is not."""

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from borough.db import PACKAGES as OF_BOROUGH
from borough.wiring import SERVICE as BOROUGH
from kit.data_classes import OFFICIAL, PERSONAL, DataClass
from kit.records import queries
from leadership.db import PACKAGES as OF_LEADERSHIP
from leadership.wiring import SERVICE as LEADERSHIP

SERVICES = pytest.mark.parametrize(
    ("service", "packages"),
    [(BOROUGH, OF_BOROUGH), (LEADERSHIP, OF_LEADERSHIP)],
    ids=["borough", "leadership"],
)


@SERVICES
def test_every_table_says_why_it_is_held(service, packages):
    assert queries.undescribed(service.metadatas, packages) == []


def test_a_table_nobody_described_is_found_and_still_shown():
    metadatas = [*BOROUGH.metadatas, planted()]
    assert queries.undescribed(metadatas, OF_BOROUGH) == ["planted"]
    shown = queries.record(metadatas, OF_BOROUGH)[-1]
    assert shown.activity.title == "Not described yet"
    assert [table.holding.table for table in shown.tables] == ["planted"]


def test_an_entry_without_a_table_is_found_and_not_shown():
    assert "returns_return" in queries.undescribed([], OF_BOROUGH)
    assert queries.record([], OF_BOROUGH) == []


@SERVICES
def test_every_column_of_the_database_is_in_the_record(service, packages):
    rows = queries.csv_rows(queries.record(service.metadatas, packages))
    shown = {(row[1], row[3]) for row in rows}
    tables = [t for made in service.metadatas for t in made.tables.values()]
    assert shown == {(table.name, c.name) for table in tables for c in table.columns}


def test_a_table_is_as_careful_as_its_most_careful_column():
    (shown,) = queries.record([planted()], [])
    assert shown.tables[0].data_class is DataClass.PERSONAL


def test_one_class_shows_only_its_columns_and_what_holds_them():
    everything = queries.record(BOROUGH.metadatas, OF_BOROUGH)
    found = queries.of_class(everything, DataClass.SPECIAL_CATEGORY)
    tables = {t.holding.table: t.columns for one in found for t in one.tables}
    assert [column.column for column in tables["returns_cell"]] == ["figure"]
    assert "account_user" not in tables
    cases = queries.of_class(everything, DataClass.CASE_IDENTIFIER)
    assert {one.activity.title for one in cases} == {
        "Pseudonym register",
        "Child death reviews",
        "Cases other areas shared",
    }


@SERVICES
def test_what_is_about_people_names_a_lawful_basis_and_a_time(service, packages):
    silent = [
        table.holding.table
        for one in queries.record(service.metadatas, packages)
        for table in one.tables
        if table.data_class.about_people
        and not one.activity.lawful_basis.startswith("Public task, UK GDPR article 6")
    ]
    assert silent == []


@SERVICES
def test_small_numbers_name_the_condition_for_special_category_data(service, packages):
    silent = [
        table.holding.table
        for one in queries.record(service.metadatas, packages)
        for table in one.tables
        if table.data_class is DataClass.SPECIAL_CATEGORY
        and "article 9(2)" not in one.activity.lawful_basis
    ]
    assert silent == []


def planted():
    made = MetaData()
    columns = (Column("id", Integer, info=OFFICIAL), Column("who", info=PERSONAL))
    Table("planted", made, *columns)
    return made
