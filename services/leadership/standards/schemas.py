"""What the forms of the indicator set may carry."""

from marshmallow import Schema, fields, validate

from partnership.figures.model import Polarity


class Reword(Schema):
    """The words of one indicator of a draft."""

    title = fields.String(required=True, validate=validate.Length(max=200))
    definition = fields.String(required=True, validate=validate.Length(max=2000))
    polarity = fields.Enum(Polarity, by_value=True, required=True)
    supplier = fields.String(required=True, validate=validate.Length(max=80))
    source = fields.String(required=True, validate=validate.Length(max=200))


class Publish(Schema):
    """When a draft takes effect, what it is for, and that it is meant."""

    effective_from = fields.Date(required=True, metadata={"label": "Effective from"})
    summary = fields.String(required=True, validate=validate.Length(max=1000))
    confirm = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={"required": "Tick the box to say that it can go out"},
    )
