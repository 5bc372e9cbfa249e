"""What forms about recommendations may carry."""

from marshmallow import Schema, fields, validate

from borough.recommendations.model import Answer
from borough.reviews.schemas import a_day, a_text, an_agency


class Added(Schema):
    """A new recommendation."""

    text = a_text("The recommendation", 4000)
    owner = an_agency("The agency it is for")


class Answered(Schema):
    """What the partnership says."""

    answer = fields.Enum(
        Answer, by_value=True, required=True, metadata={"label": "The answer"}
    )
    reason = a_text("The reason", 4000, needed=False)
    seen = fields.Integer(required=True)


class Linked(Schema):
    """The action that serves it, by its reference."""

    ref = a_text("The action's reference", 40)


class Impact(Schema):
    """What changed for children, and how it is known."""

    impact = a_text("What changed", 4000)
    on = a_day("The day it was seen")
    indicator = fields.String(
        load_default=None,
        validate=validate.Length(max=60),
        metadata={"label": "Indicator"},
    )
    seen = fields.Integer(required=True)
