"""What forms about partners and phases may carry."""

from marshmallow import Schema, fields

from borough.arrangements.model import Circle, Form, Part, Phase
from partnership.bodies.schemas import choice, day, day_if_any, words


def words_if_any(label: str, most: int) -> fields.String:
    """Text that may be left out."""
    given = words(label, most, "")
    given.required, given.load_default = False, ""
    return given


class Filter(Schema):
    """As at which day to look."""

    on = fields.Date(load_default=None, metadata={"label": "The day"})


class Speaking(Schema):
    """The two posts of a partner."""

    accountable = words_if_any("The accountable lead", 120)
    delegated = words_if_any("The delegated lead", 120)


class Follow(Speaking):
    """A body that takes another's place."""

    seen = fields.Integer(required=True)
    in_law = choice(Form, "Choose what it is in law")
    name = words("The name", 160, "Give the body's name")
    from_on = day("The first day")
    until_on = day_if_any("The last day")
    because = words("The basis", 2000, "Say on what basis")


class Named(Speaking):
    """A body in one of the sets."""

    circle = choice(Circle, "Choose which partners it is one of")
    in_law = choice(Form, "Choose what it is in law")
    name = words("The name", 160, "Give the body's name")
    from_on = day("The first day")
    until_on = day_if_any("The last day")
    because = words("The basis", 2000, "Say on what basis")


class Correct(Schema):
    """What is said of a partner, put right."""

    seen = fields.Integer(required=True)
    name = words("The name", 160, "Give the body's name")
    from_on = day("The first day")
    until_on = day_if_any("The last day")
    because = words("The basis", 2000, "Say on what basis")


class Appoint(Schema):
    """A post that speaks for a partner."""

    part = choice(Part, "Choose which lead it is")
    title = words("The post", 120, "Give the title of the post, never a name")
    from_on = day("The first day")


class Begin(Schema):
    """A phase of the arrangements."""

    seen = fields.Integer(load_default=None)
    phase = choice(Phase, "Choose the phase")
    name = words("The name", 160, "Give it a name")
    note = words_if_any("The note", 2000)
    from_on = day("The first day")
    until_on = day_if_any("The last day")
