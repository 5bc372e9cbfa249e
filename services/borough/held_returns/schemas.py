"""What forms about copies may carry."""

from marshmallow import Schema

from borough.self_assessments.schemas import an_id


class Used(Schema):
    """The agency's own return here that a copy answers."""

    return_id = an_id("The return here", "Choose the agency's return here")
