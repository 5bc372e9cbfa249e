"""What the redaction assistant finds, and what it must not take for a name."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from partnership.redaction.assistant import clean, left_over, marks
from partnership.redaction.known import Kind, Known, Person, Somewhere
from partnership.redaction.pseudonyms import KEY, SIGNS, pseudonym

ELLA = Known(
    people=(
        Person(name="Ella Testname-Brown", label="the child"),
        Person(name="Dr Priya Madeupova", label="midwife"),
        Person(name="Will", label="the child"),
    ),
    places=(
        Somewhere(name="Inventwell Primary School", label="a school"),
        Somewhere(name="1 Nowhere Street", label="an address", kind=Kind.ADDRESS),
    ),
    number="9990000018",
    postcode="ZZ99 3WZ",
    born_on=date(2024, 3, 1),
    died_on=date(2026, 5, 22),
)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("Ella slept", "[the child] slept"),
        ("ELLA'S cot", "[the child] cot"),
        ("E L L A was pale", "[the child] was pale"),
        ("the Testname family", "the [the child] family"),
        ("testname", "[the child]"),
        ("Test name", "[the child]"),
        ("E.T.B. was seen", "[the child] was seen"),
        ("EB was seen", "[the child] was seen"),
        ("called 999 000 0018 then", "called [number] then"),
        ("number 999-000-0018", "number [number]"),
        ("at ZZ99 3WZ", "at [postcode]"),
        ("at zz993wz", "at [postcode]"),
        ("in ZZ99", "in [postcode]"),
        ("ring 020 7946 0018", "ring [number]"),
        ("ring +44 (0)20 7946 0018", "ring [number]"),
        ("a.b@example.org wrote", "[e-mail] wrote"),
        ("on 19/05/2026", "on [3 days before the death]"),
        ("on 22 May 2026", "on [the day of the death]"),
        ("on May 23rd, 2026", "on [1 day after the death]"),
        ("on 2026-05-21", "on [1 day before the death]"),
        ("on the third of March", "on the [date]"),
        ("born 1.3.24", "born [date of birth]"),
        ("in May 2026", "in [date]"),
        ("at Inventwell Primary", "at [a school]"),
        ("at St Nobody's CofE Primary School", "at [a school]"),
        ("at 1 Nowhere Street", "at [an address]"),
        ("at 22 Other Long Road", "at [an address]"),
        ("Mrs Unknown rang", "[name] rang"),
    ],
)
def test_what_tells_a_child_gives_way_to_plain_words(text, then):
    assert clean(text, ELLA).text == then


@pytest.mark.parametrize("text", ["Ela slept", "Ellla slept", "a Tetsname", "Madupova"])
def test_a_misspelt_name_is_near(text):
    (mark,) = marks(text, ELLA)
    assert mark.near
    assert left_over(text, ELLA) == []


@pytest.mark.parametrize(
    "text",
    [
        "The parent will ring, and all of them fell asleep.",
        "Blood pressure 90/60, pulse 120, 37.5 degrees, 3 mg given twice",
        "A baby of 27 weeks was well until the morning",
    ],
)
def test_ordinary_words_and_figures_stay(text):
    assert clean(text, ELLA).text == text


def test_a_name_that_is_a_word_counts_with_a_capital():
    assert clean("Will was well", ELLA).text == "[the child] was well"


def test_cleaning_again_changes_nothing():
    text = "Ella Testname, 999 000 0018, died on 22 May 2026 at 1 Nowhere Street, ZZ99"
    once = clean(text, ELLA)
    assert marks(once.text, ELLA) == []
    assert once.kinds[Kind.NAME] == 2


@pytest.mark.parametrize("name", ["Child", "Police", "Day", "School"])
def test_a_name_among_the_assistants_own_words_can_be_confirmed(name):
    known = replace(
        ELLA,
        people=(
            Person(name=f"Ella {name}", label="the child"),
            Person(name=f"Ann {name}", label="police officer"),
        ),
    )
    text = f"Ella {name} met Ann {name} at Inventwell School on 19 May 2026."
    once = clean(text, known).text
    assert name not in re.sub(r"\[[^]]*\]", "", once)
    assert left_over(once, known) == []
    assert left_over(f"[{name}] and [Ella]", known) != []


@given(st.text(max_size=200))
def test_no_text_makes_it_fail_and_nothing_exact_is_left(text):
    cleaned = clean(text, ELLA).text
    found = marks(text, ELLA)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert "Testname" not in cleaned


KEYS = st.binary(min_size=KEY, max_size=64)


@given(KEYS, st.uuids())
def test_a_pseudonym_is_the_same_within_a_meeting(key, meeting):
    code = pseudonym(key, str(meeting))
    assert code == pseudonym(key, str(meeting))
    assert len(code) == 7
    assert set(code) <= {*SIGNS, "-"}


@given(KEYS, st.uuids(), st.uuids())
def test_pseudonyms_of_two_meetings_differ(key, one, other):
    assume(one != other)
    assert pseudonym(key, str(one)) != pseudonym(key, str(other))


@given(KEYS, KEYS, st.uuids())
def test_pseudonyms_of_two_cases_differ_in_one_meeting(one, other, meeting):
    assume(one != other)
    assert pseudonym(one, str(meeting)) != pseudonym(other, str(meeting))


def test_a_code_that_is_taken_is_passed_over():
    first = pseudonym(bytes(KEY), "meeting")
    second = pseudonym(bytes(KEY), "meeting", taken=frozenset({first}))
    assert second not in {first, pseudonym(bytes(KEY), "another")}


def test_a_short_key_makes_no_pseudonym():
    with pytest.raises(ValueError, match="too short"):
        pseudonym(b"short", "meeting")
