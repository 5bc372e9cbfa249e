"""What the forms of a summary may carry."""

from marshmallow import Schema, fields, validate


class Start(Schema):
    """Which quarter is counted."""

    period = fields.String(
        required=True,
        validate=validate.Regexp(r"\d{4}-Q[1-4]\Z", error="Choose a quarter"),
        metadata={"label": "The quarter"},
    )
