"""What forms about hats may carry."""

from marshmallow import Schema, fields


class ChooseHat(Schema):
    """The hat to wear from now on."""

    hat = fields.UUID(
        required=True,
        metadata={"label": "Role"},
        error_messages={"required": "Choose the role to use"},
    )
