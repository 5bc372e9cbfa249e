"""What the form that proposes a case role may carry."""

from marshmallow import Schema, fields, validate


class Propose(Schema):
    """A person, by the address of their account, and the role."""

    email = fields.String(
        required=True,
        validate=validate.Length(max=254, error="Use at most 254 characters"),
        metadata={"label": "The e-mail address"},
    )
    role = fields.String(required=True, error_messages={"required": "Choose a role"})
