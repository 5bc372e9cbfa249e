"""What the form of a snapshot may carry."""

from marshmallow import Schema, fields, validate


class Take(Schema):
    """As at which day, and what for."""

    as_at = fields.Date(required=True, metadata={"label": "The day"})
    title = fields.String(
        required=True,
        validate=validate.Length(max=120, error="Use at most 120 characters"),
        metadata={"label": "What it is for"},
    )
