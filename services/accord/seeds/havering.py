"""Havering, paper 004: Cabinet agrees the new partnership; the bodies that follow."""

from accord.seeds import havering_bodies, havering_cabinet, havering_plan
from accord.seeds.people import gather
from kit.db import Database


def load(database: Database) -> None:
    """Load the paper, or nothing of it."""
    with database.transaction() as session:
        people = gather(session)
        havering_bodies.load(session, people)
        cabinet = havering_cabinet.load(session, people)
        havering_plan.load(session, cabinet, people)
        people.seat(session)
