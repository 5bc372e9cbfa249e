"""Every column says what kind of data it holds, in both services."""

import re

import pytest
from sqlalchemy import Column, MetaData, String, Table

from borough.wiring import SERVICE as BOROUGH
from kit.data_classes import (
    CASE_IDENTIFIER,
    OFFICIAL,
    PERSONAL,
    DataClass,
    declared,
    highest,
)
from leadership.wiring import SERVICE as LEADERSHIP

SERVICES = pytest.mark.parametrize(
    "service", [BOROUGH, LEADERSHIP], ids=lambda service: service.name
)
# What tells a child or a family apart, as a column would be named.
IDENTIFYING = re.compile(
    r"(^|_)(nhs|dob|birth|death|died|surname|forename|postcode|upn|uprn|child_name"
    r"|home_address|family)(_|$)"
)


@SERVICES
def test_every_column_declares_its_class(service):
    silent = [one for one in declared(service.metadatas) if one.data_class is None]
    assert silent == []


def test_a_column_that_declares_nothing_is_found():
    planted = MetaData()
    Table("planted", planted, Column("said", info=OFFICIAL), Column("unsaid", String))
    found = list(declared([*BOROUGH.metadatas, planted]))
    assert [one.column for one in found if one.data_class is None] == ["unsaid"]


def test_leadership_holds_no_identifier_of_a_case():
    assert identifying(LEADERSHIP.metadatas) == []


@pytest.mark.parametrize("info", [CASE_IDENTIFIER, OFFICIAL], ids=["said", "hidden"])
def test_an_identifier_planted_at_leadership_is_found(info):
    planted = MetaData()
    Table("planted", planted, Column("nhs_number", String(10), info=info))
    assert identifying([*LEADERSHIP.metadatas, planted]) == ["planted.nhs_number"]


@SERVICES
def test_what_names_a_person_is_personal(service):
    names = {"email", "name", "password_hash", "user_id", "written_by", "note"}
    of_people = re.compile(r"^(account|returns|performance|imports)_")
    careless = [
        f"{one.table}.{one.column}"
        for one in declared(service.metadatas)
        if one.column in names and of_people.match(one.table)
        if one.data_class is not DataClass.PERSONAL
    ]
    assert careless == []


def test_the_most_careful_class_counts():
    assert highest([]) is DataClass.PUBLIC
    assert highest([DataClass.PERSONAL, DataClass.OFFICIAL]) is DataClass.PERSONAL
    assert highest(DataClass) is DataClass.CASE_IDENTIFIER


def test_what_is_about_people_is_told_from_the_rest():
    assert [one for one in DataClass if not one.about_people] == ["public", "official"]


def test_a_class_is_read_from_the_column_that_declares_it():
    table = Table("one", MetaData(), Column("email", String(254), info=PERSONAL))
    (found,) = declared([table.metadata])
    assert (found.table, found.column) == ("one", "email")
    assert found.data_class is DataClass.PERSONAL


def identifying(metadatas):
    """What could tell a case apart: by its class, or by its name if that is wrong."""
    return [
        f"{one.table}.{one.column}"
        for one in declared(metadatas)
        if one.data_class is DataClass.CASE_IDENTIFIER or IDENTIFYING.search(one.column)
    ]
