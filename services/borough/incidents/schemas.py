"""What forms about serious incidents may carry."""

from marshmallow import Schema, fields

from borough.incidents.model import Harm, Outcome, Part
from borough.reviews.schemas import a_day, a_text, an_agency


def _time(label: str) -> fields.Time:
    return fields.Time(
        format="%H:%M",
        required=True,
        metadata={"label": label},
        error_messages={"invalid": "Write the time such as 16:00"},
    )


class Recorded(Schema):
    """A new incident."""

    title = a_text("The title", 200)
    harm = fields.Enum(
        Harm, by_value=True, required=True, metadata={"label": "What happened"}
    )
    part = fields.Enum(
        Part, by_value=True, required=True, metadata={"label": "Who leads"}
    )
    agency = an_agency("The agency that notifies")
    lead_post = a_text("The post that leads", 120)
    incident_area = a_text("The area in which it happened", 80)
    home_area = a_text("The area in which the child lives", 80)
    happened_on = a_day("The day it happened")
    aware_on = a_day("The day on which the authority became aware")
    aware_time = _time("The time at which the authority became aware")


class When(Schema):
    """A day and a time."""

    on = a_day("The day")
    at = _time("The time")


class Sent(When):
    """What a rapid review decided."""

    outcome = fields.Enum(
        Outcome, by_value=True, required=True, metadata={"label": "The outcome"}
    )
    reason = a_text("The reasons", 10000)


class Answered(When):
    """What the panel replied."""

    reply = a_text("The reply", 10000)
