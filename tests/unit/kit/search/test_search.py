from uuid import UUID

import pytest

from kit.access.policy import Action, Need
from kit.accounts.actor import Actor
from kit.search import queries
from kit.search.model import MOST, Finder, Hit, Term
from partnership.access import policy

READS = Need(resource="standards", action=Action.READ)
DRAFTS = Need(resource="standards", action=Action.CREATE)


def search(*finders, words="word"):
    actor = Actor(user_id=UUID(int=1), name="S", role="analyst", email="s@example.org")
    return queries.search(
        None, finders=finders, policy=policy(), actor=actor, words=words
    )


def a_finder(number=1, need=READS, name="Things"):
    hits = [Hit(text=f"{name} {n}", href=f"/{n}") for n in range(number)]
    return Finder(name=name, need=need, find=lambda *_: hits)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("plan", True),
        ("PLAN child", True),
        ("child plan", True),
        ("plan adult", False),
        ("pla", True),
        ("%", False),
        ("child_protection", False),
    ],
)
def test_every_word_must_be_there_in_any_order_and_case(words, found):
    assert Term.read(words).in_("Child protection plans", None, "CP01") is found


def test_a_finder_is_not_even_asked_for_who_may_not_open_its_pages():
    def never(*_):
        raise AssertionError

    assert search(Finder(name="Drafts", need=DRAFTS, find=never)).groups == []


def test_a_finder_without_a_need_is_for_everybody():
    assert search(a_finder(need=None)).total == 1


def test_what_finds_nothing_has_no_group():
    assert [group.name for group in search(a_finder(0), a_finder(1)).groups] == [
        "Things"
    ]


def test_at_most_two_hundred_are_shown_and_it_is_said():
    found = search(a_finder(150), a_finder(60, name="Others"), a_finder(5))
    assert found.total == MOST
    assert [len(group.hits) for group in found.groups] == [150, 50]
    assert found.more


def test_exactly_two_hundred_are_all():
    assert search(a_finder(MOST)).more is False
