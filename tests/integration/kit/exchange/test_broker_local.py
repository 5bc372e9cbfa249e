"""What only the broker in a file can show."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.exchange import local
from kit.exchange.broker import BrokerAway, BrokerRefuses, Outcome
from kit.exchange.local import LocalBroker
from tests.support.brokers import (
    BrokerUnderTest,
    a_message,
    closing,
    in_a_file,
    numbered,
    take_all,
)

QUEUE = "leadership.in.havering"
KEY = "havering.leadership"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[BrokerUnderTest]:
    with closing(in_a_file(tmp_path)) as under_test:
        yield under_test


def test_only_its_owner_reads_the_file(broker: BrokerUnderTest, tmp_path: Path) -> None:
    broker.publisher("havering").publish([a_message(KEY)])
    mode = (tmp_path / "broker.sqlite").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_it_says_that_it_is_for_one_machine(
    broker: BrokerUnderTest, capsys: pytest.CaptureFixture[str]
) -> None:
    broker.broker("havering")
    told = capsys.readouterr()
    assert "one machine" in told.out + told.err


def test_a_missing_file_is_a_broker_that_is_away(tmp_path: Path) -> None:
    nowhere = LocalBroker(tmp_path / "none", member="havering", password="x")
    with pytest.raises(BrokerAway):
        nowhere.publisher()
    assert not (tmp_path / "none").exists()


def test_something_else_in_the_file_is_a_broker_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a database " * 100)
    other = LocalBroker(tmp_path / "file", member="havering", password="x")
    with pytest.raises(BrokerAway):
        other.publisher()


def test_a_file_taken_away_takes_no_more_messages(
    broker: BrokerUnderTest, tmp_path: Path
) -> None:
    publisher = broker.publisher("havering")
    consumer = broker.consumer("leadership", QUEUE)
    (tmp_path / "broker.sqlite").rename(tmp_path / "elsewhere")
    for attempt in (
        lambda: publisher.publish([a_message(KEY)]),
        publisher.service,
        lambda: consumer.take(limit=1, wait=0),
    ):
        with pytest.raises(BrokerAway):
            attempt()


def test_making_it_again_keeps_what_waits_and_changes_passwords(
    broker: BrokerUnderTest, tmp_path: Path
) -> None:
    broker.publisher("havering").publish(numbered(KEY, 3))
    passwords = dict.fromkeys(broker.topology.slugs, "new")
    local.create(tmp_path / "broker.sqlite", broker.topology, passwords)
    with pytest.raises(BrokerRefuses):
        broker.publisher("havering")
    broker.passwords = passwords
    assert len(take_all(broker.consumer("leadership", QUEUE), 3)) == 3


def test_it_wants_a_password_for_every_member(
    broker: BrokerUnderTest, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="redbridge"):
        local.create(tmp_path / "other", broker.topology, {"havering": "x"})


def test_a_locked_file_leaves_messages_unknown(
    broker: BrokerUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "BUSY_SECONDS", 0.05)
    publisher = broker.publisher("havering")
    writer = local._connect(tmp_path / "broker.sqlite")
    writer.execute("BEGIN IMMEDIATE")
    assert publisher.publish([a_message(KEY)]) == [Outcome.UNKNOWN]
    writer.execute("ROLLBACK")
    writer.close()
    assert publisher.publish([a_message(KEY)]) == [Outcome.CONFIRMED]


def test_a_body_for_all_is_stored_once_and_goes_with_its_last_reader(
    broker: BrokerUnderTest, tmp_path: Path
) -> None:
    broker.publisher("leadership").publish([a_message("leadership.all")])
    look = local._connect(tmp_path / "broker.sqlite")

    def stored() -> int:
        return int(look.execute("SELECT count(*) FROM message").fetchone()[0])

    left = []
    for borough in ("havering", "redbridge", "barking-and-dagenham"):
        left.append(stored())
        take_all(broker.consumer(borough, f"{borough}.in"), 1)
    assert [*left, stored()] == [1, 1, 1, 0]
    look.close()
