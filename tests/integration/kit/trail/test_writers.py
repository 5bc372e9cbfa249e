"""Many writers at once, and writers that are killed, leave a trail without a gap."""

import time

import pytest
from sqlalchemy import func, select

from kit.trail import verification
from kit.trail.model import TrailRow
from tests.support import trail_writer

WRITERS = 8
EACH = 12
ROWS_OF_EACH = sum(number % 3 + 1 for number in range(EACH))
ENDLESS = 1_000_000


def rows(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(TrailRow))


def whole(database):
    with database.reading() as session:
        report = verification.verify(session)
    assert report.whole, report.as_json()
    return report.through


def wait_for(database, wanted):
    deadline = time.monotonic() + 60
    while rows(database) < wanted:
        assert time.monotonic() < deadline, f"{rows(database)} of {wanted} rows"
        time.sleep(0.02)


def test_eight_writers_at_once_leave_no_gap(database):
    writers = [trail_writer.start(database, EACH) for _ in range(WRITERS)]
    assert [writer.wait(120) for writer in writers] == [0] * WRITERS
    assert whole(database) == rows(database) == WRITERS * ROWS_OF_EACH


@pytest.mark.parametrize("moment", [5, 40, 150])
def test_a_trail_whose_writers_were_killed_is_whole_and_goes_on(database, moment):
    writers = [trail_writer.start(database, ENDLESS) for _ in range(2)]
    try:
        wait_for(database, moment)
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    stands = whole(database)
    assert stands == rows(database) >= moment
    trail_writer.write(database, 3)
    assert whole(database) == stands + 6
