"""What forms about charges may carry."""

from marshmallow import EXCLUDE, Schema, fields, validate

from borough.courses.schemas import a_text
from partnership.agencies import AGENCIES


class Waived(Schema):
    """Why a charge is not asked for."""

    reason = a_text("The reason", 1000)
    seen = fields.Integer(required=True)


class Filter(Schema):
    """Which charges are listed."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    agency = fields.String(load_default="", validate=validate.OneOf(["", *AGENCIES]))
    waived = fields.String(load_default="", validate=validate.OneOf(("", "yes", "no")))
