"""What forms about the programme may carry."""

from marshmallow import Schema, fields

from leadership.programme.model import Lane, State
from partnership.bodies.schemas import choice, day, day_if_any, words
from partnership.decisions.schemas import text_if_any


class Begun(Schema):
    """The three days a programme is laid out from."""

    starts_on = day("The first day")
    shadow_on = day("The first day of the shadow year")
    report_on = day("The day the report is due")


class Row(Schema):
    """One strand or milestone."""

    lane = choice(Lane, "Choose what it belongs to")
    title = words("The title", 120, "Say what it is")
    from_on = day_if_any("The first day")
    until_on = day("The last day")
    state = choice(State, "Choose how far it is")
    owner_post = text_if_any("The post", 120)
    note = text_if_any("The note", 1000)


class Changed(Row):
    """A row as somebody saw it, said anew."""

    seen = fields.Integer(required=True)
