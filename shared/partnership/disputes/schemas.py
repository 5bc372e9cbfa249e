"""What forms about disputes may carry."""

from marshmallow import Schema, fields

from partnership.bodies.schemas import words
from partnership.decisions.schemas import text_if_any


class Raise(Schema):
    """A new dispute."""

    title = words("The title", 200, "Give the dispute a title")
    raised_by = words("The agency", 40, "Choose the agency that raises it")
    other = words("The other agency", 40, "Choose the other agency")
    about = words("What it is about", 4000, "Say what the agencies disagree about")
    decision_id = fields.UUID(load_default=None)
    open_question = text_if_any("The open question", 2000)


class Replied(Schema):
    """A reply, and the version that was seen; so with the steps that follow."""

    seen = fields.Integer(required=True)
    text = words("The reply", 4000, "Write the reply")


class Climbed(Schema):
    """Why it goes one stage up."""

    seen = fields.Integer(required=True)
    text = words("The reason", 4000, "Say why it goes one stage up")


class Settled(Schema):
    """How it was settled."""

    seen = fields.Integer(required=True)
    text = words("The text", 4000, "Say how it was settled")


STEPS: dict[str, type[Schema]] = {"reply": Replied, "up": Climbed, "settle": Settled}
