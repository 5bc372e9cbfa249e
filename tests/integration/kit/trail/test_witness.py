"""Members keep each other's heads, and refuse one that does not follow."""

from datetime import timedelta

import orjson
import pytest
from sqlalchemy import delete, select

from kit import clock
from kit.db import SharedBase
from kit.exchange import control, trust
from kit.exchange.broker import Outcome
from kit.exchange.control import Kind
from kit.exchange.desk import ControlDesk, Pace
from kit.exchange.model import Refusal
from kit.exchange.routes import REASONS
from kit.exchange.trust import Reason, Refused, Typ
from kit.trail import heads, protection, verification, witness
from kit.trail.chain import Breach
from kit.trail.model import (
    TrailHead,
    TrailPeerHead,
    TrailRow,
    TrailSignedHead,
    TrailWitness,
)
from tests.support.federation import Trusted, a_delivery, a_key, a_receiver
from tests.support.trails import act, fill

MEMBERS = ("havering", "leadership")
OFTEN = Pace(look_for_gaps_every=0, look_at_trail_every=0, trail_every=900)


class Member:
    """One member: its database, its desk and its receiver; messages go by hand."""

    def __init__(self, slug, database, trusted, folder, *, trail_key=None):
        membership = trusted.membership(database, folder)
        self.slug = slug
        self.database = database
        self.said = []
        self.receiver = a_receiver(database, membership)
        self.desk = self.receiver._desk = ControlDesk(
            database=database,
            key=trusted.keys[slug],
            membership=membership,
            pace=OFTEN,
            trail_key=trail_key or trusted.trail_keys[slug],
        )

    def publish(self, messages):
        self.said += messages
        return [Outcome.CONFIRMED for _ in messages]

    def act(self, times=1):
        for _ in range(times):
            with self.database.transaction() as session:
                act(session)

    def speak(self):
        """What the desk says of trails when it may speak."""
        self.said.clear()
        self.desk.speak(self)
        return [one for one in self.said if one.key.endswith((".trail", ".witness"))]

    def hear(self, messages, *, user):
        queue = f"{self.slug}.control"
        self.receiver.store(
            [a_delivery(one.body, user=user, queue=queue) for one in messages]
        )

    def rows(self, model):
        with self.database.reading() as session:
            return session.execute(select(model.__table__)).all()

    @property
    def reasons(self):
        with self.database.reading() as session:
            return sorted(session.scalars(select(Refusal.reason)))


@pytest.fixture
def trusted():
    return Trusted()


@pytest.fixture
def members(any_database, trusted, tmp_path, monkeypatch):
    """Two members whose trails are still empty: taking the registry is not told."""
    with monkeypatch.context() as silence:
        silence.setattr("kit.trail.service.record", lambda *words, **more: None)
        return [
            Member(slug, any_database(slug, [SharedBase.metadata]), trusted, tmp_path)
            for slug in MEMBERS
        ]


@pytest.fixture
def havering(members):
    return members[0]


@pytest.fixture
def leadership(members):
    return members[1]


def shown(havering, leadership):
    """Havering shows its head; leadership answers which one it keeps."""
    leadership.hear(havering.speak(), user="havering")
    havering.hear(leadership.speak(), user="leadership")


def later(monkeypatch, **more):
    moment = clock.now() + timedelta(**more)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_a_head_is_shown_to_all_kept_by_each_and_said_to_be_kept(havering, leadership):
    havering.act(3)
    [message] = havering.speak()
    assert message.key == "havering.all.trail"
    leadership.hear([message], user="havering")
    [answer] = leadership.speak()
    assert answer.key == "leadership.havering.witness"
    havering.hear([answer], user="leadership")
    [signed] = havering.rows(TrailSignedHead)
    [kept] = leadership.rows(TrailPeerHead)
    [told] = havering.rows(TrailWitness)
    assert (kept.member, kept.n, kept.hash) == ("havering", 3, signed.hash)
    assert (told.member, told.n, told.hash) == ("leadership", 3, signed.hash)


def test_an_empty_trail_has_no_head_to_show(havering):
    assert havering.speak() == []


def test_a_head_is_signed_again_when_so_long_or_so_many_rows_have_passed(
    havering, monkeypatch
):
    havering.act()
    assert len(havering.speak()) == 1
    havering.act()
    assert havering.speak() == []
    fill(havering.database, 1000)
    assert len(havering.speak()) == 1
    havering.act()
    later(monkeypatch, minutes=16)
    assert len(havering.speak()) == 1
    later(monkeypatch, minutes=32)
    assert havering.speak() == []  # nothing happened since
    assert [row.n for row in havering.rows(TrailSignedHead)] == [1, 1002, 1003]


def test_a_head_the_broker_did_not_take_is_shown_again(havering, monkeypatch):
    havering.act()
    monkeypatch.setattr(
        havering, "publish", lambda messages: [Outcome.UNKNOWN for _ in messages]
    )
    havering.speak()
    monkeypatch.undo()
    assert [one.key for one in havering.speak()] == ["havering.all.trail"]


def test_our_own_head_coming_back_from_the_broker_is_no_news(havering):
    havering.act()
    havering.hear(havering.speak(), user="havering")
    assert havering.rows(TrailPeerHead) == []
    assert havering.reasons == []


def test_a_head_that_comes_twice_is_kept_once(havering, leadership):
    havering.act()
    messages = havering.speak()
    leadership.hear(messages, user="havering")
    leadership.hear(messages, user="havering")
    assert len(leadership.rows(TrailPeerHead)) == 1
    assert leadership.reasons == []


@pytest.mark.parametrize("registered", [True, False])
def test_a_head_nobody_could_check_is_not_shown(registered, sqlite_database, tmp_path):
    trusted = Trusted()
    key = trusted.trail_keys["havering"] if registered else a_key()
    database = sqlite_database("havering", [SharedBase.metadata])
    member = Member("havering", database, trusted, tmp_path, trail_key=key)
    member.act()
    assert bool(member.speak()) is registered


def signed(trusted, n, *, hash_="a", prev=(0, ""), member="havering", key=None):
    head = {
        "member": member,
        "n": n,
        "hash": hash_ * 64,
        "at": clock.iso(clock.now()),
        "prev_n": prev[0],
        "prev_hash": prev[1] * 64,
    }
    raw = orjson.dumps(head)
    used = key or trusted.trail_keys["havering"]
    return trust.sign(raw, typ=Typ.TRAIL, key=used).decode()


REFUSED = {
    "shorter": ({"n": 4, "hash_": "b"}, Reason.TRAIL_CUT),
    "the same number with another hash": (
        {"n": 5, "hash_": "b"},
        Reason.TRAIL_FORKED,
    ),
    "longer and forgetful of the last": (
        {"n": 9, "hash_": "b", "prev": (4, "c")},
        Reason.TRAIL_CUT,
    ),
    "longer after another hash": (
        {"n": 9, "hash_": "b", "prev": (5, "b")},
        Reason.TRAIL_FORKED,
    ),
    "another member's": ({"n": 9, "member": "redbridge"}, Reason.WRONG_SENDER),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_head_that_does_not_follow_is_refused(case, leadership, trusted):
    words, reason = REFUSED[case]
    with leadership.database.transaction() as session:
        keep(session, signed(trusted, 5), trusted)
    with leadership.database.transaction() as session, pytest.raises(Refused) as told:
        keep(session, signed(trusted, **words), trusted)
    assert told.value.reason == reason
    assert [row.n for row in leadership.rows(TrailPeerHead)] == [5]


def test_heads_lost_on_the_way_may_be_passed_over(leadership, trusted):
    for raw in (signed(trusted, 5), signed(trusted, 9, prev=(7, "b"))):
        with leadership.database.transaction() as session:
            keep(session, raw, trusted)
    assert [row.n for row in leadership.rows(TrailPeerHead)] == [5, 9]


def test_the_key_that_signs_messages_signs_no_head(leadership, trusted):
    raw = signed(trusted, 5, key=trusted.keys["havering"])
    with leadership.database.transaction() as session, pytest.raises(Refused) as told:
        keep(session, raw, trusted)
    assert told.value.reason == Reason.UNKNOWN_KEY


def test_the_key_that_signs_heads_signs_no_message(trusted):
    forged = control.message(
        Kind.HEAD,
        source="havering",
        audience="leadership",
        body={"streams": []},
        key=trusted.trail_keys["havering"],
    )
    with pytest.raises(Refused) as told:
        control.open_control(
            forged.body,
            user="havering",
            member="leadership",
            registry=trusted.registry,
        )
    assert told.value.reason == Reason.UNKNOWN_KEY


def test_a_trail_that_was_cut_is_refused_and_its_owner_learns_what_is_kept(
    havering, leadership, trusted, monkeypatch
):
    havering.act(5)
    shown(havering, leadership)
    start_again(havering)
    havering.act(2)
    shown(havering, leadership)
    assert leadership.reasons == [Reason.TRAIL_CUT]
    assert found(havering, trusted) == (Breach.MISSING, 3, "leadership")


def test_a_trail_that_was_written_anew_is_found_by_what_leadership_keeps(
    havering, leadership, trusted
):
    havering.act(5)
    shown(havering, leadership)
    start_again(havering)
    havering.act(8)
    shown(havering, leadership)
    assert leadership.reasons == [Reason.TRAIL_CUT]
    breach, broken_at, holder = found(havering, trusted)
    assert (breach, broken_at, holder) == (Breach.ANOTHER_SIGNED_HEAD, 5, "leadership")


def test_nobody_can_be_accused_with_a_head_it_never_signed(
    havering, leadership, trusted
):
    havering.act(5)
    forged = signed(trusted, 5, key=trusted.trail_keys["leadership"])
    message = control.message(
        Kind.WITNESS,
        source="leadership",
        audience="havering",
        body={"head": forged},
        key=trusted.keys["leadership"],
    )
    havering.hear([message], user="leadership")
    assert havering.reasons == [Reason.WRONG_SENDER]
    assert havering.rows(TrailWitness) == []


def keep(session, raw, trusted):
    witness.keep(session, raw, source="havering", registry=trusted.registry)


def start_again(member):
    """What somebody with the database in hand can do: a new trail, without heads."""
    with member.database.engine.begin() as connection:
        protection.take_down(connection)
        for table in (TrailRow, TrailHead, TrailSignedHead):
            connection.execute(delete(table))
    member.desk._trail_said = 0


def found(member, trusted):
    with member.database.reading() as session:
        kept = heads.of_us(session, member=member.slug, signers=trusted.registry)
        report = verification.verify(session, heads=kept)
    return report.breach, report.broken_at, report.holder


def test_a_refused_head_is_explained_on_the_exchange_page():
    assert set(REASONS) == {reason.value for reason in Reason}
    assert "shorter than it was" in REASONS[Reason.TRAIL_CUT]
