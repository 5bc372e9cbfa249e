"""Only our own host is answered, and only changes that our own pages ask for."""

import hashlib

import pytest
from flask import request

from kit.accounts.access import public
from tests.support.apps import SAFE, doors
from tests.support.people import client_for

OURS = "http://127.0.0.1:8001"
FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://127.0.0.1:8002"},
    {"Origin": "https://127.0.0.1:8001"},
    {"Origin": f"{OURS}.evil.example"},
    {"Origin": f"{OURS}@evil.example"},
    {"Origin": "http://someone@127.0.0.1:8001"},
    {"Origin": "http://127.0.0.1:port"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": OURS, "Sec-Fetch-Site": "cross-site"},
]
SPOOFED = {
    "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
    "X-Forwarded-Proto": "http, https",
    "X-Forwarded-Host": "evil.example, localhost",
    "X-Forwarded-Prefix": "/evil",
}
ROLES = {"borough": "business_manager", "leadership": "leadership_member"}
REFUSED = "sent from another site"


def changing(app):
    return [door for door in doors(app) if door.method not in SAFE]


def content(app):
    """Everything the database holds, as one digest."""
    connection = app.extensions["accord"].database.engine.raw_connection()
    try:
        lines = "\n".join(connection.driver_connection.iterdump())
    finally:
        connection.close()
    return hashlib.sha256(lines.encode()).hexdigest()


def test_every_change_asked_for_elsewhere_is_refused(make_app):
    app = make_app()
    client = client_for(app, ROLES[app.name])
    before = content(app)
    assert len(changing(app)) > 10
    for door in changing(app):
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
            answer = client.open(door.address, method=door.method, headers=headers)
            assert answer.status_code == 403, door
            assert REFUSED in answer.text
    assert content(app) == before


def test_what_a_browser_says_of_another_site_is_believed(make_app):
    client = make_app().test_client()
    for headers in FOREIGN:
        answer = client.post("/sign-in", headers=headers)
        assert answer.status_code == 403, headers
        assert REFUSED in answer.text


def test_our_own_pages_and_silent_browsers_go_on_to_the_forms_token(make_app):
    client = make_app().test_client()
    for headers in (
        {},
        {"Origin": OURS},
        {"Origin": "http://localhost:8001", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ):
        answer = client.post("/sign-in", headers=headers)
        assert answer.status_code == 400, headers
        assert "open for too long" in answer.text


def test_an_address_without_a_port_means_the_port_of_its_scheme(make_app):
    app = make_app(public_url="https://accord.example", proxies=1)
    for origin in ("https://accord.example", "https://accord.example:443"):
        answer = app.test_client().post(
            "/sign-in", base_url="https://accord.example", headers={"Origin": origin}
        )
        assert answer.status_code == 400


def test_reading_a_page_from_elsewhere_is_allowed(make_app):
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert make_app().test_client().get("/sign-in", headers=headers).status_code == 200


class TestHosts:
    def test_another_host_is_not_answered(self, make_app):
        client = make_app().test_client()
        for host in ("evil.example", "127.0.0.1.evil", "localhost.evil", "", "a b"):
            answer = client.get("/sign-in", headers={"Host": host})
            assert answer.status_code == 400, host
            assert not host or host not in answer.text
            assert answer.headers["X-Frame-Options"] == "DENY"

    def test_this_machine_has_more_than_one_name(self, make_app):
        client = make_app().test_client()
        for host in ("127.0.0.1:8001", "localhost", "localhost:9"):
            answer = client.get("/sign-in", headers={"Host": host})
            assert answer.status_code == 200, host

    def test_a_public_instance_has_one(self, make_app):
        client = make_app(public_url="https://accord.example", proxies=1).test_client()
        for host, status in (
            ("accord.example", 200),
            ("localhost", 400),
            ("a.accord.example", 400),
        ):
            answer = client.get("/sign-in", headers={"Host": host})
            assert answer.status_code == status, host


class TestProxies:
    @pytest.fixture
    def seen(self, make_app):
        def ask(**settings):
            app = make_app(**settings)

            @app.get("/seen")
            @public
            def seen():
                return {
                    "address": request.remote_addr,
                    "scheme": request.scheme,
                    "host": request.host,
                    "root": request.root_path,
                }

            return app.test_client().get("/seen", headers=SPOOFED).json

        return ask

    def test_without_a_proxy_nothing_is_believed(self, seen):
        assert seen() == {
            "address": "127.0.0.1",
            "scheme": "http",
            "host": "localhost",
            "root": "",
        }

    def test_one_proxy_is_believed_once(self, seen):
        assert seen(proxies=1) == {
            "address": "198.51.100.7",
            "scheme": "https",
            "host": "localhost",
            "root": "",
        }

    def test_each_proxy_counts(self, make_app, seen):
        app = make_app(proxies=2)
        answer = app.test_client().get("/sign-in", headers=SPOOFED)
        assert answer.status_code == 400  # the first host of the two is not ours
