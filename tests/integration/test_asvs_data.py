"""Data and what is told of it: lines of ASVS 5.0 that concern classes, logs, secrets.

Each test is named for the requirement it shows.
"""

import ast
import io
import json
import logging
import re
import sys
from datetime import datetime, timedelta

import pytest
import structlog
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from borough.wiring import SERVICE as BOROUGH
from kit import clock, logs, startup
from kit.data_classes import DataClass, declared, highest
from kit.exchange import keys
from kit.trail import verification
from kit.trail.model import DETAIL, TrailRow
from kit.trail.service import record
from kit.trail.verification import Head
from leadership.wiring import SERVICE as LEADERSHIP
from tests.house.tree import import_name, modules, parsed, source, tracked
from tests.support.people import client_for
from tests.support.settings import some_settings
from tests.support.shown import SHOWN

MEMBERS = {"havering": BOROUGH, "leadership": LEADERSHIP}
READER = {"havering": "administrator", "leadership": "leadership_administrator"}
# Words that a log line or the trail may carry although a column about people has the
# same name: what stands there is another thing.
OF_THE_LOG = {
    "user_id": "an id without a name, so that a line can be tied to the trail",
    "reason": "the code of a refusal, from a closed list",
    "method": "of the HTTP request",
    "state": "of a record, from a closed list",
}
OF_THE_TRAIL = {
    "agency": "an organisation",
    "body": "a group or panel",
    "kind": "from a closed list",
    "method": "of signing in, from a closed list",
    "reason": "the code of a refusal, from a closed list",
    "role": "the role itself; whose it is stands in the row's own column",
}


@pytest.fixture(params=MEMBERS)
def app(request, sqlite_database, tmp_path):
    service = MEMBERS[request.param]
    database = sqlite_database(request.param, service.metadatas)
    return service.create_app(some_settings(request.param, tmp_path), database)


@pytest.fixture
def member(app):
    return app.extensions["accord"].settings.member


@pytest.fixture
def written(monkeypatch):
    """``written()`` gives the log's lines since the test began."""
    page = io.StringIO()
    monkeypatch.setattr("sys.stderr", page)
    logs.configure(member="havering", process="web")
    yield lambda: page.getvalue().splitlines()
    structlog.reset_defaults()


def classes():
    """Every column of both services with its class."""
    return {
        f"{one.table}.{one.column}": one.data_class
        for service in MEMBERS.values()
        for one in declared(service.metadatas)
    }


def test_asvs_14_1_1_every_column_says_its_class():
    assert [column for column, found in classes().items() if found is None] == []


def test_asvs_14_1_1_the_record_of_processing_lists_every_class_held(app, member):
    page = client_for(app, READER[member]).get("/record-of-processing/")
    shown = set(re.findall(r">\s*([A-Za-z ]+?)\s*</td>", page.get_data(as_text=True)))
    held = {one.data_class.capitalize() for one in declared(MEMBERS[member].metadatas)}
    assert held <= shown


def test_asvs_14_2_4_every_file_is_marked_as_the_class_of_what_it_shows():
    known = classes()
    wanted = {
        name: highest([DataClass.OFFICIAL, *(known[column] for column in columns)])
        for name, columns in SHOWN.items()
    }
    assert dict(files()) == wanted


def files():
    """Each function that makes a file, and the class it says the file holds."""
    for file in modules("services", "shared"):
        for function in ast.walk(parsed(file)):
            if isinstance(function, ast.FunctionDef):
                for call in exports_in(function):
                    told = {one.arg: one.value for one in call.keywords}.get("holds")
                    name = ast.unparse(told).split(".")[-1] if told else "OFFICIAL"
                    yield f"{import_name(file)}.{function.name}", DataClass[name]


def exports_in(function):
    """The files a function makes itself, not a function inside it."""
    inside = {
        node
        for inner in ast.walk(function)
        if isinstance(inner, ast.FunctionDef) and inner is not function
        for node in ast.walk(inner)
    }
    for node in ast.walk(function):
        made_here = isinstance(node, ast.Call) and node not in inside
        if made_here and ast.unparse(node.func) in {"exports.csv", "exports.xlsx"}:
            yield node


def test_asvs_14_2_4_no_log_key_is_fed_from_a_column_about_people():
    assert about_people() & logs.ALLOWED - OF_THE_LOG.keys() == set()


def test_asvs_14_2_4_no_key_of_the_trail_is_fed_from_a_column_about_people():
    official = {key for key, found in DETAIL.items() if not found.about_people}
    assert about_people() & official - OF_THE_TRAIL.keys() == set()


def about_people():
    return {
        column.split(".")[1]
        for column, found in classes().items()
        if found and found.about_people
    }


def test_asvs_16_2_1_a_line_says_when_where_who_and_what(app, member, written):
    client = client_for(app, READER[member])
    client.get("/record-of-processing/")
    line = json.loads(written()[-1])
    assert line["route"] == "/record-of-processing/"
    assert (line["method"], line["status"]) == ("GET", 200)
    assert None not in {line["user_id"], line["correlation_id"], line["timestamp"]}
    assert (line["member"], line["process"]) == ("havering", "web")


def test_asvs_16_2_2_moments_are_utc_and_say_so(app, written):
    app.test_client().get("/health")
    moment = datetime.fromisoformat(json.loads(written()[-1])["timestamp"])
    assert moment.utcoffset() == timedelta(0)
    assert abs(clock.now() - moment) < timedelta(minutes=1)


def test_asvs_16_2_3_the_log_goes_to_standard_error_and_nowhere_else(
    app, written, monkeypatch
):
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    for hook in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, hook, getattr(sys, hook))
    monkeypatch.setattr("threading.excepthook", None)
    logs.take_over()
    logging.captureWarnings(capture=False)
    logging.getLogger("some.library").error("lost %s", "x")
    assert [type(one).__module__ for one in root.handlers] == ["kit.logs"]
    assert json.loads(written()[-1])["where"].startswith("some.library:")
    assert [file for file in modules("services", "shared")
            if "FileHandler" in source(file)] == []  # fmt: skip


def test_asvs_16_2_4_every_line_is_one_json_object(app, written):
    client = app.test_client()
    for path in ("/health", "/ready", "/nowhere", "/sign-in"):
        client.get(path)
    assert len(written()) == 4
    for line in written():
        assert {"event", "level", "timestamp"} <= json.loads(line).keys()


def test_asvs_16_2_5_no_secret_and_nothing_typed_is_in_a_line(app, member, written):
    client = client_for(app, READER[member])
    secret = client.get_cookie(f"accord-{member}").value
    client.get("/record-of-processing/?child=canary", headers={"Referer": "/?canary"})
    app.test_client().post(
        "/sign-in", data={"email": "canary@example.org", "password": "canary words"}
    )
    told = "\n".join(written())
    assert "record-of-processing" in told
    assert "canary" not in told
    assert secret not in told


def test_asvs_16_4_1_nobody_writes_a_line_of_their_own(app, written):
    forged = 'x\r\n{"event": "forged"}\n\x00\x1b[2J'
    client = app.test_client()
    client.get("/nowhere%0d%0a%7b%22event%22%3a%22forged%22%7d")
    client.post("/sign-in", data={"email": forged, "password": forged})
    client.get("/sign-in", headers={"User-Agent": "forged\t{}"})
    assert written()
    for line in written():
        assert json.loads(line)["event"] != "forged"
        assert "\x1b" not in line


def test_asvs_16_4_2_the_trail_cannot_be_changed_or_thinned_out(any_database):
    database = any_database("havering", BOROUGH.metadatas)
    with database.transaction() as session:
        record(session, act="figure.entered", resource="indicators_raw")
    for change in (
        update(TrailRow).values(act="figure.forged"),
        text("DELETE FROM trail_row"),
    ):
        with pytest.raises(DatabaseError), database.transaction() as session:
            session.execute(change)
    with database.reading() as session:
        assert verification.verify(session).whole


def test_asvs_16_4_3_what_another_member_holds_shows_a_trail_that_was_cut(any_database):
    database = any_database("havering", BOROUGH.metadatas)
    with database.transaction() as session:
        record(session, act="figure.entered", resource="indicators_raw")
    with database.reading() as session:
        row = session.scalars(select(TrailRow)).one()
        held = [Head(n=row.n, hash=row.hash, holder="leadership")]
        later = [Head(n=row.n + 1, hash=row.hash, holder="leadership")]
        assert verification.verify(session, heads=held).whole
        assert not verification.verify(session, heads=later).whole


def test_asvs_13_3_1_no_secret_is_kept_with_the_source():
    secret = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]|\bAKIA[0-9A-Z]{16}\b"
        r"|^ACCORD_\w*(PASSWORD|SECRET|SECRET_KEY)=\S"
        r"|\b(ENV|ARG) \w*(PASSWORD|SECRET|TOKEN)",
        re.MULTILINE,
    )
    found = [str(file) for file in tracked() if secret.search(readable(file))]
    assert found == []


def readable(file):
    try:
        return source(file)
    except UnicodeDecodeError:
        return ""


def test_asvs_13_3_1_no_secret_is_shown_by_settings_pages_or_lines(
    app, member, written
):
    settings = app.extensions["accord"].settings
    secrets = {settings.secret_key, settings.broker_password}
    client = client_for(app, READER[member])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["records.index"] = fail_showing(settings)
    failed = client.get("/record-of-processing/")
    assert failed.status_code in {404, 500}
    told = f"{settings!r}{failed.get_data(as_text=True)}{written()}"
    assert [one for one in secrets if one in told] == []


def fail_showing(settings):
    def fail(**_given):
        raise RuntimeError(settings.secret_key, settings.broker_password)

    return fail


def test_asvs_13_3_2_it_does_not_start_while_others_can_read_its_secrets(tmp_path):
    secret = tmp_path / "secret"
    keys.create_signing_key(tmp_path / "keys")
    secret.touch(mode=0o600)
    settings = some_settings("havering", tmp_path, secret_files=(secret,))
    assert not [one for one in startup.faults(settings) if "can be opened" in one]
    secret.chmod(0o640)
    (fault,) = [one for one in startup.faults(settings) if "can be opened" in one]
    assert str(secret) in fault
