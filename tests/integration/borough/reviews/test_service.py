"""Reviews: references, flags that stand alone, two people to publish, need to know."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from borough.reviews import queries, service
from borough.reviews.model import (
    DRAFT,
    AlreadyPublished,
    Flag,
    NothingToPublish,
    OwnProposal,
    ReviewChanged,
    ReviewClosed,
    ReviewKind,
)
from kit import clock
from kit.accounts import service as accounts
from kit.errors import Invalid, NotAllowed
from partnership.access import reach
from partnership.clocks import queries as clocks
from tests.integration.borough.reviews.conftest import (
    MANAGER,
    OPENED,
    OTHER_MANAGER,
    SCRUTINEER,
)

LATER = date(2026, 3, 2)


def change(reviews, review_id, **more):
    words = {
        "title": "Leo", "lead_agency": "police", "lead_post": "Detective inspector",
        "body": None, "scope": "", "narrative": "", "seen": 1, **more,
    }  # fmt: skip
    reviews.do(service.change, review_id=review_id, **words)


def seen_by(reviews, actor):
    with reviews.database.reading() as session:
        seen = reach(session, actor, "R", DRAFT)
        return [each.title for each in queries.reviews(session, seen=seen)]


def test_references_count_within_their_year(reviews):
    ids = [reviews.open(), reviews.open("Frankie")]
    ids.append(reviews.open("Sam and Kyle", opened_at=OPENED - timedelta(days=300)))
    refs = [reviews.look(queries.review, each).ref for each in ids]
    assert refs == ["LR-2026-001", "LR-2026-002", "LR-2025-001"]


def test_a_practice_review_has_six_months_and_stops_when_it_is_published(reviews):
    review_id = reviews.open(kind=ReviewKind.PRACTICE)
    [running] = reviews.look(queries.clocks_of, review_id)
    assert running.due_at.date() == date(2026, 7, 12)
    assert running.reference == "LR-2026-001"
    reviews.do(service.propose, review_id=review_id, text="Learning", seen=1)
    given = {"review_id": review_id, "seen": 2, "on": LATER}
    reviews.do(service.publish, by=OTHER_MANAGER, **given)
    running = [each.kind for each in reviews.look(clocks.board)]
    assert running == ["review-copy", "review-public"]
    assert reviews.look(queries.review, review_id).published_text == "Learning"


def test_learning_is_published_although_nobody_ratified_it(reviews):
    review_id = reviews.open("Shay and Ashley")
    flagged = {"flag": Flag.LEARNING_SHARED, "on": LATER}
    reviews.do(service.set_flag, review_id=review_id, **flagged)
    reviews.do(service.propose, review_id=review_id, text="Learning", seen=2)
    given = {"review_id": review_id, "seen": 3, "on": LATER}
    reviews.do(service.publish, by=OTHER_MANAGER, **given)
    flags = reviews.look(queries.review, review_id).flags
    assert set(flags) == {Flag.LEARNING_SHARED, Flag.PUBLISHED}


def test_ratifying_names_the_body_and_has_happened(reviews):
    review_id = reviews.open()
    ratified = {"review_id": review_id, "flag": Flag.RATIFIED}
    with pytest.raises(Invalid, match="which body"):
        reviews.do(service.set_flag, on=LATER, **ratified)
    to_come = clock.today() + timedelta(days=1)
    for wrong in (to_come, OPENED.date() - timedelta(days=1)):
        with pytest.raises(Invalid, match="up to today"):
            reviews.do(service.set_flag, on=wrong, body="learning", **ratified)
    reviews.do(service.set_flag, on=LATER, body="learning", **ratified)
    assert reviews.look(queries.review, review_id).ratified_by == "learning"
    with pytest.raises(Invalid, match="somebody else agrees"):
        reviews.do(service.set_flag, review_id=review_id, flag=Flag.PUBLISHED, on=LATER)


def test_nobody_publishes_what_they_proposed(reviews):
    review_id = reviews.open()
    given = {"review_id": review_id, "on": LATER}
    with pytest.raises(NothingToPublish):
        reviews.do(service.publish, seen=1, **given)
    reviews.do(service.propose, review_id=review_id, text="Learning", seen=1)
    with pytest.raises(OwnProposal):
        reviews.do(service.publish, seen=2, **given)
    with pytest.raises(NotAllowed):
        reviews.do(service.publish, by=SCRUTINEER, seen=2, **given)
    # A text that changed under the reader's eyes is not what was agreed to.
    reviews.do(service.propose, review_id=review_id, text="Other words", seen=2)
    with pytest.raises(ReviewChanged):
        reviews.do(service.publish, by=OTHER_MANAGER, seen=2, **given)
    reviews.do(service.publish, by=OTHER_MANAGER, seen=3, **given)
    with pytest.raises(AlreadyPublished):
        reviews.do(service.propose, review_id=review_id, text="More", seen=4)


def test_the_second_of_two_writers_is_told(reviews):
    review_id = reviews.open()
    change(reviews, review_id, scope="First")
    with pytest.raises(ReviewChanged):
        change(reviews, review_id, scope="Second")
    assert reviews.look(queries.review, review_id).scope == "First"
    with pytest.raises(Invalid, match="one of the agencies"):
        change(reviews, review_id, seen=2, lead_agency="none-such")


def test_nothing_is_written_in_a_closed_review(reviews):
    review_id = reviews.open()
    reviews.do(service.close, review_id=review_id, on=LATER)
    with pytest.raises(ReviewClosed):
        change(reviews, review_id, seen=2)
    with pytest.raises(Invalid, match="not be to come"):
        reviews.open(opened_at=clock.now() + timedelta(days=1))


def test_a_draft_opens_to_those_it_was_assigned_to_and_to_no_others(reviews):
    with reviews.database.transaction() as session:
        user_id = accounts.create_user(
            session, email="s@example.org", name="S", role="scrutineer"
        )
    person = replace(SCRUTINEER, user_id=user_id)
    review_id = reviews.open("Leo")
    reviews.open("Frankie")
    assert seen_by(reviews, person) == []
    with pytest.raises(NotAllowed):
        reviews.do(service.close, by=person, review_id=review_id, on=LATER)
    reviews.do(service.assign, review_id=review_id, user_id=user_id)
    assert seen_by(reviews, person) == ["Leo"]
    assert seen_by(reviews, MANAGER) == ["Frankie", "Leo"]
