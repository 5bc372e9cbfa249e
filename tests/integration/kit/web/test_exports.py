"""Every table that is offered as CSV is offered as a workbook at the same address."""

import io

from openpyxl import load_workbook

from kit.web import exports, limits
from tests.support.apps import somebody
from tests.support.looked import looked_at

# Empty forms to fill in, which have a workbook of their own beside them.
TEMPLATES = {"imports.template_csv"}


def tables(app):
    for look in looked_at(app).looks:
        kind = look.headers["Content-Type"]
        if kind == exports.CSV and look.door.endpoint not in TEMPLATES:
            yield look


def test_every_table_comes_as_a_workbook_too(make_app):
    app = make_app()
    found = 0
    for plain in tables(app):
        found += 1
        limits.register(app)
        book = somebody(app, plain.door.endpoint).get(f"{plain.door.address}?as=xlsx")
        assert book.headers["Content-Type"] == exports.XLSX, plain.door
        named = book.headers["Content-Disposition"]
        assert named == plain.headers["Content-Disposition"].replace(".csv", ".xlsx")
        sheet = load_workbook(io.BytesIO(book.data)).active
        heading = plain.body.decode("utf-8-sig").splitlines()[0].replace('"', "")
        assert ",".join(cell.value for cell in sheet[1]) == heading
    assert found > 3


def test_every_download_counts(make_app):
    app = make_app()
    door = next(tables(app)).door
    client = somebody(app, door.endpoint)
    limits.register(app)
    for number in range(limits.EXPORT.most):
        suffix = "?as=xlsx" if number % 2 else ""
        assert client.get(f"{door.address}{suffix}").status_code == 200
    refused = client.get(door.address)
    assert refused.status_code == 429
    assert "Try again in" in refused.text
