"""What forms about people may carry."""

from marshmallow import Schema, fields, validate

from kit.invitations.schemas import Place
from kit.people.model import IdentityCheck


class Find(Schema):
    """Part of a name or an address; ``form`` is "csv" for a file."""

    term = fields.String(
        load_default="",
        validate=validate.Length(max=100, error="Search for 100 characters or fewer"),
    )
    form = fields.String(load_default="page", validate=validate.OneOf(["page", "csv"]))


class GiveRole(Place):
    """A role for a person, from a day on."""

    role = fields.String(required=True, error_messages={"required": "Choose a role"})
    from_on = fields.Date(load_default=None, metadata={"label": "First day"})


class AskReset(Schema):
    """How the one who asks made sure who the person is."""

    checked = fields.Enum(
        IdentityCheck,
        by_value=True,
        required=True,
        error_messages={
            "required": "Say how you made sure who they are",
            "unknown": "Say how you made sure who they are",
        },
    )
