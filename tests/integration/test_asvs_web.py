"""OWASP ASVS 5.0, level 2, as far as the web goes: one test for each requirement.

Each is the smallest that shows it through both services; the tests of the parts are
beside the parts.
"""

import ast
import csv
import io
import re
import socket
import subprocess
import sys
import time
from html import unescape
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from kit import spreadsheets
from kit.accounts import access, cookie
from kit.errors import AccordError
from kit.mail import service as mail
from kit.web import exports, limits, reports
from tests.house.tree import ROOT, modules, parsed, source, tracked
from tests.support.apps import (
    MEMBERS,
    SAFE,
    doors,
    held,
    maker,
    somebody,
)
from tests.support.looked import looked_at
from tests.support.people import client_for

HTTPS = "https://accord.example"
PAYLOADS = [
    '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", "{{7*7}}${7*7}",
    "</title><svg/onload=alert(1)>", "javascript:alert(1)", "\"'`--><b>",
]  # fmt: skip
QUOTES = ["'", '"', "';--", "' OR 1=1 --", "\\", "%27", "%00x", "😀'\"", "a" * 3000]
PIECES = ["a", " ", "0", "-", "=", "\n", "a@", "1,", "a-", ". ", "/a", "<b"]
# The words an address may carry behind its question mark: choices, never people.
IN_ADDRESSES = {
    "next", "page", "period", "state", "standing", "resource", "record", "role", "with",
    "error", "code", "iss", "as", "kind",
    # Ids of records and the short names of bodies: nobody's name.
    "body", "decision", "item", "meeting", "review",
}  # fmt: skip


@pytest.fixture
def app(either):
    return either


@pytest.fixture
def worker(app):
    """Somebody who may bring files in."""
    return somebody(app, "imports.receive")


@pytest.fixture
def stranger(app):
    return app.test_client()


@pytest.fixture
def behind_tls(apps, app):
    return apps(app.name, public_url=HTTPS, proxies=1).test_client()


def test_asvs_1_2_1_text_is_inert_in_pages_attributes_files_and_headers(stranger):
    with stranger:
        form = stranger.get("/sign-in").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]
    for text in PAYLOADS:
        fields = {"email": text, "password": "x", "next": "/", "csrf_token": token}
        page = stranger.post("/sign-in", data=fields).text
        assert text in _attributes(page)
        assert text not in page or not set(text) & set("<>\"'")
        (_, (cell,)) = csv.reader(
            io.StringIO(spreadsheets.as_csv(["a"], [[f"={text}"]]).decode("utf-8-sig"))
        )
        assert cell == f"'={text}"
        name = exports.csv(text + "\r\nX: y", ["a"], []).headers["Content-Disposition"]
        assert re.fullmatch(r'attachment; filename="[A-Za-z0-9_-]+\.csv"', name)


def _attributes(page):
    return [unescape(value) for value in re.findall(r'value="([^"]*)"', page)]


def test_asvs_1_2_2_no_link_leads_to_code(app):
    # Links are made by us (url_for), or are local paths checked when they are stored.
    for text in ("javascript:alert(1)", "data:text/html,x", "//evil", "https://evil"):
        assert access.local_path(text) == "/"
    written = re.compile(r"""<[a-z][^>]*\s(?:href|src|action)=["'](?![{#/])([^"']+)""")
    pages = [file for file in tracked() if file.suffix == ".html"]
    found = {link for file in pages for link in written.findall(source(file))}
    assert all(re.match(r"(https|mailto):", link) for link in found)


def test_asvs_1_2_4_no_sql_is_built_of_what_was_sent(app):
    client = client_for(app, next(iter(app.extensions["accord"].policy.roles)))
    before = held(app)
    for door in doors(app):
        if door.method != "GET" or "nothing" not in door.address:
            continue
        for text in QUOTES:
            answer = client.get(
                door.address.replace("nothing", text), query_string={"page": text}
            )
            assert answer.status_code < 500, (door, text)
            answer.close()
    assert held(app) == before


def test_asvs_1_2_4_the_linter_looks_for_built_sql():
    command = [Path(sys.executable).parent / "ruff", "check", "--select", "S608"]
    done = subprocess.run(
        [*command, "services", "shared"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_asvs_1_2_5_1_3_2_no_command_and_no_template_is_made_of_text():
    text = "\n".join(source(file) for file in modules("services", "shared"))
    for ban in ("shell=True", "os.system", "render_template_string", "eval("):
        assert not re.search(rf"(?<![\w.]){re.escape(ban)}", text), ban


def test_asvs_1_2_9_no_pattern_takes_long_over_any_text():
    slow = {one.pattern: text for one in patterns() if (text := slow_over(one))}
    assert slow == {}


@pytest.mark.parametrize(
    "slow", ["a*a*b", r"\s*(?:\s|0)*$", "(?:a|-)*(?:a-?)*b", "(a+)+b"]
)
def test_asvs_1_2_9_a_pattern_that_takes_long_is_noticed(slow):
    assert slow_over(re.compile(slow))
    assert slow_over(re.compile(slow.replace("*", "").replace("+", ""))) is None


def slow_over(pattern):
    """A piece of text, and how often, that takes a pattern more than 0.1 s.

    Reading straight on takes it a hundredth of that at most; what goes back for every
    sign takes long over the last text, and what does so more often over the first two.
    """
    for repeats in (22, 300, 3_000, 30_000):
        for piece in PIECES:
            text = piece * repeats + "\x00"
            began = time.process_time()
            pattern.match(text)
            if time.process_time() - began > 0.1:
                return piece, repeats
    return None


def patterns():
    """Every pattern that is written out in the code."""
    for file in modules("services", "shared"):
        for call in ast.walk(parsed(file)):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = ast.unparse(call.func)
            first = call.args[0]
            literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if literal and name in {"re.compile", "validate.Regexp", "re.fullmatch"}:
                yield re.compile(first.value)


def test_asvs_1_3_6_no_page_connects_to_anything(app, monkeypatch):
    reached = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, to: reached.append(to))
    client = somebody(app, "imports.receive")
    for door in doors(app):
        if door.method == "GET":
            client.get(f"{door.address}?url=http://evil.example&next=//evil").close()
    assert reached == []


def test_asvs_1_3_11_no_line_end_makes_a_header_of_a_letter(app):
    good = {"to": "a@example.org", "subject": "One line", "body": "Words"}
    with app.extensions["accord"].database.reading() as session:
        mail.post(session, **good)
        for line_end in ("\r\n", "\n", "\r"):
            for part in ("to", "subject"):
                evil = f"{good[part]}{line_end}Bcc: b@example.org"
                with pytest.raises(AccordError):
                    mail.post(session, **{**good, part: evil})


def test_asvs_1_5_2_nothing_sent_is_unpickled():
    names = {"pickle", "marshal", "shelve", "yaml"}
    for file in modules("services", "shared"):
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.Import):
                assert not names & {alias.name for alias in node.names}, file
            if isinstance(node, ast.ImportFrom):
                assert node.module not in names, file


def test_asvs_3_2_1_files_are_attachments_that_nothing_sniffs(app):
    seen = 0
    for look in looked_at(app).looks:
        if look.status == 200 and look.door.address.endswith((".csv", ".xlsx")):
            seen += 1
            assert look.headers["Content-Disposition"].startswith("attachment;")
            assert look.headers["X-Content-Type-Options"] == "nosniff"
    assert seen > 2


def test_asvs_3_3_cookies_are_for_this_host_and_no_script(apps, app):
    secure = apps(app.name, public_url=HTTPS, proxies=1)
    handed = secure.test_client().get("/sign-in", base_url=HTTPS)
    flags = [part.strip() for part in handed.headers["Set-Cookie"].split(";")]
    member = MEMBERS[app.name]
    assert flags[0].startswith(f"__Host-form-{member}=")
    assert set(flags[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    with secure.test_request_context(base_url=HTTPS):
        answer = cookie.hand_out(secure.make_response(""), token="t" * 43)
    session = [part.strip() for part in answer.headers["Set-Cookie"].split(";")]
    assert session[0] == f"__Host-accord-{member}={'t' * 43}"
    assert set(session[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_asvs_3_4_1_over_tls_browsers_are_told_to_stay_there(behind_tls):
    for address in ("/sign-in", "/nowhere"):
        told = behind_tls.get(address, base_url=HTTPS)
        said = told.headers["Strict-Transport-Security"]
        assert said == "max-age=31536000; includeSubDomains"


def test_asvs_3_4_3_3_4_6_the_content_policy_lets_nothing_inline(stranger):
    policy = stranger.get("/health").headers["Content-Security-Policy"]
    rules = MultiDict(rule.partition(" ")[::2] for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["report-uri"] == "/csp-report"
    assert "unsafe" not in policy


def test_asvs_3_4_4_3_4_5_nothing_is_sniffed_and_no_address_leaks(stranger):
    for address in ("/sign-in", "/", "/nowhere", "/health", "/assets/none.css"):
        headers = stranger.get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_asvs_3_5_1_every_change_needs_its_forms_token(app):
    client = somebody(app, "imports.receive")
    app.config["WTF_CSRF_ENABLED"] = True
    before = held(app)
    exempt = {"reports.take"}
    for door in doors(app):
        if door.method not in SAFE and door.endpoint not in exempt:
            answer = client.open(door.address, method=door.method)
            assert answer.status_code in {302, 303, 400, 403, 404}, door
            plain = answer.status_code != 400
            assert plain or "open for too long" in answer.text, door
    assert held(app) == before
    app.config["WTF_CSRF_ENABLED"] = False


def test_asvs_3_5_3_looking_changes_nothing(app):
    looked = looked_at(app)
    assert looked.after == looked.before


def test_asvs_3_7_2_after_sign_in_one_stays_here(app):
    client = client_for(app, next(iter(app.extensions["accord"].policy.roles)))
    for evil in (
        "//evil",
        "/\\evil",
        "https://evil",
        "/\tevil",
        "javascript:x",
        "\\\\e",
    ):
        answer = client.get("/sign-in", query_string={"next": evil})
        assert answer.location == "/"
    assert client.get("/sign-in?next=/help/").location == "/help/"


def test_asvs_4_1_1_every_answer_says_its_kind_and_letters(app):
    for look in looked_at(app).looks:
        kind = look.headers["Content-Type"]
        if kind.startswith("text/"):
            assert kind.endswith("; charset=utf-8"), look.door


def test_asvs_4_1_3_no_header_makes_a_stranger_somebody(stranger):
    spoofed = {
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-User": "administrator",
        "X-User": "administrator",
        "X-Original-URL": "/imports/",
        "X-Rewrite-URL": "/imports/",
        "X-HTTP-Method-Override": "DELETE",
        "Authorization": "Basic YWRtaW46YWRtaW4=",
    }
    answer = stranger.get("/", headers=spoofed)
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/")


def test_asvs_13_4_2_no_debugger_whatever_the_environment_says(
    apps, app, monkeypatch, tmp_path
):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    made = maker(app.name, apps.databases, tmp_path)()
    assert (made.debug, made.testing) == (False, False)
    assert made.test_client().get("/console").status_code == 404


def test_asvs_13_4_4_trace_is_refused(stranger):
    for address in ("/sign-in", "/health", "/"):
        assert stranger.open(address, method="TRACE").status_code == 405


def test_asvs_13_4_5_machines_learn_little_and_metrics_are_nowhere(app, stranger):
    assert stranger.get("/health").json == {"status": "alive"}
    assert set(stranger.get("/ready").json) == {"status", "database", "exchange"}
    assert not [door for door in doors(app) if "metrics" in door.address]


def test_asvs_14_2_1_no_address_carries_what_is_about_a_person():
    asked = re.compile(r"request\.args(?:\.get\(|\[)\s*\"(\w+)\"")
    text = "\n".join(source(file) for file in modules("services", "shared"))
    assert set(asked.findall(text)) <= IN_ADDRESSES


def test_asvs_14_3_2_nothing_is_kept_by_browsers_on_the_way(app):
    for look in looked_at(app).looks:
        if not look.door.endpoint.startswith("assets."):
            assert look.headers["Cache-Control"] == "no-store", look.door


def test_asvs_14_3_3_no_script_of_ours_stores_anything():
    script = source(Path("shared/kit/web/assets/accord.js"))
    assert not re.search(r"localStorage|sessionStorage|indexedDB|caches\.", script)


def test_asvs_15_2_3_no_door_is_there_for_tests_or_demonstrations(app):
    words = {word for door in doors(app) for word in re.split(r"\W+", door.address)}
    assert not words & {"test", "tests", "demo", "debug", "admin", "console", "static"}
    for file in modules("services", "shared"):
        if file.parts[1] != "accord":
            assert "accord.demo" not in source(file)


def test_asvs_16_5_1_failures_tell_a_reference_and_nothing_else(app, monkeypatch):
    monkeypatch.setitem(app.view_functions, "statement.accessibility", _break)
    answer = app.test_client().get("/accessibility")
    assert answer.status_code == 500
    assert "Reference:" in answer.text
    assert not re.search(r"canary|Traceback|\.py|sqlalchemy|werkzeug", answer.text)


def _break():
    raise RuntimeError("canary")


_break.accord_need = access.PUBLIC


def test_asvs_16_5_2_pages_work_without_the_exchange(stranger):
    answer = stranger.get("/ready")
    assert (answer.status_code, answer.json["exchange"]) == (200, "not running")
    assert stranger.get("/sign-in").status_code == 200


def test_asvs_16_5_3_what_is_undecided_is_refused(app, monkeypatch):
    client = somebody(app, "imports.receive")
    monkeypatch.setitem(app.view_functions, "imports.index", lambda: "nobody said")
    assert client.get("/imports/").status_code == 404
    assert app.test_client().get("/imports/").status_code == 302
    with pytest.raises(ValueError, match="no resource"):
        app.extensions["accord"].policy.limits("analyst", "unheard of", "R")


def test_asvs_2_4_1_what_is_costly_is_counted(app, worker):
    for limit in (limits.SEARCH, limits.EXPORT, limits.INVITE, limits.RESET):
        assert 1 <= limit.most <= 60
    answers = [
        worker.get("/imports/uploads.csv") for _ in range(limits.EXPORT.most + 1)
    ]
    assert [answer.status_code for answer in answers[:-1]] == [200] * limits.EXPORT.most
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) <= 60
    assert reports.LARGEST == 8 * 1024
