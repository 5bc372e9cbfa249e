"""What forms about bodies may carry."""

from enum import Enum

from marshmallow import Schema, fields, validate

from partnership.bodies.model import BodyKind


def words(label: str, most: int, missing: str) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(max=most, error=f"Use at most {most:,} characters"),
        error_messages={"required": missing},
        metadata={"label": label},
    )


def day(label: str) -> fields.Date:
    return fields.Date(required=True, metadata={"label": label})


def day_if_any(label: str) -> fields.Date:
    return fields.Date(load_default=None, metadata={"label": label})


def choice(of: type[Enum], missing: str) -> fields.Enum[Enum]:
    return fields.Enum(
        of,
        by_value=True,
        required=True,
        error_messages={"required": missing, "unknown": missing},
    )


class Filter(Schema):
    """Which bodies to list, and as at which day."""

    on = fields.Date(load_default=None, metadata={"label": "The day"})
    kind = fields.Enum(
        BodyKind,
        by_value=True,
        load_default=None,
        error_messages={"unknown": "Choose one of the kinds"},
    )
    ended = fields.Boolean(load_default=False)


class StandForm(Schema):
    """How a body stands from a day on."""

    name = words("Name", 120, "Give the body a name")
    purpose = words("Purpose", 2000, "Say what the body is for")
    parent_id = fields.UUID(load_default=None, metadata={"label": "The body above"})
    minimum = fields.Integer(
        required=True, metadata={"label": "How many members make a quorum"}
    )
    partners_needed = fields.Boolean(
        required=True,
        error_messages={"required": "Say whether all three partners are needed"},
        metadata={"label": "Whether all three partners are needed"},
    )
    from_on = day("The first day")


class Found(StandForm):
    """A new body."""

    slug = words("The short name", 60, "Give the body a short name")
    kind = choice(BodyKind, "Choose what kind of body it is")


class Change(StandForm):
    """A change to a body, and the version that was seen."""

    seen = fields.Integer(required=True)
    reason = words("The reason", 2000, "Say why it changes")


class Retire(Schema):
    """The end of a body."""

    until_on = day("The last day")
    reason = words("The reason", 2000, "Say why it ends")


class AgreeTerms(Schema):
    """Terms of reference as they were agreed."""

    text = words("The text", 40000, "Give the text of the terms of reference")
    agreed_on = day("The day they were agreed")
    review_on = day_if_any("The day of the next review")
