"""What the forms of a return may carry."""

from marshmallow import Schema, fields, validate

from borough.returns.model import REASON_LENGTH
from borough.returns.schemas import TOO_LONG, Approve, SendBack

__all__ = ["Approve", "SendBack", "Start", "Submit"]


class Start(Schema):
    """The day a return is stated for."""

    as_at = fields.Date(required=True, metadata={"label": "The day"})


class Submit(Schema):
    """What the preparer says of a return."""

    seen = fields.String(required=True)
    note = fields.String(
        load_default=None,
        validate=validate.Length(max=REASON_LENGTH, error=TOO_LONG),
        metadata={"label": "The note"},
    )
