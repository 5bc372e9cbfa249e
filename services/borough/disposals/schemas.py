"""What the forms about destroying and holding records may carry."""

from marshmallow import Schema, fields, validate

from borough.disposals.model import Hold


class Sure(Schema):
    """Confirmed by a tick."""

    sure = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={"required": "Tick the box to say that you are sure"},
    )


class Place(Schema):
    """Why a record must stay."""

    why = fields.Enum(
        Hold, by_value=True, required=True, metadata={"label": "Why it must stay"}
    )
