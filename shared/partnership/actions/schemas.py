"""What forms about actions, and addresses of their lists, may carry."""

from marshmallow import EXCLUDE, Schema, fields, validate

from partnership.agencies import AGENCIES
from partnership.brag.model import Brag, Show, Shows

LONGEST = 4000


def _text(label: str, *, required: bool = True, most: int = LONGEST) -> fields.String:
    rule = validate.Length(max=most, error=f"Use at most {most:,} characters")
    if required:
        return fields.String(required=True, validate=rule, metadata={"label": label})
    return fields.String(load_default="", validate=rule, metadata={"label": label})


def _agency(label: str) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.OneOf(list(AGENCIES), error="Choose one of the agencies"),
        metadata={"label": label},
    )


def _day(label: str, *, required: bool = False) -> fields.Date:
    if required:
        return fields.Date(required=True, metadata={"label": label})
    return fields.Date(load_default=None, metadata={"label": label})


class Seen(Schema):
    """Which version was looked at, with every form."""

    version = fields.Integer(required=True)


class Added(Schema):
    """A new action."""

    title = _text("The action", most=300)
    owner_post = _text("The owner's post", most=120)
    agency = _agency("The agency")
    due = _day("The due date")
    forecast = _day("The forecast")


class Change(Seen):
    """What an action is and whose."""

    title = _text("The action", most=300)
    owner_post = _text("The owner's post", most=120)
    agency = _agency("The agency")
    tagged = fields.List(
        fields.UUID(), load_default=list, metadata={"label": "The theme"}
    )


class Update(Seen):
    """How it goes."""

    brag = fields.Enum(
        Brag, by_value=True, load_default=None, metadata={"label": "The state"}
    )
    note = _text("The note", required=False)


class Dates(Seen):
    """When it is due and expected."""

    due = _day("The due date")
    forecast = _day("The forecast")
    reason = _text("The reason", required=False)


class Evidence(Seen):
    """What shows how far it has come."""

    shows = fields.Enum(
        Shows, by_value=True, required=True, metadata={"label": "The kind"}
    )
    dated_on = _day("The date of the evidence", required=True)
    text = _text("What it shows")


class Propose(Seen):
    """Who is asked to confirm."""

    asked = _agency("The agency to ask")


class Confirm(Seen):
    """That it is embedded; for whom, where the role names no agency."""

    speaks_for = fields.String(load_default=None)


class Decline(Seen):
    """Why it is not embedded."""

    reason = _text("What is missing")
    speaks_for = fields.String(load_default=None)


class Recheck(Seen):
    """What a re-check found."""

    holds = fields.Boolean(
        required=True,
        truthy={"yes"},
        falsy={"no"},
        error_messages={"required": "Say what the check found"},
    )
    reason = _text("What the check found", required=False)
    next_on = _day("The next check")


class Reason(Seen):
    """Why it should be closed, or why not."""

    reason = _text("The reason")


class Close(Seen):
    """The decision that closes it."""

    decision_id = fields.UUID(required=True, metadata={"label": "The decision"})


class Listed(Schema):
    """The filters of a list in its address; what cannot be read filters nothing."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    plan = fields.UUID(load_default=None)
    brag = fields.Enum(Brag, by_value=True, load_default=None)
    agency = fields.String(load_default=None)
    theme = fields.UUID(load_default=None)
    show = fields.Enum(Show, by_value=True, load_default=None)


class Since(Schema):
    """From which day on to look for changes."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    since = fields.Date(load_default=None, metadata={"label": "The day"})
