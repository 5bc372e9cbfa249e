"""What forms about review meetings and the family may carry."""

from marshmallow import Schema, fields

from borough.deaths.schemas import a_time
from borough.professionals.model import Part
from borough.reviews.schemas import a_day, a_text


class Seen(Schema):
    """Only the version that was seen."""

    seen = fields.Integer(required=True)


class Moment(Schema):
    """A day and a time."""

    on = a_day("The day")
    at = a_time("The time")


class Moved(Moment):
    """Another moment, and the version that was seen."""

    seen = fields.Integer(required=True)


class Held(Moved):
    """When it was held, who came, and what was said."""

    attendees = fields.List(
        fields.Enum(Part, by_value=True),
        required=True,
        metadata={"label": "Who was there"},
    )
    notes = a_text("What was said", 20000, needed=False)


class Drafted(Schema):
    """The draft analysis."""

    summary = a_text("The summary", 4000)
    child = a_text("The factors of the child", 10000, needed=False)
    social = a_text("The factors of family and care", 10000, needed=False)
    physical = a_text("The factors of the surroundings", 10000, needed=False)
    services = a_text("The factors of services", 10000, needed=False)
    learning = a_text("The learning", 10000, needed=False)
    seen = fields.Integer(required=True)


class KeyWorkerNamed(Schema):
    """Who the family can turn to."""

    name = a_text("The name", 120)
    part = a_text("The post", 120, needed=False)
    contact = a_text("The contact", 200, needed=False)
    seen = fields.Integer(required=True)


class Questioned(Schema):
    """What the family asks."""

    question = a_text("The question", 4000)


class Answered(Schema):
    """The answer, and when the family heard it."""

    words = a_text("The answer", 10000)
    told_on = a_day("The day the family heard it", needed=False)
    seen = fields.Integer(required=True)
