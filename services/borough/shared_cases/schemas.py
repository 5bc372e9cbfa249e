"""What forms about shares of other boroughs may carry."""

from marshmallow import Schema, fields

from borough.shared_cases.model import Declined


class Refused(Schema):
    """Why a share is not taken, in fixed words."""

    reason = fields.Enum(
        Declined, by_value=True, required=True, metadata={"label": "The reason"}
    )


class Wanted(Schema):
    """The third borough that needs it."""

    borough = fields.String(required=True, metadata={"label": "The borough"})
