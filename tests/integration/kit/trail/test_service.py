"""Acts become rows with the act itself, or not at all."""

import pytest
from sqlalchemy import select

from kit.db import SharedBase
from kit.trail import service
from kit.trail.model import TrailRow


@pytest.fixture
def database(any_database):
    return any_database("havering", [SharedBase.metadata])


def acts(database):
    with database.reading() as session:
        return [
            row.act for row in session.scalars(select(TrailRow).order_by(TrailRow.n))
        ]


def test_an_act_is_a_row_of_the_same_transaction(database):
    with database.transaction() as session:
        service.record(session, act="figure.entered", resource="figure", record="1")
        assert session.scalars(select(TrailRow)).all() == []
    assert acts(database) == ["figure.entered"]


def test_what_is_rolled_back_leaves_no_row(database):
    with pytest.raises(RuntimeError, match="power"), database.transaction() as session:
        service.record(session, act="figure.entered", resource="figure")
        raise RuntimeError("the power went")
    assert acts(database) == []
