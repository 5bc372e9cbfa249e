"""Whoever tampers, passes on or pretends gets nothing opened, and is seen to."""

from dataclasses import replace

import orjson
import pytest

from borough.case_shares import service
from borough.case_shares.events import SHARE_SEALED, about
from borough.case_shares.model import State, UnknownShare
from borough.disposals import queries as reading
from borough.disposals import service as disposals
from borough.disposals.model import Hold
from borough.pins import queries as pins
from borough.pins import service as pinning
from borough.pins.model import CannotSealTo
from borough.share_answers.service import NotCertified
from borough.shared_cases import service as copying
from borough.shared_cases.events import SHARE_DELETED
from borough.shared_cases.model import Declined, Fault, Held
from kit import sealing
from kit.exchange import keys, own_keys, trust
from kit.exchange.membership import Membership
from kit.exchange.trust import Typ
from tests.support.case_sharing import HERE, THERE, THIRD
from tests.support.sealing import a_public_key, told


@pytest.fixture
def signed(sharing):
    """What was signed for the other borough, as that borough opens it."""
    sharing.sent(sharing.here.case())
    message = last(sharing, HERE, THERE)
    context = seal_about(message, HERE, THERE)
    with sharing.there.database.transaction() as session:
        opened = own_keys.unsealed(session, message.data["sealed"], context=context)
    return message, opened["signed"]


def last(sharing, source, to, kind=SHARE_SEALED):
    return [m for m in sharing.said(source, to) if m.type == kind][-1]


def seal_about(message, source, to):
    share_id = message.data["share_id"]
    return about(SHARE_SEALED, source=source, to=to, share_id=share_id)


def arrives(sharing, message, inner, *, source, to, share_id=None):
    """A share with this inside, from a borough that may say what it likes."""
    share_id = share_id or message.data["share_id"]
    key = sharing.boroughs[source].look(pins.sealing_key_of, to)
    context = about(SHARE_SEALED, source=source, to=to, share_id=share_id)
    sealed = sealing.seal({"signed": inner}, to=key, context=context)
    data = {"share_id": str(share_id), "sealed": sealed}
    stream = f"{source}/{to}"
    sharing.apply(to, replace(message, source=source, stream=stream, data=data))
    return sharing.boroughs[to].copies()


def resigned(sharing, inner, borough, **changes):
    """What was signed, changed and signed anew by somebody else."""
    key = keys.load_signing_key(sharing.boroughs[borough].folder)
    own = keys.load_signing_key(sharing.here.folder)
    said = orjson.loads(trust.open_signed(inner.encode(), typ=Typ.SHARE, key=own.key))
    payload = orjson.dumps({**said, **changes})
    return trust.sign(payload, typ=Typ.SHARE, key=key).decode()


def test_what_was_shared_and_passed_on_opens_nowhere(sharing, signed):
    message, inner = signed
    [copy] = arrives(sharing, message, inner, source=THERE, to=THIRD)
    assert (copy.state, copy.reason) == (Held.NOT_OPENED, Fault.NOT_SIGNED)
    assert not copy.terms
    assert not copy.is_readable


def test_a_borough_that_keeps_the_origins_words_under_its_own_name_is_seen(
    sharing, signed
):
    message, inner = signed
    forged = resigned(sharing, inner, THERE)
    [copy] = arrives(sharing, message, forged, source=THERE, to=THIRD)
    assert copy.reason == Fault.OTHER_SENDER


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"aud": THIRD}, Fault.OTHER_AUDIENCE),
        ({"share_id": "019ab333-4444-7555-8666-777788889999"}, Fault.OTHER_SHARE),
        ({"parts": {}}, Fault.MALFORMED),
        ({"expires_on": "2020-01-01"}, Fault.EXPIRED),
        (
            {"coordinator_id": "019ab333-4444-7555-8666-777788889999"},
            Fault.COORDINATOR_GONE,
        ),
    ],
)
def test_what_says_something_else_inside_than_outside_is_put_aside(
    sharing, signed, changes, fault
):
    message, inner = signed
    wrong = resigned(sharing, inner, HERE, **changes)
    [copy] = arrives(sharing, message, wrong, source=HERE, to=THERE)
    assert (copy.state, copy.reason) == (Held.NOT_OPENED, fault)
    sharing.brought[f"{HERE}/{THERE}"] = message.sequence
    answer = last(sharing, THERE, HERE, "uk.accord.deaths.share.answered.v1")
    assert answer.data["reason"] == fault.value


def test_a_seal_that_was_changed_is_put_aside(sharing, signed):
    message, _ = signed
    sealed = message.data["sealed"]
    other = "A" if sealed[-1] != "A" else "B"
    data = {**message.data, "sealed": sealed[:-1] + other}
    sharing.apply(THERE, replace(message, data=data))
    [copy] = sharing.there.copies()
    assert copy.reason == Fault.BROKEN


def test_what_came_before_its_sender_was_confirmed_opens_after(sharing):
    sharing.there.do(pinning.withdraw, peer=HERE)
    case_id = sharing.here.case()
    sharing.sent(case_id)
    sharing.carry()
    [copy] = sharing.there.copies()
    assert copy.reason == Fault.UNCONFIRMED
    [share] = sharing.here.shares(case_id)
    assert share.state is State.NOT_OPENED
    sharing.confirm(sharing.there, HERE)
    assert sharing.there.do(copying.try_again, shared_id=copy.id)
    sharing.carry()
    [share] = sharing.here.shares(case_id)
    assert share.state is State.ARRIVED


def test_a_key_that_leadership_swapped_is_sealed_to_by_nobody(sharing):
    case_id = sharing.here.case()
    made = sharing.prepared(case_id)
    swapped = told(THERE, a_public_key(), sharing.root)
    entries = [one.entry() for one in sharing.boroughs.values()]
    for entry in entries:
        if entry["slug"] == THERE:
            entry["sealing"] = {
                "kid": swapped.kid, "jwk": dict(swapped.jwk),
                "cross_sig": swapped.cross_sig,
            }  # fmt: skip
    payload = {"version": 99, "issued_at": "2026-11-22", "members": entries}
    raw = trust.sign_registry(payload, sharing.root)
    sharing.here.run(Membership(sharing.root.key).learn, raw)
    seen = sharing.share(case_id, made).digest
    with pytest.raises(CannotSealTo):
        sharing.here.do(
            service.approve, case_id=case_id, share_id=made, seen=seen,
            by=sharing.here.other,
        )  # fmt: skip
    assert sharing.share(case_id, made).state is State.WAITING
    assert all(m.type != SHARE_SEALED for m in sharing.said(HERE, THERE))


def a_certificate(sharing, case_id):
    """A share that was declined, and the message that certifies it."""
    share_id = sharing.sent(case_id)
    for message in sharing.said(HERE, THERE):
        sharing.apply(THERE, message)
    [copy] = sharing.there.copies()
    sharing.there.do(copying.decline, shared_id=copy.id, reason=Declined.NOT_OURS)
    return share_id, last(sharing, THERE, HERE, SHARE_DELETED)


def test_a_certificate_of_somebody_else_certifies_nothing(sharing):
    case_id = sharing.here.case()
    _, message = a_certificate(sharing, case_id)
    key = keys.load_signing_key(sharing.there.folder)
    raw = message.data["certificate"].encode()
    payload = trust.open_signed(raw, typ=Typ.CERTIFICATE, key=key.key)
    third = keys.load_signing_key(sharing.boroughs[THIRD].folder)
    forged = trust.sign(payload, typ=Typ.CERTIFICATE, key=third).decode()
    told_by = {
        "not theirs": (replace(message, data={**message.data, "certificate": forged})),
        "no signature": replace(message, data={**message.data, "certificate": "a.b.c"}),
    }
    for wrong in told_by.values():
        with pytest.raises(NotCertified):
            sharing.apply(HERE, wrong)
    other = sharing.sent(case_id)
    about_other = {**message.data, "share_id": str(other)}
    with pytest.raises(NotCertified):
        sharing.apply(HERE, replace(message, data=about_other))
    assert all(e.certified_at is None for e in sharing.here.shares(case_id))
    sharing.apply(HERE, message)
    assert [e.certified_at is None for e in sharing.here.shares(case_id)] == [
        True, False,
    ]  # fmt: skip


def test_a_third_borough_cannot_speak_of_a_share(sharing):
    case_id = sharing.here.case()
    a_certificate(sharing, case_id)
    for kind in (SHARE_DELETED, "uk.accord.deaths.share.answered.v1"):
        said = last(sharing, THERE, HERE, kind)
        with pytest.raises(UnknownShare):
            sharing.apply(HERE, replace(said, source=THIRD))


def test_a_copy_that_a_court_needs_is_kept_and_that_is_told(sharing):
    case_id = sharing.here.case()
    share_id = sharing.sent(case_id)
    sharing.carry()
    [copy] = sharing.there.copies()
    sharing.there.do(copying.accept, shared_id=copy.id)
    sharing.there.do(disposals.place_hold, record=copy.id, why=Hold.INQUEST)
    sharing.carry()
    sharing.here.do(service.recall, case_id=case_id, share_id=share_id)
    sharing.carry()
    share = sharing.share(case_id, share_id)
    assert (share.state, share.answer) == (State.REQUESTED, "held")
    sharing.there.sweep()
    [hold] = sharing.there.look(reading.holds, sharing.there.one)
    sharing.there.do(disposals.lift_hold, hold_id=hold.id)
    sharing.there.sweep()
    sharing.carry()
    assert sharing.share(case_id, share_id).state is State.CERTIFIED
