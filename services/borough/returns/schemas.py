"""What the forms of a return may carry."""

from marshmallow import Schema, fields, validate

from borough.returns.model import REASON_LENGTH

EVERYTHING, SOME = "everything", "some"
TOO_LONG = f"Use at most {REASON_LENGTH} characters"


class Choose(Schema):
    """What to release: all that changed, or indicators and years of it."""

    what = fields.String(
        load_default=EVERYTHING,
        validate=validate.OneOf([EVERYTHING, SOME], error="Choose one of the two"),
    )
    indicators = fields.List(fields.String(), load_default=list)
    first_year = fields.Integer(load_default=None, metadata={"label": "The first year"})
    last_year = fields.Integer(load_default=None, metadata={"label": "The last year"})


class Submit(Schema):
    """What the preparer says of a return."""

    seen = fields.String(required=True)
    note = fields.String(
        load_default=None,
        validate=validate.Length(max=REASON_LENGTH, error=TOO_LONG),
        metadata={"label": "The note"},
    )
    reason = fields.String(
        load_default=None,
        validate=validate.Length(max=REASON_LENGTH, error=TOO_LONG),
        metadata={"label": "The reason"},
    )


class Approve(Schema):
    """Which preview was looked at, and that it is meant."""

    seen = fields.String(required=True)
    confirm = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={
            "required": "Tick the box to say that you looked at what will leave"
        },
    )


class SendBack(Schema):
    """Why a return goes back."""

    because = fields.String(
        required=True,
        validate=validate.Length(max=REASON_LENGTH, error=TOO_LONG),
        metadata={"label": "What has to change"},
    )
