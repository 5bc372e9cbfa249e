"""What the form of a theme may carry."""

from marshmallow import Schema, fields, validate


class Added(Schema):
    """A new theme."""

    title = fields.String(
        required=True,
        validate=validate.Length(max=120, error="Use at most 120 characters"),
        metadata={"label": "The theme"},
    )
