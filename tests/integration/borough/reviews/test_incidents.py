"""From a serious incident to a practice review: clocks begin and stop by themselves."""

from datetime import date, datetime

import pytest
import time_machine

from borough.incidents import queries, service
from borough.incidents.model import Harm, Outcome, OutOfOrder, Part
from borough.reviews import queries as reading
from borough.reviews.model import DRAFT, ReviewKind
from borough.summaries import queries as asked
from borough.summaries import service as asking
from kit.clock import LONDON
from kit.errors import Invalid
from partnership.clocks import queries as clocks
from partnership.clocks import service as starting


def london(*parts):
    return datetime(*parts, tzinfo=LONDON)


FRIDAY = london(2026, 5, 22, 16)  # before a bank-holiday Monday
TUESDAY = london(2026, 5, 26, 10)


@pytest.fixture
def travel():
    with time_machine.travel(FRIDAY, tick=False) as machine:
        yield machine.move_to


def record(reviews, **more):
    given = {
        "title": "Leo", "harm": Harm.SERIOUS_HARM, "part": Part.LEADS,
        "agency": "local-authority", "lead_post": "Head of safeguarding",
        "incident_area": "Havering", "home_area": "Redbridge",
        "happened_on": date(2026, 5, 20), "aware_at": FRIDAY, **more,
    }  # fmt: skip
    return reviews.do(service.record, **given)


def running(reviews):
    return {each.kind: each for each in reviews.look(clocks.board)}


def test_the_clocks_of_an_incident_follow_one_another(reviews, travel):
    incident_id = record(reviews)
    first = running(reviews)
    assert first["incident-notification"].due_at.date() == date(2026, 6, 1)
    travel(TUESDAY)
    reviews.do(service.notify, incident_id=incident_id, at=TUESDAY)
    [second] = running(reviews).values()
    assert second.kind == "rapid-review"
    assert second.due_at.date() == date(2026, 6, 16)
    sent = london(2026, 6, 12, 12)
    travel(sent)
    given = {"incident_id": incident_id, "outcome": Outcome.PRACTICE, "at": sent}
    practice = reviews.do(service.send, reason="Agencies did not share", **given)
    assert set(running(reviews)) == {"panel-reply", "practice-review"}
    found = reviews.look(reading.review, practice)
    assert (found.kind, found.title) == (ReviewKind.PRACTICE, "Leo")
    reviews.do(service.answer, incident_id=incident_id, reply="Agreed", at=sent)
    assert set(running(reviews)) == {"practice-review"}
    kept = reviews.look(clocks.performance, date(2026, 5, 1), date(2026, 6, 30))
    assert {each.kind: each.in_time for each in kept} == {
        "incident-notification": 1, "rapid-review": 1, "panel-reply": 1,
    }  # fmt: skip


def test_steps_come_in_their_order_and_once(reviews, travel):
    incident_id = record(reviews)
    given = {"incident_id": incident_id, "outcome": Outcome.NOTHING, "reason": "Known"}
    with pytest.raises(OutOfOrder):
        reviews.do(service.send, at=FRIDAY, **given)
    before = london(2026, 5, 22, 9)
    with pytest.raises(Invalid, match="before being aware"):
        reviews.do(service.notify, incident_id=incident_id, at=before)
    with pytest.raises(Invalid, match="not be to come"):
        reviews.do(service.notify, incident_id=incident_id, at=TUESDAY)
    reviews.do(service.notify, incident_id=incident_id, at=FRIDAY)
    with pytest.raises(OutOfOrder):
        reviews.do(service.notify, incident_id=incident_id, at=FRIDAY)
    assert reviews.do(service.send, at=FRIDAY, **given) is None
    with pytest.raises(Invalid, match="before it happened"):
        record(reviews, happened_on=date(2026, 5, 23))


def test_no_clock_of_ours_runs_where_another_area_leads(reviews, travel):
    incident_id = record(reviews, part=Part.HELPS, incident_area="Essex")
    reviews.do(service.notify, incident_id=incident_id, at=FRIDAY)
    assert running(reviews) == {}
    found = reviews.look(queries.incident, incident_id)
    assert found.helper_area == "Redbridge"
    assert found.next_step == "Finish the rapid review"


def test_a_death_and_a_rapid_review_of_friday_read_on_tuesday(reviews, travel):
    """The journey of the coordinator: hours run, Monday does not count, in order."""
    incident_id = record(reviews)
    reviews.do(service.notify, incident_id=incident_id, at=FRIDAY)
    with reviews.database.transaction() as session:
        for kind in ("death-notification", "joint-agency-response"):
            starting.start(
                session, kind=kind, resource="death_narrative", record="d1",
                reference="D1", at=FRIDAY,
            )  # fmt: skip
    review_id = reviews.look(queries.incident, incident_id).review.id
    for agency, due in (("icb", 25), ("police", 23), ("education", 30)):
        due_on = date(2026, 5, due)
        reviews.do(asking.ask, review_id=review_id, agency=agency, due_on=due_on)
    travel(TUESDAY)
    told, met, reviewed = reviews.look(clocks.board)
    assert (told.left_in_words, met.left_in_words) == ("66 hours over", "18 hours over")
    assert reviewed.left_in_words == "14 working days left"
    assert reviewed.resource == DRAFT
    with reviews.database.transaction() as session:
        chased = asking.chase(session)
        again = asking.chase(session)
    agencies = [reviews.look(asked.summary, each).agency for each in chased]
    assert agencies == ["police", "icb"]
    assert again == []
    assert reviews.look(asked.summary, chased[0]).chased == 2
