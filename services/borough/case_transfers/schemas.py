"""What forms about offers of a case may carry."""

from marshmallow import Schema

from borough.deaths.schemas import an_area, yes_or_no
from borough.reviews.schemas import a_text


class Offered(Schema):
    """To whom a case is offered, and why."""

    to_area = an_area("The area")
    reason = a_text("The reason", 2000)


class Answered(Schema):
    """What the other area answered."""

    accepted = yes_or_no("Whether they accepted")
    reason = a_text("The reason", 2000)
