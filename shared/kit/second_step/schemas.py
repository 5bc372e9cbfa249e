"""What the forms of the second step may carry."""

from marshmallow import Schema, fields, validate


class TypedCode(Schema):
    """A code, and the page to go on to."""

    code = fields.String(
        required=True,
        validate=validate.Length(max=40, error="A code has at most 12 characters"),
        error_messages={"required": "Enter the code"},
    )
    next = fields.String(load_default="/")


class NoFields(Schema):
    """A button alone, and the page to go on to."""

    next = fields.String(load_default="/")
