"""Whatever the broker and the network do, the receiver ends where the source is.

The machine is the network: it may drop, repeat, reorder and spoil bundles, and crash
the receiver. It keeps its own list of what was written, apart from both members, and
compares at the end.
"""

import threading

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kit.db import SharedBase
from kit.exchange.applier import Applier
from kit.exchange.model import ReceivedStream
from kit.exchange.recent import Recent
from tests.support.federation import (
    Notes,
    Source,
    Trusted,
    a_body,
    a_delivery,
    a_receiver,
)

STREAM = "havering/leadership"
TRUSTED = Trusted()


class Network(RuleBasedStateMachine):
    """One stream from its source to one receiver, over a bad network."""

    def __init__(self, new_database, folder):
        super().__init__()
        self.new_database = new_database
        self.folder = folder

    @initialize()
    def begin(self):
        self.database = self.new_database("leadership", [SharedBase.metadata])
        self.source = Source(TRUSTED.keys["havering"])
        self.written = []
        self.sealed = []
        self.under_way = []
        self.notes = Notes()
        self.start()

    def start(self):
        membership = TRUSTED.membership(self.database, self.folder)
        recent = Recent()
        self.receiver = a_receiver(self.database, membership, recent)
        self.applier = Applier(
            database=self.database,
            handlers=self.notes.handlers(),
            applied=lambda stream: None,
            stop=threading.Event(),
            recent=recent,
        )

    def teardown(self):
        if hasattr(self, "database"):
            self.heal()

    @rule(count=st.integers(1, 4))
    def the_source_seals(self, count):
        subjects = [f"s{len(self.written) + offset}" for offset in range(count)]
        self.written += subjects
        sealed = self.source.seal(*[a_body(subject) for subject in subjects])
        self.sealed.append(sealed)
        self.under_way.append(sealed.raw)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def one_arrives_in_any_order(self, data):
        place = data.draw(st.integers(0, len(self.under_way) - 1))
        self.receiver.store([a_delivery(self.under_way.pop(place))])

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def one_is_lost(self, data):
        self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))

    @precondition(lambda self: self.sealed)
    @rule(data=st.data())
    def an_old_one_comes_again(self, data):
        again = data.draw(st.sampled_from(self.sealed))
        self.receiver.store([a_delivery(again.raw)])

    @precondition(lambda self: self.sealed)
    @rule(data=st.data())
    def a_spoilt_one_arrives(self, data):
        raw = bytearray(data.draw(st.sampled_from(self.sealed)).raw)
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1
        self.receiver.store([a_delivery(bytes(raw))])

    @precondition(lambda self: self.sealed)
    @rule(data=st.data())
    def somebody_else_sends_it(self, data):
        raw = data.draw(st.sampled_from(self.sealed)).raw
        self.receiver.store([a_delivery(raw, user="redbridge")])

    @rule()
    def the_applier_works(self):
        while self.applier.apply_stored():
            pass

    @rule()
    def the_receiver_restarts(self):
        self.start()

    @invariant()
    def what_is_applied_is_what_was_written_in_order_and_once(self):
        if hasattr(self, "notes"):
            seen = [subject for subject, _ in self.notes.seen]
            assert seen == self.written[: len(seen)]

    def heal(self):
        """The network behaves again: what is asked for is sent again, and arrives."""
        for raw in self.under_way:
            self.receiver.store([a_delivery(raw)])
        with self.database.reading() as session:
            row = session.get(ReceivedStream, STREAM)
            through = row.stored_through if row else 0
            assert row is None or row.frozen is None
        for sealed in self.sealed:
            if sealed.last > through:
                self.receiver.store([a_delivery(sealed.raw)])
        self.the_applier_works()
        assert [subject for subject, _ in self.notes.seen] == self.written


def test_the_receiver_ends_where_the_source_is(any_database, tmp_path):
    run_state_machine_as_test(
        lambda: Network(any_database, tmp_path),
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.function_scoped_fixture,
            ],
        ),
    )
