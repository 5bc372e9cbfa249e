"""Items are checked by their kind, and versions are told apart word by word."""

from dataclasses import replace
from importlib import resources

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import Invalid
from partnership.standards.model import (
    Item,
    Kind,
    Position,
    UnknownItem,
    check,
    check_item,
    find_item,
    read_indicators,
    read_items,
    sections,
    write_items,
)
from partnership.standards.queries import Stays, diff

SHIPPED = sorted(
    (resources.files("leadership.standards") / "shipped").iterdir(),
    key=lambda file: file.name,
)


def an_item(number, text="Is the plan clear?", section="One", **details):
    details = details or {"scale": "four_words"}
    return Item(id=f"A{number:02}", section=section, text=text, details=details)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_what_is_shipped_can_be_published_and_keeps_its_words(file):
    content = orjson.loads(file.read_bytes())
    items = read_items(content["items"])
    check(Kind(content["kind"]), items)
    assert content["standard"] == file.name.removesuffix(".json")
    assert write_items(items) == content["items"]


def test_every_kind_but_the_indicator_set_is_shipped():
    kinds = {orjson.loads(file.read_bytes())["kind"] for file in SHIPPED}
    assert kinds == {kind.value for kind in Kind} - {"indicator_set"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "a question"}, "id"),
        ({"text": " "}, "text"),
        ({"section": ""}, "section"),
        ({"help": "x" * 2001}, "help"),
        ({"details": {}}, "scale"),
        ({"details": {"scale": "stars"}}, "scale"),
        ({"details": {"scale": "four_words", "colour": "red"}}, "colour"),
    ],
)
def test_an_item_that_cannot_be_used_says_which_field(change, field):
    with pytest.raises(Invalid) as fault:
        check_item(Kind.AUDIT_TOOL, replace(an_item(1), **change))
    assert field in fault.value.fields


def test_a_number_is_a_number_within_its_range():
    step = {"owner": "Manager", "counted_in": "working days", "counted_from": "day 1"}
    check_item(Kind.PROCESS, an_item(1, days=15, **step))
    for days in ("15", 401, -1):
        with pytest.raises(Invalid):
            check_item(Kind.PROCESS, an_item(1, days=days, **step))


def test_nothing_and_the_same_identifier_twice_cannot_be_published():
    for items in ([], [an_item(1), an_item(1)]):
        with pytest.raises(Invalid):
            check(Kind.AUDIT_TOOL, items)


def test_an_item_is_found_and_sections_keep_their_order():
    items = [an_item(1, section="B"), an_item(2, section="A"), an_item(3, section="B")]
    assert sections(items) == ("B", "A")
    assert find_item(items, "A02").section == "A"
    with pytest.raises(UnknownItem):
        find_item(items, "A09")


def test_an_item_says_its_scale():
    item = an_item(1, scale="zero_to_three", score_2="Known and used")
    assert item.scale[0].startswith("0")
    assert item.score_words(2) == "Known and used"
    assert an_item(1).scale[2] == "Requires improvement to be good"


def test_definitions_of_indicators_are_items_too():
    [item] = read_indicators(
        [{"id": "CP03", "title": "Repeat plans", "definition": "Plans again",
          "supplier": "Local authority", "denominator": None}]
    )  # fmt: skip
    assert (item.text, item.help) == ("Repeat plans", "Plans again")
    assert item.details == {"supplier": "Local authority"}


def test_a_difference_names_what_came_went_moved_and_was_reworded():
    old = [an_item(1, "Is it safe?"), an_item(2), an_item(3), an_item(4)]
    new = [an_item(4), an_item(1, "Is it safe now?"), an_item(2), an_item(9)]
    found = diff(old, new)
    assert [item.id for item in found.added] == ["A09"]
    assert found.gone == {"A03"}
    assert [each.item.id for each in found.moved] == ["A04"]
    [change] = found.reworded
    assert [(p.stays, p.words) for p in change.pieces] == [
        (Stays.SAME, "Is it"), (Stays.GONE, "safe?"), (Stays.NEW, "safe now?"),
    ]  # fmt: skip
    assert found


def test_another_section_is_a_move_and_another_detail_is_reworded():
    found = diff([an_item(1)], [an_item(1, section="Two")])
    assert [(m.before, m.after) for m in found.moved] == [
        ("One, place 1", "Two, place 1")
    ]
    found = diff([an_item(1, days=5)], [an_item(1, days=8)])
    assert [(c.what, c.before, c.after) for c in found.reworded] == [("days", "5", "8")]


def test_positions_are_three_and_not_yet_is_none_of_them():
    assert [each.value for each in Position] == ["adopted", "varied", "declined"]


lists = st.lists(
    st.builds(
        an_item, st.integers(1, 9), st.sampled_from(["Is it?", "Was it?"]),
        st.sampled_from(["One", "Two"]),
    ),
    unique_by=lambda item: item.id,
)  # fmt: skip


@given(lists, lists)
def test_every_item_of_two_versions_is_accounted_for(old, new):
    found = diff(old, new)
    before, after = {i.id for i in old}, {i.id for i in new}
    assert {i.id for i in found.added} == after - before
    assert found.gone == before - after
    assert found.touched <= before & after
    same = [i.id for i in new if i.id in before]
    kept = [i for i in same if i not in {m.item.id for m in found.moved}]
    assert kept == [i.id for i in old if i.id in set(kept)]


@given(lists)
def test_a_version_differs_in_nothing_from_itself(items):
    assert not diff(items, items)


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc")))
def test_the_pieces_of_a_change_give_back_both_wordings(before, after):
    [change] = diff(
        [an_item(1, "x " + " ".join(before))], [an_item(1, "y " + " ".join(after))]
    ).reworded
    old = [p.words for p in change.pieces if p.stays is not Stays.NEW]
    new = [p.words for p in change.pieces if p.stays is not Stays.GONE]
    assert " ".join(old).split() == ["x", *before]
    assert " ".join(new).split() == ["y", *after]
