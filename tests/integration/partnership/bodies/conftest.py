"""A body as tests need it: three partners on a learning group."""

from datetime import date

import pytest

from borough.wiring import SERVICE
from partnership.agencies import STATUTORY
from partnership.bodies import service
from partnership.bodies.model import BodyKind
from partnership.bodies.service import Stand

FIRST = date(2019, 9, 1)


def found(session, slug="learning", *, kind=BodyKind.THEMATIC, **stand):
    given = {"name": "Case Review Group", "purpose": "To learn from cases", **stand}
    return service.found(
        session,
        slug=slug,
        kind=kind,
        stand=Stand(**given),
        from_on=FIRST,
        by="Business manager",
    )


def seat(session, body_id, agency, title=None, **more):
    return service.add_post(
        session,
        body_id=body_id,
        title=title or f"Head of {agency}",
        agency=agency,
        **{"from_on": FIRST, **more},
    )


@pytest.fixture
def database(any_database):
    return any_database("havering", SERVICE.metadatas)


@pytest.fixture
def learning(database):
    """The body's id, and the ids of its three posts by agency."""
    with database.transaction() as session:
        body_id = found(session)
        return body_id, {agency: seat(session, body_id, agency) for agency in STATUTORY}
