"""What forms about the schedule of audits may carry."""

from typing import Any

from marshmallow import Schema, fields, validate

from borough.audit_plan.model import QUARTERS, Kind, Source, State
from borough.reviews.schemas import a_day, a_text


def a_choice(of: Any, label: str, fault: str) -> fields.Field[Any]:  # noqa: ANN401 - an enum
    """One word of a closed list, which must be chosen."""
    return fields.Enum(
        of,
        by_value=True,
        required=True,
        metadata={"label": label},
        error_messages={"required": fault},
    )


def a_year() -> fields.Integer:
    """The year a financial year begins in."""
    return fields.Integer(
        required=True,
        validate=validate.Range(2000, 2100, error="Choose one of the years"),
        metadata={"label": "The year"},
        error_messages={"required": "Choose a year"},
    )


def a_quarter() -> fields.Integer:
    """One of the four quarters."""
    return fields.Integer(
        required=True,
        validate=validate.OneOf(QUARTERS, error="Choose a quarter"),
        metadata={"label": "The quarter"},
        error_messages={"required": "Choose a quarter"},
    )


class When(Schema):
    """For when an audit is planned."""

    year = a_year()
    quarter = a_quarter()


class Worded(When):
    """What can be changed of a planned audit."""

    theme = a_text("The theme", 160)
    because = a_text("The reason", 2000, needed=False)
    body = fields.String(load_default=None, validate=validate.Length(max=60))


class Planned(Worded):
    """A new audit."""

    kind = a_choice(Kind, "The kind", "Choose how it is done")
    source = a_choice(Source, "The source", "Choose what gave rise to it")
    recommendation_id = fields.UUID(load_default=None)


class Changed(Worded):
    """An audit's words, and the version that was seen."""

    seen = fields.Integer(required=True)


class Dropped(Schema):
    """Why it is not done."""

    seen = fields.Integer(required=True)
    because = a_text("The reason", 2000)


class Reported(Schema):
    """That it is done, and when again."""

    seen = fields.Integer(required=True)
    again_on = a_day("The day by which it is done again", needed=False)


class Listed(Schema):
    """Which audits to list."""

    state = fields.Enum(
        State, by_value=True, load_default=None, metadata={"label": "State"}
    )
    kind = fields.Enum(
        Kind, by_value=True, load_default=None, metadata={"label": "Kind"}
    )
