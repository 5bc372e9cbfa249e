"""What forms about the pseudonym register may carry."""

from marshmallow import Schema, fields

from borough.pseudonyms.model import Purpose
from borough.reviews.schemas import a_day, a_text


class Identity(Schema):
    """Who somebody is."""

    name = a_text("The name", 200)
    born_on = a_day("The date of birth", needed=False)
    number = a_text("The case number", 80, needed=False)


class Written(Identity):
    """A new entry."""

    pseudonym = a_text("The pseudonym", 80)
    review_id = fields.UUID(required=True, metadata={"label": "The review"})


class Corrected(Identity):
    """An entry written anew, and the version that was seen."""

    seen = fields.Integer(required=True)


class Opened(Schema):
    """Why an entry is opened."""

    purpose = fields.Enum(
        Purpose, by_value=True, required=True, metadata={"label": "The purpose"}
    )
