"""What the search takes."""

from marshmallow import Schema, fields, validate


class Search(Schema):
    """What is looked for."""

    term = fields.String(
        required=True,
        validate=validate.Length(
            min=2, max=100, error="Use between 2 and 100 characters"
        ),
        metadata={"label": "What you look for"},
    )
