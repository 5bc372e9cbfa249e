"""What forms about a consultation may carry."""

from marshmallow import Schema, fields, validate

from partnership.standards.schemas import words


class Circulated(Schema):
    """What boroughs are asked and until when, by somebody who looked at the draft."""

    question = words("The question", 1000)
    closes_on = fields.Date(required=True, metadata={"label": "The last day"})
    confirm = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={"required": "Tick the box to say that it can go out"},
    )
    seen = fields.Integer(required=True)


class Answered(Schema):
    """What becomes of a comment."""

    taken_up = fields.Boolean(required=True, metadata={"label": "What becomes of it"})
    why = words("Why", 1000, needed=False)
    seen = fields.Integer(required=True)


class Closed(Schema):
    """That the answers can go out, by somebody who looked at them."""

    confirm = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={"required": "Tick the box to say that the answers can go out"},
    )
    seen = fields.Integer(required=True)
