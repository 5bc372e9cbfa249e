"""What the positions of three equal partners come to."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kit.errors import Conflict, Invalid
from partnership.agencies import STATUTORY
from partnership.decisions.model import (
    AGREED,
    Decision,
    DecisionChanged,
    Position,
    Said,
    State,
    numbered,
    outcome,
    roman,
)

LA, ICB, POLICE = STATUTORY
ALL_AGREE = dict.fromkeys(STATUTORY, Position.AGREE)
positions = some.dictionaries(
    some.sampled_from(STATUTORY), some.sampled_from(list(Position))
)


def a_decision(**more):
    return Decision(
        **{"partners_needed": True, "state": State.OPEN, "version": 1, **more}
    )


@given(positions, some.booleans(), some.booleans())
def test_nothing_is_decided_against_a_partner(said, quorate, needed):
    found = outcome(said, quorate=quorate, partners_needed=needed)
    if Position.DISAGREE in said.values():
        assert found is State.DISPUTED
    if found is State.DECIDED:
        assert quorate
        assert not needed or set(said) == set(STATUTORY)
        assert not needed or set(said.values()) <= AGREED


def test_all_three_and_a_quorum_decide():
    said = {**ALL_AGREE, ICB: Position.RESERVATION}
    assert outcome(said, quorate=True, partners_needed=True) is State.DECIDED
    assert outcome(said, quorate=False, partners_needed=True) is State.OPEN


@pytest.mark.parametrize("agency", STATUTORY)
def test_no_partner_can_be_done_without(agency):
    absent = {**ALL_AGREE, agency: Position.ABSENT}
    assert outcome(absent, quorate=True, partners_needed=True) is State.OPEN
    silent = {who: each for who, each in ALL_AGREE.items() if who != agency}
    assert outcome(silent, quorate=True, partners_needed=True) is State.OPEN
    assert outcome(silent, quorate=True, partners_needed=False) is State.DECIDED


def test_a_reservation_and_a_no_need_words():
    for position in (Position.RESERVATION, Position.DISAGREE):
        with pytest.raises(Invalid) as fault:
            Said(position, " ").check(POLICE)
        assert list(fault.value.fields) == ["note-police"]
    Said(Position.AGREE).check(POLICE)


def test_a_later_word_takes_the_place_of_the_earlier():
    decision = a_decision()
    no = {**dict.fromkeys(STATUTORY, Said(Position.AGREE))}
    no[LA] = Said(Position.DISAGREE, "Too dear")
    decision.say(no, quorate=True, post="Chair")
    assert decision.state is State.DISPUTED
    decision.say({LA: Said(Position.AGREE)}, quorate=True, post="Chair")
    assert decision.state is State.DECIDED
    assert len(decision.positions) == 4
    assert decision.version == 3


def test_what_was_withdrawn_does_not_come_back():
    decision = a_decision()
    decision.withdraw(reason="Not ours to decide")
    with pytest.raises(Conflict):
        decision.say({}, quorate=True, post="Chair")
    with pytest.raises(Conflict):
        decision.withdraw(reason="Again")
    with pytest.raises(DecisionChanged):
        decision.must_be_seen(1)


def test_parts_are_numbered_as_minutes_do():
    assert [roman(n) for n in (1, 2, 3, 4, 5, 9, 14, 19, 20)] == [
        *("i", "ii", "iii", "iv", "v", "ix", "xiv", "xix", "xx")
    ]
    assert [p.number for p in numbered(["One", "  ", "Two"])] == [1, 2]
    with pytest.raises(Invalid):
        numbered(["x"] * 21)
