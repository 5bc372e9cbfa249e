"""No word of a milestone leaves before a second person has read it."""

from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from borough.wiring import SERVICE
from kit import clock
from kit.errors import Invalid
from kit.exchange.model import OutboxEvent
from kit.trail.model import TrailRow
from partnership.joint import queries as shared
from partnership.joint import service as joint
from partnership.joint.events import MILESTONE_SHARED
from partnership.joint.model import SharesForAnother
from partnership.sharing import queries, service
from partnership.sharing.model import (
    MayNotApprove,
    SamePerson,
    ShareState,
    StepSkipped,
    UnknownShare,
    WordsChanged,
)
from partnership.workplan import service as workplan
from tests.support.plans import MANAGER, POLICE
from tests.support.released import an_event
from tests.support.shares import SECOND, let_go

DUE = clock.today() + timedelta(days=9)


@pytest.fixture
def database(any_database):
    return any_database("havering", SERVICE.metadatas)


@pytest.fixture
def programme(database):
    days = {"from_on": clock.today(), "until_on": clock.today() + timedelta(days=300)}
    plan = do(database, workplan.add_delivery, title="Delivery", **days)
    return do(
        database, workplan.add_programme, delivery_id=plan, title="This year", **days
    )


@pytest.fixture
def milestone(database, programme):
    """A milestone Havering leads, for Redbridge to see too."""
    return add(database, programme, lead="havering", seen_by=["redbridge"])


def add(database, programme, **more):
    given = {"title": "Spread the sessions", "owner_post": "Manager", "due_on": DUE}
    return do(database, workplan.add_milestone, programme_id=programme, **given, **more)


def do(database, verb, **given):
    with database.transaction() as session:
        return verb(session, **{"by": MANAGER, **given})


def tell(database, milestone, *, version, note, **more):
    given = {"milestone_id": milestone, "version": version, "note": note, **more}
    do(database, workplan.tell, due_on=DUE, **given)


def share_with(database, milestone, *boroughs, version):
    given = {"milestone_id": milestone, "version": version, "seen_by": boroughs}
    do(database, workplan.share_with, **given)


def last(database, milestone):
    with database.reading() as session:
        return queries.latest(session, milestone)


def announced(database):
    with database.reading() as session:
        rows = session.execute(
            select(OutboxEvent.stream, OutboxEvent.body).order_by(OutboxEvent.id)
        )
        return [(stream, orjson.loads(body)) for stream, body in rows]


def taken(database, told, *, version=1, source="havering", **changes):
    event = an_event(
        MILESTONE_SHARED, {**told, **changes}, version=version, source=source
    )
    with database.transaction() as session:
        joint.take(session, [event])


def test_nothing_leaves_until_a_second_person_lets_it_go(database, milestone):
    assert announced(database) == []
    waiting = last(database, milestone)
    assert (waiting.state, waiting.to) == (ShareState.AWAITING_APPROVAL, "Redbridge")
    let_go(database)
    [(stream, event)] = announced(database)
    assert stream == "havering/redbridge"
    assert event["data"] == waiting.content
    assert last(database, milestone).decided_by_post == "Business manager"


def test_who_proposed_it_cannot_approve_it_nor_who_may_not(database, milestone):
    seen = last(database, milestone).preview
    given = {"share_id": last(database, milestone).id, "seen": seen}
    with pytest.raises(SamePerson):
        do(database, service.release, **given)
    with pytest.raises(MayNotApprove):
        do(database, service.release, by=POLICE, **given)
    with pytest.raises(UnknownShare):
        do(database, service.release, share_id=clock.new_id(), seen=seen)
    assert announced(database) == []


def test_what_was_not_looked_at_does_not_leave(database, milestone):
    early = last(database, milestone)
    tell(database, milestone, version=1, note="A name that nobody saw")
    with pytest.raises(StepSkipped):
        do(database, service.release, share_id=early.id, seen=early.preview, by=SECOND)
    late = last(database, milestone)
    with pytest.raises(WordsChanged):
        do(database, service.release, share_id=late.id, seen=early.preview, by=SECOND)
    assert announced(database) == []


def test_each_change_waits_anew_and_has_a_higher_version(database, milestone):
    let_go(database)
    tell(database, milestone, version=1, note="On the way")
    assert len(announced(database)) == 1
    let_go(database)
    versions = [event["recordversion"] for _, event in announced(database)]
    assert versions == [1, 2]


def test_whoever_typed_last_is_the_one_who_proposed(database, milestone):
    tell(database, milestone, version=1, note="By the other", by=SECOND)
    with pytest.raises(SamePerson):
        let_go(database, by=SECOND)
    assert let_go(database, by=MANAGER) == 1


def test_what_is_sent_back_stays_here_and_its_proposer_hears_why(database, milestone):
    share_id = last(database, milestone).id
    given = {"share_id": share_id, "because": "It names a child"}
    with pytest.raises(MayNotApprove):
        do(database, service.send_back, by=POLICE, **given)
    do(database, service.send_back, by=SECOND, **given)
    found = last(database, milestone)
    assert found.state is ShareState.SENT_BACK
    assert found.sent_back_because == "It names a child"
    with pytest.raises(StepSkipped):
        do(database, service.send_back, **given)
    assert let_go(database) == 0
    assert announced(database) == []


def test_its_proposer_may_take_it_back(database, milestone):
    share_id = last(database, milestone).id
    do(database, service.send_back, share_id=share_id, because="Too early")
    assert last(database, milestone).state is ShareState.SENT_BACK


def test_a_milestone_of_ones_own_is_shared_later(database, programme):
    ours = add(database, programme)
    assert last(database, ours) is None
    share_with(database, ours, "redbridge", version=1)
    let_go(database)
    [(stream, event)] = announced(database)
    assert (stream, event["data"]["lead"]) == ("havering/redbridge", "havering")


def test_who_is_taken_out_is_told_at_once_and_the_others_wait(database, milestone):
    share_with(database, milestone, "redbridge", "barking-and-dagenham", version=1)
    let_go(database)
    share_with(database, milestone, "redbridge", version=2)
    streams = [stream for stream, _ in announced(database)]
    both = ["havering/barking-and-dagenham", "havering/redbridge"]
    assert streams == [*both, "havering/barking-and-dagenham"]
    *_, (_, event) = announced(database)
    assert event["data"]["shared_with"] == ["redbridge"]
    assert event["recordversion"] == 3
    assert last(database, milestone).to == "Redbridge"


def test_who_never_had_it_is_told_nothing_when_it_is_withdrawn(database, milestone):
    share_with(database, milestone, version=1)
    assert announced(database) == []
    assert last(database, milestone).state is ShareState.OVERTAKEN
    assert let_go(database) == 0


def test_a_withdrawn_milestone_keeps_no_word_where_it_was(database, milestone):
    let_go(database)
    [(_, event)] = announced(database)
    elsewhere = {**event["data"], "lead": "redbridge", "shared_with": ["havering"]}
    taken(database, elsewhere, source="redbridge")
    taken(database, elsewhere, version=2, source="redbridge", shared_with=[])
    taken(database, elsewhere, version=1, source="redbridge")
    with database.reading() as session:
        assert shared.joint(session) == []
        kept = session.scalars(select(joint.JointMilestone)).one()
        assert (kept.title, kept.note, kept.owner_post) == ("", "", "")


def test_what_another_borough_leads_is_not_shared_by_us(database, programme):
    theirs = add(database, programme, lead="redbridge", seen_by=["havering"])
    assert last(database, theirs) is None
    with pytest.raises(Invalid):
        share_with(database, theirs, "barking-and-dagenham", version=1)
    with pytest.raises(Invalid):
        share_with(database, add(database, programme), "thurrock", version=1)


def test_the_named_borough_sees_the_latest_and_nobody_speaks_for_another(
    database, milestone
):
    let_go(database)
    [(_, event)] = announced(database)
    taken(database, event["data"], version=2, note="Two")
    taken(database, event["data"], version=1, note="One")
    with database.reading() as session:
        [one] = shared.joint(session)
    assert (one.note, one.lead_name, one.stands) == ("Two", "Havering", "To do")
    with pytest.raises(SharesForAnother):
        taken(database, event["data"], source="redbridge")


def test_each_step_is_in_the_trail(database, milestone):
    let_go(database)
    share_with(database, milestone, version=1)
    with database.reading() as session:
        acts = session.scalars(select(TrailRow.act).order_by(TrailRow.n)).all()
    assert [act for act in acts if act.startswith("workplan.share-")] == [
        "workplan.share-proposed",
        "workplan.share-released",
        "workplan.share-withdrawn",
    ]
