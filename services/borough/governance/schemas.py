"""What the forms of a return may carry."""

from marshmallow import Schema, fields


class Start(Schema):
    """The day a return is stated for."""

    as_at = fields.Date(required=True, metadata={"label": "The day"})
