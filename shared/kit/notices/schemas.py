"""What the pages of notices take."""

from marshmallow import Schema, fields

from kit.notices.model import Delivery


class Settings(Schema):
    """How to be told."""

    delivery = fields.Enum(
        Delivery,
        by_value=True,
        required=True,
        metadata={"label": "How you want to be told"},
        error_messages={"unknown": "Choose one of the ways"},
    )


class Nothing(Schema):
    """A button alone."""
