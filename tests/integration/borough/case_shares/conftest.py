import pytest
import time_machine

from kit import clock
from tests.support.case_sharing import Sharing


@pytest.fixture
def travel():
    with time_machine.travel(clock.now(), tick=False) as machine:
        yield machine


@pytest.fixture
def sharing(sqlite_database, tmp_path, travel) -> Sharing:
    return Sharing.made(sqlite_database, tmp_path)
