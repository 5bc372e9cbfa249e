"""What forms about delegations may carry."""

from marshmallow import Schema, fields

from partnership.bodies.schemas import day, words
from partnership.decisions.schemas import text_if_any
from partnership.delegations.model import State


class Filter(Schema):
    """Which delegations to list."""

    body = fields.String(load_default="")
    agency = fields.String(load_default="")
    state = fields.Enum(
        State,
        by_value=True,
        load_default=None,
        error_messages={"unknown": "Choose one of the states"},
    )


class Delegate(Schema):
    """What is left to whom, after consulting whom, by when."""

    text = words("What is left", 2000, "Say what is left to the post")
    to_post = words("The post", 120, "Give the post, not a name")
    agency = words("The agency", 40, "Choose the post's agency")
    consult_post = text_if_any("The post to consult", 120)
    due_on = day("The day")


class Seen(Schema):
    """The version that was seen."""

    seen = fields.Integer(required=True)


class Consult(Seen):
    """When the post was consulted, and what it said."""

    consulted_on = day("The day of the consultation")
    note = words("What it said", 4000, "Say what the consulted post said")


class Complete(Seen):
    """When it was carried out, and how."""

    completed_on = day("The day it was completed")
    note = words("What was done", 4000, "Say what was done")


class Withdraw(Seen):
    """Why it is taken back."""

    reason = words("The reason", 2000, "Say why it is taken back")
