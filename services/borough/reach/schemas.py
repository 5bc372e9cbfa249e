"""What forms about reach may carry."""

from marshmallow import EXCLUDE, Schema, fields, validate

from borough.courses.schemas import a_number


class Entered(Schema):
    """A workforce."""

    people = a_number("The number of people", 1, 100_000)
    seen = fields.Integer(required=True)


class Filter(Schema):
    """Which year."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    year = fields.Integer(load_default=None, validate=validate.Range(2019, 2100))
