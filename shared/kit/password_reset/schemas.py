"""What the forms of a forgotten password may carry."""

from marshmallow import Schema, fields, validate


class Ask(Schema):
    """The address a letter is asked for."""

    email = fields.String(
        required=True,
        validate=validate.Length(max=254, error="Enter a shorter e-mail address"),
        error_messages={"required": "Enter your e-mail address"},
    )


class Choose(Schema):
    """The new password."""

    password = fields.String(
        required=True,
        metadata={"exact": True},
        error_messages={"required": "Enter a new password"},
    )
