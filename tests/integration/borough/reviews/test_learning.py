"""Recommendations and their thread, agency summaries, findings and pseudonyms."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from borough.library import queries as library
from borough.library import service as finding
from borough.library.queries import Wanted
from borough.pseudonyms import queries as register
from borough.pseudonyms import service as registering
from borough.pseudonyms.model import EntryChanged, box
from borough.recommendations import queries, service
from borough.recommendations.model import Answer, RecommendationChanged
from borough.reviews import service as reviewing
from borough.reviews.model import DRAFT, Flag, ReviewKind
from borough.summaries import queries as asked
from borough.summaries import service as asking
from borough.summaries.model import AlreadyAsked, Completeness, SummaryChanged
from borough.thread import queries as thread
from kit import clock
from kit.errors import Conflict, Invalid, NotAllowed
from kit.lockbox import CannotUnlock
from partnership.access import reach
from partnership.themes import service as themes
from tests.integration.borough.reviews.conftest import MANAGER, SCRUTINEER
from tests.support.plans import POLICE, Plans

LATER = date(2026, 3, 2)
LOCK = box("a secret key of the instance")


def recommend(reviews, review_id, text="Share what is known"):
    given = {"review_id": review_id, "text": text, "owner": "police"}
    return reviews.do(service.add, **given)


def threaded(reviews, ref=None):
    with reviews.database.reading() as session:
        return thread.thread(
            session,
            seen=reach(session, MANAGER, "R", DRAFT),
            seen_actions=reach(session, MANAGER, "R", "actions"),
            ref=ref,
        )


def test_what_is_not_accepted_whole_needs_a_reason(reviews):
    made = recommend(reviews, reviews.open())
    given = {"recommendation_id": made, "seen": 1, "reason": " "}
    for answer in (Answer.DECLINED, Answer.PARTLY):
        with pytest.raises(Invalid, match="Say why"):
            reviews.do(service.answer, answer=answer, **given)
    with pytest.raises(Invalid, match="Choose"):
        reviews.do(service.answer, answer=Answer.WAITING, **given)
    reviews.do(service.answer, answer=Answer.ACCEPTED, **given)
    with pytest.raises(RecommendationChanged):
        reviews.do(service.answer, answer=Answer.ACCEPTED, **given)
    with pytest.raises(NotAllowed):
        reviews.do(service.answer, by=POLICE, answer=Answer.ACCEPTED, **given)


def test_what_hangs_loose_is_listed_at_either_end(reviews):
    review_id = reviews.open()
    plans = Plans(reviews.database)
    plan = plans.plan(source_record="LR-2026-001")
    first, second, third = (recommend(reviews, review_id, t) for t in "abc")
    serving, loose = plans.action(plan), plans.action(plan)
    plans.action(plans.plan("SA", source_record="LR-2025-009"))
    # Many to many: one action for two recommendations, two actions for one.
    for made in (first, second):
        reviews.do(service.link, recommendation_id=made, action_id=serving)
    with pytest.raises(Conflict, match="already"):
        reviews.do(service.link, recommendation_id=first, action_id=serving)
    found = threaded(reviews)
    assert [s.recommendation.id for s in found.without_action] == [third]
    assert [a.id for a in found.loose_actions] == [loose]
    assert len(found.without_impact) == 3
    given = {"recommendation_id": third, "seen": 1, "reason": "Done elsewhere"}
    reviews.do(service.answer, answer=Answer.DECLINED, **given)
    impact = {"impact": "Fewer repeats", "on": LATER, "indicator": "repeat-referrals"}
    reviews.do(service.note_impact, recommendation_id=first, seen=1, **impact)
    found = threaded(reviews, "LR-2026-001")
    assert found.without_action == []
    assert [s.recommendation.id for s in found.without_impact] == [second]
    assert reviews.look(queries.without_action) == []
    assert threaded(reviews, "LR-2026-099").strands == []


def test_a_summary_is_chased_on_three_rungs_and_no_more(reviews):
    review_id = reviews.open()
    due = {"due_on": date(2026, 2, 2), "asked_on": date(2026, 1, 20)}
    ask = {"review_id": review_id, "agency": "police", **due}
    made = reviews.do(asking.ask, **ask)
    with pytest.raises(AlreadyAsked):
        reviews.do(asking.ask, **ask)

    def chased(*day):
        with reviews.database.transaction() as session:
            return asking.chase(session, on=date(*day)) == [made]

    days = [(2026, 2, 1), (2026, 2, 2), (2026, 2, 4), (2026, 2, 5), (2026, 2, 12)]
    assert [chased(*day) for day in days] == [False, True, False, True, True]
    assert not chased(2026, 9, 1)
    came = {"summary_id": made, "on": LATER, "completeness": Completeness.PARTLY}
    with pytest.raises(Invalid, match="what is missing"):
        reviews.do(asking.receive, seen=1, missing="", **came)
    reviews.do(asking.receive, seen=1, missing="The chronology", **came)
    with pytest.raises(SummaryChanged):
        reviews.do(asking.receive, seen=1, missing="Nothing", **came)
    found = reviews.look(asked.summary, made)
    assert (found.state, found.late, found.chased) == ("Received, in part", 28, 3)


def test_a_summary_that_came_is_not_chased(reviews):
    review_id = reviews.open()
    due = {"due_on": date(2026, 2, 2), "asked_on": date(2026, 1, 20)}
    made = reviews.do(asking.ask, review_id=review_id, agency="icb", **due)
    came = {"on": LATER, "completeness": Completeness.COMPLETE, "missing": ""}
    reviews.do(asking.receive, summary_id=made, seen=1, **came)
    with reviews.database.transaction() as session:
        assert asking.chase(session) == []


def test_a_finding_is_in_the_library_once_its_learning_is_shared(reviews):
    with reviews.database.transaction() as session:
        themes.add(session, title="Information sharing")
        curiosity = themes.add(session, title="Professional curiosity")
    leo = reviews.open("Leo")
    peer = reviews.open("Peers", kind=ReviewKind.PEER)
    given = {"review_id": leo, "text": "Nobody asked the father"}
    reviews.do(finding.add, tagged=[curiosity], **given)
    reviews.do(finding.add, review_id=peer, text="Letters crossed", tagged=[])
    assert reviews.look(library.library) == []
    for review_id in (leo, peer):
        flagged = {"flag": Flag.LEARNING_SHARED, "on": LATER}
        reviews.do(reviewing.set_flag, review_id=review_id, **flagged)

    def found(**wanted):
        return [e.text for e in reviews.look(library.library, Wanted(**wanted))]

    assert found() == ["Letters crossed", "Nobody asked the father"]
    assert found(kind=ReviewKind.PEER) == ["Letters crossed"]
    assert found(theme=curiosity) == ["Nobody asked the father"]
    assert found(words="FATHER curiosity") == ["Nobody asked the father"]
    assert found(year=2025) == []
    with pytest.raises(Invalid, match="from the themes"):
        reviews.do(finding.add, tagged=[UUID(int=1)], **given)


def test_whom_a_pseudonym_stands_for_is_not_readable_in_the_database(reviews):
    review_id = reviews.open()
    who = {"name": "Aaliyah Invented", "born_on": date(2014, 5, 1), "number": "C-1"}
    given = {"pseudonym": "Leo", "review_id": review_id, "lock": LOCK, **who}
    made = reviews.do(registering.write, **given)
    with reviews.database.reading() as session:
        rows = session.execute(text("select * from pseudonyms_identity")).all()
    assert "Invented" not in str(rows)
    opened = reviews.look(register.identity, made, lock=LOCK)
    assert (opened.name, opened.born_on) == ("Aaliyah Invented", "2014-05-01")
    with pytest.raises(CannotUnlock):
        reviews.look(register.identity, made, lock=box("another key"))
    with pytest.raises(Invalid, match="in use"):
        reviews.do(registering.write, **given)
    with pytest.raises(NotAllowed):
        reviews.do(registering.write, by=SCRUTINEER, **given)
    anew = {"entry_id": made, "lock": LOCK, **who, "name": "Other Invented"}
    reviews.do(registering.correct, seen=1, **anew)
    with pytest.raises(EntryChanged):
        reviews.do(registering.correct, seen=1, **anew)
    assert reviews.look(register.identity, made, lock=LOCK).name == "Other Invented"


def test_an_impact_is_not_to_come(reviews):
    made = recommend(reviews, reviews.open())
    on = date(clock.today().year + 1, 1, 1)
    given = {"recommendation_id": made, "seen": 1, "impact": "x", "on": on}
    with pytest.raises(Invalid, match="not be to come"):
        reviews.do(service.note_impact, **given)
