"""What the form about house rules may carry."""

from decimal import Decimal

from marshmallow import Schema, fields, post_load, validate

from borough.courses.schemas import a_number
from borough.host_rules.model import Late


def _pounds(label: str) -> fields.Decimal:
    return fields.Decimal(
        places=2,
        required=True,
        validate=validate.Range(
            Decimal(0), Decimal(2000), error="Enter pounds from 0 to 2,000"
        ),
        metadata={"label": label},
    )


class Rules(Schema):
    """The rules from a day on; charges are typed in pounds and kept in pence."""

    from_on = fields.Date(required=True, metadata={"label": "The first day"})
    cancel_days = a_number("Working days to cancel", 0, 30)
    close_days = a_number("Working days to book", 0, 30)
    hold_days = a_number("Days a place is held", 1, 30)
    half_day = _pounds("The charge for half a day")
    full_day = _pounds("The charge for a day")
    late_minutes = a_number("Minutes", 0, 240)
    late_is = fields.Enum(
        Late, by_value=True, required=True, metadata={"label": "Who comes later"}
    )
    keep_months = a_number("Months", 1, 96)
    exempt = fields.List(fields.String(), load_default=list)

    @post_load
    def in_pence(self, data: dict[str, object], **_: object) -> dict[str, object]:
        """Charges as pence."""
        for name in ("half_day", "full_day"):
            pounds = data.pop(name)
            if isinstance(pounds, Decimal):
                data[f"{name}_pence"] = int(pounds * 100)
        return data
