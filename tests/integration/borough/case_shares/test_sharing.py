"""A share from its choice to its certificate, between boroughs with own keys."""

from datetime import timedelta

import pytest

from borough.case_shares import service
from borough.case_shares.model import (
    Part,
    SamePerson,
    SharedMeanwhile,
    State,
    StepSkipped,
)
from borough.deaths import queries as cases
from borough.deaths import service as deaths
from borough.pins import service as pinning
from borough.pins.model import HEARD_WITHIN, CannotSealTo
from borough.shared_cases import queries as copies
from borough.shared_cases import service as copying
from borough.shared_cases.model import READ, SHARES, Declined, Held
from kit import clock
from kit.errors import Invalid, NotAllowed, NotFound
from kit.exchange import sealing_keys
from kit.notices import queries as notices
from kit.trail import service as trail
from partnership.access import Role
from partnership.death_rules.pipeline import Stage
from tests.support.case_sharing import HERE, STORY, THERE


def accepted(sharing, case_id):
    """A share that the other coordinator took; its id there."""
    sharing.sent(case_id)
    sharing.carry()
    [copy] = sharing.there.copies()
    sharing.there.do(copying.accept, shared_id=copy.id)
    sharing.carry()
    return copy.id


def looks_at(sharing, copy_id, part=Part.IDENTITY):
    with sharing.there.database.transaction() as session:
        trail.record(
            session, act=READ, resource=SHARES, record=copy_id,
            detail={"kind": part.value}, by=sharing.there.one,
        )  # fmt: skip
    return sharing.there.look(copies.part, sharing.there.one, copy_id, part.value)


def recall(sharing, case_id):
    [share] = sharing.here.shares(case_id)
    sharing.here.do(service.recall, case_id=case_id, share_id=share.id)


def state(sharing, case_id):
    [share] = sharing.here.shares(case_id)
    return share.state


def test_a_share_is_read_by_the_one_it_is_for(sharing):
    case_id = sharing.here.case()
    copy_id = accepted(sharing, case_id)
    assert state(sharing, case_id) is State.ACCEPTED
    [who] = looks_at(sharing, copy_id)
    assert who["family"] == "Testname"
    [how] = looks_at(sharing, copy_id, Part.CIRCUMSTANCES)
    assert how["story"] == STORY


def test_nobody_else_there_sees_that_there_is_one(sharing):
    copy_id = accepted(sharing, sharing.here.case())
    other, manager = sharing.there.other, sharing.there.person(Role.BUSINESS_MANAGER)
    assert sharing.there.copies(other) == []
    for query in (copies.one, lambda *a: copies.part(*a, "identity")):
        with pytest.raises(NotFound):
            sharing.there.look(query, other, copy_id)
    with pytest.raises((NotAllowed, NotFound)):
        sharing.there.look(copies.part, manager, copy_id, "identity")


def test_only_what_was_chosen_leaves(sharing):
    sharing.sent(sharing.here.case(), parts=[Part.REVIEW])
    sharing.carry()
    [copy] = sharing.there.copies()
    sharing.there.do(copying.accept, shared_id=copy.id)
    assert copy.parts == ["review"]
    with pytest.raises(NotFound):
        sharing.there.look(copies.part, sharing.there.one, copy.id, "identity")


def test_nothing_of_the_child_is_readable_on_its_way_or_in_the_database(sharing):
    copy_id = accepted(sharing, sharing.here.case())
    looks_at(sharing, copy_id)
    sharing.there.sweep()
    sharing.carry()
    said = [m for pair in sharing.streams() for m in sharing.said(*pair)]
    for word in (STORY, "Testname", "9990000018", "2024-03-01", "Joint panel"):
        assert not any(word in str(each.data) for each in said)
    assert len(said) > 5


def test_the_same_person_does_not_approve(sharing):
    case_id = sharing.here.case()
    made = sharing.prepared(case_id)
    seen = sharing.share(case_id, made).digest
    with pytest.raises(SamePerson):
        sharing.here.do(service.approve, case_id=case_id, share_id=made, seen=seen)
    stranger = sharing.here.person()
    with pytest.raises(NotFound):
        sharing.here.do(
            service.approve, case_id=case_id, share_id=made, seen=seen, by=stranger
        )
    assert sharing.share(case_id, made).state is State.WAITING


def test_what_changed_since_it_was_prepared_does_not_leave(sharing):
    case_id = sharing.here.case()
    made = sharing.prepared(case_id)
    seen = sharing.here.look(cases.known, sharing.here.one, case_id).version
    sharing.here.do(deaths.move, case_id=case_id, seen=seen, stage=Stage.TRIAGED)
    digest = sharing.share(case_id, made).digest
    for shown in (digest, "0" * 64):
        with pytest.raises(SharedMeanwhile):
            sharing.here.do(
                service.approve, case_id=case_id, share_id=made, seen=shown,
                by=sharing.here.other,
            )  # fmt: skip
    assert sharing.share(case_id, made).state is State.WAITING


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"parts": []}, "parts"),
        ({"parts": [Part.TRIAGE]}, "parts"),
        ({"agreement": "  "}, "agreement"),
        ({"coordinator_id": None}, "coordinator_id"),
    ],
)
def test_a_share_without_reader_words_or_content_is_not_prepared(sharing, wrong, field):
    if "coordinator_id" in wrong:
        wrong = {"coordinator_id": clock.new_id()}
    with pytest.raises(Invalid) as fault:
        sharing.prepared(sharing.here.case(), **wrong)
    assert field in fault.value.fields


def test_nothing_is_sealed_to_a_key_nobody_confirmed(sharing):
    case_id = sharing.here.case()
    sharing.here.do(pinning.withdraw, peer=THERE)
    with pytest.raises(CannotSealTo):
        sharing.sent(case_id)
    assert not [m for m in sharing.said(HERE, THERE) if "share" in m.type]


def test_nothing_leaves_while_leadership_was_not_heard_for_long(sharing, travel):
    case_id = sharing.here.case()
    copy_id = accepted(sharing, case_id)
    travel.shift(HEARD_WITHIN + timedelta(seconds=1))
    with pytest.raises(CannotSealTo) as fault:
        sharing.sent(case_id)
    assert "last heard more than 45 days ago" in str(fault.value)
    # What is there already goes on: looks are told, and copies end.
    looks_at(sharing, copy_id)
    sharing.there.sweep()
    sharing.carry()
    assert len(sharing.here.shares(case_id)[-1].looks) == 1
    sharing.repeat()
    sharing.sent(case_id)


def test_a_decline_destroys_the_copy_and_says_why(sharing):
    case_id = sharing.here.case()
    sharing.sent(case_id)
    sharing.carry()
    [copy] = sharing.there.copies()
    sharing.there.do(copying.decline, shared_id=copy.id, reason=Declined.NOT_OURS)
    sharing.carry()
    [share] = sharing.here.shares(case_id)
    assert (share.state, share.answer_reason) == (State.CERTIFIED, "not-ours")
    [copy] = sharing.there.copies()
    assert copy.state is Held.DESTROYED


def test_looks_come_back_as_receipts(sharing):
    case_id = sharing.here.case()
    copy_id = accepted(sharing, case_id)
    looks_at(sharing, copy_id)
    sharing.there.sweep()
    sharing.carry()
    [share] = sharing.here.shares(case_id)
    [look] = share.looks
    assert (look.part_name, look.code) == ("Who the child was", share.coordinator_code)
    looks_at(sharing, copy_id, Part.REVIEW)
    sharing.there.sweep()
    sharing.carry()
    assert len(sharing.here.shares(case_id)[0].looks) == 2


def test_a_recall_is_requested_and_then_certified(sharing):
    case_id = sharing.here.case()
    copy_id = accepted(sharing, case_id)
    recall(sharing, case_id)
    assert state(sharing, case_id) is State.REQUESTED
    sharing.carry()
    [share] = sharing.here.shares(case_id)
    assert (share.state, share.certified_because) == (State.CERTIFIED, "recalled")
    assert share.certificate
    with pytest.raises(NotFound):
        sharing.there.look(copies.part, sharing.there.one, copy_id, "identity")
    with pytest.raises(StepSkipped):
        recall(sharing, case_id)


def test_what_is_asked_back_before_it_came_is_never_opened(sharing):
    case_id = sharing.here.case()
    sharing.sent(case_id)
    recall(sharing, case_id)
    sealed, asked = sharing.said(HERE, THERE)[-2:]
    for message in (asked, sealed, sealed, asked):
        sharing.apply(THERE, message)
    sharing.brought[f"{HERE}/{THERE}"] = asked.sequence
    sharing.carry()
    assert state(sharing, case_id) is State.CERTIFIED
    assert sharing.there.copies(sharing.there.one)[0].state is Held.DESTROYED


def test_a_copy_is_destroyed_after_its_last_day_without_being_asked(sharing, travel):
    case_id = sharing.here.case()
    copy_id = accepted(sharing, case_id)
    travel.shift(timedelta(days=101))
    sharing.there.sweep()
    with pytest.raises(NotFound):
        sharing.there.look(copies.part, sharing.there.one, copy_id, "identity")
    sharing.carry()
    [share] = sharing.here.shares(case_id)
    assert (share.state, share.certified_because) == (State.CERTIFIED, "expired")


def test_silence_is_told_once(sharing, travel):
    case_id = sharing.here.case()
    sharing.sent(case_id)
    travel.shift(timedelta(days=3))
    sharing.here.sweep()
    sharing.here.sweep()
    [share] = sharing.here.shares(case_id)
    assert share.is_late
    told = sharing.here.look(notices.everything, sharing.here.one.user_id)
    assert [n.text for n in told].count(service.SILENT) == 1
    sharing.carry()
    assert not sharing.here.shares(case_id)[0].is_late


def test_a_key_changed_while_a_share_was_on_its_way_loses_nothing(sharing, travel):
    case_id = sharing.here.case()
    sharing.sent(case_id)
    travel.shift(timedelta(seconds=1))
    sealing_keys.renew(sharing.there.folder)
    sharing.publish()
    sharing.carry()
    assert state(sharing, case_id) is State.ARRIVED
    sharing.sent(case_id)
    sharing.carry()
    assert [each.state for each in sharing.here.shares(case_id)] == [State.ARRIVED] * 2


def test_a_key_that_is_gone_is_told_and_not_silent(sharing):
    case_id = sharing.here.case()
    sharing.sent(case_id)
    (sharing.there.folder / sealing_keys.FILE).unlink()
    sealing_keys.create(sharing.there.folder)
    sharing.carry()
    [share] = sharing.here.shares(case_id)
    assert (share.state, share.answer_reason) == (State.NOT_OPENED, "no-key")
