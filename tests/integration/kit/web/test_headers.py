"""The same headers on every answer of every kind, and nothing that tells who serves."""

import re

import pytest
from flask import abort

from kit.accounts.access import public
from kit.web import files
from tests.support.looked import looked_at
from tests.support.without_script import of_pages

POLICY = (
    "default-src 'none'; script-src 'self'{nonce}; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'; report-uri /csp-report"
)
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
    ),
}
HSTS = "max-age=31536000; includeSubDomains"
FOR_A_YEAR = "public, max-age=31536000, immutable"
PUBLIC_URL = "https://accord.example"
# What an answer may be; all else would be for a browser to guess.
KINDS = {
    "text/html; charset=utf-8",
    "text/css; charset=utf-8",
    "text/javascript; charset=utf-8",
    "text/csv; charset=utf-8",
    "text/calendar; charset=utf-8",
    "application/json",
    "image/svg+xml; charset=utf-8",
    "image/svg+xml",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def assert_exact(answer, *, cache="no-store"):
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([\w-]{22})'", policy)
    said = f" '{nonce[0][1:-1]}'" if nonce else ""
    assert policy == POLICY.format(nonce=said)
    assert "unsafe-" not in policy
    assert {name: headers[name] for name in EXACT} == EXACT
    assert headers.get_all("Cache-Control") == [cache]
    assert not {"Server", "X-Powered-By"} & set(headers.keys())


@pytest.fixture
def a_file():
    """The address of a built file; styles are built before the tests."""
    named = files.names().get("accord.css")
    if not named:
        pytest.skip("NO STYLES ARE BUILT: run `accord assets` once")
    return f"/assets/{named}"


def failing(app):
    """The same application with one more page, which fails."""

    @app.get("/fails/<int:status>")
    @public
    def fails(status):
        abort(status)

    return app


def test_every_kind_of_answer_carries_exactly_these(make_app):
    client = failing(make_app()).test_client()
    for address, status in (
        ("/sign-in", 200),
        ("/", 302),
        ("/health", 200),
        ("/nowhere", 404),
        ("/sign-in/", 404),
        ("/fails/503", 503),
        ("/fails/418", 418),
    ):
        answer = client.get(address)
        assert answer.status_code == status
        assert_exact(answer)
    for answer in (
        client.post("/sign-in"),
        client.delete("/sign-in"),
        client.options("/sign-in"),
        client.head("/sign-in"),
        client.post("/sign-in", headers={"Origin": "null"}),
        client.get("/sign-in", headers={"Host": "evil.example"}),
    ):
        assert_exact(answer)


def test_files_that_never_change_are_kept_for_a_year(make_app, a_file):
    client = make_app().test_client()
    answer = client.get(a_file)
    assert_exact(answer, cache=FOR_A_YEAR)
    answer.close()
    again = client.get(a_file, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert_exact(again, cache=FOR_A_YEAR)
    again.close()
    missing = client.get(f"{a_file}x")
    assert missing.status_code == 404
    assert_exact(missing)


def test_over_tls_everything_promises_to_stay_there(make_app, a_file):
    client = failing(make_app(public_url=PUBLIC_URL, proxies=1)).test_client()
    for address in ("/sign-in", "/", "/nowhere", "/fails/500", "/health", a_file):
        answer = client.get(address, base_url=PUBLIC_URL)
        assert answer.headers["Strict-Transport-Security"] == HSTS, address
        answer.close()


def test_trace_and_its_like_are_refused(make_app):
    app = make_app()
    client = app.test_client()
    for method in ("TRACE", "TRACK", "CONNECT", "PUT"):
        answer = client.open("/sign-in", method=method)
        assert answer.status_code == 405, method
        assert set(answer.headers["Allow"].split(", ")) >= {"GET", "POST"}


def test_every_page_says_what_it_is_and_in_what_letters(make_app):
    seen = set()
    for look in looked_at(make_app()).looks:
        assert look.status < 500, look.door
        kept = look.headers["Cache-Control"] == FOR_A_YEAR
        assert_exact(look, cache=FOR_A_YEAR if kept else "no-store")
        if look.body:
            assert look.headers["Content-Type"] in KINDS, look.door
            seen.add(look.headers["Content-Type"])
    assert len(seen) > 2


def test_every_page_can_be_used_without_a_script(make_app):
    pages = [
        (look.door.address, look.body.decode())
        for look in looked_at(make_app()).looks
        if look.status == 200 and look.headers["Content-Type"].startswith("text/html")
    ]
    assert len(pages) > 20
    assert of_pages(pages) == {}
