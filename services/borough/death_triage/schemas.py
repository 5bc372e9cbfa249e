"""What forms about triage and other inquiries may carry."""

from marshmallow import Schema, fields

from borough.death_triage.model import Strand
from borough.deaths.schemas import a_time, yes_or_no
from borough.reviews.schemas import a_day, a_text


class Decided(Schema):
    """How a death is answered."""

    response = yes_or_no("Whether agencies answer together")
    reason = a_text("The reason", 2000, needed=False)
    strands = fields.List(
        fields.Enum(Strand, by_value=True),
        load_default=list,
        metadata={"label": "Other inquiries"},
    )
    seen = fields.Integer(required=True)


class Met(Schema):
    """When agencies met."""

    on = a_day("The day")
    at = a_time("The time")


class Added(Schema):
    """One inquiry beside the review."""

    strand = fields.Enum(
        Strand, by_value=True, required=True, metadata={"label": "The inquiry"}
    )
    holds = yes_or_no("Whether the review waits for it")
    reference = a_text("The reference", 120, needed=False)
    began_on = a_day("The day it began", needed=False)


class Linked(Schema):
    """The serious incident about the same death; empty for none."""

    incident_id = fields.UUID(
        load_default=None, metadata={"label": "The serious incident"}
    )
