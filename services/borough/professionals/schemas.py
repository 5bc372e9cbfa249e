"""What the form about a professional may carry."""

from marshmallow import Schema, fields

from borough.professionals.model import Part
from borough.reviews.schemas import a_text, an_agency


class Added(Schema):
    """One professional who knew the child."""

    part = fields.Enum(
        Part, by_value=True, required=True, metadata={"label": "The part"}
    )
    agency = an_agency()
    name = a_text("The name", 120)
    workplace = a_text("The workplace", 200, needed=False)
    contact = a_text("The contact", 200, needed=False)
