from enum import StrEnum
from uuid import UUID

import pytest
from marshmallow import EXCLUDE, Schema, fields, validate
from werkzeug.datastructures import MultiDict

from kit.web import narrowing


class Colour(StrEnum):
    RED = "red"


class Filter(Schema):
    class Meta:
        unknown = EXCLUDE

    body = fields.String(load_default="")
    which = fields.String(validate=validate.OneOf(["coming", "over"]))
    colour = fields.Enum(Colour, by_value=True, load_default=None)
    closed = fields.Boolean(truthy={"yes"}, falsy={"no"}, load_default=False)
    plan = fields.UUID(load_default=None)
    year = fields.Integer(validate=validate.Range(min=1990, max=2100))
    on = fields.Date(load_default=None)
    words = fields.String(load_default="")
    page = fields.Integer(load_default=1)


def read(**asked):
    return narrowing.read(Filter(), MultiDict(asked), body={"learning": "A body"})


@pytest.mark.parametrize(
    "asked",
    [
        {"body": "learning"},
        {"which": "over"},
        {"colour": "red"},
        {"closed": "yes"},
        {"plan": str(UUID(int=1))},
        {"year": "2026"},
        {"on-day": "31", "on-month": "3", "on-year": "2026"},
    ],
)
def test_a_choice_stands_in_the_address_as_it_came(asked):
    assert read(**asked).address == asked


def test_a_day_is_written_in_its_three_boxes():
    assert read(on="2026-03-31").address == {
        "on-day": "31",
        "on-month": "3",
        "on-year": "2026",
    }


def test_what_was_not_asked_for_stands_in_no_address():
    assert read(page="4", body="", unheard="jane-doe").address == {}


def test_what_is_not_on_the_list_filters_nothing():
    form = read(body="jane-doe", colour="red")
    assert form.ok
    assert form.data["body"] == ""
    assert "jane-doe" not in form.values.values()
    assert form.address == {"colour": "red"}


def test_free_words_are_read_and_never_written():
    form = read(words="Jane Doe", body="learning")
    assert form.data["words"] == "Jane Doe"
    assert form.address == {"body": "learning"}


@pytest.mark.parametrize(
    "wrong",
    [{"which": "jane"}, {"colour": "jane"}, {"year": "9990017823"}, {"on": "jane"}],
)
def test_what_cannot_be_read_leaves_no_address(wrong):
    form = read(body="learning", **wrong)
    assert not form.ok
    assert form.address == {}
