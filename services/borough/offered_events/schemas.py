"""Which events of other boroughs are listed."""

from marshmallow import EXCLUDE, Schema, fields, validate

from borough.events.model import boroughs


class Filter(Schema):
    """Which events are listed."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    host = fields.String(
        load_default="", validate=lambda slug: slug in ("", *boroughs())
    )
    which = fields.String(
        load_default="coming", validate=validate.OneOf(["coming", "past"])
    )
