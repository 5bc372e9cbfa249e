"""What forms about cases may carry."""

from marshmallow import EXCLUDE, Schema, fields, validate

from borough.deaths.model import areas
from borough.reviews.schemas import a_day, an_agency
from partnership.death_rules.pipeline import Owner, Stage, Waiting
from partnership.death_rules.scope import Exclusion


def yes_or_no(label: str) -> fields.Boolean:
    """A question with two answers."""
    return fields.Boolean(
        required=True, truthy={"yes"}, falsy={"no"}, metadata={"label": label}
    )


def a_time(label: str) -> fields.Time:
    """A time of day on London's clocks."""
    return fields.Time(
        format="%H:%M",
        required=True,
        metadata={"label": label},
        error_messages={"invalid": "Write the time such as 16:00"},
    )


def an_area(label: str, *, needed: bool = True) -> fields.String:
    """A borough of this panel, or elsewhere."""
    more = {"required": True} if needed else {"load_default": None}
    return fields.String(
        validate=validate.OneOf(list(areas()), error="Choose one of the areas"),
        metadata={"label": label},
        **more,
    )


class Notified(Schema):
    """What decides whether a death is reviewed, and by whom."""

    received_on = a_day("The day the notification came")
    received_time = a_time("The time it came")
    notifier = an_agency("The agency that told of it")
    signs_of_life = yes_or_no("Whether there were signs of life at birth")
    weeks = fields.Integer(
        load_default=None,
        validate=validate.Range(min=0, max=45, error="Use weeks from 0 to 45"),
        metadata={"label": "Weeks of pregnancy"},
    )
    termination = yes_or_no("Whether it followed a lawful termination")
    unattended = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no"})
    under_18 = yes_or_no("Whether they were under 18")
    home = an_area("Where the child normally lived")
    died_in = an_area("Where the child died")
    placed_by = an_area("The authority that looked after the child", needed=False)


class Moved(Schema):
    """Where a case stands, who has it and what it waits for."""

    stage = fields.Enum(
        Stage, by_value=True, required=True, metadata={"label": "The stage"}
    )
    owner = fields.Enum(
        Owner, by_value=True, required=True, metadata={"label": "Who has it"}
    )
    waiting = fields.Enum(
        Waiting, by_value=True, required=True, metadata={"label": "What it waits for"}
    )
    seen = fields.Integer(required=True)


class Excluded(Schema):
    """Why a death is not reviewed."""

    reason = fields.Enum(
        Exclusion, by_value=True, required=True, metadata={"label": "The reason"}
    )
    seen = fields.Integer(required=True)


class Listed(Schema):
    """The filters of the list in its address."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    stage = fields.Enum(
        Stage, by_value=True, load_default=None, metadata={"label": "The stage"}
    )
    done = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no"})
    page = fields.Integer(
        load_default=1,
        validate=validate.Range(min=1, max=10_000, error="There is no such page"),
        metadata={"label": "The page"},
    )
