"""What the forms of a year's child death figures may carry."""

from marshmallow import Schema, fields, validate

from partnership.death_figures.model import MOST, POOLS, SMALLEST


class Start(Schema):
    """Which year is counted, and how many children live here."""

    year = fields.Integer(
        required=True,
        validate=validate.Range(min=2000, max=2999, error="Choose a year"),
        metadata={"label": "The year"},
    )
    children = fields.Integer(
        load_default=None,
        validate=validate.Range(
            min=1_000, max=2_000_000, error="Use a number from 1,000 to 2,000,000"
        ),
        metadata={"label": "Children living here"},
    )


class SetRule(Schema):
    """The smallest number shown, and the years of a pool."""

    smallest = fields.Integer(
        required=True,
        validate=validate.Range(
            min=SMALLEST, max=MOST, error=f"Use a number from {SMALLEST} to {MOST}"
        ),
        metadata={"label": "The smallest number shown"},
    )
    years = fields.Integer(
        required=True,
        validate=validate.OneOf(POOLS, error="Choose three or five years"),
        metadata={"label": "The years of a pool"},
    )
    seen = fields.Integer(required=True)
