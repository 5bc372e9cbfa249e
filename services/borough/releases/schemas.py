"""What the forms of every kind of summary may carry."""

from marshmallow import Schema, fields, validate

from borough.returns.model import REASON_LENGTH
from borough.returns.schemas import TOO_LONG, Approve, SendBack

__all__ = ["Approve", "SendBack", "Submit"]


class Submit(Schema):
    """What the preparer says of a summary."""

    seen = fields.String(required=True)
    note = fields.String(
        load_default=None,
        validate=validate.Length(max=REASON_LENGTH, error=TOO_LONG),
        metadata={"label": "The note"},
    )
