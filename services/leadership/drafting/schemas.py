"""What forms about a draft of a standard may carry."""

from marshmallow import Schema, fields, validate

from partnership.standards.model import Kind
from partnership.standards.schemas import words

OFFERED = tuple(kind for kind in Kind if kind is not Kind.INDICATOR_SET)


class Begun(Schema):
    """Another standard of a kind."""

    kind = fields.Enum(Kind, by_value=True, required=True, metadata={"label": "Kind"})
    title = words("The title", 200)


class Described(Schema):
    """What a draft says of itself."""

    title = words("The title", 200)
    summary = words("What it is for", 1000)
    effective_from = fields.Date(required=True, metadata={"label": "Effective from"})
    seen = fields.Integer(required=True)


class Moved(Schema):
    """One step up or down."""

    steps = fields.Integer(required=True, validate=validate.OneOf([-1, 1]))
    seen = fields.Integer(required=True)


class Removed(Schema):
    """Why an item goes."""

    reason = words("The reason", 500)
    seen = fields.Integer(required=True)


class Published(Schema):
    """That it is meant, by somebody who looked at this revision."""

    confirm = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={"required": "Tick the box to say that it can go out"},
    )
    seen = fields.Integer(required=True)
