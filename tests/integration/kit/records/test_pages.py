"""The record of processing as people read it: page, file and command."""

import csv
import io

import pytest
from click.testing import CliRunner

from accord.cli import main
from borough.wiring import SERVICE as BOROUGH
from leadership.wiring import SERVICE as LEADERSHIP
from tests.support.people import client_for
from tests.support.settings import some_settings

PAGE = "/record-of-processing/"


@pytest.fixture(params=[BOROUGH, LEADERSHIP], ids=lambda service: service.name)
def app(request, sqlite_database, tmp_path):
    member = "havering" if request.param is BOROUGH else "leadership"
    database = sqlite_database(member, request.param.metadatas)
    return request.param.create_app(some_settings(member, tmp_path), database)


@pytest.fixture
def reader(app):
    leading = "leadership" in app.name
    return client_for(app, "leadership_administrator" if leading else "administrator")


def test_it_says_what_is_held_why_how_long_and_who_gets_it(reader):
    page = reader.get(PAGE).get_data(as_text=True)
    assert "account_session" in page
    assert "Kept 30 days after the session ended, then deleted." in page
    assert (
        "Kept 90 days after the letter was sent or given up, then deleted, by itself."
        in page
    )
    assert "Public task, UK GDPR article 6(1)(e)" in page
    assert "Not described yet" not in page
    assert "Not declared" not in page


def test_one_class_can_be_looked_for(reader):
    page = reader.get(PAGE, query_string={"data_class": "special category"})
    shown = page.get_data(as_text=True)
    assert "figures_measure" in shown
    assert "account_user" not in shown
    assert "data_class=special+category" in shown


def test_a_class_that_nothing_has_is_explained(app, reader):
    page = reader.get(PAGE, query_string={"data_class": "case identifier"})
    held = "leadership" not in app.name  # a borough knows whom a review is about
    assert ("Nothing of this class is held" in page.get_data(as_text=True)) != held


def test_a_class_that_does_not_exist_is_refused(reader):
    page = reader.get(PAGE, query_string={"data_class": "secret"})
    assert page.status_code == 422
    assert "Choose one of the classes of data" in page.get_data(as_text=True)


def test_the_file_has_a_row_for_each_column(reader):
    answer = reader.get(f"{PAGE}record-of-processing.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    (email,) = [
        r for r in rows if (r["Table"], r["Column"]) == ("account_user", "email")
    ]
    assert email["Class"] == "personal"
    assert email["Kept"] == "8 years"


def test_the_file_follows_the_choice(reader):
    answer = reader.get(
        f"{PAGE}record-of-processing.csv", query_string={"data_class": "personal"}
    )
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert {row["Class"] for row in rows} == {"personal"}


def test_an_analyst_does_not_open_it(sqlite_database, tmp_path):
    database = sqlite_database("havering", BOROUGH.metadatas)
    app = BOROUGH.create_app(some_settings("havering", tmp_path), database)
    assert client_for(app, "analyst").get(PAGE).status_code == 403


@pytest.mark.parametrize("service", ["borough", "leadership"])
def test_the_command_prints_the_same_file_without_any_settings(service):
    done = CliRunner().invoke(main, [service, "record-of-processing", "--csv"])
    assert done.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(done.output.removeprefix("\ufeff"))))
    assert {"account_user", "figures_measure"} <= {row["Table"] for row in rows}


def test_the_command_tells_it_in_words():
    done = CliRunner().invoke(main, ["borough", "record-of-processing"])
    told = "account_session (personal): kept 30 days after the session ended"
    assert told in done.output
