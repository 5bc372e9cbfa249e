"""What forms about minutes and questions may carry."""

from marshmallow import Schema, fields, validate

from partnership.bodies.schemas import words


class Write(Schema):
    """A wording of minutes, and the version that was seen."""

    seen = fields.Integer(required=True)
    text = words("The minutes", 60000, "Write the minutes")
    because = words("What changed", 500, "Say in a few words what you changed")


class Advance(Schema):
    """The next step, and the version that was seen."""

    seen = fields.Integer(required=True)
    to = fields.String(
        required=True, validate=validate.OneOf(["checked", "approved", "signed"])
    )


class Amend(Schema):
    """A correction beside approved minutes."""

    amendment = words("The correction", 4000, "Say what is corrected")


class Ask(Schema):
    """A question, with the role of who asked it."""

    asker = words("The role", 120, "Give the role of who asked, not the name")
    item_id = fields.UUID(load_default=None)
    text = words("The question", 4000, "Write the question")


class Answer(Schema):
    """An answer, and the post that gave it."""

    answer = words("The answer", 8000, "Write the answer")
    answered_by = words("The post", 120, "Give the post that answered")
