"""Periods end when they should, and nothing that is held is ever over."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borough.disposals.model import (
    RULES,
    AlreadyAgreed,
    AlreadyDestroyed,
    Kind,
    NotDue,
    Retained,
    due,
)

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
kinds = st.sampled_from(Kind)
CENTURY = timedelta(days=36525)
ONE, OTHER = uuid4(), uuid4()


def retained(kind=Kind.CASE, began_on=date(2000, 1, 1), **more):
    due_on = RULES[kind].due_on(began_on)
    return Retained(kind=kind, began_on=began_on, due_on=due_on, **more)


def test_every_kind_has_its_rule():
    assert set(RULES) == set(Kind)


@given(kind=kinds, began_on=days, on=days, more=st.integers(0, 200))
def test_a_hold_beats_every_rule_even_after_a_hundred_years(kind, began_on, on, more):
    row = retained(kind, began_on, proposed_on=on)
    later = min(on + CENTURY + timedelta(days=more), date.max)
    assert not row.is_due(on=later, held=True)
    with pytest.raises(NotDue):
        row.agree(by=ONE, on=later, held=True)
    assert row.destroyed_at is None


@given(kind=kinds, began_on=days, on=days)
def test_without_a_hold_it_is_over_from_one_day_on_and_stays_so(kind, began_on, on):
    row = retained(kind, began_on)
    assert row.is_due(on=on, held=False) == (on >= row.due_on)
    assert not row.is_due(on=row.due_on - timedelta(days=1), held=False)
    assert row.is_due(on=row.due_on + CENTURY, held=False)


@given(kind=kinds, began_on=days)
def test_a_period_is_never_shorter_than_its_rule(kind, began_on):
    rule = RULES[kind]
    shortest = timedelta(days=365 * rule.years + rule.days)
    assert rule.due_on(began_on) - began_on >= shortest


def test_a_period_from_the_29th_of_february_ends_on_the_1st_of_march():
    assert RULES[Kind.CASE].due_on(date(2024, 2, 29)) == date(2049, 3, 1)


@given(due_on=days, keep_until=days, on=days)
def test_what_somebody_wants_kept_is_not_over_before_that_day(due_on, keep_until, on):
    over = due(due_on=due_on, keep_until=keep_until, on=on, held=False)
    assert over == (on >= due_on and on >= keep_until)


def test_only_a_second_person_destroys():
    today = date(2030, 1, 1)
    row = retained(proposed_on=today)
    assert not row.agree(by=ONE, on=today, held=False)
    with pytest.raises(AlreadyAgreed):
        row.agree(by=ONE, on=today, held=False)
    assert row.agree(by=OTHER, on=today, held=False)
    for again in (lambda: row.agree(by=ONE, on=today, held=False),
                  lambda: row.keep(until=today)):  # fmt: skip
        with pytest.raises(AlreadyDestroyed):
            again()


def test_what_was_not_proposed_is_agreed_by_nobody():
    with pytest.raises(NotDue):
        retained().agree(by=ONE, on=date(2030, 1, 1), held=False)


def test_what_comes_back_on_the_list_is_agreed_anew():
    today = date(2030, 1, 1)
    row = retained(proposed_on=today)
    row.agree(by=ONE, on=today, held=False)
    row.keep(until=today)
    row.proposed_on = today
    assert not row.agree(by=OTHER, on=today, held=False)
