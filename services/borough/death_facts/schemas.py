"""What forms about a child and a death may carry."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from borough.death_facts.model import Ethnicity, PlaceKind, Sex
from borough.deaths.schemas import a_time
from borough.reviews.schemas import a_day, a_text
from kit.errors import Invalid
from partnership.death_rules import nhs_number
from partnership.death_rules.circumstances import Circumstance
from partnership.death_rules.nhs_number import WithoutNumber


class Child(Schema):
    """Who the child was."""

    given = a_text("The first names", 120)
    family = a_text("The surname", 120)
    born_on = a_day("The day of birth")
    nhs_number = fields.String(
        load_default=None,
        validate=validate.Length(max=20, error="An NHS number has 10 digits"),
        metadata={"label": "The NHS number"},
    )
    without = fields.Enum(
        WithoutNumber,
        by_value=True,
        load_default=None,
        metadata={"label": "Why there is no NHS number"},
    )
    sex = fields.Enum(Sex, by_value=True, required=True, metadata={"label": "The sex"})
    ethnicity = fields.Enum(
        Ethnicity, by_value=True, required=True, metadata={"label": "The ethnicity"}
    )
    address = a_text("The address", 400, needed=False)
    postcode = a_text("The postcode", 10, needed=False)
    another = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no"})
    seen = fields.Integer(required=True)

    @validates_schema
    def check_number(self, data: dict[str, Any], **_: object) -> None:
        """Say at once where the number is none, and where neither box is filled."""
        number, without = data.get("nhs_number"), data.get("without")
        if (number is None) == (without is None):
            fault = "Enter the NHS number, or choose why there is none"
            raise ValidationError(fault, "nhs_number")
        if number is not None:
            try:
                data["nhs_number"] = nhs_number.read(number)
            except Invalid as error:
                raise ValidationError(str(error), "nhs_number") from error


class Died(Schema):
    """When, where and how a child died."""

    died_on = a_day("The day of death")
    died_time = a_time("The time of death")
    place = fields.Enum(
        PlaceKind, by_value=True, required=True, metadata={"label": "The kind of place"}
    )
    where = a_text("The place", 200, needed=False)
    known = fields.List(
        fields.Enum(Circumstance, by_value=True),
        load_default=list,
        metadata={"label": "What is known"},
    )
    cause = a_text("The suspected cause", 400, needed=False)
    story = a_text("The circumstances", 10000, needed=False)
    seen = fields.Integer(required=True)
