"""What forms about alerts may carry."""

from borough.case_audits.schemas import Posted
from borough.reviews.schemas import a_text


class Finished(Posted):
    """What was done about an alert."""

    done = a_text("What was done", 4000)
