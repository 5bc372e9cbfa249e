"""What forms about panel meetings may carry."""

from marshmallow import Schema, fields

from borough.deaths.schemas import a_time
from borough.panels.model import KEPT_DAYS, Outcome
from borough.reviews.schemas import a_day
from kit.access.model import ConflictKind
from partnership.death_rules.lanes import Theme


class Planned(Schema):
    """When a meeting is, and how long its pack is kept."""

    on = a_day("The day")
    time = a_time("The time")
    theme = fields.Enum(
        Theme, by_value=True, load_default=None, metadata={"label": "The theme"}
    )
    kept_days = fields.Integer(
        load_default=KEPT_DAYS,
        metadata={"label": "Days the pack stays open"},
        error_messages={"invalid": "Write a whole number of days"},
    )


class Changed(Planned):
    """A meeting planned anew."""

    seen = fields.Integer(required=True)


class Added(Schema):
    """A case for the agenda."""

    case_id = fields.UUID(required=True, metadata={"label": "The case"})
    themed = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no"})


class Decided(Schema):
    """What the panel came to."""

    outcome = fields.Enum(
        Outcome, by_value=True, required=True, metadata={"label": "The outcome"}
    )


class Invited(Schema):
    """A panel member."""

    user_id = fields.UUID(required=True, metadata={"label": "The panel member"})


class Ended(Schema):
    """The version of the meeting that was seen."""

    seen = fields.Integer(required=True)


class Declared(Schema):
    """Why somebody must not read of a case."""

    kind = fields.Enum(
        ConflictKind, by_value=True, required=True, metadata={"label": "The reason"}
    )
