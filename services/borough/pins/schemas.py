"""What the form that confirms a peer's key may carry."""

from marshmallow import Schema, fields, validate

from borough.pins.model import How


class Confirm(Schema):
    """One group of five digits as it was heard, and how."""

    group = fields.String(
        required=True,
        validate=validate.Regexp(
            r"\s*(\d\s*){5}\Z", error="Enter the five digits they read out"
        ),
        metadata={"label": "The group they read out"},
    )
    how = fields.Enum(
        How, by_value=True, required=True, metadata={"label": "How you compared"}
    )


class Withdraw(Schema):
    """Confirmed that a key is to count no longer."""

    sure = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={"required": "Tick the box to say that you are sure"},
    )
