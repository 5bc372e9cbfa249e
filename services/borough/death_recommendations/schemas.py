"""What forms about the panel's recommendations may carry."""

from marshmallow import Schema, fields

from borough.reviews.schemas import a_day, a_text, an_agency


class Added(Schema):
    """A new recommendation."""

    text = a_text("The recommendation", 4000)
    owner = an_agency("The agency it is for")
    national = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no"})


class Acted(Schema):
    """The action that answers it."""

    plan_id = fields.UUID(required=True, metadata={"label": "The plan"})
    title = a_text("The action", 200)
    owner_post = a_text("The post that owns it", 120)
    due = a_day("The day it is due", needed=False)
