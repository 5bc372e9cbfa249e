"""Reports of what the content policy stopped are counted, and tell nobody's secrets."""

import json

import pytest

from kit.web import limits, reports

PAGE = "http://localhost/sign-in/link/canary-token?next=/canary#canary"


@pytest.fixture
def client(make_app):
    return make_app().test_client()


def report(**changes):
    return {
        "csp-report": {
            "document-uri": PAGE,
            "referrer": "http://localhost/canary",
            "blocked-uri": "https://canary.example/script.js",
            "effective-directive": "script-src-elem",
            "script-sample": "canary",
            "original-policy": "canary",
            **changes,
        }
    }


def send(client, body, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "application/csp-report"
    return client.post("/csp-report", data=content, content_type=kind, headers=headers)


def told(written):
    return [line for line in written() if "stopped" in line["event"]]


def test_a_report_is_logged_by_rule_and_route_alone(client, written):
    answer = send(client, report(), Origin="http://localhost:8001")
    assert (answer.status_code, answer.data) == (204, b"")
    (line,) = told(written)
    assert line["reason"] == "script-src-elem"
    assert line["route"] == "/sign-in/link/<token>"
    assert "canary" not in json.dumps(written())


@pytest.mark.parametrize(
    ("changes", "reason", "route"),
    [
        ({"effective-directive": "canary\nline"}, "(other)", "/sign-in/link/<token>"),
        ({"effective-directive": "style-src 'self'"}, "style-src", None),
        ({"document-uri": "about:blank"}, None, "(none)"),
        ({"document-uri": "http://[canary"}, None, "(none)"),
        ({"document-uri": "/nowhere/canary"}, None, "(none)"),
        ({"document-uri": 7}, None, "(none)"),
    ],
)
def test_what_is_not_ours_to_know_is_not_repeated(
    client, written, changes, reason, route
):
    assert send(client, report(**changes)).status_code == 204
    (line,) = told(written)
    assert reason in (None, line["reason"])
    assert route in (None, line["route"])
    assert "canary" not in json.dumps(written())


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b'{"csp-report": 1}', b"7", b"\xff", {"a": 1}]
)
def test_what_is_no_report_is_refused(client, body):
    assert send(client, body).status_code == 422


def test_a_report_is_at_most_8_kibibytes(client):
    filling = reports.LARGEST - len(json.dumps(report(sample="")))
    assert send(client, report(sample="x" * filling)).status_code == 204
    assert send(client, report(sample="x" * (filling + 1))).status_code == 413


def test_a_report_comes_from_here(client):
    assert send(client, report(), Origin="https://evil.example").status_code == 403


def test_many_reports_are_too_many(client):
    for _ in range(limits.REPORT.most):
        assert send(client, report()).status_code == 204
    answer = send(client, report())
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
