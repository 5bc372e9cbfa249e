"""A borough that is away for weeks: what was shared with it ends, and is told of."""

from datetime import timedelta

import pytest

from borough.case_shares import service
from borough.case_shares.model import State
from borough.share_files.service import File
from borough.shared_cases import queries as copies
from borough.shared_cases.model import Held
from borough.shared_files.model import Stands
from kit import clock
from kit.exchange import sealing_keys
from kit.notices import queries as notices
from tests.support.case_sharing import THERE

HALF, MORE, REST = (timedelta(days=number) for number in (30, 25, 5))
FILE = File(name="Chronology.pdf", media="application/pdf", content=b"%PDF-" * 100)


def passes(sharing, travel, time):
    """Time in which the boroughs that are there go on; the other one is away."""
    travel.shift(time)
    sharing.repeat()
    for slug, borough in sharing.boroughs.items():
        if slug != THERE:
            borough.sweep()
    sharing.carry(away=frozenset({THERE}))


@pytest.fixture
def shares(sharing, travel):
    """Shares by name, sent before and while Redbridge was away, whose key changed."""
    case_id = sharing.here.case()
    soon = clock.today() + timedelta(days=40)
    made = {
        "kept": sharing.sent(case_id, files=[FILE]),
        "recalled": sharing.sent(case_id, files=[FILE]),
        "expired": sharing.sent(case_id, expires_on=soon),
    }
    passes(sharing, travel, HALF)
    sealing_keys.renew(sharing.there.folder)
    sharing.publish()
    made["after the key changed"] = sharing.sent(case_id)
    sharing.here.do(service.recall, case_id=case_id, share_id=made["recalled"])
    for time in (MORE, REST):
        passes(sharing, travel, time)
    return {name: (case_id, share_id) for name, share_id in made.items()}


def states(sharing, shares):
    return {name: sharing.share(*found).state for name, found in shares.items()}


def test_what_does_not_arrive_is_told_while_the_other_is_away(sharing, shares):
    assert states(sharing, shares) == {
        "kept": State.SENT,
        "recalled": State.REQUESTED,
        "expired": State.REQUESTED,
        "after the key changed": State.SENT,
    }
    assert all(sharing.share(*found).is_late for found in shares.values())
    told = sharing.here.look(notices.everything, sharing.here.one.user_id)
    assert service.SILENT in {each.text for each in told}


def test_after_sixty_days_each_is_received_or_certified_as_destroyed(sharing, shares):
    sharing.carry()
    assert states(sharing, shares) == {
        "kept": State.ARRIVED,
        "recalled": State.CERTIFIED,
        "expired": State.CERTIFIED,
        "after the key changed": State.ARRIVED,
    }
    assert sharing.share(*shares["recalled"]).files_gone == 1
    held = sharing.there.copies()
    whole = [
        sharing.there.look(copies.one, sharing.there.one, each.id).files
        for each in held
        if each.is_readable
    ]
    assert sorted(len(files) for files in whole) == [0, 1]
    assert {file.stands for files in whole for file in files} == {Stands.WHOLE}
    gone = [each.state for each in held if not each.is_readable]
    assert set(gone) == {Held.DESTROYED}


def test_who_was_away_longer_than_old_keys_are_kept_is_told_of_as_well(
    sharing, shares, travel
):
    passes(sharing, travel, sealing_keys.KEPT)
    assert sealing_keys.destroy_old(sharing.there.folder)
    sharing.carry()
    ended = {State.CERTIFIED, State.NOT_OPENED}
    assert set(states(sharing, shares).values()) <= ended
    sharing.here.sweep()
    assert not any(sharing.share(*found).is_late for found in shares.values())
