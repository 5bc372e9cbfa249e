"""What the form that sends out official figures may carry."""

from marshmallow import Schema, fields, validate


class Announce(Schema):
    """That the official figures are meant to go out."""

    confirm = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={"required": "Tick the box to say that they can go out"},
    )
