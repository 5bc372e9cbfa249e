"""Storing what arrives: in its place in the chain, once, or not at all."""

import pytest
from sqlalchemy import select

from kit.db import SharedBase
from kit.exchange.model import ReceivedBundle, ReceivedStream, Refusal
from kit.exchange.trust import Reason
from tests.support.federation import (
    Source,
    Trusted,
    a_body,
    a_delivery,
    a_receiver,
)

STREAM = "havering/leadership"


class Inbox:
    """Leadership's side of one stream, and its source."""

    def __init__(self, database, folder, *, singly):
        self.database = database
        self.singly = singly
        self.trusted = Trusted()
        membership = self.trusted.membership(database, folder)
        self.receiver = a_receiver(database, membership)
        self.source = Source(self.trusted.keys["havering"])

    def store(self, *raws, **more):
        deliveries = [a_delivery(raw, **more) for raw in raws]
        for some in [[one] for one in deliveries] if self.singly else [deliveries]:
            self.receiver.store(some)

    @property
    def through(self):
        with self.database.reading() as session:
            row = session.get(ReceivedStream, STREAM)
            return row.stored_through if row else 0

    @property
    def frozen(self):
        with self.database.reading() as session:
            return session.get_one(ReceivedStream, STREAM).frozen

    @property
    def reasons(self):
        with self.database.reading() as session:
            return sorted(session.scalars(select(Refusal.reason)))

    @property
    def kept(self):
        with self.database.reading() as session:
            return session.scalars(
                select(ReceivedBundle.first).order_by(ReceivedBundle.first)
            ).all()


@pytest.fixture(params=[True, False], ids=["singly", "together"])
def inbox(any_database, tmp_path, request):
    database = any_database("leadership", [SharedBase.metadata])
    return Inbox(database, tmp_path, singly=request.param)


def test_bundles_in_order_move_the_high_water_mark(inbox):
    first, second = inbox.source.seal(a_body(), a_body()), inbox.source.seal(a_body())

    inbox.store(first.raw, second.raw)

    assert inbox.through == 3
    assert inbox.reasons == []


def test_the_stored_bytes_are_the_received_bytes(inbox):
    sealed = inbox.source.seal(a_body())

    inbox.store(sealed.raw)

    with inbox.database.reading() as session:
        stored = session.scalar(select(ReceivedBundle))
        assert (stored.raw, stored.hash) == (sealed.raw, sealed.hash)


def test_a_replayed_bundle_has_no_effect_and_is_counted(inbox):
    sealed = inbox.source.seal(a_body())

    inbox.store(sealed.raw, sealed.raw)
    inbox.store(sealed.raw)

    assert inbox.through == 1
    with inbox.database.reading() as session:
        refusal = session.scalar(select(Refusal))
        assert (refusal.reason, refusal.times) == (Reason.SEEN_AGAIN, 2)


def test_a_bundle_that_comes_early_waits_aside_for_the_gap_to_fill(inbox):
    sealed = [inbox.source.seal(a_body()) for _ in range(4)]

    inbox.store(sealed[0].raw, sealed[3].raw, sealed[2].raw)
    assert inbox.through == 1

    inbox.store(sealed[1].raw)
    assert inbox.through == 4
    assert inbox.reasons == []


def test_two_histories_of_one_number_freeze_the_stream(inbox):
    twin = Source(inbox.trusted.keys["havering"])
    inbox.store(inbox.source.seal(a_body("one history")).raw)

    inbox.store(twin.seal(a_body("another history")).raw)

    assert inbox.reasons == [Reason.FORK]
    assert inbox.frozen == "fork at 1"


def test_a_frozen_stream_takes_nothing_more(inbox):
    twin = Source(inbox.trusted.keys["havering"])
    inbox.store(inbox.source.seal(a_body("one history")).raw)
    inbox.store(twin.seal(a_body("another history")).raw)

    inbox.store(inbox.source.seal(a_body()).raw)

    assert inbox.through == 1
    assert inbox.reasons == sorted([Reason.FORK, Reason.FROZEN])


def test_a_bundle_that_follows_another_history_freezes_the_stream(inbox):
    other = Source(inbox.trusted.keys["havering"])
    other.seal(a_body("never sent"))
    inbox.store(inbox.source.seal(a_body()).raw)

    inbox.store(other.seal(a_body()).raw)

    assert inbox.through == 1
    assert inbox.frozen == "fork at 2"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda raw: raw[:-30] + b"A" * 30, Reason.BAD_SIGNATURE),
        (lambda raw: raw.rpartition(b".")[0] + b".", Reason.UNSIGNED),
        (lambda raw: b"not a bundle at all", Reason.UNSIGNED),
        (lambda raw: raw + b"x" * 5_000_000, Reason.TOO_LARGE),
    ],
)
def test_what_cannot_be_trusted_is_kept_with_its_reason(inbox, spoil, reason):
    inbox.store(spoil(inbox.source.seal(a_body()).raw))

    assert (inbox.through, inbox.kept, inbox.reasons) == (0, [], [reason])


def test_a_wrong_sender_stops_nobody_else(inbox):
    good = inbox.source.seal(a_body())

    inbox.receiver.store([a_delivery(good.raw, user="redbridge"), a_delivery(good.raw)])

    assert inbox.through == 1
    assert inbox.reasons == [Reason.WRONG_SENDER]


def test_a_bundle_of_an_epoch_nobody_announced_is_refused(inbox):
    inbox.store(inbox.source.seal(a_body()).raw)
    with inbox.database.transaction() as session:
        session.get_one(ReceivedStream, STREAM).epoch = 2

    inbox.store(inbox.source.seal(a_body()).raw)

    assert inbox.reasons == [Reason.UNKNOWN_EPOCH]
