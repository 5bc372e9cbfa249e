"""Partners over time: two sets, equal, each with what came before it."""

from datetime import date

import pytest

from borough.arrangements import queries, service
from borough.arrangements.model import ArrangementsChanged, Circle, Form, Part, Phase
from borough.arrangements.service import Speakers
from borough.wiring import SERVICE
from kit.errors import Invalid, NotFound

BEGUN = date(2019, 9, 29)
GROUP_ENDS, BOARD_BEGINS = date(2022, 6, 30), date(2022, 7, 1)


@pytest.fixture
def database(any_database):
    return any_database("havering", SERVICE.metadatas)


def refused(field):
    return pytest.raises(Invalid, check=lambda fault: list(fault.fields) == [field])


def name(session, form=Form.COUNCIL, circle=Circle.SAFEGUARDING, **more):
    given = {
        "name": f"Sample {form.value}",
        "from_on": BEGUN,
        "because": "Children Act 2004",
        "speakers": Speakers(accountable="Chief executive"),
        "by": "Business manager",
        **more,
    }
    return service.name_partner(session, circle=circle, form=form, **given)


def follow(session, partner_id, **more):
    given = {
        "seen": 1,
        "form": Form.BOARD,
        "name": "Sample ICB",
        "from_on": BOARD_BEGINS,
        "because": "Health and Care Act 2022",
        "speakers": Speakers(delegated="Chief nurse"),
        "by": "Business manager",
        **more,
    }
    return service.succeed(session, partner_id=partner_id, **given)


def test_each_day_has_the_body_of_that_day(database):
    with database.transaction() as session:
        group = name(session, Form.GROUP, until_on=GROUP_ENDS)
        follow(session, group)
    with database.reading() as session:
        before = queries.partners(session, GROUP_ENDS)
        after = queries.partners(session, BOARD_BEGINS)
    assert [each.form for each in before] == [Form.GROUP]
    assert [each.name for each in after] == ["Sample ICB"]
    assert after[0].follows == "Sample clinical commissioning group"
    assert (before[0].accountable, before[0].delegated) == ("Chief executive", None)
    assert (after[0].accountable, after[0].delegated) == (None, "Chief nurse")


def test_a_successor_ends_an_open_body_and_its_posts(database):
    with database.transaction() as session:
        first = name(session)
        follow(session, first, form=Form.COUNCIL, name="New council")
    with database.reading() as session:
        was = queries.partner(session, first, BEGUN)
        assert was.until_on == GROUP_ENDS
        assert [post.until_on for post in was.posts] == [GROUP_ENDS]


def test_the_police_are_no_child_death_review_partner(database):
    with database.transaction() as session, refused("in_law"):
        name(session, Form.POLICE, Circle.CHILD_DEATH)
    with database.transaction() as session:
        name(session, Form.POLICE)
        name(session, Form.COUNCIL, Circle.CHILD_DEATH)
    with database.reading() as session:
        missing = queries.missing(session, Circle.CHILD_DEATH, BEGUN)
        assert missing == ["Health"]
        assert queries.missing(session, Circle.SAFEGUARDING, BEGUN) == [
            "Health",
            "Local authority",
        ]
        assert len(queries.child_death_partners(session, BEGUN)) == 1


def test_the_sets_are_kept_apart(database):
    with database.transaction() as session:
        name(session)
    with database.reading() as session:
        assert queries.child_death_partners(session, BEGUN) == []


def test_two_bodies_never_hold_one_place_on_one_day(database):
    with database.transaction() as session:
        name(session)
    with database.transaction() as session, refused("from_on"):
        name(session, name="Another council", from_on=date(2024, 4, 1))


def test_health_changed_its_form_on_1_july_2022(database):
    with database.transaction() as session, refused("from_on"):
        name(session, Form.BOARD, from_on=GROUP_ENDS)
    with database.transaction() as session, refused("until_on"):
        name(session, Form.GROUP, until_on=BOARD_BEGINS)


def test_a_successor_is_of_the_same_place_and_later(database):
    with database.transaction() as session:
        first = name(session)
    with database.transaction() as session, refused("in_law"):
        follow(session, first)
    with database.transaction() as session, refused("from_on"):
        follow(session, first, form=Form.COUNCIL, from_on=BEGUN)
    with database.transaction() as session, pytest.raises(ArrangementsChanged):
        follow(session, first, form=Form.COUNCIL, seen=9)


def test_a_post_ends_when_the_next_begins(database):
    with database.transaction() as session:
        first = name(session)
        service.appoint(
            session,
            partner_id=first,
            part=Part.ACCOUNTABLE,
            title="Managing director",
            from_on=date(2023, 5, 1),
        )
    with database.reading() as session:
        before = queries.partner(session, first, date(2023, 4, 30))
        after = queries.partner(session, first, date(2023, 5, 1))
    assert before.accountable == "Chief executive"
    assert after.accountable == "Managing director"
    with database.transaction() as session, refused("from_on"):
        service.appoint(
            session,
            partner_id=first,
            part=Part.DELEGATED,
            title="Director",
            from_on=date(2001, 1, 1),
        )


def test_what_is_put_right_rises_a_version(database):
    words = {"name": "Sample Council", "from_on": BEGUN, "because": "By law"}
    with database.transaction() as session:
        first = name(session)
        service.correct(session, partner_id=first, seen=1, until_on=None, **words)
    with database.transaction() as session, pytest.raises(ArrangementsChanged):
        service.correct(session, partner_id=first, seen=1, until_on=None, **words)
    with database.reading() as session:
        assert queries.partner(session, first, BEGUN).version == 2
        with pytest.raises(NotFound):
            queries.phase(session, first)


def test_a_shadow_phase_runs_beside_the_board(database):
    def begin(session, phase, from_on, until_on=None):
        return service.begin_phase(
            session,
            phase=phase,
            name=f"Sample {phase.value}",
            note="",
            from_on=from_on,
            until_on=until_on,
            by="Business manager",
        )

    with database.transaction() as session:
        begin(session, Phase.BOARD, date(2006, 4, 1), date(2019, 9, 28))
        begin(session, Phase.SHADOW, date(2019, 4, 1), date(2019, 9, 28))
        begin(session, Phase.FULL, BEGUN)
    with database.transaction() as session, refused("from_on"):
        begin(session, Phase.FULL, date(2020, 1, 1))
    with database.reading() as session:
        on = [queries.phase_on(session, day) for day in (date(2019, 6, 1), BEGUN)]
        assert [each.phase for each in on] == [Phase.SHADOW, Phase.FULL]
        assert queries.phase_on(session, date(2000, 1, 1)) is None
