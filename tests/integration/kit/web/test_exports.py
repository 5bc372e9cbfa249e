"""Every table that is offered as CSV is offered as a workbook at the same address."""

import io

from openpyxl import load_workbook

from kit.web import exports, limits
from tests.support.apps import doors
from tests.support.people import client_for

# Empty forms to fill in, which have a workbook of their own beside them.
TEMPLATES = {"imports.template_csv"}


def tables(app, client):
    for door in doors(app):
        if door.method == "GET" and door.endpoint not in TEMPLATES:
            limits.register(app)
            answer = client.get(door.address)
            if answer.headers["Content-Type"] == exports.CSV:
                yield door, answer
            answer.close()


def test_every_table_comes_as_a_workbook_too(make_app):
    app = make_app()
    found = 0
    for role in ("administrator", "business_manager", "leadership_member"):
        if role not in app.extensions["accord"].policy.roles:
            continue
        client = client_for(app, role)
        for door, plain in tables(app, client):
            found += 1
            book = client.get(f"{door.address}?as=xlsx")
            assert book.headers["Content-Type"] == exports.XLSX, door
            named = book.headers["Content-Disposition"]
            assert named == plain.headers["Content-Disposition"].replace(
                ".csv", ".xlsx"
            )
            sheet = load_workbook(io.BytesIO(book.data)).active
            heading = plain.text.lstrip("\ufeff").splitlines()[0].replace('"', "")
            assert ",".join(cell.value for cell in sheet[1]) == heading
    assert found > 3


def test_every_download_counts(make_app):
    app = make_app()
    client = client_for(app, next(iter(app.extensions["accord"].policy.roles)))
    door, _ = next(tables(app, client))
    limits.register(app)
    for number in range(limits.EXPORT.most):
        suffix = "?as=xlsx" if number % 2 else ""
        assert client.get(f"{door.address}{suffix}").status_code == 200
    refused = client.get(door.address)
    assert refused.status_code == 429
    assert "Try again in" in refused.text
