"""What forms about documents may carry."""

from typing import Any

from marshmallow import Schema, fields

from borough.arrangements.schemas import words_if_any
from borough.documents.model import Kind, Opinion, Statement, Verdict
from partnership.bodies.schemas import choice, day, day_if_any, words

# Each kind of line is a box of its own, one statement to a line.
BOXES = {
    Statement.PURPOSE: "purposes",
    Statement.APPROACH: "approaches",
    Statement.INTELLIGENCE: "intelligence",
    Statement.OPTION: "options",
}


class Filter(Schema):
    """As at which day to look."""

    on = fields.Date(load_default=None, metadata={"label": "The day"})


class Write(Schema):
    """What a version says."""

    seen = fields.Integer(load_default=None)
    text = words_if_any("The text", 200_000)
    change = words_if_any("What changes", 2000)
    review_on = day_if_any("The day of the next review")
    file = fields.Raw(load_default=None)
    purposes = words_if_any("Purposes", 8000)
    approaches = words_if_any("Approaches", 8000)
    intelligence = words_if_any("Intelligence inputs", 8000)
    options = words_if_any("Options", 8000)
    preferred = words_if_any("The preferred option", 2000)


class Begin(Write):
    """A document and its first draft."""

    kind = choice(Kind, "Choose what it is")
    title = words("The title", 160, "Give the document a title")


class Sign(Schema):
    """What a lead partner says of a version."""

    seen = fields.Integer(required=True)
    verdict = choice(Verdict, "Say whether you sign it off")
    post = words("The post", 120, "Give the post you sign as, never a name")
    reason = words_if_any("The reason", 2000)


class Publish(Schema):
    """The day a version comes into force."""

    seen = fields.Integer(required=True)
    on = day("The day")


class Assure(Schema):
    """An assurance statement."""

    seen = fields.Integer(load_default=None)
    post = words("The post", 120, "Give the post that says so, never a name")
    scope = words("The scope", 2000, "Say what was looked at")
    opinion = choice(Opinion, "Choose the opinion")
    text = words_if_any("The statement", 8000)
    given_on = day("The day")


def lines_of(given: dict[str, Any]) -> dict[Statement, list[str]]:
    """The statements of a form by kind, one to a line; takes them out of ``given``."""
    return {
        kind: [line.strip() for line in given.pop(box).splitlines() if line.strip()]
        for kind, box in BOXES.items()
    }
