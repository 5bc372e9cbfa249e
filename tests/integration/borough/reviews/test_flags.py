"""What was noted of a review's learning is taken back, and its history stays."""

from datetime import date

import pytest

from borough.reviews import queries, service
from borough.reviews.model import Flag, NotSet, ReviewChanged, ReviewKind
from kit.errors import Invalid, NotAllowed
from partnership.clocks.queries import State
from tests.integration.borough.reviews.conftest import (
    MANAGER,
    OTHER_MANAGER,
    SCRUTINEER,
    day,
)
from tests.support.people import client_for

ON = date(2026, 3, 2)
IN_TIME, TOO_LATE = date(2026, 2, 19), date(2026, 2, 20)


def published(reviews, kind=ReviewKind.PRACTICE, **more):
    review_id = reviews.open(kind=kind)
    publish(reviews, review_id, seen=1, **more)
    return review_id


def publish(reviews, review_id, *, seen, **more):
    reviews.do(service.propose, review_id=review_id, text="Learning", seen=seen)
    given = {"review_id": review_id, "seen": seen + 1, "on": ON, **more}
    reviews.do(service.publish, by=OTHER_MANAGER, **given)


def withdraw(reviews, review_id, flag, *, by=MANAGER, **more):
    seen = reviews.look(queries.review, review_id).version
    given = {"reason": "The wrong review", "seen": seen, **more}
    reviews.do(service.withdraw_flag, by=by, review_id=review_id, flag=flag, **given)


def clocks(reviews, review_id):
    return {each.kind: each for each in reviews.look(queries.clocks_of, review_id)}


def history(reviews, review_id):
    found = reviews.look(queries.flags_of, review_id)
    return [(each.flag, each.on, each.withdrawn, each.reason) for each in found]


def test_a_withdrawn_flag_is_gone_and_its_history_stays(reviews):
    review_id = reviews.open()
    for flag, body in ((Flag.LEARNING_SHARED, None), (Flag.RATIFIED, "learning")):
        given = {"review_id": review_id, "flag": flag, "on": ON, "body": body}
        reviews.do(service.set_flag, **given)
    withdraw(reviews, review_id, Flag.RATIFIED)
    found = reviews.look(queries.review, review_id)
    assert found.flags == {Flag.LEARNING_SHARED: ON}
    assert found.ratified_by is None
    assert history(reviews, review_id) == [
        (Flag.RATIFIED, ON, True, "The wrong review"),
        (Flag.RATIFIED, ON, False, ""),
        (Flag.LEARNING_SHARED, ON, False, ""),
    ]
    kept = reviews.look(queries.flags_of, review_id)
    assert [each.by_body for each in kept] == ["learning", "learning", None]


def test_what_does_not_stand_is_not_withdrawn(reviews):
    review_id = reviews.open()
    with pytest.raises(NotSet):
        withdraw(reviews, review_id, Flag.RATIFIED)
    given = {"review_id": review_id, "flag": Flag.LEARNING_SHARED, "on": ON}
    reviews.do(service.set_flag, **given)
    for fault, more in (
        (Invalid, {"reason": " "}),
        (ReviewChanged, {"seen": 1}),
        (NotAllowed, {"by": SCRUTINEER}),
    ):
        with pytest.raises(fault):
            withdraw(reviews, review_id, Flag.LEARNING_SHARED, **more)
    assert reviews.look(queries.review, review_id).shared_on == ON


def test_publication_begins_the_clocks_of_a_practice_review(reviews):
    review_id = published(reviews)
    found = clocks(reviews, review_id)
    assert found["review-copy"].due_at.date() == IN_TIME
    assert found["review-copy"].state is State.OVER
    assert found["review-public"].due_at.date() == date(2027, 3, 2)
    assert found["review-public"].state is State.RUNNING
    local = published(reviews, ReviewKind.LOCAL)
    assert clocks(reviews, local) == {}


@pytest.mark.parametrize(
    ("sent", "state"), [(IN_TIME, State.IN_TIME), (TOO_LATE, State.LATE)]
)
def test_the_copy_was_sent_in_time_or_late(reviews, sent, state):
    review_id = published(reviews, copy_sent_on=sent)
    assert clocks(reviews, review_id)["review-copy"].state is state


def test_a_copy_sent_after_publication_publishes_nothing(reviews):
    with pytest.raises(Invalid) as fault:
        published(reviews, copy_sent_on=date(2026, 3, 3))
    assert list(fault.value.fields) == ["copy_sent_on"]


def test_a_withdrawn_publication_lets_its_year_stand_still(reviews):
    review_id = published(reviews)
    withdraw(reviews, review_id, Flag.PUBLISHED)
    found = reviews.look(queries.review, review_id)
    assert (found.published_on, found.published_text) == (None, "")
    assert review_id not in [each.id for each in reviews.look(queries.shared)]
    assert clocks(reviews, review_id)["review-public"].state is State.PAUSED
    publish(reviews, review_id, seen=found.version)
    again = reviews.look(queries.clocks_of, review_id)
    assert sorted(each.kind for each in again) == [
        "practice-review",
        "review-copy",
        "review-public",
    ]
    assert clocks(reviews, review_id)["review-public"].state is State.RUNNING


def test_the_page_withdraws_and_shows_clocks_and_history(filled, app):
    review_id = published(filled)
    manager = client_for(app, "business_manager")
    here = f"/reviews/{review_id}"
    page = manager.get(here).text
    assert "Final review sent before publication" in page
    assert "Published review kept public" in page
    assert "began 2 March 2026" in page
    assert f"{here}/copy-sent" in page
    late = manager.post(f"{here}/copy-sent", data=day("on", date(2999, 1, 1)))
    assert late.status_code == 422
    sent = manager.post(f"{here}/copy-sent", data=day("on", IN_TIME))
    assert sent.status_code == 302
    assert clocks(filled, review_id)["review-copy"].state is State.IN_TIME
    assert f"{here}/copy-sent" not in manager.get(here).text
    form = {"flag": "published", "seen": "4"}
    wrong = manager.post(f"{here}/flag/withdraw", data=form)
    assert wrong.status_code == 422
    assert "The reason is needed" in wrong.text
    form["reason"] = "It told too much"
    stale = manager.post(f"{here}/flag/withdraw", data=form | {"seen": "1"})
    assert stale.status_code == 409
    assert "It told too much" in stale.text
    assert manager.post(f"{here}/flag/withdraw", data=form).status_code == 302
    page = manager.get(here).text
    assert "withdrawn. It told too much" in page
    assert "Stands still" in page
    empty = f"/reviews/{filled.open('Frankie')}/flag/withdraw"
    assert "nothing to withdraw" in manager.get(empty).text
    assert manager.post(f"{here}/flag", data=day("on", ON)).status_code == 422
