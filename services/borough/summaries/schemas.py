"""What forms about agency summaries may carry."""

from marshmallow import Schema, fields

from borough.reviews.schemas import a_day, a_text, an_agency
from borough.summaries.model import Completeness


class Asked(Schema):
    """An agency to ask, and until when."""

    agency = an_agency("The agency")
    due_on = a_day("The due day")


class Received(Schema):
    """What came."""

    on = a_day("The day")
    completeness = fields.Enum(
        Completeness, by_value=True, required=True, metadata={"label": "What came"}
    )
    missing = a_text("What is missing", 4000, needed=False)
    seen = fields.Integer(required=True)
