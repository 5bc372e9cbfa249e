"""What forms about invitations may carry."""

from marshmallow import Schema, fields, validate

_NAME = validate.Length(max=200, error="Names have at most 200 characters")
_SHORT_NAME = validate.Length(max=60, error="Short names have at most 60 characters")


class Place(Schema):
    """Where a role counts, and until when."""

    agency = fields.String(load_default=None, validate=_SHORT_NAME)
    body = fields.String(load_default=None, validate=_SHORT_NAME)
    until_on = fields.Date(load_default=None, metadata={"label": "Last day"})


class Invite(Place):
    """Who is invited, and to what. ``roles`` are the words of the roles offered."""

    name = fields.String(
        required=True,
        validate=_NAME,
        error_messages={"required": "Enter their name"},
    )
    email = fields.String(
        required=True,
        validate=validate.Length(max=254, error="Enter a shorter e-mail address"),
        error_messages={"required": "Enter their e-mail address"},
    )
    role = fields.String(required=True, error_messages={"required": "Choose a role"})


class Accept(Schema):
    """The person's name as pages show it, and the password they choose."""

    name = fields.String(
        required=True,
        validate=_NAME,
        error_messages={"required": "Enter your name"},
    )
    password = fields.String(
        required=True,
        metadata={"exact": True},
        error_messages={"required": "Enter a password"},
    )


class Filter(Schema):
    """Which invitations to list."""

    state = fields.String(load_default="")
