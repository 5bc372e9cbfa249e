"""The work programme in the database: what is stored, counted, and seen by whom."""

from datetime import date, timedelta

import pytest

from borough.wiring import SERVICE
from kit import clock
from kit.errors import Invalid, NotAllowed, NotFound
from partnership.workplan import queries, service
from partnership.workplan.model import MilestoneChanged
from tests.support.plans import MANAGER, POLICE


@pytest.fixture
def database(any_database):
    return any_database("havering", SERVICE.metadatas)


def do(database, verb, **given):
    with database.transaction() as session:
        return getattr(service, verb)(session, **{"by": MANAGER, **given})


@pytest.fixture
def programme(database):
    plan = do(
        database,
        "add_delivery",
        title="Delivery plan 2022-2024",
        note="The source prints its years with one digit too many",
        from_on=date(2022, 4, 1),
        until_on=date(2024, 3, 31),
    )
    return do(
        database,
        "add_programme",
        delivery_id=plan,
        title="Programme 2023/24",
        from_on=date(2023, 4, 1),
        until_on=date(2024, 3, 31),
    )


def milestone(database, programme, **more):
    given = {"title": "Spread the sessions", "owner_post": "Manager", **more}
    return do(
        database,
        "add_milestone",
        programme_id=programme,
        **{"due_on": clock.today() + timedelta(days=9), **given},
    )


def seen(database):
    with database.reading() as session:
        [plan] = queries.deliveries(session)
    return plan


def test_a_programme_without_milestones_has_no_progress_and_not_none(
    database, programme
):
    plan = seen(database)
    assert plan.note.startswith("The source")
    assert plan.programmes[0].progress is None


def test_progress_is_the_share_of_milestones_that_are_done(database, programme):
    past = clock.today() - timedelta(days=3)
    made = [milestone(database, programme) for _ in range(3)]
    milestone(database, programme, due_on=past)
    due = clock.today() + timedelta(days=9)
    do(
        database,
        "tell",
        milestone_id=made[0],
        version=1,
        due_on=due,
        done_on=past,
    )
    [found] = seen(database).programmes
    assert (found.done, found.late, found.progress) == (1, 1, 25)
    with database.reading() as session:
        for stands, number in (("done", 1), ("late", 1), ("to do", 2), (None, 4)):
            assert len(queries.milestones(session, stands=stands)) == number, stands
        assert len(queries.on_front_page(session)) == 1


def test_priorities_of_a_day_are_those_that_hold_on_it(database):
    first = date(2022, 4, 1)
    do(database, "add_priority", title="B local", from_on=first)
    do(
        database,
        "add_priority",
        title="C shared",
        reference="leadership/1",
        from_on=first,
    )
    do(
        database,
        "add_priority",
        title="A ended",
        from_on=first,
        until_on=date(2023, 3, 31),
    )
    with database.reading() as session:
        every = [each.title for each in queries.priorities(session)]
        today = [each.title for each in queries.priorities(session, date(2023, 4, 1))]
    assert every == ["C shared", "A ended", "B local"]
    assert today == ["C shared", "B local"]


def test_what_another_borough_leads_is_seen_by_those_it_names(database, programme):
    ours = milestone(database, programme, lead="redbridge", seen_by=["havering"])
    theirs = milestone(
        database, programme, lead="redbridge", seen_by=["barking-and-dagenham"]
    )
    with database.reading() as session:
        assert queries.milestone(session, ours).others == ["havering"]
        with pytest.raises(NotFound):
            queries.milestone(session, theirs)
    told = {"version": 1, "due_on": clock.today()}
    with pytest.raises(NotFound):
        do(database, "tell", milestone_id=theirs, **told)


def test_the_second_of_two_writers_stores_nothing(database, programme):
    made = milestone(database, programme)
    told = {"milestone_id": made, "version": 1}
    due = clock.today() + timedelta(days=9)
    do(database, "tell", due_on=due, note="First", **told)
    with pytest.raises(MilestoneChanged):
        do(database, "tell", due_on=due, note="Second", **told)
    with database.reading() as session:
        assert queries.milestone(session, made).note == "First"


def test_choices_that_are_not_there_are_refused(database, programme):
    for fault in (
        {"priority_id": clock.new_id()},
        {"lead": "thurrock"},
        {"programme_id": clock.new_id()},
    ):
        given = {"programme_id": programme, **fault}
        with pytest.raises(Invalid) as refused:
            milestone(database, given.pop("programme_id"), **given)
        assert list(refused.value.fields) == list(fault)
    with pytest.raises(Invalid):
        do(
            database,
            "add_priority",
            title="A",
            from_on=date(2022, 4, 1),
            body="not-there",
        )
    with pytest.raises(NotAllowed):
        do(database, "add_priority", title="A", from_on=date(2022, 4, 1), by=POLICE)
