"""What members say to each other: heads, receipts, requests, and the registry."""

from datetime import timedelta

import orjson
import pytest
import time_machine
from sqlalchemy import select

from kit.db import SharedBase
from kit.exchange import control, membership, outbox, sealing
from kit.exchange.broker import Outcome
from kit.exchange.control import Wish
from kit.exchange.desk import ControlDesk, Pace
from kit.exchange.membership import Membership
from kit.exchange.model import ReceivedStream, Refusal, SentReceipt
from kit.exchange.trust import Reason
from tests.support.federation import (
    NOTED,
    Source,
    Trusted,
    a_body,
    a_delivery,
    a_receiver,
)

AT_ONCE = Pace(
    head_every=0,
    receipt_after=0,
    receipt_every=0,
    look_for_gaps_every=0,
    ask_again_after=3600,
)


class Tray:
    """A publisher that keeps what it is given."""

    def __init__(self):
        self.messages = []

    def publish(self, messages):
        self.messages += messages
        return [Outcome.CONFIRMED for _ in messages]

    def said(self, kind):
        bodies = [
            (message.key, orjson.loads(_payload(message.body))["body"])
            for message in self.messages
            if message.key.endswith(f".{kind}")
        ]
        self.messages = [
            message for message in self.messages if not message.key.endswith(f".{kind}")
        ]
        return bodies


def _payload(raw):
    import base64

    part = raw.split(b".")[1]
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


class Side:
    """One member: its database, its desk and its receiver."""

    def __init__(self, member, database, trusted, folder):
        self.member = member
        self.database = database
        self.key = trusted.keys[member]
        membership = trusted.membership(database, folder)
        self.membership = membership
        self.desk = ControlDesk(
            database=database, key=self.key, membership=membership, pace=AT_ONCE
        )
        self.receiver = a_receiver(database, membership)
        self.receiver._desk = self.desk
        self.tray = Tray()

    def speak(self):
        self.desk.speak(self.tray)
        return self.tray

    def hear(self, message, *, user):
        self.receiver.store(
            [a_delivery(message.body, user=user, queue=f"{self.member}.control")]
        )

    def refusals(self):
        with self.database.reading() as session:
            return list(session.scalars(select(Refusal.reason)))


@pytest.fixture
def trusted():
    return Trusted()


@pytest.fixture
def havering(sqlite_database, trusted, tmp_path):
    database = sqlite_database("havering", [SharedBase.metadata])
    return Side("havering", database, trusted, tmp_path)


@pytest.fixture
def leadership(sqlite_database, trusted, tmp_path):
    database = sqlite_database("leadership", [SharedBase.metadata])
    return Side("leadership", database, trusted, tmp_path)


def seal_some(side, count):
    with side.database.transaction() as session:
        for _ in range(count):
            outbox.announce(
                session,
                audience="leadership",
                type=NOTED,
                subject="s",
                version=1,
                data={},
            )
    return sealing.seal_committed(side.database, key=side.key, registry=1)


def test_a_head_shows_the_receiver_a_lost_tail_and_it_asks_once(havering, leadership):
    seal_some(havering, 3)
    (head,) = [m for m in havering.speak().messages if m.key.endswith(".head")]

    leadership.hear(head, user="havering")

    for _ in range(3):
        leadership.speak()
    asked = leadership.tray.said("resend")
    assert asked == [
        (
            "leadership.havering.resend",
            {"stream": "havering/leadership", "epoch": 1, "first": 1, "last": 3},
        )
    ]


def test_nothing_is_asked_for_while_the_stream_still_moves(havering, leadership):
    sealed = [seal_some(havering, 1)[0] for _ in range(4)]
    (head,) = [m for m in havering.speak().messages if m.key.endswith(".head")]
    leadership.hear(head, user="havering")

    for one in sealed:
        leadership.speak()
        leadership.receiver.store([a_delivery(one.raw)])

    assert leadership.speak().said("resend") == []


def test_a_request_is_served_to_the_one_it_is_for_only(havering, leadership, trusted):
    seal_some(havering, 3)
    body = {"stream": "havering/leadership", "epoch": 1, "first": 1, "last": 3}
    for user in ("leadership", "redbridge"):
        asked = control.message(
            control.Kind.RESEND,
            source=user,
            audience="havering",
            body=body,
            key=trusted.keys[user],
        )
        havering.hear(asked, user=user)

    assert havering.desk.wishes() == (
        Wish(stream="havering/leadership", epoch=1, first=1, last=3),
    )
    assert havering.refusals() == [Reason.WRONG_AUDIENCE]


def test_a_receipt_tells_the_source_what_is_stored(havering, leadership):
    (sealed,) = seal_some(havering, 2)
    leadership.receiver.store([a_delivery(sealed.raw)])
    (receipt,) = [m for m in leadership.speak().messages if m.key.endswith(".receipt")]

    havering.hear(receipt, user="leadership")

    with havering.database.reading() as session:
        stored = session.get_one(SentReceipt, ("havering/leadership", "leadership"))
        assert (stored.stored_through, stored.applied_through) == (2, 0)


@pytest.mark.parametrize("user", ["redbridge", None])
def test_a_receipt_from_somebody_else_counts_for_nothing(
    havering, leadership, trusted, user
):
    seal_some(havering, 1)
    forged = control.message(
        control.Kind.RECEIPT,
        source="leadership",
        audience="havering",
        body={},
        key=trusted.keys["redbridge"],
    )

    havering.hear(forged, user=user)

    assert havering.refusals() == [Reason.WRONG_SENDER]


def test_a_head_cannot_speak_of_another_members_stream(leadership, trusted):
    body = {"streams": [{"stream": "redbridge/leadership", "epoch": 1, "last": 99}]}
    head = control.message(
        control.Kind.HEAD,
        source="havering",
        audience="leadership",
        body=body,
        key=trusted.keys["havering"],
    )

    leadership.hear(head, user="havering")

    with leadership.database.reading() as session:
        assert session.get(ReceivedStream, "redbridge/leadership") is None
    assert leadership.refusals() == [Reason.WRONG_SENDER]


def test_leadership_tells_a_new_registry_and_members_take_it(
    havering, leadership, trusted
):
    newer = trusted.signed(version=2)
    with leadership.database.transaction() as session:
        Membership(trusted.anchor).learn(session, newer)
    told = [m for m in leadership.speak().messages if m.key.endswith(".registry")]
    (for_havering,) = [m for m in told if m.key == "leadership.havering.registry"]

    havering.hear(for_havering, user="leadership")

    assert havering.membership.current.version == 2
    assert len(told) == 3


def test_an_older_registry_changes_nothing(havering, leadership, trusted):
    with havering.database.transaction() as session:
        havering.membership.learn(session, trusted.signed(version=5))
    old = control.message(
        control.Kind.REGISTRY,
        source="leadership",
        audience="havering",
        body={"registry": trusted.signed(version=4).decode()},
        key=trusted.keys["leadership"],
    )

    havering.hear(old, user="leadership")

    assert havering.membership.current.version == 5
    assert havering.refusals() == [Reason.OLD_REGISTRY]


def test_only_leaderships_own_fresh_word_says_that_a_registry_still_stands(
    havering, trusted
):
    body = {"registry": trusted.signed().decode()}

    def said_by(member):
        return control.message(
            control.Kind.REGISTRY,
            source=member,
            audience="havering",
            body=body,
            key=trusted.keys[member],
        )

    def last_heard():
        with havering.database.reading() as session:
            return membership.last_heard(session)

    learned = last_heard()
    with time_machine.travel(learned + timedelta(days=1), tick=False):
        word = said_by("leadership")
        havering.hear(word, user="leadership")
    again = last_heard()
    with time_machine.travel(learned + timedelta(days=9), tick=False):
        havering.hear(word, user="leadership")  # brought again, not said again
        havering.hear(said_by("redbridge"), user="redbridge")

    assert again == learned + timedelta(days=1)
    assert last_heard() == again
    assert havering.refusals() == []


def test_a_registry_another_member_signed_is_refused(havering, trusted):
    stranger = Trusted()
    forged = control.message(
        control.Kind.REGISTRY,
        source="redbridge",
        audience="havering",
        body={"registry": stranger.signed(version=9).decode()},
        key=trusted.keys["redbridge"],
    )

    havering.hear(forged, user="redbridge")

    assert havering.membership.current.version == 1
    assert havering.refusals() == [Reason.UNKNOWN_KEY]


def test_a_control_message_that_cannot_be_read_is_refused(havering, trusted):
    broken = control.message(
        control.Kind.RESEND,
        source="leadership",
        audience="havering",
        body={"stream": "havering/leadership"},
        key=trusted.keys["leadership"],
    )

    havering.hear(broken, user="leadership")

    assert havering.refusals() == [Reason.MALFORMED]


def test_a_bundle_on_the_control_queue_is_refused(havering, trusted):
    source = Source(trusted.keys["leadership"], stream="leadership/havering")
    sealed = source.seal(a_body(source="leadership"))

    class AsMessage:
        body = sealed.raw

    havering.hear(AsMessage, user="leadership")

    assert havering.refusals() == [Reason.WRONG_PURPOSE]
