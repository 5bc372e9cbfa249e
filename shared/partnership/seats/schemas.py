"""What forms about posts and the chair may carry."""

from marshmallow import Schema, fields

from partnership.bodies.model import Basis, Part, Seat
from partnership.bodies.schemas import choice, day, day_if_any, words

INDEPENDENT = "independent"


class AddDeputy(Schema):
    """A post that stands in for another."""

    title = words("The post", 120, "Give the title of the post")
    from_on = day("The first day")
    until_on = day_if_any("The last day")


class AddPost(AddDeputy):
    """A post that sits on a body."""

    agency = fields.String(
        required=True, error_messages={"required": "Choose the agency"}
    )
    part = choice(Part, "Say how it sits on the body")


class StartTerm(Schema):
    """A term in the chair or as its deputy."""

    post_id = fields.UUID(
        required=True,
        error_messages={"required": "Choose the post", "invalid_uuid": "Choose a post"},
    )
    seat = choice(Seat, "Say which seat it holds")
    basis = choice(Basis, "Say why this post holds it")
    from_on = day("The first day")
    until_on = day_if_any("The last day")
    hands_over = fields.Boolean(load_default=False)


class LastDay(Schema):
    """The last day of a post or a term."""

    until_on = day("The last day")
