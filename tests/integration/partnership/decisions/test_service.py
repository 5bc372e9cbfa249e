"""Decisions in the database: numbered, counted, changed by partners."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kit import clock
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from partnership.agencies import STATUTORY
from partnership.decisions import queries, service
from partnership.decisions.model import DecisionChanged, Position, Said, State
from partnership.meetings import service as meetings
from partnership.meetings.model import Coming, Purpose
from tests.integration.partnership.decisions.conftest import person
from tests.integration.partnership.meetings.conftest import START

LA, ICB, POLICE = STATUTORY
AGREED = dict.fromkeys(STATUTORY, Said(Position.AGREE))


def decide(session, body_id, by, **more):
    plain = {"text": "Adopt the plan", "basis": "Paper 4", "positions": AGREED}
    return service.decide(session, body_id=body_id, by=by, **{**plain, **more})


def refused(field):
    return pytest.raises(Invalid, check=lambda fault: list(fault.fields) == [field])


def test_a_decision_of_three_is_numbered_by_body_and_year(database, met, manager):
    meeting_id, body_id = met
    with database.transaction() as session:
        first = decide(session, body_id, manager, meeting_id=meeting_id)
        decide(session, body_id, manager, meeting_id=meeting_id)
        decide(session, body_id, manager, decided_on=date(2025, 3, 1), parts=["A", "B"])
    with database.reading() as session:
        log = queries.decisions(session, body_id=body_id)
        refs = [each.ref for each in log]
        assert refs == ["LEARNING-2026-02", "LEARNING-2026-01", "LEARNING-2025-01"]
        assert queries.decision(session, first).state is State.DECIDED
        assert queries.decision(session, first).decided_on == date(2026, 4, 14)
        assert log[-1].with_parts == "Adopt the plan (i) A (ii) B"
        assert not queries.decisions(session, state=State.OPEN)
        assert len(queries.decisions(session, since=date(2026, 1, 1))) == 2
        assert len(queries.decisions(session, until=date(2025, 12, 31))) == 1


def test_without_a_partner_in_the_room_it_stays_open(database, met, learning, manager):
    meeting_id, body_id = met
    _, posts = learning
    with database.transaction() as session:
        meetings.attend(
            session,
            meeting_id=meeting_id,
            post_id=posts[POLICE],
            coming=Coming.PRESENT,
            left_at=START + timedelta(hours=1),
        )
        early = decide(session, body_id, manager, meeting_id=meeting_id)
        late = decide(
            session,
            body_id,
            manager,
            meeting_id=meeting_id,
            taken_at=START + timedelta(minutes=90),
        )
    with database.reading() as session:
        assert queries.decision(session, early).state is State.DECIDED
        assert queries.decision(session, late).state is State.OPEN
        assert not queries.decision(session, late).quorate
    with database.transaction() as session, pytest.raises(Conflict):
        service.must_be_decided(session, late)
    with database.transaction() as session:
        meetings.attend(
            session,
            meeting_id=meeting_id,
            post_id=posts[POLICE],
            coming=Coming.PRESENT,
        )
        state = service.count_again(session, decision_id=late, by=manager)
        assert state is State.DECIDED
        assert service.must_be_decided(session, late) == "LEARNING-2026-02"


def test_a_partner_speaks_for_itself_alone(database, met, manager):
    meeting_id, body_id = met
    with database.transaction() as session:
        positions = {**AGREED, ICB: Said(Position.DISAGREE, "No money")}
        made = decide(
            session, body_id, manager, meeting_id=meeting_id, positions=positions
        )
        health = person(session, "partner_representative", agency=ICB)
        analyst = person(session, "analyst")
    with database.reading() as session:
        assert queries.decision(session, made).state is State.DISPUTED
        assert [each.id for each in queries.waiting(session, clock.today())] == [made]
    with database.transaction() as session:
        with pytest.raises(NotFound):
            service.say(
                session,
                decision_id=made,
                positions={POLICE: Said(Position.ABSENT)},
                by=health,
            )
        with pytest.raises(NotAllowed):
            decide(session, body_id, analyst)
        now = {ICB: Said(Position.RESERVATION, "If the money comes")}
        assert (
            service.say(session, decision_id=made, positions=now, by=health, seen=1)
            is State.DECIDED
        )
        with pytest.raises(DecisionChanged):
            service.say(session, decision_id=made, positions=now, by=health, seen=1)
    with database.reading() as session:
        seen = queries.decision(session, made)
        assert [each.note for each in seen.earlier] == ["No money"]


def test_what_does_not_fit_is_refused_by_its_field(database, met, learning, manager):
    meeting_id, body_id = met
    with database.transaction() as session:
        item = meetings.add_item(
            session,
            meeting_id=meeting_id,
            title="Budget",
            purpose=Purpose.DECIDE,
            presenter="Treasurer",
        )
        tomorrow = clock.today() + timedelta(days=1)
        with refused("decided_on"):
            decide(session, body_id, manager, decided_on=tomorrow)
        with refused("item_id"):
            decide(session, body_id, manager, item_id=item)
        with refused("review_on"):
            decide(session, body_id, manager, review_on=date(2020, 1, 1))
        with refused("note-icb"):
            wordless = {ICB: Said(Position.DISAGREE)}
            decide(session, body_id, manager, positions=wordless)
        with pytest.raises(NotFound):
            decide(session, uuid4(), manager)
        with pytest.raises(Invalid):
            decide(session, body_id, manager, positions={"housing": AGREED[LA]})
    with database.reading() as session:
        assert queries.decisions(session) == []


def test_a_withdrawn_decision_keeps_its_words(database, met, manager):
    _, body_id = met
    with database.transaction() as session:
        made = decide(session, body_id, manager)
        service.withdraw(session, decision_id=made, reason="Not ours", by=manager)
        with pytest.raises(Conflict):
            service.withdraw(session, decision_id=made, reason="Twice", by=manager)
    with database.reading() as session:
        seen = queries.decision(session, made)
        assert seen.state is State.WITHDRAWN
        assert seen.text == "Adopt the plan"
