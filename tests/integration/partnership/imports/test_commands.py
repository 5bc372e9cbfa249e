"""Figures come in from the command line with the same checks as on the pages."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kit.db import SharedBase
from kit.instance import Instance, Service
from kit.scanner import Infected
from partnership.figures import queries as figures
from partnership.imports import reading
from partnership.imports.commands import imports
from tests.support.clamd import HARMFUL, a_scanner
from tests.support.settings import some_settings

POPULATION = (
    "time_period,geographic_level,country_code,country_name,region_code,region_name,"
    "old_la_code,new_la_code,la_name,age_group,population_estimate\n"
    "2024,Local authority,E92000001,England,E13000002,Outer London,311,E09000016,"
    "Havering,Children aged 0 to 17 years,61000\n"
)


@pytest.fixture
def instance(sqlite_database, tmp_path):
    service = Service(
        name="borough",
        create_app=lambda settings, database: None,
        handlers={},
        metadatas=[SharedBase.metadata],
        scripts=Path(),
    )
    made = Instance(service=service)
    # What the settings would give, given: cached properties live in the dictionary.
    made.__dict__["settings"] = some_settings("havering", tmp_path)
    made.__dict__["database"] = sqlite_database("havering", [SharedBase.metadata])
    return made


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "population.csv"
    file.write_text(POPULATION)
    return file


def run(instance, *words):
    return CliRunner().invoke(imports, list(map(str, words)), obj=instance)


def stored(instance):
    with instance.database.reading() as session:
        return figures.stored_figures(session, measures=["population_0_17"], areas=None)


def test_a_file_is_stored_and_told(instance, file):
    result = run(instance, "import", file)
    assert result.exit_code == 0
    assert "1 rows read; 1 figures new, 0 changed, 0 the same" in result.output
    assert stored(instance) == {("population_0_17", "E09000016", "2024"): (61000, None)}


def test_the_same_file_again_is_no_failure(instance, file):
    run(instance, "import", file)
    result = run(instance, "import", file)
    assert result.exit_code == 0
    assert "already stored" in result.output


def test_faults_are_shown_written_down_and_failed_for(instance, file, tmp_path):
    file.write_text(POPULATION.replace("61000", "=61000+1"))
    errors = tmp_path / "errors.csv"
    result = run(instance, "import", file, "--errors", errors)
    assert result.exit_code == 1
    assert "Nothing was stored" in result.output
    with errors.open(encoding="utf-8-sig", newline="") as page:
        (row,) = csv.DictReader(page)
    assert (row["File"], row["Row"], row["Column"]) == ("population.csv", "2", "K")
    assert row["Found"] == "'=61000+1"
    assert stored(instance) == {}


def test_one_bad_file_does_not_keep_the_good_ones_out(instance, file, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"x" * (reading.LARGEST_FILE + 1))
    result = run(instance, "import", bad, file)
    assert result.exit_code == 1
    assert "the limit is 10 MB" in result.output
    assert len(stored(instance)) == 1


@pytest.mark.parametrize("name", ["empty.csv", "empty.xlsx"])
def test_the_template_is_written(instance, tmp_path, name):
    result = run(instance, "template", tmp_path / name)
    assert result.exit_code == 0
    table = reading.open_table(name, (tmp_path / name).read_bytes())
    assert table.header[0] == "indicator"


def test_files_pass_the_virus_scanner_here_too(instance, file):
    settings = instance.__dict__["settings"]
    file.write_bytes(HARMFUL + file.read_bytes())
    with a_scanner() as (address, given):
        instance.__dict__["settings"] = replace(settings, scanner=address)
        result = run(instance, "import", file)
    assert isinstance(result.exception, Infected)
    assert len(given) == 1
    assert stored(instance) == {}
