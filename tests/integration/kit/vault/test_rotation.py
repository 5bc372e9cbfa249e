"""The instance key changes under whatever happens, and nothing stops opening."""

import random
import signal
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from kit import clock
from kit.db import SharedBase
from kit.errors import Conflict
from kit.trail.model import TrailRow
from kit.vault import keyring, rotation, shredding
from kit.vault.cipher import Place
from kit.vault.keyring import Keyring
from kit.vault.model import CannotUnlock, KeyDestroyed, VaultInstance, VaultKey
from kit.vault.service import Vault
from tests.support.killed_rotation import rotate_until
from tests.support.vaults import with_vault

COUNT = 25
POINTS = 20


@pytest.fixture
def database(any_database):
    return any_database("havering", [SharedBase.metadata])


@pytest.fixture
def file(database, tmp_path):
    return with_vault(database, tmp_path)


@pytest.fixture
def kept(database, file):
    """Locked values by their places; the file's first key is still the only one."""
    return keep(database, COUNT)


def keep(database, count):
    made = {}
    with database.transaction() as session:
        vault = Vault(session)
        for _ in range(count):
            place = Place("kept", "surname", clock.new_id())
            key = vault.new_key("case")
            made[place] = vault.lock(str(place.row), key=key, place=place)
    return made


def opens(database, kept):
    with database.reading() as session:
        vault = Vault(session)
        return all(
            vault.unlock(locked, place=place) == str(place.row)
            for place, locked in kept.items()
        )


def names(database):
    with database.reading() as session:
        return set(session.scalars(select(VaultKey.instance_key)))


def test_every_data_key_is_wrapped_anew_and_the_old_key_is_gone(database, file, kept):
    [old] = keyring.read(file)
    index = blind(database)
    done = rotation.rotate(database, Keyring(file), batch=7)
    assert (done.wrapped, done.destroyed) == (COUNT + 1, 1)
    assert list(keyring.read(file)) == [done.name]
    assert names(database) == {done.name} != {old}
    with_vault(database, file.parent)
    assert opens(database, kept)
    assert blind(database) == index
    assert opens(database, keep(database, 1))


def blind(database):
    with database.reading() as session:
        return Vault(session).blind_index("number", "1")


def test_the_trail_says_when_it_began_and_when_it_ended(database, file, kept):
    name = rotation.rotate(database, Keyring(file)).name
    with database.reading() as session:
        told = session.execute(select(TrailRow.act, TrailRow.record)).all()
    acts = ("vault.rotation-begun", "vault.key-rotated")
    assert [tuple(row) for row in told] == [(act, name) for act in acts]


def test_pages_that_run_on_meanwhile_need_not_be_told(database, file, kept):
    rotation.rotate(database, Keyring(file))
    assert opens(database, kept)
    later = keep(database, 1)
    assert opens(database, later)
    assert len(names(database)) == 1


def test_killed_at_any_of_twenty_points_everything_opens_and_the_next_run_ends_it(
    database, file, kept
):
    url = database.engine.url.render_as_string(hide_password=False)
    steps = rotate_until(url, file, 0)
    for step in random.SystemRandom().sample(range(1, steps + 1), POINTS):
        # A run may take a step or two less than the first, and end before it is killed.
        ended = rotate_until(url, file, step)
        assert ended in (-signal.SIGKILL, step - 1, step - 2), step
        with_vault(database, file.parent)
        assert opens(database, kept), f"killed before step {step}"
        assert names(database) <= set(keyring.read(file))
        kept |= keep(database, 1)
        done = rotation.rotate(database, Keyring(file))
        with_vault(database, file.parent)
        assert names(database) == set(keyring.read(file)) == {done.name}
        assert opens(database, kept)


def test_keys_made_by_others_during_a_rotation_open_after_it(database, file, kept):
    made, failed, stop = dict(kept), [], threading.Event()

    def go_on():
        try:
            while not stop.wait(0.02):  # others want to write too
                made.update(keep(database, 1))
        except Exception as error:
            failed.append(error)

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        for _ in range(2):
            rotation.rotate(database, Keyring(file), batch=3)
    finally:
        stop.set()
        writer.join()
    assert failed == []
    with_vault(database, file.parent)
    assert opens(database, made)
    assert names(database) == set(keyring.read(file))


def test_before_the_first_use_there_is_only_the_file_to_change(database, file):
    rotation.rotate(database, Keyring(file))
    assert names(database) == set(keyring.read(file))
    assert opens(database, keep(database, 2))


def test_a_data_key_that_does_not_open_stops_it_and_every_key_stays(
    database, file, kept
):
    with database.transaction() as session:
        last = select(VaultKey).order_by(VaultKey.id.desc()).limit(1)
        session.scalars(last).one().wrapped = b"spoilt" * 10
    with pytest.raises(CannotUnlock):
        rotation.rotate(database, Keyring(file))
    assert len(keyring.read(file)) == 2


def test_two_rotations_do_not_meet(database, file, kept):
    with keyring.alone(file), pytest.raises(Conflict):
        rotation.rotate(database, Keyring(file))


def test_a_destroyed_key_stays_destroyed_and_says_so(database, file, kept):
    key = destroy_one(database, kept)
    rotation.rotate(database, Keyring(file))
    with database.reading() as session:
        row = session.get_one(VaultKey, key)
        assert set(row.wrapped) == {0}
        assert session.get_one(VaultInstance, 1).instance_key == row.instance_key


def destroy_one(database, kept):
    place, locked = next(iter(kept.items()))
    with database.transaction() as session:
        key = session.scalars(
            select(VaultKey.id).where(VaultKey.about == "case").order_by(VaultKey.id)
        ).first()
        Vault(session).destroy(key)
    with database.reading() as session, pytest.raises(KeyDestroyed):
        Vault(session).unlock(locked, place=place)
    return key


def test_a_destroyed_key_is_in_no_file_of_the_database_any_more(
    sqlite_database, tmp_path
):
    database = sqlite_database("havering", [SharedBase.metadata])
    with_vault(database, tmp_path)
    kept = keep(database, COUNT)
    with database.reading() as session:
        wrapped = session.scalars(select(VaultKey.wrapped)).all()
    place = database.engine.url.database
    assert sum(key in stored(place) for key in wrapped) == len(wrapped)
    destroy_one(database, kept)
    shredding.scrub(database)
    left = [key for key in wrapped if key in stored(place)]
    assert len(left) == len(wrapped) - 1


def stored(place):
    beside = (Path(f"{place}{end}") for end in ("", "-wal"))
    return b"".join(file.read_bytes() for file in beside if file.exists())


def test_the_table_can_be_written_anew_on_either_database(database, file, kept):
    destroy_one(database, kept)
    shredding.scrub(database)
    assert opens(database, dict(list(kept.items())[1:]))
