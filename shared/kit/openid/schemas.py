"""What forms about the provider may carry."""

from marshmallow import Schema, fields, validate


class AcceptLinked(Schema):
    """The name of a newcomer who needs no password, as pages show it."""

    name = fields.String(
        required=True,
        validate=validate.Length(max=200, error="Names have at most 200 characters"),
        error_messages={"required": "Enter your name"},
    )
