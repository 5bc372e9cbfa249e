"""What forms about a variation or an item of our own may carry."""

from marshmallow import Schema, fields

from partnership.standards.model import Kind
from partnership.standards.schemas import item_schema, words


def varied(kind: Kind) -> Schema:
    """A shared item in our own words, and why."""
    return item_schema(
        kind,
        placed=False,
        reason=words("A reason", 1000),
        seen=fields.Integer(required=True),
    )


def local(kind: Kind) -> Schema:
    """An item of our own, why, and the shared item it belongs to."""
    return item_schema(
        kind,
        reason=words("A reason", 1000),
        maps_to=fields.String(load_default=None),
        seen=fields.Integer(required=True),
    )


class Reasoned(Schema):
    """Why an item is left out, or an entry dropped."""

    reason = words("A reason", 1000)
    seen = fields.Integer(required=True)


class Kept(Schema):
    """The version of the record that was looked at."""

    seen = fields.Integer(required=True)
