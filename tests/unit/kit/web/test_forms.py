from datetime import date

import pytest
from marshmallow import Schema, fields, validate
from werkzeug.datastructures import MultiDict

from kit.errors import Invalid
from kit.web import forms


class Plan(Schema):
    title = fields.String(required=True, metadata={"label": "Title of the plan"})
    count = fields.Integer(load_default=None)
    due = fields.Date(load_default=None)
    days = fields.List(fields.String(validate=validate.OneOf(["mon", "tue"])))
    secret = fields.String(metadata={"exact": True})


def load(*pairs):
    return forms.load(Plan(), MultiDict(pairs))


def test_a_good_form_gives_clean_values():
    form = load(("csrf_token", "x"), ("title", "  A plan "), ("count", "12"))
    assert form.ok
    assert form.status == 200
    assert form.data["title"] == "A plan"
    assert form.data["count"] == 12


def test_an_empty_box_is_not_given():
    form = load(("title", "  "), ("count", ""))
    assert form.errors == {"title": "Title of the plan is needed"}
    assert form.status == 422


def test_what_was_typed_is_shown_again():
    form = load(("title", ""), ("count", "many"))
    assert form.values["count"] == "many"
    assert form.errors["count"] == "Count must be a whole number, such as 12"
    assert form.data == {}


def test_three_boxes_make_a_date():
    form = load(
        ("title", "x"), ("due-day", "7"), ("due-month", "3"), ("due-year", "2026")
    )
    assert form.data["due"] == date(2026, 3, 7)


@pytest.mark.parametrize(
    "boxes", [("31", "2", "2026"), ("7", "", "2026"), ("x", "y", "z"), ("1", "1", "26")]
)
def test_no_such_day_is_said_at_the_first_box(boxes):
    day, month, year = boxes
    form = load(
        ("title", "x"), ("due-day", day), ("due-month", month), ("due-year", year)
    )
    assert form.errors == {"due": "Due must be a real date, such as 27 3 2026"}
    assert form.anchor("due") == "due-day"
    assert form.values["due-day"] == day


def test_three_empty_boxes_are_no_date():
    form = load(("title", "x"), ("due-day", ""), ("due-month", ""), ("due-year", ""))
    assert form.data["due"] is None


def test_ticked_boxes_are_a_list():
    form = load(("title", "x"), ("days", "mon"), ("days", "tue"))
    assert form.data["days"] == ["mon", "tue"]
    assert "days" in load(("title", "x"), ("days", "sun")).errors


def test_a_field_the_form_never_had_is_refused():
    assert load(("title", "x"), ("role", "administrator")).errors["role"]


def test_a_password_keeps_its_spaces():
    assert load(("title", "x"), ("secret", " a b ")).data["secret"] == " a b "


def test_a_verb_can_refuse_what_the_schema_let_through():
    form = load(("title", "x")).refused(Invalid("No", fields={"title": "Taken"}))
    assert form.errors == {"title": "Taken"}
    assert form.values["title"] == "x"
    assert load(("title", "x")).refused(Invalid("No")).errors == {"form": "No"}


def test_a_blank_form_spreads_a_date_over_its_boxes():
    form = forms.blank(due=date(2026, 3, 7))
    assert form.values["due-month"] == 3
    assert form.ok
