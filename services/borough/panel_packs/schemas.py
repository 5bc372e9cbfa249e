"""What forms about packs may carry."""

from marshmallow import Schema, fields

from borough.panel_packs.model import MOST
from borough.reviews.schemas import a_text


class Written(Schema):
    """A page's words, and what to do with them.

    ``read`` is ticked by who read it to its end, ``looked`` of who
    looked at what is near a name.
    """

    text = a_text("The page", MOST)
    read = fields.Boolean(
        load_default=False, truthy={"yes"}, falsy={"no"}, metadata={"label": "Read"}
    )
    looked = fields.Boolean(
        load_default=False, truthy={"yes"}, falsy={"no"}, metadata={"label": "Looked"}
    )
    seen = fields.Integer(required=True)


class Sure(Schema):
    """The version of the pack that was seen."""

    seen = fields.Integer(required=True)
