"""What forms about moderated scores and gaps may carry."""

from marshmallow import Schema, fields, validate

from borough.agency_answers.model import SCORES
from borough.reviews.schemas import a_day, a_text
from borough.self_assessments.schemas import Seen, an_id


class Moderated(Seen):
    """A panel's score, why, and the post that stands for it."""

    score = fields.Integer(
        required=True,
        validate=validate.OneOf(SCORES, error="Choose one of the scores"),
        metadata={"label": "The score"},
        error_messages={"required": "Choose a score"},
    )
    rationale = a_text("The rationale", 4000)
    post = a_text("The moderator's post", 120)


class ActedOn(Schema):
    """An action that closes a gap."""

    plan_id = an_id("The plan", "Choose a plan")
    title = a_text("The action", 300)
    owner_post = a_text("The post that owns it", 120)
    due = a_day("The due day")
