"""Thurrock as an area of its own: three public papers of its council, 2019 to 2021."""

from accord.seeds import thurrock_actions, thurrock_arrangements, thurrock_review
from accord.seeds.people import gather
from kit.db import Database


def load(database: Database) -> None:
    """Load all three papers, or nothing of them."""
    with database.transaction() as session:
        people = gather(session)
        area = thurrock_arrangements.load(session, people)
        thurrock_review.load(session, area, people)
        thurrock_actions.load(session, area, people)
        people.seat(session)
