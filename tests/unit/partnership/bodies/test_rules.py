"""When a body can decide, whose turn the chair is, and who held it when."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kit.errors import Conflict, Invalid
from partnership.agencies import STATUTORY
from partnership.bodies.model import (
    Basis,
    Body,
    BodyChanged,
    BodyKind,
    BodyPost,
    ChairTerm,
    Gap,
    Part,
    Seat,
    Standing,
    next_in_rotation,
    quorum,
    standing_on,
    timeline,
    would_circle,
)

LA, ICB, POLICE = STATUTORY
DAY = date(2026, 4, 1)
DAYS = some.dates(date(2019, 1, 1), date(2030, 1, 1))


def a_post(agency, *, part=Part.MEMBER, stands_in_for=None):
    return BodyPost(
        id=uuid4(), agency=agency, part=part, stands_in_for=stands_in_for, from_on=DAY
    )


def a_term(agency, from_on=DAY, until_on=None):
    return ChairTerm(
        agency=agency,
        seat=Seat.CHAIR,
        basis=Basis.ROTATION,
        from_on=from_on,
        until_on=until_on,
    )


def found_of(posts, present, minimum=1):
    came = [post.id for post in present]
    return quorum(posts, came, minimum=minimum, partners_needed=True)


@pytest.mark.parametrize("away", STATUTORY)
def test_without_one_partner_no_body_can_decide(away):
    posts = [a_post(agency) for agency in (*STATUTORY, "education", "probation")]
    found = found_of(posts, [post for post in posts if post.agency != away])
    assert not found.quorate
    assert found.missing == [away]


def test_a_deputy_speaks_for_a_partner():
    council, health, police = posts = [a_post(agency) for agency in STATUTORY]
    deputy = a_post(POLICE, stands_in_for=police.id)
    assert found_of([*posts, deputy], [council, health, deputy], minimum=3).quorate


def test_a_post_and_its_deputy_count_once():
    posts = [a_post(agency) for agency in STATUTORY]
    deputy = a_post(LA, stands_in_for=posts[0].id)
    found = found_of([*posts, deputy], [*posts, deputy], minimum=4)
    assert found.present == 3
    assert not found.quorate


def test_a_deputy_of_a_vacant_post_still_counts():
    health, police = posts = [a_post(ICB), a_post(POLICE)]
    deputy = a_post(LA, stands_in_for=uuid4())
    assert found_of([*posts, deputy], [health, police, deputy], minimum=3).quorate


def test_an_adviser_does_not_speak_for_a_partner():
    posts = [a_post(LA), a_post(ICB), a_post(POLICE, part=Part.ADVISER)]
    found = found_of(posts, posts)
    assert found.missing == [POLICE]
    assert found.present == 2


def test_somebody_who_does_not_sit_counts_for_nothing():
    posts = [a_post(agency) for agency in STATUTORY]
    assert found_of(posts, [*posts, a_post("education")], minimum=4).present == 3


def test_a_body_may_do_without_partners_but_not_without_one_of_them():
    posts = [a_post("education"), a_post("early-years")]
    came = [post.id for post in posts]
    assert quorum(posts, came, minimum=2, partners_needed=False).quorate
    assert quorum(posts, came, minimum=2, partners_needed=True).missing == [
        LA, ICB, POLICE,
    ]  # fmt: skip


@given(
    agencies=some.lists(some.sampled_from([*STATUTORY, "education", None])),
    came=some.sets(some.integers(0, 9)),
    minimum=some.integers(1, 6),
    order=some.permutations(STATUTORY),
)
def test_no_partner_counts_more_than_another(agencies, came, minimum, order):
    swapped = dict(zip(STATUTORY, order, strict=True))

    def ask(of):
        posts = [a_post(agency) for agency in of]
        there = [post for number, post in enumerate(posts) if number in came]
        return found_of(posts, there, minimum)

    one, other = ask(agencies), ask([swapped.get(each, each) for each in agencies])
    assert one.quorate == other.quorate
    assert one.present == other.present
    assert {swapped[each] for each in one.missing} == set(other.missing)


@given(
    agencies=some.lists(some.sampled_from([*STATUTORY, "education"]), min_size=1),
    came=some.sets(some.integers(0, 9)),
    late=some.integers(0, 9),
)
def test_somebody_more_in_the_room_never_undoes_a_quorum(agencies, came, late):
    posts = [a_post(agency) for agency in agencies]
    fewer = [post for number, post in enumerate(posts) if number in came]
    more = [post for number, post in enumerate(posts) if number in came | {late}]
    assert found_of(posts, fewer, 2).quorate <= found_of(posts, more, 2).quorate


def test_the_partner_that_never_chaired_is_next():
    terms = [a_term(LA, DAY), a_term(POLICE, DAY + timedelta(365))]
    assert next_in_rotation(terms, STATUTORY) == ICB


def test_an_independent_chair_takes_nobodys_turn():
    assert next_in_rotation([a_term(LA), a_term(None)], [LA]) == LA
    assert next_in_rotation([a_term(None)], []) is None


@given(rounds=some.integers(1, 5), first=some.lists(some.sampled_from(STATUTORY)))
def test_following_the_rotation_every_partner_chairs_as_often(rounds, first):
    terms = [a_term(agency, DAY + timedelta(n)) for n, agency in enumerate(first)]
    chosen = []
    for number in range(3 * rounds):
        chosen.append(next_in_rotation(terms, STATUTORY))
        terms.append(a_term(chosen[-1], DAY + timedelta(1000 + number)))
    assert {chosen.count(agency) for agency in STATUTORY} == {rounds}


SPANS = some.tuples(DAYS, some.one_of(some.none(), some.integers(0, 900)))


@given(spans=some.lists(SPANS, max_size=8), days=some.lists(DAYS, max_size=8))
def test_terms_let_in_one_after_the_other_never_share_a_day(spans, days):
    held = []
    for begin, length in spans:
        last = None if length is None else begin + timedelta(length)
        term = a_term(LA, begin, last)
        try:
            term.must_be_free(held, "from_on")
        except Invalid:
            assert any(
                one.holds(each)
                for one in held
                for each in (begin, last or date.max, one.from_on)
                if term.holds(each)
            )
        else:
            held.append(term)
    assert all(sum(term.holds(day) for term in held) <= 1 for day in days)


def test_gaps_between_terms_are_shown_and_the_last_one_is_open():
    early = a_term(LA, date(2019, 5, 7), date(2020, 3, 31))
    late = a_term(ICB, date(2020, 6, 1), date(2021, 5, 31))
    found = list(timeline([late, early], since=date(2019, 4, 1), until=None))
    assert found == [
        Gap(from_on=date(2019, 4, 1), until_on=date(2019, 5, 6)),
        early,
        Gap(from_on=date(2020, 4, 1), until_on=date(2020, 5, 31)),
        late,
        Gap(from_on=date(2021, 6, 1), until_on=None),
    ]


def test_a_body_that_has_ended_has_no_gap_after_its_end():
    term = a_term(LA, DAY, DAY + timedelta(9))
    end = DAY + timedelta(9)
    assert list(timeline([term], since=DAY, until=end)) == [term]


def a_standing(body_id, from_on, parent_id=None, name="Learning"):
    return Standing(body_id=body_id, from_on=from_on, parent_id=parent_id, name=name)


def test_a_name_holds_until_the_next_one():
    body = uuid4()
    old, new = (
        a_standing(body, date(2019, 9, 1), name="Case Review"),
        a_standing(body, date(2023, 4, 1), name="Learning and Improvement"),
    )
    assert standing_on([old, new], date(2023, 3, 31)) is old
    assert standing_on([old, new], date(2023, 4, 1)) is new
    assert standing_on([old, new], date(2018, 1, 1)) is old


def test_a_body_cannot_come_to_stand_above_itself_on_any_day():
    top, middle, low = uuid4(), uuid4(), uuid4()
    standings = [
        a_standing(top, DAY),
        a_standing(middle, DAY, parent_id=top),
        a_standing(low, DAY, parent_id=None),
        a_standing(low, DAY + timedelta(90), parent_id=middle),
    ]
    circles = [
        would_circle(standings, body_id=top, parent_id=parent, from_on=day)
        for parent, day in ((top, DAY), (middle, DAY), (low, DAY), (None, DAY))
    ]
    assert circles == [True, True, True, False]
    assert not would_circle(standings[:3], body_id=top, parent_id=low, from_on=DAY)


def test_an_end_is_set_once_and_can_be_taken_back():
    body = Body(kind=BodyKind.PANEL, from_on=DAY, version=1)
    with pytest.raises(Conflict):
        body.reopen()
    with pytest.raises(Invalid):
        body.retire(until_on=DAY - timedelta(1), reason="A slip")
    body.retire(until_on=DAY, reason="Its work is done")
    with pytest.raises(Conflict):
        body.retire(until_on=DAY, reason="Again")
    with pytest.raises(BodyChanged):
        body.must_be_seen(1)
    body.reopen()
    assert body.until_on is None
    body.must_be_seen(3)
