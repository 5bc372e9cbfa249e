from datetime import UTC, date, datetime
from uuid import UUID

from kit.access.policy import Action, Need
from kit.accounts.actor import Actor
from kit.front import queries
from kit.front.model import Item, Kind, Source
from partnership.access import policy

MONDAY = datetime(2026, 11, 16, 12, tzinfo=UTC)
READS = Need(resource="standards", action=Action.READ)
DRAFTS = Need(resource="standards", action=Action.CREATE)


def an_item(text="Something", kind=Kind.MINE, **more):
    return Item(kind=kind, text=text, href="/somewhere", **more)


def an_actor(role):
    return Actor(user_id=UUID(int=1), name="Sam", role=role, email="s@example.org")


def look(*sources, role="analyst"):
    return queries.look(None, sources=sources, policy=policy(), actor=an_actor(role))


def a_source(*items, need=READS):
    return Source(name="Things", need=need, look=lambda *_: items)


def test_what_was_not_done_in_time_is_late_from_the_next_day_on():
    item = an_item(due=date(2026, 11, 20))
    assert item.kind_on(date(2026, 11, 20)) is Kind.MINE
    assert item.kind_on(date(2026, 11, 21)) is Kind.LATE


def test_a_source_is_not_even_asked_for_who_may_not_open_it():
    def never(*_):
        raise AssertionError

    found = look(Source(name="Drafts", need=DRAFTS, look=never))
    assert found.lines == []
    assert look(a_source(an_item(), need=DRAFTS), role="leadership_member").lines


def test_counts_are_of_what_this_person_is_shown():
    found = look(
        a_source(an_item(), an_item(kind=Kind.CHANGED)),
        a_source(an_item(), need=DRAFTS),
    )
    assert found.count(Kind.MINE) == len(found.of(Kind.MINE)) == 1
    assert found.count(Kind.CHANGED) == 1
    assert found.count(Kind.LATE) == 0


def test_the_latest_comes_first_after_what_stands_without_a_moment():
    found = look(
        a_source(
            an_item("old", at=MONDAY.replace(day=2)),
            an_item("new", at=MONDAY),
            an_item("standing"),
        )
    )
    texts = [line.item.text for line in found.of(Kind.MINE)]
    assert texts == ["standing", "new", "old"]


def test_what_is_longest_overdue_comes_first():
    found = look(
        a_source(
            an_item("a week", due=date(2020, 1, 8)),
            an_item("two weeks", due=date(2020, 1, 1)),
        )
    )
    texts = [line.item.text for line in found.of(Kind.LATE)]
    assert texts == ["two weeks", "a week"]


def test_it_says_what_a_role_is_for():
    assert look(role="scrutineer").about.startswith("Reads widely")
    assert look(role="nobody").about == ""
