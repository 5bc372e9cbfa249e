"""Bodies over time: founded, renamed, chaired in turn, ended and never lost."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kit import clock
from kit.errors import Conflict, Invalid, NotFound
from partnership.agencies import STATUTORY
from partnership.bodies import queries, service
from partnership.bodies.model import (
    Basis,
    BodyChanged,
    BodyKind,
    Part,
    Seat,
)
from partnership.bodies.service import Stand
from tests.integration.partnership.bodies.conftest import FIRST, found, seat

LA, ICB, POLICE = STATUTORY
YEAR = timedelta(365)


def change(session, body_id, *, seen=1, from_on=date(2023, 4, 1), **stand):
    given = {"name": "Learning and Improvement", "purpose": "To learn", **stand}
    service.change(
        session,
        body_id=body_id,
        seen=seen,
        stand=Stand(**given),
        from_on=from_on,
        reason="Wider remit",
        by="Business manager",
    )


def start(session, post_id, from_on=FIRST, until_on=None, **more):
    return service.start_term(
        session,
        post_id=post_id,
        **{"seat": Seat.CHAIR, "basis": Basis.ROTATION, **more},
        from_on=from_on,
        until_on=until_on,
    )


def refused(field):
    return pytest.raises(Invalid, check=lambda fault: list(fault.fields) == [field])


def test_a_body_is_called_what_it_was_called_on_the_day(database, learning):
    body_id, _ = learning
    with database.transaction() as session:
        change(session, body_id)
    with database.reading() as session:
        before = queries.bodies(session, date(2023, 3, 31))
        after = queries.bodies(session, date(2023, 4, 1))
        assert [each.name for each in before] == ["Case Review Group"]
        assert [each.name for each in after] == ["Learning and Improvement"]
        names = [each.name for each in queries.history(session, body_id)]
        assert names == ["Learning and Improvement", "Case Review Group"]
        assert queries.bodies(session, FIRST - timedelta(1)) == []


def test_a_correction_from_the_same_day_counts_and_keeps_the_first(database, learning):
    body_id, _ = learning
    with database.transaction() as session:
        change(session, body_id, from_on=FIRST, name="Case Review")
    with database.reading() as session:
        assert queries.body(session, "learning").name == "Case Review"
        assert len(queries.history(session, body_id)) == 2


def test_the_second_of_two_changes_is_told_of_the_first(database, learning):
    body_id, _ = learning
    with database.transaction() as session:
        change(session, body_id)
    with pytest.raises(BodyChanged), database.transaction() as session:
        change(session, body_id, seen=1, name="Something else")
    with database.reading() as session:
        assert queries.body(session, "learning").name == "Learning and Improvement"


def test_a_short_name_is_used_once_for_ever(database, learning):
    body_id, _ = learning
    with database.transaction() as session:
        service.retire(session, body_id=body_id, until_on=FIRST, reason="Done")
        with refused("slug"):
            found(session, "LEARNING")
        with refused("slug"):
            found(session, "new")
        with refused("slug"):
            found(session, "Two words")
    with database.reading() as session:
        assert len(queries.bodies(session, clock.today(), ended=True)) == 1


@pytest.mark.parametrize("kind", [BodyKind.LEADERSHIP, BodyKind.PARTNERSHIP])
def test_a_body_that_decides_for_all_needs_all_partners(database, kind):
    with database.transaction() as session, refused("partners_needed"):
        found(session, kind=kind, partners_needed=False)


def test_a_body_cannot_stand_above_itself(database, learning):
    body_id, _ = learning
    with database.transaction() as session:
        below = found(session, "below", parent_id=body_id, name="Below")
        with refused("parent_id"):
            change(session, body_id, parent_id=below)
        with refused("parent_id"):
            change(session, body_id, parent_id=uuid4())
    with database.reading() as session:
        assert queries.body(session, "below").parent_name == "Case Review Group"
        assert queries.body(session, "learning").parent_name is None


def test_what_has_ended_is_still_there_to_read(database, learning):
    body_id, _ = learning
    end = date(2024, 3, 31)
    with database.transaction() as session:
        service.retire(session, body_id=body_id, until_on=end, reason="Merged")
    with database.reading() as session:
        assert queries.bodies(session, end + timedelta(1)) == []
        assert [each.slug for each in queries.bodies(session, end)] == ["learning"]
        ended = queries.bodies(session, clock.today(), ended=True)
        assert [each.ended_because for each in ended] == ["Merged"]
    with database.transaction() as session:
        with refused("from_on"):
            seat(session, body_id, "education", from_on=end + timedelta(1))
        service.reopen(session, body_id=body_id)
        seat(session, body_id, "education", from_on=end + timedelta(1))


def test_posts_come_and_go_with_their_days(database, learning):
    body_id, posts = learning
    with database.transaction() as session:
        service.end_post(session, post_id=posts[ICB], until_on=date(2022, 6, 30))
        seat(session, body_id, ICB, "Chief nurse", from_on=date(2022, 7, 1))
        with pytest.raises(Conflict):
            service.end_post(session, post_id=posts[ICB], until_on=date(2023, 1, 1))
    with database.reading() as session:
        before = queries.posts(session, body_id, date(2022, 6, 30))
        after = queries.posts(session, body_id, date(2022, 7, 1))
        assert {each.title for each in before} ^ {each.title for each in after} == {
            "Head of icb",
            "Chief nurse",
        }
        past = queries.other_posts(session, body_id, clock.today())
        assert [each.title for each in past] == ["Head of icb"]


def test_a_deputy_has_the_agency_of_its_post_and_makes_the_quorum(database, learning):
    body_id, posts = learning
    with database.transaction() as session:
        deputy = service.add_deputy(
            session, post_id=posts[POLICE], title="Superintendent", from_on=FIRST
        )
        with refused("stands_in_for"):
            service.add_deputy(
                session, post_id=deputy, title="Inspector", from_on=FIRST
            )
    with database.reading() as session:
        there = {posts[LA], posts[ICB]}
        without = queries.quorate(session, body_id, there)
        assert without.missing == [POLICE]
        assert queries.quorate(session, body_id, there | {deputy}).quorate
        seen = queries.posts(session, body_id, clock.today())
        titles = [each.title for each in seen]
        assert titles.index("Superintendent") == titles.index("Head of police") + 1
        assert seen[titles.index("Superintendent")].agency == POLICE
        early = queries.quorate(
            session, body_id, {*posts.values()}, on=FIRST - timedelta(1)
        )
        assert len(early.missing) == 3


def test_an_agency_that_is_none_is_refused(database, learning):
    with database.transaction() as session, refused("agency"):
        seat(session, learning[0], "the-moon")


def test_the_chair_goes_round_and_the_one_who_waited_longest_is_next(
    database, learning
):
    body_id, posts = learning
    with database.transaction() as session:
        start(session, posts[ICB], FIRST, FIRST + YEAR)
        start(session, posts[LA], FIRST + YEAR + timedelta(1))
        start(session, posts[POLICE], FIRST + 2 * YEAR, hands_over=True)
    with database.reading() as session:
        assert queries.suggested_agency(session, body_id, clock.today()) == ICB
        seen = queries.body(session, "learning")
        assert seen.chair.agency == POLICE
        held = queries.seat_history(session, seen, Seat.CHAIR)
        assert [each.agency for each in held] == [POLICE, LA, ICB]
        assert held[1].until_on == FIRST + 2 * YEAR - timedelta(1)
        assert queries.posts(session, body_id, clock.today())[0].agency == POLICE


def test_nobody_takes_a_seat_that_is_held(database, learning):
    _, posts = learning
    with database.transaction() as session:
        start(session, posts[LA], FIRST, FIRST + YEAR)
        with refused("from_on"):
            start(session, posts[ICB], FIRST + YEAR)
        start(session, posts[ICB], FIRST, FIRST + YEAR, seat=Seat.DEPUTY)
        later = start(session, posts[ICB], FIRST + 2 * YEAR, FIRST + 3 * YEAR)
        first = start(
            session,
            posts[POLICE],
            FIRST + YEAR + timedelta(1),
            FIRST + YEAR * 2 - YEAR / 2,
        )
        with refused("until_on"):
            service.end_term(session, term_id=first, until_on=FIRST + 2 * YEAR)
    with database.transaction() as session:
        service.end_term(
            session, term_id=later, until_on=FIRST + 2 * YEAR + timedelta(9)
        )


def test_a_seat_is_held_only_while_the_post_sits(database, learning):
    body_id, posts = learning
    with database.transaction() as session:
        late = seat(session, body_id, "education", from_on=FIRST + YEAR)
        with refused("from_on"):
            start(session, late, FIRST)
        start(session, posts[LA], FIRST)
        service.end_post(session, post_id=posts[LA], until_on=FIRST + YEAR)
        with refused("until_on"):
            start(session, posts[LA], FIRST, seat=Seat.DEPUTY)
    with database.reading() as session:
        seen = queries.body(session, "learning")
        assert seen.chair is None
        held = queries.seat_history(session, seen, Seat.CHAIR)
        assert [(each.is_gap, each.until_on) for each in held] == [
            (True, None),
            (False, FIRST + YEAR),
        ]


def test_terms_of_reference_are_numbered_and_kept(database, learning):
    body_id, _ = learning

    def agree(session, text, agreed_on, review_on=None):
        return service.agree_terms(
            session,
            body_id=body_id,
            text=text,
            agreed_on=agreed_on,
            review_on=review_on,
            by="Group chair",
        )

    with database.transaction() as session:
        assert agree(session, "First", FIRST, FIRST + YEAR) == 1
        assert agree(session, "Second", FIRST + YEAR, FIRST + 9 * YEAR) == 2
        with refused("review_on"):
            agree(session, "Third", FIRST + YEAR, FIRST + YEAR)
        with refused("agreed_on"):
            agree(session, "Before it was", FIRST - timedelta(1))
    with database.reading() as session:
        kept = queries.terms_of_reference(session, body_id)
        assert [(each.number, each.text) for each in kept] == [
            (2, "Second"),
            (1, "First"),
        ]
        then = queries.body(session, "learning", FIRST + timedelta(1))
        assert then.review_on == FIRST + YEAR


def test_an_adviser_attends_and_makes_no_quorum(database, learning):
    body_id, posts = learning
    with database.transaction() as session:
        scrutineer = seat(session, body_id, None, "Scrutineer", part=Part.ADVISER)
    with database.reading() as session:
        came = queries.quorate(session, body_id, {*posts.values(), scrutineer})
        assert came.present == 3


def test_what_is_not_there_is_not_found(database):
    nothing = uuid4()
    with database.transaction() as session:
        for ask in (
            lambda: queries.body(session, "none"),
            lambda: queries.post(session, nothing),
            lambda: queries.term(session, nothing),
            lambda: service.reopen(session, body_id=nothing),
            lambda: service.end_post(session, post_id=nothing, until_on=FIRST),
            lambda: service.end_term(session, term_id=nothing, until_on=FIRST),
        ):
            with pytest.raises(NotFound):
                ask()
