"""What the form that suspends a member, or takes it back, may carry."""

from marshmallow import Schema, fields, validate

from leadership.members.model import MemberStatus


class ChangeStatus(Schema):
    """The status a member is to have, confirmed."""

    status = fields.Enum(MemberStatus, by_value=True, required=True)
    confirm = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={"required": "Tick the box to say that you are sure"},
    )
