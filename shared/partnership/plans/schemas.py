"""What forms about plans may carry."""

from marshmallow import EXCLUDE, Schema, fields, validate

from partnership.plans.model import Source

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


def _text(label: str, most: int) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(max=most, error=f"Use at most {most} characters"),
        metadata={"label": label},
    )


def _slug(label: str, most: int = 60) -> fields.String:
    return fields.String(
        load_default=None,
        validate=[
            validate.Length(max=most, error=f"Use at most {most} characters"),
            validate.Regexp(
                rf"{SLUG}\Z", error="Use small letters, digits and hyphens only"
            ),
        ],
        metadata={"label": label},
    )


def _record() -> fields.String:
    return fields.String(
        load_default=None,
        validate=validate.Length(max=80, error="Use at most 80 characters"),
        metadata={"label": "The record"},
    )


class Opened(Schema):
    """A new plan."""

    ref = _text("The reference", 25)
    title = _text("The title", 200)
    source = fields.Enum(
        Source, by_value=True, required=True, metadata={"label": "The source"}
    )
    source_record = _record()
    body_slug = _slug("The body")
    opened_on = fields.Date(
        load_default=None, metadata={"label": "The day it was opened"}
    )
    counted = fields.Boolean(
        required=True,
        truthy={"yes"},
        falsy={"no"},
        error_messages={"required": "Say whether its actions are known"},
    )


class Changed(Schema):
    """A plan's words, and the version that was seen."""

    version = fields.Integer(required=True)
    title = _text("The title", 200)
    source_record = _record()
    body_slug = _slug("The body")


class Worded(Schema):
    """What one state is called."""

    letter = fields.String(
        required=True,
        validate=validate.Regexp(r"[A-Za-z]\Z", error="Use one letter"),
        metadata={"label": "The letter"},
    )
    word = _text("The word", 40)
    meaning = _text("The meaning", 300)


class Listed(Schema):
    """The filters of the list in its address."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    source = fields.Enum(
        Source, by_value=True, load_default=None, metadata={"label": "The source"}
    )
    body = _slug("The body")
    theme = fields.UUID(load_default=None)
    on = fields.Date(load_default=None, metadata={"label": "The day"})
