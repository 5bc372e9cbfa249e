"""What forms about clocks may carry."""

from marshmallow import Schema, fields, validate

from partnership.clocks.model import Unit

_LONGEST = 2000


class Pause(Schema):
    """Why a clock stands still."""

    reason = fields.String(
        required=True,
        validate=validate.Length(max=_LONGEST, error="Use at most 2,000 characters"),
        error_messages={"required": "Say why the clock stands still"},
    )


class SetRule(Schema):
    """How this area counts one kind of clock."""

    limit = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=1000, error="Enter 1 to 1,000"),
        metadata={"label": "How many"},
    )
    unit = fields.Enum(Unit, by_value=True, required=True, metadata={"label": "Unit"})
    starts = fields.String(
        required=True,
        validate=validate.Length(max=120, error="Use at most 120 characters"),
        metadata={"label": "The start event"},
    )
    edition = fields.String(
        required=True,
        validate=validate.Length(max=80, error="Use at most 80 characters"),
        metadata={"label": "Where it is written"},
    )
    from_on = fields.Date(required=True, metadata={"label": "The first day"})
    reason = fields.String(
        required=True,
        validate=validate.Length(max=_LONGEST, error="Use at most 2,000 characters"),
        metadata={"label": "The reason"},
    )
