"""What forms about places elsewhere may carry."""

from marshmallow import EXCLUDE, Schema, fields

from borough.bookings.schemas import Group, Own, Seen, Substituted
from borough.events.model import boroughs

__all__ = ["AskedOwn", "AskedStaff", "Filter", "Seen", "Substituted"]


class AskedStaff(Group):
    """Places for staff; the register of agencies is not told elsewhere."""

    class Meta:
        """Nothing but these leaves."""

        exclude = ("employer_id",)


class AskedOwn(Own):
    """A place for oneself."""

    class Meta:
        """Nothing but these leaves."""

        exclude = ("employer_id",)


class Filter(Schema):
    """Which requests are listed."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    host = fields.String(
        load_default="", validate=lambda slug: slug in ("", *boroughs())
    )
