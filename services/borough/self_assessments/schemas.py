"""What forms about cycles of self-assessment may carry."""

from marshmallow import Schema, fields, validate

from borough.reviews.schemas import a_day, a_text, an_agency
from borough.self_assessments.model import Kind, State


def an_id(label: str, fault: str) -> fields.UUID:
    """A record chosen from a list."""
    return fields.UUID(
        required=True, metadata={"label": label}, error_messages={"required": fault}
    )


class Seen(Schema):
    """The version a form was made from."""

    seen = fields.Integer(required=True)


class Opened(Schema):
    """A new cycle."""

    kind = fields.Enum(
        Kind,
        by_value=True,
        required=True,
        metadata={"label": "The kind"},
        error_messages={"required": "Choose under which duty agencies answer"},
    )
    title = a_text("The title", 160)
    standard = a_text("The tool", 60)
    opens_on = a_day("The day it opens")
    due_on = a_day("The due day")
    body = fields.String(load_default=None, validate=validate.Length(max=60))


class Invited(Schema):
    """A kind of agency that is one organisation here."""

    agency = an_agency("The agency")


class InvitedRegistered(Schema):
    """An organisation of the register."""

    register_id = an_id("The organisation", "Choose an organisation")


class Named(Schema):
    """Somebody who answers for an organisation."""

    user_id = an_id("The person", "Choose a person")


class Posted(Seen):
    """A step and the post that takes it."""

    post = a_text("Your post", 120)


class Because(Seen):
    """A step back, and why."""

    because = a_text("The reason", 2000)


class Listed(Schema):
    """Which returns of a cycle to list."""

    state = fields.Enum(
        State, by_value=True, load_default=None, metadata={"label": "State"}
    )
