"""What forms about reviews may carry."""

from marshmallow import EXCLUDE, Schema, fields, validate

from borough.reviews.model import ReviewKind
from partnership.agencies import AGENCIES


def a_text(label: str, most: int, *, needed: bool = True) -> fields.String:
    """A text of at most so many characters; empty where it may be left out."""
    more = {"required": True} if needed else {"load_default": ""}
    return fields.String(
        validate=validate.Length(max=most, error=f"Use at most {most:,} characters"),
        metadata={"label": label},
        **more,
    )


def an_agency(label: str = "The agency") -> fields.String:
    """One of the agencies, by its slug."""
    return fields.String(
        required=True,
        validate=validate.OneOf(list(AGENCIES), error="Choose one of the agencies"),
        metadata={"label": label},
    )


def a_day(label: str, *, needed: bool = True) -> fields.Date:
    """A day in three boxes."""
    more = {"required": True} if needed else {"load_default": None}
    return fields.Date(metadata={"label": label}, **more)


class Written(Schema):
    """What a review says of itself."""

    title = a_text("The title", 200)
    lead_agency = an_agency("The agency that leads")
    lead_post = a_text("The post that leads", 120)
    body = fields.String(load_default=None, validate=validate.Length(max=60))
    scope = a_text("What it asks", 4000, needed=False)
    narrative = a_text("What is known so far", 20000, needed=False)


class Opened(Written):
    """A new review."""

    kind = fields.Enum(
        ReviewKind, by_value=True, required=True, metadata={"label": "The kind"}
    )
    opened_on = a_day("The day it was decided to begin")


class Changed(Written):
    """A review's words, and the version that was seen."""

    seen = fields.Integer(required=True)


class Proposed(Schema):
    """The text to publish."""

    text = a_text("The text", 20000)
    seen = fields.Integer(required=True)


class Published(Schema):
    """The day of publication."""

    on = a_day("The day")
    copy_sent_on = a_day("The day the copy was sent", needed=False)
    seen = fields.Integer(required=True)


class Closed(Schema):
    """The day a review was closed."""

    on = a_day("The day")


class Assigned(Schema):
    """Who may open a review from now on."""

    user_id = fields.UUID(required=True, metadata={"label": "The person"})


class Listed(Schema):
    """The filters of the list in its address."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    kind = fields.Enum(
        ReviewKind, by_value=True, load_default=None, metadata={"label": "The kind"}
    )
    year = fields.Integer(
        load_default=None,
        validate=validate.Range(min=1990, max=2100, error="Use a year such as 2026"),
        metadata={"label": "The year"},
    )
    closed = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no"})
