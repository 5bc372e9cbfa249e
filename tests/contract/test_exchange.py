"""What the exchange itself writes on the wire fits the contract, and is read back."""

from base64 import urlsafe_b64decode
from typing import Any

import orjson
import pytest

from kit.exchange import control, keys, trust
from kit.exchange.broker import Outcome
from kit.exchange.bundle import hash_of, open_bundle
from kit.exchange.control import Kind
from kit.exchange.desk import ControlDesk, Pace
from kit.exchange.model import ReceivedStream, SentStream
from kit.exchange.trust import Typ
from kit.trail import service as trail
from kit.trail import witness
from leadership.db import METADATAS
from leadership.members import service as members
from tests.contract.messages import complaints, writer
from tests.support.federation import Source, Trusted, a_body

AT_ONCE = Pace(
    head_every=0,
    receipt_after=0,
    receipt_every=0,
    look_for_gaps_every=0,
    look_at_trail_every=0,
)
CONTRACT_OF = {
    Kind.HEAD: "control/head.v1",
    Kind.RECEIPT: "control/receipt.v1",
    Kind.RESEND: "control/resend.v1",
    Kind.REGISTRY: "control/registry.v1",
    Kind.TRAIL: "control/trail.v1",
    Kind.WITNESS: "control/witness.v1",
}


class Wire:
    """A publisher that keeps what is published and confirms it."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    def publish(self, messages):
        self.messages += messages
        return [Outcome.CONFIRMED for _ in messages]


@pytest.fixture
def trusted():
    return Trusted()


@pytest.fixture
def said(sqlite_database, trusted, tmp_path):
    """Everything leadership's desk says when all there is to say is due."""
    database = sqlite_database("leadership", METADATAS)
    received = ReceivedStream(
        stream="havering/leadership",
        epoch=1,
        stored_through=3,
        stored_hash=hash_of(b""),
        applied_through=3,
        head=5,
    )
    sent = SentStream(
        stream="leadership/all", epoch=1, sealed_through=7, sealed_hash=hash_of(b"")
    )
    with database.transaction() as session:
        session.add_all([received, sent])
        trail.record(session, act="member.added", resource="member_registry")
    with database.transaction() as session:
        witness.keep(
            session,
            a_head(trusted, "havering"),
            source="havering",
            registry=trusted.registry,
        )
    desk = ControlDesk(
        database=database,
        key=trusted.keys["leadership"],
        membership=trusted.membership(database, tmp_path),
        pace=AT_ONCE,
        trail_key=trusted.trail_keys["leadership"],
    )
    wire = Wire()
    desk.stored("havering/leadership")
    desk.shown("havering")
    # A gap is asked for when it is still there at the second look.
    desk.speak(wire)
    desk.speak(wire)
    return wire.messages


@pytest.mark.parametrize("kind", Kind)
def test_a_control_message_fits_its_contract_and_is_read_back(said, trusted, kind):
    audience = "all" if kind is Kind.TRAIL else "havering"
    key = f"leadership.{audience}.{kind}"
    messages = [message for message in said if message.key == key]
    assert messages
    for message in messages:
        payload = payload_of(message.body, typ=Typ.CONTROL, registry=trusted.registry)
        assert complaints(writer(CONTRACT_OF[kind]), payload) == []
        opened = control.open_control(
            message.body,
            user="leadership",
            member="havering",
            registry=trusted.registry,
        )
        assert (opened.kind, opened.body) == (kind, payload["body"])


def test_the_head_of_a_trail_fits_its_contract(said, trusted):
    (raw,) = {m.body for m in said if m.key == "leadership.all.trail"}
    message = payload_of(raw, typ=Typ.CONTROL, registry=trusted.registry)
    head = message["body"]["head"].encode()
    payload = payload_of(head, typ=Typ.TRAIL, registry=trusted.registry)
    assert complaints(writer("trail-head.v1"), payload) == []
    assert payload["n"] > payload["prev_n"] == 0


def test_a_sealed_bundle_fits_its_contract_and_opens(trusted):
    sealed = Source(trusted.keys["havering"]).seal(a_body("one"), a_body("two"))
    payload = payload_of(sealed.raw, typ=Typ.BUNDLE, registry=trusted.registry)
    assert complaints(writer("bundle.v1"), payload) == []
    for envelope in payload["events"]:
        assert complaints(writer("envelope.v1"), envelope) == []
    opened = open_bundle(
        sealed.raw, user="havering", member="leadership", registry=trusted.registry
    )
    assert list(opened.envelopes) == payload["events"]


def test_the_signed_registry_fits_its_contract_and_is_believed(
    sqlite_database, trusted
):
    key = trusted.keys["leadership"]
    with sqlite_database("leadership", METADATAS).transaction() as session:
        members.add_member(
            session,
            slug="havering",
            name="Havering",
            area_code="E09000016",
            jwk=keys.public_jwk(trusted.keys["havering"]),
        )
        raw = members.publish_registry(session, key=key)
    registry = trust.read_registry(raw, anchor=key.key)
    payload = orjson.loads(urlsafe_b64decode(raw.split(b".")[1] + b"=="))
    assert complaints(writer("member-registry.v1"), payload) == []
    assert set(registry.members) == {"havering"}


def a_head(trusted, member):
    content = {
        "member": member,
        "n": 1,
        "hash": hash_of(b""),
        "at": "2026-11-21T10:00:59.000000Z",
        "prev_n": 0,
        "prev_hash": "",
    }
    key = trusted.trail_keys[member]
    return trust.sign(orjson.dumps(content), typ=Typ.TRAIL, key=key).decode()


def payload_of(raw, *, typ, registry):
    return orjson.loads(trust.verify(raw, typ=typ, registry=registry).payload)
