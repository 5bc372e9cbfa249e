"""What every service's pages share: signing in, failing well, and being readable."""

from uuid import UUID

import pytest
from flask import Blueprint, Flask, flash, render_template, request
from marshmallow import Schema, fields
from playwright.sync_api import Page, expect

from kit.access.policy import Action
from kit.accounts import service
from kit.accounts.access import needs
from kit.db import SharedBase
from kit.settings import SecondStep
from kit.web import forms
from kit.web.navigation import Entry
from kit.web.pages import dress
from tests.support.people import BOROUGH
from tests.support.settings import some_settings

PASSWORD = "correct horse battery staple"
NAME = "Havering Safeguarding Children Partnership"
DEMO = """
{% extends "kit/web/templates/page.html" %}
{% from "kit/web/templates/macros.html" import breadcrumbs, checkbox_fields, csrf_field,
   csv_link, date_field, empty_state, error_summary, file_field, pagination,
   radio_fields, select_field, submit, table, tag, text_field, textarea_field, warning
   %}
{% block title %}Everything{% endblock %}
{% block before_content %}{{ breadcrumbs([("Home", "/"), ("Everything", "")]) }}
{% endblock %}
{% block content %}
{{ error_summary(form) }}
<h1 class="govuk-heading-l">Everything a page is made of</h1>
{{ empty_state("No figures yet", "Import a file, or type the first figure.",
               "/everything", "Import figures") }}
<p class="govuk-body">{{ tag("Embedded", "blue") }} {{ tag("Started", "orange") }}</p>
{{ table("Rates of each area", ["Area", "Rate", "Note"],
         [["Havering", 12.5, "high"], ["Redbridge", 7, None]]) }}
{{ csv_link("/everything") }}
{{ pagination(4, 9, page_address) }}
{{ warning("This cannot be undone.") }}
<form method="post" enctype="multipart/form-data" novalidate>
{{ csrf_field() }}
{{ text_field(form, "title", "Title", "What to call it") }}
{{ textarea_field(form, "note", "Note") }}
{{ select_field(form, "area", "Area", [("h", "Havering"), ("r", "Redbridge")]) }}
{{ radio_fields(form, "mood", "Mood", [("up", "Up"), ("down", "Down")]) }}
{{ checkbox_fields(form, "days", "Days", [("mon", "Monday"), ("tue", "Tuesday")]) }}
{{ date_field(form, "due", "Due") }}
{{ file_field(form, "file", "File", accept=".csv") }}
{{ submit("Save") }}
</form>
{% endblock %}
{% block wide %}{{ table("A wide table", columns, [columns]) }}{% endblock %}
"""


class Everything(Schema):
    """One of each kind of field."""

    title = fields.String(required=True, error_messages={"required": "Enter a title"})
    note = fields.String(required=True)
    area = fields.String(required=True)
    mood = fields.String(required=True)
    days = fields.List(fields.String(), required=True)
    due = fields.Date(required=True)
    file = fields.Raw(required=True)


def demo_pages(folder) -> Blueprint:
    (folder / "everything.html").write_text(DEMO)
    pages = Blueprint("demo", __name__)

    @pages.get("/")
    @needs("front_page", Action.READ)
    def index():
        flash("Everything is stored.", "success")
        return _page(forms.blank())

    @pages.route("/everything", methods=["GET", "POST"])
    @needs("front_page", Action.READ)
    def everything():
        if request.method == "GET":
            return _page(forms.blank(title="A first title"))
        form = forms.load(Everything(), request.form, request.files)
        return _page(form), form.status

    @pages.get("/others")
    @needs("official_figures", Action.CREATE)
    def others():
        return "never seen"

    @pages.get("/broken")
    @needs("front_page", Action.READ)
    def broken():
        raise RuntimeError("it broke")

    return pages


def _page(form):
    return render_template(
        "everything.html",
        form=form,
        columns=[f"A column of number {number}" for number in range(12)],
        page_address=lambda page: f"/everything?page={page}",
    )


@pytest.fixture
def app(sqlite_database, tmp_path) -> Flask:
    settings = some_settings(
        "havering", tmp_path, name=NAME, second_step=SecondStep.WAIVED
    )
    database = sqlite_database("havering", (SharedBase.metadata,))
    app = Flask("demo", root_path=str(tmp_path), static_folder=None)
    dress(
        app,
        settings=settings,
        database=database,
        entries=[Entry("Everything", "demo.everything"), Entry("Other", "other.index")],
        policy=BOROUGH,
    )
    app.register_blueprint(demo_pages(tmp_path))
    other = Blueprint("other", __name__, url_prefix="/other")
    other.get("/", endpoint="index")(needs("front_page", Action.READ)(lambda: "other"))
    app.register_blueprint(other)
    return app


@pytest.fixture
def analyst(app):
    with app.extensions["accord"].database.transaction() as session:
        user_id = service.create_user(
            session, email="analyst@example.org", name="The analyst", role="analyst"
        )
        service.set_password(session, user_id=user_id, password=PASSWORD)
    return user_id


def test_signing_in_and_out(app, analyst, live_app, browser_page: Page, axe, picture):
    address = live_app(app)
    page = browser_page
    page.goto(f"{address}/everything")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    axe(page)
    picture(page, "sign-in")
    page.get_by_label("E-mail address").fill("analyst@example.org")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("the password is wrong")
    assert page.title().startswith("Error: ")
    expect(page.get_by_label("E-mail address")).to_have_value("analyst@example.org")
    axe(page)
    picture(page, "sign-in-wrong")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{address}/everything")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.goto(f"{address}/everything")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_sign_in_link_opens_once(
    app, live_app, browser_page: Page, axe, picture, sqlite_database
):
    with app.extensions["accord"].database.transaction() as session:
        user_id = service.create_user(
            session, email="new@example.org", name="A new person", role="analyst"
        )
        token = service.issue_link(session, user_id=user_id)
    address = live_app(app)
    page = browser_page
    page.goto(f"{address}/sign-in/link/{token}")
    axe(page)
    picture(page, "link")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set a password")
    axe(page)
    picture(page, "set-password")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_role("alert")).to_contain_text("12 characters or more")
    axe(page)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_text("Your password is set.")).to_be_visible()
    page.goto(f"{address}/sign-in/link/{token}")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "This link no longer works"
    )
    axe(page)


def test_every_part_of_a_page_is_accessible(
    app, live_app, browser_page: Page, axe, picture, sign_in
):
    address = live_app(app)
    page = browser_page
    sign_in(page, app, address, "analyst")
    page.goto(address)
    axe(page)
    picture(page, "everything")
    page.set_viewport_size({"width": 320, "height": 800})
    picture(page, "everything-phone")


def test_a_refused_form_keeps_what_was_typed_and_links_to_each_fault(
    app, live_app, browser_page: Page, axe, picture, sign_in
):
    address = live_app(app)
    page = browser_page
    sign_in(page, app, address, "analyst")
    page.goto(f"{address}/everything")
    page.get_by_label("Note").fill("kept")
    page.get_by_label("Title").fill("")
    page.get_by_label("Day", exact=True).fill("31")
    page.get_by_label("Month").fill("2")
    page.get_by_label("Year").fill("2026")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Note")).to_have_value("kept")
    expect(page.get_by_label("Day", exact=True)).to_have_value("31")
    axe(page)
    picture(page, "refused")
    page.get_by_role("link", name="Due must be a real date").click()
    expect(page.get_by_label("Day", exact=True)).to_be_focused()
    for link in page.get_by_role("alert").get_by_role("link").all():
        target = link.get_attribute("href")
        assert page.locator(target).count() == 1, target


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        (f"/{UUID(int=7)}", "Page not found"),
        ("/others", "You cannot open this page"),
        ("/broken", "Sorry, something went wrong"),
        ("/accessibility", "Accessibility statement"),
    ],
)
def test_pages_that_say_no_are_pages_too(
    app, live_app, browser_page: Page, axe, picture, sign_in, path, heading
):
    address = live_app(app)
    page = browser_page
    sign_in(page, app, address, "analyst")
    page.goto(f"{address}{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    axe(page)
    picture(page, heading.split()[-1])


def test_the_menu_folds_on_a_phone_and_stays_open_without_script(
    app, live_app, chromium, browser_page: Page, sign_in
):
    address = live_app(app)
    page = browser_page
    sign_in(page, app, address, "analyst")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{address}/everything")
    expect(page.get_by_role("link", name="Other")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Other")).to_be_visible()
    plain = chromium.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state()
    )
    without = plain.new_page()
    without.goto(f"{address}/everything")
    expect(without.get_by_role("link", name="Other")).to_be_visible()
    plain.close()
