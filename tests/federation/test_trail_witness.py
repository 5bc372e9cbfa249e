"""Two members in processes of their own become each other's witnesses."""

import secrets
import time

import pytest
from sqlalchemy import func, select

from kit.exchange import local
from kit.exchange.topology import Topology
from kit.trail import queries
from kit.trail.model import TrailRow
from tests.support.federation import SLUGS
from tests.support.pair import a_pair
from tests.support.trails import fill

QUICK = {"look_for_gaps_every": 0.2, "look_at_trail_every": 0.2, "trail_every": 0.5}


def on_a_file(folder):
    """Passwords, and where each member finds the local broker."""
    passwords = {slug: secrets.token_hex(8) for slug in SLUGS}
    file = folder / "broker.sqlite"
    local.create(file, Topology.load(), passwords)
    return passwords, lambda _slug: f"local://{file}"


@pytest.fixture(params=["local", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def pair(request, tmp_path):
    if request.param == "local":
        passwords, address = on_a_file(tmp_path)
    else:
        node = request.getfixturevalue("rabbitmq")
        passwords, address = node.passwords, node.url
    made = a_pair(
        tmp_path,
        database_url=lambda slug: f"sqlite:///{tmp_path}/{slug}.sqlite",
        broker_url=address,
        passwords=passwords,
        pace=QUICK,
    )
    yield made
    made.dispose()


def wait_until(seen):
    deadline = time.monotonic() + 60
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def last_row(database):
    with database.reading() as session:
        return session.scalar(select(func.max(TrailRow.n)))


def witnessed(database):
    """Which row of its own each member knows a head of to be kept, if it agrees."""
    with database.reading() as session:
        return {one.member: one.n for one in queries.witnesses(session) if one.agrees}


def test_each_learns_that_the_other_keeps_its_head(pair):
    fill(pair.source_database, 7)
    with pair.source.running(), pair.target.running():
        wait_until(
            lambda: (
                witnessed(pair.source_database)
                == {"leadership": last_row(pair.source_database)}
            )
        )
        fill(pair.source_database, 3)
        wait_until(
            lambda: (
                witnessed(pair.source_database)
                == {"leadership": last_row(pair.source_database)}
            )
        )
        wait_until(
            lambda: (
                witnessed(pair.target_database).get("havering")
                == last_row(pair.target_database)
            )
        )
    assert pair.refusals() == set()
