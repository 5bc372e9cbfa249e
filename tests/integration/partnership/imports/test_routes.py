"""The pages of imports, as an analyst walks through them."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask

from kit.db import SharedBase
from kit.web.pages import dress
from partnership.figures import queries as figures
from partnership.figures import service as figures_service
from partnership.imports import background, reading, routes, service
from tests.support.people import BOROUGH, LEADERSHIP, client_for
from tests.support.settings import some_settings

HAVERING = "E09000016"
ROLES = ("business_manager", "analyst")
HEADINGS = "indicator,measure,area,period,numerator,denominator,value,code,note\n"
GOOD = f"{HEADINGS},referrals,{HAVERING},2025,,,1000,,\n"
LATEST = 10.0


@pytest.fixture
def database(sqlite_database):
    database = sqlite_database("havering", [SharedBase.metadata])
    area = {
        "code": HAVERING,
        "old_code": "311",
        "name": "Havering",
        "level": "authority",
        "region": None,
        "neighbours": [],
    }
    with database.transaction() as session:
        figures_service.learn_areas(session, [area])
    return database


@pytest.fixture
def app(database, tmp_path):
    app = Flask("borough", static_folder=None)
    settings = some_settings("havering", tmp_path)
    dress(
        app,
        settings=settings,
        database=database,
        policy=BOROUGH,
        entries=routes.NAVIGATION,
    )
    app.register_blueprint(routes.make_pages(resource="indicators_raw"))
    yield app
    pool = app.extensions.get(background.NAME)
    if pool is not None:
        pool.shutdown()


@pytest.fixture
def client(app):
    return client_for(app, "analyst")


def upload(client, text, name="figures.csv"):
    file = (io.BytesIO(text.encode() if isinstance(text, str) else text), name)
    return client.post("/imports/new", data={"file": file})


def checked(client, answer):
    """The page of an upload once its check is done."""
    end = time.monotonic() + LATEST
    while True:
        page = client.get(answer.location)
        if "Refresh" not in page.headers:
            return page
        assert time.monotonic() < end, "the check did not end"


def stored_page(client, answer):
    """The page of an upload once it is stored."""
    client.post(f"{answer.location}/store")
    return checked(client, answer)


def test_an_empty_list_teaches_the_first_step(client):
    page = client.get("/imports/").text
    assert "No file has been uploaded yet" in page
    assert "/imports/new" in page


def test_a_good_file_is_previewed_confirmed_and_stored(client, database):
    answer = upload(client, GOOD)
    preview = checked(client, answer).text
    assert "This is what storing it would change" in preview
    confirmation = client.get(f"{answer.location}/store").text
    assert "Store the figures of this file?" in confirmation
    assert "All of its figures are in." in stored_page(client, answer).text
    with database.reading() as session:
        stored = figures.stored_figures(session, measures=["referrals"], areas=None)
    assert stored == {("referrals", HAVERING, "2025"): (1000.0, None)}
    assert "Stored" in client.get("/imports/").text
    listed = client.get("/imports/uploads.csv").text
    assert "figures.csv,Figures in our own layout," in listed


def test_the_same_file_twice_says_so(client):
    answer = upload(client, GOOD)
    checked(client, answer)
    stored_page(client, answer)
    again = upload(client, GOOD)
    assert again.status_code == 422
    assert "already stored on" in again.text


def test_a_changed_file_shows_the_figures_that_change(client):
    first = upload(client, GOOD)
    checked(client, first)
    stored_page(client, first)
    second = upload(client, GOOD.replace("1000", "").replace(",,\n", ",c,\n"))
    preview = checked(client, second).text
    assert "Figures that change" in preview
    assert "c (confidential)" in preview
    assert "1 stored figure is replaced" in client.get(f"{second.location}/store").text
    listed = client.get(f"{second.location}/changes.csv").text
    assert "Referrals in the year,Havering,2024-25,1000,c (confidential)" in listed


def test_a_file_with_faults_lists_them_and_offers_them_as_csv(client):
    answer = upload(client, GOOD.replace("1000", '"1,000"'))
    page = checked(client, answer).text
    assert "One thing is wrong with this file. Nothing was stored." in page
    assert "Write the number without commas" in page
    listed = client.get(f"{answer.location}/problems.csv")
    assert '2,value,"1,000",Write the number without commas' in listed.text
    asked = client.get(f"{answer.location}/store")
    assert asked.location == answer.location


def test_a_formula_that_was_refused_does_not_come_back_as_one(client):
    answer = upload(client, GOOD + '"=cmd()",,,,,,,,\n')
    checked(client, answer)
    assert ",'=cmd()," in client.get(f"{answer.location}/problems.csv").text


def test_a_file_is_thrown_away_after_a_question(client):
    answer = upload(client, GOOD)
    checked(client, answer)
    assert "Throw this file away?" in client.get(f"{answer.location}/discard").text
    page = client.post(f"{answer.location}/discard", follow_redirects=True).text
    assert "The file was thrown away" in page


def test_a_form_without_a_file_asks_for_one(client):
    answer = client.post("/imports/new", data={})
    assert answer.status_code == 422
    assert "Choose a CSV or XLSX file" in answer.text


def test_a_file_over_the_limit_is_refused(client, app, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_FILE", 2_000)
    app.config["MAX_CONTENT_LENGTH"] = 4_000
    too_large = upload(client, b"x" * 2_500)
    assert too_large.status_code == 422
    assert "the limit is" in too_large.text
    assert upload(client, b"x" * 50_000).status_code == 413


def test_a_check_that_is_under_way_looks_again_by_itself(client, app, database):
    with database.transaction() as session:
        import_id = service.receive_file(
            session, name="figures.csv", content=GOOD.encode(), user_id=None
        )
    with database.transaction() as session:
        service.note_progress(session, import_id, rows_done=500, rows_total=1000)
    page = client.get(f"/imports/{import_id}")
    assert page.headers["Refresh"] == "2"
    assert "500 rows are checked, 50% of the file." in page.text


def test_a_check_that_breaks_is_told_on_its_page(client, app, database, monkeypatch):
    def fail(*arguments, **named):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(service.checking, "examine", fail)
    answer = upload(client, GOOD)
    assert "a fault in this program, not in your file" in checked(client, answer).text


def test_the_upload_is_answered_before_the_check_has_begun(client, app):
    busy = Event()
    pool = app.extensions[background.NAME] = ThreadPoolExecutor(max_workers=1)
    pool.submit(busy.wait, LATEST)
    answer = upload(client, GOOD)
    assert answer.status_code == 302
    assert "The check is about to begin" in client.get(answer.location).text
    busy.set()
    assert "The file is in order" in checked(client, answer).text


def test_storing_that_breaks_leaves_the_file_ready(client, monkeypatch):
    answer = upload(client, GOOD)
    checked(client, answer)

    def fail(*arguments, **named):
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as broken:
        broken.setattr(figures_service, "record_measures", fail)
        assert "did not succeed" in stored_page(client, answer).text
    page = stored_page(client, answer).text
    assert "All of its figures are in." in page
    assert "did not succeed" not in page


def test_a_large_file_is_stored_beside_the_request(client, app, monkeypatch):
    answer = upload(client, GOOD)
    checked(client, answer)
    monkeypatch.setattr(routes, "PATIENCE", 0)
    busy = Event()
    app.extensions[background.NAME].submit(busy.wait, LATEST)
    client.post(f"{answer.location}/store")
    page = client.get(answer.location)
    assert "The figures are being stored, all of them or none." in page.text
    assert client.post(f"{answer.location}/store").status_code == 409
    busy.set()
    assert "All of its figures are in." in checked(client, answer).text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_can_be_downloaded(client, kind):
    answer = client.get(f"/imports/template.{kind}")
    assert answer.headers["Content-Disposition"].endswith(f'"figures.{kind}"')
    assert len(answer.data) > 50


@pytest.mark.parametrize("role", ["administrator", "leadership_member"])
def test_a_role_without_this_task_is_refused(app, role):
    client = client_for(app, role)
    assert client.get("/imports/").status_code == 403
    assert upload(client, GOOD).status_code == 403


def test_nobody_is_let_in_without_signing_in(app):
    assert app.test_client().get("/imports/").status_code == 302


def test_each_service_lets_in_its_own_roles(app, tmp_path, database):
    other = Flask("leadership", static_folder=None)
    dress(
        other,
        settings=some_settings("leadership", tmp_path),
        database=database,
        policy=LEADERSHIP,
    )
    other.register_blueprint(routes.make_pages(resource="official_figures"))
    assert client_for(other, "leadership_member").get("/imports/").status_code == 200
    assert client_for(other, "analyst").get("/imports/").status_code == 403
    assert client_for(app, "analyst").get("/imports/").status_code == 200
