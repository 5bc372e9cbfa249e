"""What the filters of a log, and the form that raises an action, may carry."""

from marshmallow import EXCLUDE, Schema, fields

from partnership.actions.schemas import Added
from partnership.brag.model import Brag, Show


class Listed(Schema):
    """The filters of a log in its address; what cannot be read filters nothing."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    brag = fields.Enum(Brag, by_value=True, load_default=None)
    agency = fields.String(load_default=None)
    show = fields.Enum(Show, by_value=True, load_default=None)
    closed = fields.Boolean(load_default=None, truthy={"yes"}, falsy={"no"})


class Raise(Added):
    """A new action, the plan it goes into, and the item that raised it."""

    plan_id = fields.UUID(load_default=None, metadata={"label": "The plan"})
    ref = fields.String(load_default="", metadata={"label": "The short name"})
    item_id = fields.UUID(load_default=None, metadata={"label": "The item"})
