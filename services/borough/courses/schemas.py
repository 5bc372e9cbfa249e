"""What forms about courses may carry."""

from marshmallow import EXCLUDE, Schema, fields, validate

from borough.courses.model import Level, Mode


def a_text(label: str, most: int, *, needed: bool = True) -> fields.String:
    """A text of at most so many characters; empty where it may be left out."""
    more = {"required": True} if needed else {"load_default": ""}
    return fields.String(
        validate=validate.Length(max=most, error=f"Use at most {most:,} characters"),
        metadata={"label": label},
        **more,
    )


def a_number(
    label: str, low: int, high: int, *, default: int | None = None, needed: bool = True
) -> fields.Integer:
    """A whole number between two others."""
    rule = validate.Range(low, high, error=f"Enter a number from {low} to {high:,}")
    more = {"required": True} if needed else {"load_default": default}
    return fields.Integer(validate=rule, metadata={"label": label}, **more)


class Told(Schema):
    """What is said of a course."""

    code = fields.String(
        required=True,
        validate=validate.Regexp(
            r"[A-Za-z0-9][A-Za-z0-9-]{0,19}\Z",
            error="Use letters, digits and hyphens, at most 20",
        ),
        metadata={"label": "The code"},
    )
    title = a_text("The title", 200)
    level = fields.Enum(
        Level, by_value=True, required=True, metadata={"label": "The group"}
    )
    mode = fields.Enum(
        Mode, by_value=True, required=True, metadata={"label": "How it is taught"}
    )
    minutes = a_number("How long it takes", 15, 6000)
    audience = a_text("Who it is for", 2000, needed=False)
    requires = fields.Enum(
        Level, by_value=True, load_default=None, metadata={"label": "The group before"}
    )
    refresh_months = a_number("Months until it is refreshed", 1, 120, needed=False)
    outcomes = a_text("What learners can do afterwards", 4000, needed=False)
    theme = fields.String(load_default=None, validate=validate.Length(max=60))
    recommendation_id = fields.UUID(
        load_default=None, metadata={"label": "The recommendation"}
    )
    seen = fields.Integer(load_default=None)


class Taken(Schema):
    """A shared course to take into the catalogue: its standard and item."""

    standard = fields.String(required=True, validate=validate.Length(max=60))
    item = fields.String(required=True, validate=validate.Length(max=20))


class Retired(Schema):
    """Taking a course out of the catalogue, or back."""

    seen = fields.Integer(required=True)
    retired = fields.Boolean(required=True)


class Filter(Schema):
    """Which courses are listed."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    level = fields.Enum(Level, by_value=True, load_default=None)
    mode = fields.Enum(Mode, by_value=True, load_default=None)
    theme = fields.String(load_default="", validate=validate.Length(max=60))
    retired = fields.String(load_default="", validate=validate.OneOf(("", "yes")))
