"""What is simply next takes a short way: few questions, and nothing else is different.

Each question to PostgreSQL keeps a message waiting, so their number is what is held
here; that everything else goes the long way is seen in the tests of each loop.
"""

import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select, update

from kit.db import SharedBase
from kit.exchange import outbox, sealing
from kit.exchange.applier import Applier
from kit.exchange.model import ReceivedBundle, ReceivedStream, Refusal
from kit.exchange.recent import Recent
from tests.support.federation import (
    NOTED,
    Notes,
    Source,
    Trusted,
    a_body,
    a_delivery,
    a_key,
    a_receiver,
)


@contextmanager
def questions(database):
    """Every statement that the engine sends meanwhile."""
    asked = []

    def note(_connection, _cursor, statement, *_more):
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


class Inbox:
    def __init__(self, database, folder):
        self.database = database
        self.recent = Recent()
        self.trusted = Trusted()
        membership = self.trusted.membership(database, folder)
        self.receiver = a_receiver(database, membership, self.recent)
        self.source = Source(self.trusted.keys["havering"])
        self.notes = Notes()
        self.applier = Applier(
            database=database,
            handlers=self.notes.handlers(),
            applied=lambda stream: None,
            stop=threading.Event(),
            recent=self.recent,
        )

    def store(self, sealed):
        self.receiver.store([a_delivery(sealed.raw)])

    def rows(self, model):
        with self.database.reading() as session:
            return session.execute(select(*model.__table__.columns)).all()


@pytest.fixture
def inbox(any_database, tmp_path):
    return Inbox(any_database("leadership", [SharedBase.metadata]), tmp_path)


@pytest.fixture
def on_postgresql(postgresql_database, tmp_path):
    return Inbox(postgresql_database("leadership", [SharedBase.metadata]), tmp_path)


@pytest.mark.postgresql
def test_the_next_bundle_is_stored_by_one_question(on_postgresql):
    inbox = on_postgresql
    inbox.store(inbox.source.seal(a_body()))

    with questions(inbox.database) as asked:
        inbox.store(inbox.source.seal(a_body(), a_body()))

    assert len(asked) == 1
    (stream,) = inbox.rows(ReceivedStream)
    assert (stream.stored_through, stream.head) == (3, 3)
    assert [row.in_chain for row in inbox.rows(ReceivedBundle)] == [True, True]
    assert inbox.rows(Refusal) == []


@pytest.mark.postgresql
def test_one_waiting_event_is_sealed_by_two_questions(postgresql_database):
    database = postgresql_database("havering", [SharedBase.metadata])
    key, known = a_key(), {}
    for subject in ("before", "now"):
        with database.transaction() as session:
            outbox.announce(
                session,
                audience="leadership",
                type=NOTED,
                subject=subject,
                version=1,
                data={},
            )
        with questions(database) as asked:
            (sealed,) = sealing.seal_committed(
                database, key=key, registry=1, known=known
            )

    assert len(asked) == 2
    assert (sealed.first, sealed.last) == (2, 2)


def test_the_newest_bundle_is_applied_without_looking_for_it(inbox):
    inbox.store(inbox.source.seal(a_body("first")))
    inbox.applier.apply_stored()
    inbox.store(inbox.source.seal(a_body("second")))

    with questions(inbox.database) as asked:
        inbox.applier.apply_stored()

    # Which stream is behind; then only the mark, as what arrived is remembered.
    verbs = [statement.split()[0] for statement in asked]
    assert [verb for verb in verbs if verb != "BEGIN"] == ["SELECT", "UPDATE"]
    assert inbox.notes.seen == [("first", 1), ("second", 2)]


def test_a_bundle_that_was_kept_in_mind_but_never_stored_is_not_applied(inbox):
    inbox.store(inbox.source.seal(a_body("first")))
    inbox.applier.apply_stored()
    twin = Source(inbox.trusted.keys["havering"])
    twin.seal(a_body("first"))
    inbox.store(inbox.source.seal(a_body("stored")))
    kept = inbox.recent.newest("havering/leadership")
    inbox.recent.take(kept.hash)
    other = a_receiver(inbox.database, inbox.receiver._membership, inbox.recent)
    inbox.recent.keep(other._open(a_delivery(twin.seal(a_body("undone")).raw)))

    inbox.applier.apply_stored()

    (stream,) = inbox.rows(ReceivedStream)
    assert (stream.applied_through, stream.stored_hash) == (2, kept.hash)
    assert inbox.notes.seen == [("first", 1), ("stored", 2)]


def test_what_somebody_else_has_applied_is_not_applied_again(inbox):
    inbox.store(inbox.source.seal(a_body("first")))
    inbox.applier.apply_stored()
    inbox.store(inbox.source.seal(a_body("second")))
    with inbox.database.transaction() as session:
        session.execute(update(ReceivedStream).values(applied_through=2))

    inbox.applier._apply_all("havering/leadership")

    (stream,) = inbox.rows(ReceivedStream)
    assert stream.applied_through == 2
    assert inbox.notes.seen == [("first", 1)]
