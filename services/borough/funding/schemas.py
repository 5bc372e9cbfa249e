"""What the form of a contribution may carry."""

from marshmallow import Schema, fields

from borough.arrangements.schemas import words_if_any
from borough.funding.model import Nature, Stage
from partnership.bodies.schemas import choice


class Given(Schema):
    """A contribution in a year; an empty amount is not known."""

    seen = fields.Integer(load_default=None)
    year = fields.Integer(
        required=True, metadata={"label": "The year in which it begins"}
    )
    source = fields.String(
        required=True, error_messages={"required": "Choose who gives it"}
    )
    giver = words_if_any("The other contributor", 160)
    nature = choice(Nature, "Say whether it is money or in kind")
    stage = choice(Stage, "Say whether it is planned or agreed")
    pounds = fields.Decimal(
        load_default=None,
        places=2,
        allow_nan=False,
        metadata={"label": "The amount in pounds"},
    )
    about = words_if_any("What it is", 2000)
