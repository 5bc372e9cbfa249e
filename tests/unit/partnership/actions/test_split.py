"""Numbers by state add up, whatever the actions are."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from partnership.brag.model import Brag, Split

ACTIONS = st.lists(st.sampled_from(Brag))


def split_of(actions):
    return Split.of(Counter(actions))


@given(actions=ACTIONS)
def test_the_total_is_the_number_of_actions(actions):
    assert split_of(actions).total == len(actions)


@given(plans=st.lists(ACTIONS, max_size=6))
def test_the_sum_of_plans_is_the_split_of_all_actions(plans):
    together = [action for plan in plans for action in plan]
    assert sum((split_of(plan) for plan in plans), Split()) == split_of(together)


@given(actions=ACTIONS)
def test_a_share_of_nothing_is_not_known(actions):
    assert (split_of(actions).embedded is None) == (not actions)
