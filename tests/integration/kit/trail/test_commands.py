"""The trail's commands and the stand-alone verifier say the same of the same trail."""

import json
import re
import stat
import subprocess
import sys

import orjson
import pytest
from click.testing import CliRunner
from sqlalchemy import delete, update

from accord.service import _pages
from borough.wiring import SERVICE
from kit.exchange import keys
from kit.exchange.keys import Use
from kit.instance import Instance
from kit.trail import protection, queries, witness
from kit.trail.commands import trail
from kit.trail.model import TrailHead, TrailRow, TrailSignedHead
from tests.house.tree import ROOT
from tests.support.settings import some_settings
from tests.support.trails import a_note, fill, keep

VERIFIER = ROOT / "deploy/verify_trail.py"


def an_instance(databases, folder):
    """A borough with keys, a trail of 30 rows and a head signed at row 20."""
    made = Instance(service=SERVICE)
    settings = some_settings("havering", folder)
    database = databases("havering", SERVICE.metadatas)
    # Given here instead of read from a file or the environment.
    vars(made).update(settings=settings, database=database)
    keys.create_missing_keys(settings.keys_dir)
    fill(database, 20)
    with database.transaction() as session:
        key = keys.load_key(settings.keys_dir, Use.TRAIL)
        witness.sign(session, member="havering", key=key)
    fill(database, 10)
    return made


@pytest.fixture
def instance(any_database, tmp_path):
    return an_instance(any_database, tmp_path)


@pytest.fixture
def instance_on_a_file(sqlite_database, tmp_path):
    return an_instance(sqlite_database, tmp_path)


def run(instance, *words):
    return CliRunner().invoke(trail, [str(word) for word in words], obj=instance)


def verified(instance, *words):
    done = run(instance, "verify", *words)
    return done.exit_code, json.loads(done.stdout)


def stand_alone(*words):
    done = subprocess.run(
        [sys.executable, VERIFIER, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def exported(instance, tmp_path, *words):
    file = tmp_path / "trail.jsonl"
    file.unlink(missing_ok=True)
    done = run(instance, "export", "--output", file, *words)
    assert done.exit_code == 0, done.output
    return file


def tamper(instance, *statements):
    with instance.database.engine.begin() as connection:
        protection.take_down(connection)
        for statement in statements:
            connection.execute(statement)
        protection.put_up(connection)


def heads_at_leadership(instance, tmp_path):
    """What leadership's `trail heads --export` writes of havering."""
    with instance.database.reading() as session:
        last = witness.last_signed(session)
        entry = {"member": "havering", "n": last.n, "hash": last.hash, "head": last.raw}
    file = tmp_path / "heads.json"
    file.write_bytes(orjson.dumps({"holder": "leadership", "heads": [entry]}))
    return file


def public_keys(instance, tmp_path):
    file = tmp_path / "havering.public.json"
    keys.write_public(file, instance.settings.keys_dir)
    return file


def test_a_whole_trail_is_reported_and_exits_with_0(instance, tmp_path):
    status, report = verified(instance)
    assert (status, report["result"], report["member"]) == (0, "ok", "havering")
    assert (report["first"], report["through"], report["heads"]) == (1, 30, 1)
    file = exported(instance, tmp_path, "--with-detail")
    status, report = stand_alone(file, "--key", public_keys(instance, tmp_path))
    assert (status, report["result"], report["member"]) == (0, "ok", "havering")
    assert report["through"] == 31  # the verification is itself a row


def test_a_broken_trail_exits_with_1_and_shows_its_neighbours(instance, tmp_path):
    tamper(instance, update(TrailRow).where(TrailRow.n == 7).values(role="scrutineer"))
    status, report = verified(instance)
    assert (status, report["result"]) == (1, "broken")
    assert (report["broken_at"], report["breach"]) == (7, "changed")
    assert [row["n"] for row in report["neighbours"]] == [6, 7, 8]
    status, report = stand_alone(exported(instance, tmp_path))
    assert (status, report["broken_at"], report["breach"]) == (1, 7, ["changed"])


def test_what_was_found_is_itself_a_row(instance):
    verified(instance)
    tamper(instance, update(TrailRow).where(TrailRow.n == 7).values(role="scrutineer"))
    verified(instance)
    with instance.database.reading() as session:
        rows = session.query(TrailRow).order_by(TrailRow.n.desc()).limit(2).all()
        assert [(row.act, row.outcome) for row in rows] == [
            ("trail.verified", "failed"),
            ("trail.verified", "done"),
        ]


def test_pages_are_served_after_a_look_at_the_trail(instance_on_a_file):
    app = _pages(instance_on_a_file)
    assert "trail.index" in app.view_functions
    with instance_on_a_file.database.reading() as session:
        checked = queries.last_check(session)
    assert (checked.whole, checked.first, checked.through) == (True, 1, 30)


def test_a_range_is_verified_alone(instance):
    tamper(instance, update(TrailRow).where(TrailRow.n == 7).values(role="scrutineer"))
    assert verified(instance, "--from", 8)[0] == 0
    assert verified(instance, "--to", 6)[0] == 0
    assert verified(instance, "--from", 5, "--to", 9)[0] == 1


def test_a_trail_that_was_cut_is_found_by_our_own_signed_head(instance, tmp_path):
    cut = (
        delete(TrailRow).where(TrailRow.n > 15),
        update(TrailHead).values(n=15, hash=row_hash(instance, 15)),
    )
    tamper(instance, *cut)
    status, report = verified(instance)
    assert (status, report["broken_at"], report["holder"]) == (1, 16, "havering")
    tamper(instance, delete(TrailSignedHead))
    assert verified(instance)[0] == 0  # nobody here knows any better


def test_a_trail_written_anew_is_found_by_what_leadership_keeps(instance, tmp_path):
    file = heads_at_leadership(instance, tmp_path)
    assert verified(instance, "--heads", file)[0] == 0
    tamper(instance, delete(TrailRow), delete(TrailHead), delete(TrailSignedHead))
    fill(instance.database, 40)
    assert verified(instance)[0] == 0
    status, report = verified(instance, "--heads", file)
    assert (status, report["broken_at"], report["holder"]) == (1, 20, "leadership")
    key = public_keys(instance, tmp_path)
    status, report = stand_alone(
        exported(instance, tmp_path), "--heads", file, "--key", key
    )
    assert (status, report["broken_at"]) == (1, 20)
    assert report["breach"] == ["another-head", "leadership"]


def test_heads_our_key_did_not_sign_make_it_unable(instance, tmp_path):
    file = heads_at_leadership(instance, tmp_path)
    for name in (*keys.FILES.values(), "havering.public.json"):
        (instance.settings.keys_dir / name).unlink(missing_ok=True)
    keys.create_missing_keys(instance.settings.keys_dir)
    status, report = verified(instance, "--heads", file)
    assert (status, report["result"]) == (2, "unable")
    assert "our key did not sign" in report["reason"]
    key = public_keys(instance, tmp_path)
    status, report = stand_alone(exported(instance, tmp_path), "--key", key)
    assert (status, report["result"]) == (2, "unable")


@pytest.mark.parametrize("content", [b"", b"[]", b'{"heads": [{}]}'])
def test_what_is_no_file_of_heads_makes_it_unable(instance, tmp_path, content):
    file = tmp_path / "heads.json"
    file.write_bytes(content)
    assert verified(instance, "--heads", file)[0] == 2


def test_a_database_that_is_not_there_makes_it_unable(instance):
    with instance.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE trail_signed_head")
    assert verified(instance)[0] == 2


def test_an_export_cut_short_is_known(instance, tmp_path):
    file = exported(instance, tmp_path)
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:-1]))
    status, report = stand_alone(file)
    assert (status, report["result"]) == (2, "unable")
    assert "cut short" in report["reason"]
    file.write_text("".join([*lines[:20], lines[-1]]))
    assert stand_alone(file)[0] == 1


def test_an_export_holds_no_detail_unless_asked_and_is_its_owners_alone(
    instance, tmp_path
):
    file = exported(instance, tmp_path)
    assert '"detail"' not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert '"detail"' in exported(instance, tmp_path, "--with-detail").read_text()
    again = run(instance, "export", "--output", file)
    assert again.exit_code == 1
    with instance.database.reading() as session:
        rows = session.query(TrailRow).where(TrailRow.act == "trail.exported")
        assert rows.count() == 2


def test_a_part_of_a_trail_is_verified_from_its_export(instance, tmp_path):
    part = exported(instance, tmp_path, "--from", 5, "--to", 25, "--with-detail")
    assert stand_alone(part)[0] == 0


def test_an_erased_detail_verifies_and_one_erased_in_silence_does_not(
    instance, tmp_path
):
    with instance.database.transaction() as session:
        keep(session, a_note(1))
    erased = run(instance, "erase", "--row", 2, "--purpose", "erasure request")
    assert erased.exit_code == 0, erased.output
    assert verified(instance)[0] == 0
    assert stand_alone(exported(instance, tmp_path, "--with-detail"))[0] == 0
    gone = {"detail": None, "salt": None}
    tamper(instance, update(TrailRow).where(TrailRow.n == 3).values(gone))
    assert verified(instance)[1]["breach"] == "erased-in-silence"
    status, report = stand_alone(exported(instance, tmp_path, "--with-detail"))
    assert (status, report["broken_at"]) == (1, 3)


def test_a_purpose_of_another_shape_erases_nothing(instance):
    done = run(instance, "erase", "--row", 2, "--purpose", "Because!")
    assert done.exit_code == 1
    assert verified(instance)[0] == 0


def test_the_stand_alone_verifier_reads_a_copy_of_an_sqlite_database(
    instance_on_a_file, tmp_path
):
    instance = instance_on_a_file
    file = instance.database.url.removeprefix("sqlite:///")
    key = public_keys(instance, tmp_path)
    status, report = stand_alone(file, "--key", key, "--member", "havering")
    assert (status, report["through"], report["heads"]) == (0, 30, 2)
    tamper(instance, delete(TrailRow).where(TrailRow.n > 25))
    status, report = stand_alone(file, "--key", key)
    assert (status, report["broken_at"]) == (1, 26)


def test_heads_of_others_are_written_for_them(instance, tmp_path):
    file = tmp_path / "kept.json"
    done = run(instance, "heads", "--export", file)
    assert done.exit_code == 0
    assert json.loads(file.read_text()) == {"holder": "havering", "heads": []}


def test_the_stand_alone_verifier_is_short_and_needs_little():
    text = VERIFIER.read_text()
    assert len(text.splitlines()) < 200
    names = set(re.findall(r"^\s*(?:from|import) (\w+)", text, re.MULTILINE))
    assert names - sys.stdlib_module_names == {"cryptography"}


def row_hash(instance, n):
    with instance.database.reading() as session:
        return session.get_one(TrailRow, n).hash
