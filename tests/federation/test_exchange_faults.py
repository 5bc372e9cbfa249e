"""Kill what can be killed while figures are released: nothing lost, nothing twice."""

import random
import secrets
import time
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from accord.private_rabbitmq import PrivateRabbitMQ
from kit.exchange import local
from kit.exchange.model import SentBundle, Unsealed
from kit.exchange.topology import Topology
from tests.support.federation import SLUGS
from tests.support.pair import a_pair, name_of
from tests.support.services import unavailable

pytestmark = pytest.mark.long

# Tests cannot wait a minute to see that a lost tail is noticed.
QUICK = {"head_every": 1.0, "ask_again_after": 2.0, "look_for_gaps_every": 0.2}
ROUNDS, EACH = 6, 150


@pytest.fixture
def passwords():
    return {slug: secrets.token_hex(8) for slug in SLUGS}


@pytest.fixture
def on_a_file(tmp_path, passwords):
    """The local broker, which is a file and has no process to kill."""
    path = tmp_path / "broker.sqlite"
    local.create(path, Topology.load(), passwords)
    pair = a_pair(
        tmp_path,
        database_url=lambda slug: f"sqlite:///{tmp_path}/{slug}.sqlite",
        broker_url=lambda slug: f"local://{path}",
        passwords=passwords,
        pace=QUICK,
    )
    yield pair
    pair.dispose()


@pytest.fixture
def rabbit(passwords):
    if not PrivateRabbitMQ.possible():
        unavailable("RabbitMQ", "these tests kill a private one")
    with PrivateRabbitMQ(Topology.load().definitions(passwords)) as node:
        yield node


def pair_on(rabbit, folder, passwords, database_url):
    vhost = Topology.load().vhost
    return a_pair(
        folder,
        database_url=database_url,
        broker_url=lambda slug: rabbit.url(slug, vhost=vhost),
        passwords=passwords,
        pace=QUICK,
    )


@pytest.fixture
def on_rabbitmq(rabbit, tmp_path, passwords):
    pair = pair_on(
        rabbit, tmp_path, passwords, lambda slug: f"sqlite:///{tmp_path}/{slug}.sqlite"
    )
    yield pair
    pair.dispose()


def everything_once(pair, count, version=1):
    """Nothing lost, nothing doubled, and every figure as it was released."""
    assert pair.shown() == {name_of(number): version for number in range(count)}
    return pair.shown_digest() == pair.released_digest()


def kill_and_start(process):
    process.kill()
    process.start()


def release_while(pair, disturb):
    """Release in rounds, disturbing after each; returns how many were released."""
    for number in range(ROUNDS):
        pair.release(EACH, first=number * EACH)
        disturb(number)
    pair.until_applied(seconds=120)
    return ROUNDS * EACH


def test_killing_either_exchange_process_loses_and_doubles_nothing(on_a_file):
    pair = on_a_file
    with pair.source.running() as source, pair.target.running() as target:
        count = release_while(
            pair, lambda number: kill_and_start((source, target)[number % 2])
        )

        assert everything_once(pair, count)
    assert pair.waiting() == 0
    assert pair.refusals() <= {"seen-again"}


@pytest.mark.rabbitmq
def test_killing_the_broker_loses_and_doubles_nothing(on_rabbitmq, rabbit):
    pair = on_rabbitmq

    def disturb(number):
        if number % 2:
            rabbit.kill()
            rabbit.restart()

    with pair.source.running(), pair.target.running():
        count = release_while(pair, disturb)

        assert everything_once(pair, count)
    assert pair.waiting() == 0
    assert pair.refusals() <= {"seen-again"}


@pytest.mark.rabbitmq
@pytest.mark.postgresql
def test_killing_everything_in_turn_on_postgresql(
    rabbit, tmp_path, passwords, postgresql_database
):
    urls = {
        slug: postgresql_database(slug, []).url for slug in ("havering", "leadership")
    }
    pair = pair_on(rabbit, tmp_path, passwords, urls.__getitem__)
    choose = random.Random(7)  # noqa: S311 - which process dies is no secret

    with pair.source.running() as source, pair.target.running() as target:

        def disturb(_number):
            kill_and_start(choose.choice((source, target)))
            if choose.random() < 0.4:
                rabbit.kill()
                rabbit.restart()

        count = release_while(pair, disturb)

        assert everything_once(pair, count)
    assert pair.waiting() == 0
    pair.dispose()


@pytest.mark.rabbitmq
def test_a_wiped_broker_is_filled_again_from_the_source(on_rabbitmq, rabbit, passwords):
    pair = on_rabbitmq
    with pair.source.running() as source:
        pair.release(EACH)
        until(lambda: sent(pair))
        source.kill()
        wipe(rabbit, passwords)
        source.start()

        with pair.target.running():
            pair.until_applied(seconds=60)

    assert everything_once(pair, EACH)


@pytest.mark.rabbitmq
def test_the_last_event_lost_on_the_way_is_noticed_and_sent_again(on_rabbitmq, rabbit):
    pair = on_rabbitmq
    with pair.source.running(), pair.target.running() as target:
        pair.release(3)
        pair.until_applied()
        target.kill()
        pair.release(1, first=3)
        until(lambda: sent(pair))
        purge(rabbit, "leadership.in.havering")
        target.start()

        pair.until_applied(seconds=30)

    assert everything_once(pair, 4)


def test_a_wrong_password_ends_the_process_at_once(on_a_file):
    wrong = replace(on_a_file.source, broker_password="not the password")

    with wrong.running() as process:
        assert process.wait(20) != 0


def sent(pair):
    with pair.source_database.reading() as session:
        unsealed = session.scalar(select(func.count()).select_from(Unsealed))
        unsent = session.scalar(
            select(func.count())
            .select_from(SentBundle)
            .where(SentBundle.sent_at.is_(None))
        )
        return unsealed == 0 and unsent == 0


def until(true, seconds=60):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def wipe(rabbit, passwords):
    """Lose every message: the vhost is made anew with the contract's topology."""
    topology = Topology.load()
    rabbit.control("delete_vhost", topology.vhost)
    rabbit.load(topology.definitions(passwords))


def purge(rabbit, queue):
    rabbit.control("purge_queue", queue, "-p", Topology.load().vhost)
