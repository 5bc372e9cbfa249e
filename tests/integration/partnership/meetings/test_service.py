"""Meetings: planned, moved, attended, minuted and asked about."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from kit.errors import Conflict, Invalid, NotFound
from partnership.agencies import STATUTORY
from partnership.bodies import service as bodies
from partnership.meetings import queries, service
from partnership.meetings.model import (
    Coming,
    Every,
    Interest,
    MeetingChanged,
    Purpose,
    State,
    Then,
)
from tests.integration.partnership.bodies.conftest import FIRST
from tests.integration.partnership.meetings.conftest import START, plan

LA, ICB, POLICE = STATUTORY
HOUR = timedelta(hours=1)


def refused(field):
    return pytest.raises(Invalid, check=lambda fault: list(fault.fields) == [field])


def attend(session, meeting_id, post_id, coming=Coming.PRESENT, left_at=None):
    service.attend(
        session, meeting_id=meeting_id, post_id=post_id, coming=coming, left_at=left_at
    )


def test_a_series_fills_the_calendar(database, learning):
    body_id, _ = learning
    with database.transaction() as session:
        ids = service.plan_series(
            session,
            body_id=body_id,
            title="Quarterly",
            first_on=date(2026, 1, 13),
            at=time(14, 0),
            every=Every.QUARTER,
            count=4,
            minutes=120,
            place="Town Hall",
        )
        assert len(ids) == 4
    with database.reading() as session:
        lines = queries.calendar(session, body_id=body_id)
        assert [each.day for each in lines] == [
            date(2026, 1, 13),
            date(2026, 4, 14),
            date(2026, 7, 14),
            date(2026, 10, 13),
        ]
        assert len({each.series_id for each in lines}) == 1
        spring = queries.calendar(session, since=START - HOUR, until=START + HOUR)
        assert [each.day for each in spring] == [date(2026, 4, 14)]


def test_a_series_that_would_outlive_its_body_plans_nothing(database, learning):
    body_id, _ = learning
    with database.transaction() as session:
        bodies.retire(
            session, body_id=body_id, until_on=date(2026, 5, 1), reason="Merged"
        )
    with pytest.raises(Invalid), database.transaction() as session:
        service.plan_series(
            session,
            body_id=body_id,
            title="Quarterly",
            first_on=date(2026, 4, 14),
            at=time(14, 0),
            every=Every.QUARTER,
            count=2,
            minutes=120,
            place="Town Hall",
        )
    with database.reading() as session:
        assert queries.calendar(session) == []


def test_a_meeting_is_moved_and_the_second_mover_is_told(database, meeting):
    meeting_id, _ = meeting

    def move(session, place):
        service.move(
            session,
            meeting_id=meeting_id,
            seen=1,
            title="Spring meeting",
            starts_at=START + HOUR,
            minutes=60,
            place=place,
        )

    with database.transaction() as session:
        move(session, "Room 2")
    with pytest.raises(MeetingChanged), database.transaction() as session:
        move(session, "Room 3")
    with database.reading() as session:
        line = queries.meeting(session, meeting_id)
        assert (line.place, line.starts_at, line.version) == (
            "Room 2",
            START + HOUR,
            2,
        )
        assert line.ends_at == START + 2 * HOUR


def test_a_cancelled_meeting_keeps_its_agenda_and_takes_no_more(database, meeting):
    meeting_id, posts = meeting
    with database.transaction() as session:
        service.add_item(
            session,
            meeting_id=meeting_id,
            title="Data",
            purpose=Purpose.NOTE,
            presenter="Analyst",
        )
        service.cancel(session, meeting_id=meeting_id, reason="Election")
        with pytest.raises(Conflict):
            attend(session, meeting_id, posts[LA])
    with database.reading() as session:
        whole = queries.whole(session, meeting_id)
        assert whole.line.state is State.CANCELLED
        assert [each.title for each in whole.items] == ["Data"]
        assert queries.next_meeting(session, whole.line.body_id) is None


def test_items_are_numbered_and_a_withdrawn_one_keeps_its_number(database, meeting):
    meeting_id, _ = meeting
    with database.transaction() as session:
        ids = [
            service.add_item(
                session,
                meeting_id=meeting_id,
                title=title,
                purpose=Purpose.DECIDE,
                presenter="Director",
            )
            for title in ("Budget", "Plan")
        ]
        service.withdraw_item(session, item_id=ids[0], reason="Not ready")
        service.add_item(
            session,
            meeting_id=meeting_id,
            title="Data",
            purpose=Purpose.NOTE,
            presenter="Analyst",
        )
    with database.reading() as session:
        items = queries.whole(session, meeting_id).items
        assert [(i.number, i.title, i.withdrawn_because) for i in items] == [
            (1, "Budget", "Not ready"),
            (2, "Plan", None),
            (3, "Data", None),
        ]
        assert queries.item(session, ids[0])[0] == meeting_id


def test_the_quorum_is_lost_when_a_partner_leaves(database, meeting):
    meeting_id, posts = meeting
    with database.transaction() as session:
        attend(session, meeting_id, posts[LA])
        attend(session, meeting_id, posts[ICB])
    with database.reading() as session:
        before = queries.whole(session, meeting_id)
        assert before.quorum.missing == [POLICE]
        assert before.lost_at is None
    with database.transaction() as session:
        attend(session, meeting_id, posts[POLICE], left_at=START + HOUR)
    with database.reading() as session:
        whole = queries.whole(session, meeting_id)
        assert whole.quorum.quorate
        assert whole.lost_at == START + HOUR
        assert not queries.quorum_at(session, meeting_id, START + HOUR).quorate


def test_a_later_note_of_attendance_takes_the_place_of_the_first(database, meeting):
    meeting_id, posts = meeting
    with database.transaction() as session:
        attend(session, meeting_id, posts[LA], Coming.APOLOGIES)
        attend(session, meeting_id, posts[LA])
        with refused("left_at"):
            attend(session, meeting_id, posts[LA], left_at=START - HOUR)
        with refused("left_at"):
            attend(session, meeting_id, posts[LA], Coming.ABSENT, left_at=START)
        with refused("post_id"):
            attend(session, meeting_id, uuid4())
    with database.reading() as session:
        seats = queries.whole(session, meeting_id).seats
        assert {each.coming for each in seats} == {Coming.PRESENT, None}


def test_a_declaration_names_the_item_it_is_about(database, meeting):
    meeting_id, posts = meeting
    with database.transaction() as session:
        item_id = service.add_item(
            session,
            meeting_id=meeting_id,
            title="Commissioning",
            purpose=Purpose.DECIDE,
            presenter="Director",
        )

        def declare(**given):
            plain = {"interest": Interest.DUAL_ROLE, "then": Then.SILENT}
            return service.declare(
                session,
                meeting_id=meeting_id,
                post_id=posts[LA],
                text="Chairs the group and answers for the service",
                **{**plain, **given},
            )

        declare(item_id=item_id)
        declare()
        with refused("item_id"):
            declare(item_id=uuid4())
    with database.reading() as session:
        declared = queries.whole(session, meeting_id).declarations
        assert [each.item.title if each.item else None for each in declared] == [
            "Commissioning",
            None,
        ]
        assert {each.agency for each in declared} == {"Local authority"}


def test_a_meeting_is_called_by_the_bodys_name_of_that_day(database, learning):
    body_id, _ = learning
    with database.transaction() as session:
        early = plan(session, body_id, starts_at=START.replace(year=2020))
        late = plan(session, body_id)
        bodies.change(
            session,
            body_id=body_id,
            seen=1,
            stand=bodies.Stand(name="Learning Group", purpose="To learn"),
            from_on=date(2023, 4, 1),
            reason="Wider remit",
            by="Business manager",
        )
        with refused("starts_on"):
            plan(session, body_id, starts_at=START.replace(year=FIRST.year - 1))
    with database.reading() as session:
        assert queries.meeting(session, early).body_name == "Case Review Group"
        assert queries.meeting(session, late).body_name == "Learning Group"


def test_what_is_not_there_is_not_found(database):
    nothing = uuid4()
    with database.transaction() as session:
        for look in (
            lambda: queries.meeting(session, nothing),
            lambda: queries.whole(session, nothing),
            lambda: queries.item(session, nothing),
            lambda: service.cancel(session, meeting_id=nothing, reason="-"),
            lambda: service.withdraw_item(session, item_id=nothing, reason="-"),
        ):
            with pytest.raises(NotFound):
                look()
