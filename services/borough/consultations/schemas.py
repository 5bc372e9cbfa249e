"""What forms about a draft may carry."""

from marshmallow import Schema, fields, validate

from partnership.standards.schemas import words


class Commented(Schema):
    """What is said of an item, or of the whole."""

    text = words("The comment", 2000)


class Changed(Commented):
    """A comment in other words, and the version that was seen."""

    seen = fields.Integer(required=True)


class Removed(Schema):
    """The version that was seen."""

    seen = fields.Integer(required=True)


class SentBack(Schema):
    """Why it goes back."""

    because = words("What has to change", 500)


class Approved(Schema):
    """The digest of what was looked at, and that it can leave."""

    seen = fields.String(required=True)
    confirm = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={"required": "Tick the box to say that it can leave"},
    )
