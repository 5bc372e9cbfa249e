"""A borough sees itself as leadership does, and proves all that left by its bundles."""

import csv
import io
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, update

from borough.adoptions.events import ADOPTION_RECORDED
from borough.standards.model import StandardReceived
from borough.standing import queries
from borough.standing.commands import standing as command
from borough.wiring import SERVICE
from kit import clock
from kit.exchange import bundle, evidence, sealing
from kit.exchange.evidence import Proof, UnknownEvent
from kit.exchange.model import OutboxEvent, SentBundle, SentReceipt
from kit.exchange.outbox import announce
from kit.instance import Instance
from partnership.alignment.model import Drift, Outcome
from partnership.standards.model import Position
from tests.support.alignment import TODAY, record
from tests.support.federation import a_key
from tests.support.settings import some_settings
from tests.support.standards import an_item, published, receive

STREAMS = ("havering/leadership", "havering/all")
KEY = a_key()


def arrive(database):
    receive(database, published("case-audit", 1, an_item(1), an_item(2)))
    return database


@pytest.fixture
def there(any_database):
    """A borough that received one standard, on each database."""
    return arrive(any_database("havering", SERVICE.metadatas))


@pytest.fixture
def here(app):
    return arrive(app.extensions["accord"].database)


def looked(database):
    with database.reading() as session:
        return queries.standing(session, member="havering")


def sent(database):
    with database.reading() as session:
        return evidence.sent(session, STREAMS)


def check(database):
    with database.reading() as session:
        return evidence.check(session, STREAMS)


def say(database, *audiences):
    with database.transaction() as session:
        for audience in audiences:
            announce(
                session, audience=audience, type=ADOPTION_RECORDED, subject="s",
                version=1, data={"to": audience},
            )  # fmt: skip


def seal(database):
    return sealing.seal_committed(database, key=KEY, registry=1)


def test_where_we_stand_follows_our_own_record(there):
    [line] = looked(there).lines
    assert line.cell.judged.outcome is Outcome.NOT_YET
    record(there, Position.VARIED)
    [line] = looked(there).lines
    assert line.cell.judged.outcome is Outcome.AGREED
    assert line.cell.stands.why == "Our way"
    assert line.cell.stands.approved_by == "The group"
    assert not looked(there).stale


def test_a_position_to_come_is_shown_as_coming(there):
    record(there)
    record(there, Position.VARIED, from_on=TODAY + timedelta(days=30))
    [line] = looked(there).lines
    assert line.cell.stands.number == 1
    assert line.cell.coming.number == 2


def test_silence_and_time_are_drift_here_too(there):
    long_ago = clock.now() - timedelta(days=300)
    with there.transaction() as session:
        session.execute(
            update(StandardReceived).values(
                received_at=long_ago, effective_from=TODAY - timedelta(days=300)
            )
        )
    [line] = looked(there).lines
    assert line.cell.judged.drifts == (Drift.LATE, Drift.STALE)
    record(there)
    assert looked(there).lines[0].cell.judged.outcome is Outcome.ALIGNED


def test_what_left_is_proven_by_the_bundle_it_left_in(there):
    record(there)
    [waiting] = sent(there)
    assert (waiting.proof, waiting.bundle) == (Proof.WAITING, None)
    [sealed] = seal(there)
    [proven] = sent(there)
    assert proven.proof is Proof.PROVEN
    assert proven.hash == sealed.hash == bundle.hash_of(sealed.raw)
    assert proven.bundle == "havering/leadership:1:1-1"
    assert proven.data["position"] == "adopted"
    assert check(there).whole


def test_events_of_several_bundles_are_each_found_in_their_own(there):
    for audiences in (("leadership", "all", "leadership"), ("leadership",), ("all",)):
        say(there, *audiences)
        seal(there)
    say(there, "redbridge", "leadership")
    found = [(e.stream, e.sequence, e.first, e.last, e.proof) for e in sent(there)]
    ours, every = STREAMS
    assert found == [
        (ours, None, None, None, Proof.WAITING),
        (every, 2, 2, 2, Proof.PROVEN),
        (ours, 3, 3, 3, Proof.PROVEN),
        (ours, 2, 1, 2, Proof.PROVEN),
        (every, 1, 1, 1, Proof.PROVEN),
        (ours, 1, 1, 2, Proof.PROVEN),
    ]
    report = check(there)
    assert (report.whole, report.events, report.waiting, report.bundles) == (
        True, 6, 1, 4,
    )  # fmt: skip


def change_event(session):
    row = session.scalars(select(OutboxEvent)).first()
    row.body = row.body.replace(b'"to":"leadership"', b'"to":"somebody"')


def change_bundle(session):
    row = session.scalars(select(SentBundle)).first()
    row.raw = row.raw[:-4] + b"AAAA"


def rename_bundle(session):
    row = session.scalars(select(SentBundle)).first()
    row.hash = "0" * 64


def lose_bundle(session):
    session.execute(delete(SentBundle).where(SentBundle.first == 2))


def swap_bundle(session):
    """Another bundle in the place of the first, well made and with its own hash."""
    row = session.scalars(select(SentBundle).order_by(SentBundle.first)).first()
    first = session.scalars(select(OutboxEvent)).first()
    made = bundle.seal(
        [first.body], stream=row.stream, epoch=row.epoch, first=1,
        prev="1" * 64, registry=2, key=KEY,
    )  # fmt: skip
    row.raw, row.hash = made.raw, made.hash


@pytest.mark.parametrize(
    ("tamper", "proofs"),
    [
        (change_event, [Proof.PROVEN, Proof.PROVEN, Proof.DIFFERENT]),
        (change_bundle, [Proof.PROVEN, Proof.PROVEN, Proof.DIFFERENT]),
        (rename_bundle, [Proof.PROVEN, Proof.PROVEN, Proof.DIFFERENT]),
        (lose_bundle, [Proof.PROVEN, Proof.MISSING, Proof.PROVEN]),
        (swap_bundle, [Proof.PROVEN, Proof.PROVEN, Proof.PROVEN]),
    ],
)
def test_whatever_is_changed_afterwards_is_seen(there, tamper, proofs):
    for _ in range(3):
        say(there, "leadership")
        seal(there)
    with there.transaction() as session:
        tamper(session)
    assert [each.proof for each in sent(there)] == proofs
    assert not check(there).whole


def test_a_digest_is_of_the_event_as_written(there):
    say(there, "leadership")
    [one] = sent(there)
    with there.reading() as session:
        body = session.scalars(select(OutboxEvent.body)).one()
    assert one.digest == bundle.hash_of(body)


def test_nothing_for_other_boroughs_is_among_it(there):
    say(there, "redbridge")
    assert sent(there) == []
    with there.reading() as session:
        event_id = session.scalars(select(OutboxEvent.event_id)).one()
        with pytest.raises(UnknownEvent):
            queries.one(session, member="havering", event_id=event_id)


def test_the_receipt_says_what_arrived(there):
    for _ in range(2):
        say(there, "leadership")
        seal(there)
    with there.transaction() as session:
        session.add(
            SentReceipt(
                stream="havering/leadership", receiver="leadership", epoch=1,
                stored_through=1, applied_through=1, stored_at=clock.now(),
                applied_at=clock.now(), raw=b"",
            )
        )  # fmt: skip
    with there.reading() as session:
        found = queries.known(session, member="havering")
    assert [found.arrived(each) for each in found.listed] == [False, True]


def test_long_lists_come_in_pages(there):
    say(there, *["leadership"] * 51)
    seal(there)
    with there.reading() as session:
        first = queries.known(session, member="havering")
        last = queries.known(session, member="havering", page=9)
    assert (len(first.listed), first.pages) == (50, 2)
    assert (len(last.listed), last.page) == (1, 2)
    assert first.listed[-1].sequence == last.listed[0].sequence + 1


def verify(database, tmp_path, *options):
    """What the command prints, and how it ends."""

    class Opened(Instance):
        settings = some_settings("havering", tmp_path)
        database = None

    opened = Opened(service=SERVICE)
    object.__setattr__(opened, "database", database)
    return CliRunner().invoke(command, ["verify", *options], obj=opened)


def test_the_command_prints_each_and_ends_with_what_it_found(here, tmp_path):
    record(here)
    [sealed] = seal(here)
    done = verify(here, tmp_path)
    assert done.exit_code == 0, done.output
    assert f"proven havering/leadership:1:1-1 {sealed.hash}" in done.output
    assert "1 events, 0 not sealed yet, 1 bundles.\nWhole." in done.output
    with here.transaction() as session:
        rename_bundle(session)
    broken = verify(here, tmp_path, "--summary")
    assert broken.exit_code == 1
    assert "Broken." in broken.output
    assert ADOPTION_RECORDED not in broken.output


def test_the_pages_teach_before_anything_came(manager):
    assert "No standard has arrived yet" in manager.get("/standing/").text
    assert "Nothing has left yet" in manager.get("/standing/known").text


def test_the_pages_show_where_we_stand_and_all_that_left(manager, here):
    record(here, Position.VARIED)
    [sealed] = seal(here)
    page = manager.get("/standing/").text
    assert "Agreed difference" in page
    assert "in other words: Our words. Shorter" in page
    known = manager.get("/standing/known").text
    assert "Positions on standards" in known
    assert "In the bundle" in known
    assert sealed.hash in known
    [one] = sent(here)
    content = manager.get(f"/standing/known/{one.event_id}").text
    assert one.digest in content
    assert "Our way" in content
    table = manager.get("/standing/known.csv").text.lstrip("\ufeff")
    [row] = csv.DictReader(io.StringIO(table))
    assert row["Hash of the bundle"] == sealed.hash
    assert row["Found"] == "In the bundle"
    assert "Varied" in manager.get("/standing/standing.csv").text


def test_filters_take_what_is_there_and_ignore_the_rest(manager, here):
    record(here)
    assert "1 standard" in manager.get("/standing/?state=aligned").text
    assert "0 standards of 1" in manager.get("/standing/?kind=process").text
    known = manager.get(f"/standing/known?kind={ADOPTION_RECORDED}")
    assert "Positions on standards" in known.text
    assert manager.get("/standing/known?kind=x&page=7").status_code == 200


def test_the_front_page_says_when_we_drift(manager, here):
    assert "We drift" not in manager.get("/").text
    with here.transaction() as session:
        session.execute(
            update(StandardReceived).values(
                received_at=clock.now() - timedelta(days=80),
                effective_from=TODAY - timedelta(days=80),
            )
        )
    record(here, version=1, from_on=TODAY + timedelta(days=5))
    assert "We drift on 1 standard" in manager.get("/").text
