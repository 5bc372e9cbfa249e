"""What forms about findings may carry."""

from marshmallow import Schema, fields

from borough.reviews.schemas import a_day, a_text, an_agency
from borough.self_assessments.schemas import an_id


class Written(Schema):
    """A finding; no domain is the audit as a whole."""

    domain = fields.Integer(load_default=None, metadata={"label": "The domain"})
    text = a_text("The finding", 4000)


class Changed(Written):
    """A finding's words, and the version that was seen."""

    seen = fields.Integer(required=True)


class ActedOn(Schema):
    """An action that a finding leads to."""

    plan_id = an_id("The plan", "Choose a plan")
    title = a_text("What is to be done", 200)
    owner_post = a_text("The post that owns it", 120)
    agency = an_agency()
    due = a_day("The day it is due")


class Recommended(Schema):
    """A recommendation that a finding leads to."""

    review_id = an_id("The review", "Choose a review")
    text = a_text("The recommendation", 2000)
    owner = an_agency()
