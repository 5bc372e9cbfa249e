"""What forms about disputes may carry."""

from marshmallow import Schema, fields

from partnership.bodies.schemas import words
from partnership.decisions.schemas import text_if_any


class Raise(Schema):
    """A new dispute."""

    title = words("The title", 200, "Give the dispute a title")
    about = words("What it is about", 4000, "Say what the agencies disagree about")
    raised_by = words("The agency", 40, "Choose the agency that raises it")
    other = words("The other agency", 40, "Choose the other agency")
    decision_id = fields.UUID(load_default=None)
    open_question = text_if_any("The open question", 2000)


class Step(Schema):
    """Words for a step, and the version that was seen."""

    seen = fields.Integer(required=True)
    text = words("The text", 4000, "Write what is to be kept")
