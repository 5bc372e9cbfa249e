"""A return signed in one borough is held alike in the others, and nobody changes it."""

from datetime import timedelta

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from borough.adoptions import queries as adoptions
from borough.agency_answers import queries as answers
from borough.held_returns import queries as held
from borough.held_returns import service as holding
from borough.held_returns.model import CoreDiffers, Verdict, digest_of
from borough.section_returns import events as messages
from borough.section_returns import queries
from borough.section_returns import service as sharing
from borough.section_returns.events import RETURN_SHARED
from borough.section_returns.model import (
    SamePerson,
    SharedMeanwhile,
    ShareState,
    StepSkipped,
    UnknownShare,
)
from borough.self_assessments import queries as assessments
from borough.self_assessments.model import CycleRow, Question, State
from borough.wiring import SERVICE
from kit import clock
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.exchange.event import Event
from kit.exchange.model import OutboxEvent
from partnership.standards.model import Position
from tests.contract.crossing import announced
from tests.support.plans import a_person
from tests.support.self_assessments import (
    DIRECTOR,
    MANAGER,
    OFFICER,
    TOOL,
    WEAK,
    an_assessing_borough,
)

OTHERS = ("barking-and-dagenham", "redbridge")
OTHER_MANAGER = a_person("business_manager", 2)


@pytest.fixture
def boroughs(any_database):
    """Three boroughs that have received the tool, by slug."""
    return {
        slug: an_assessing_borough(any_database(slug, SERVICE.metadatas))
        for slug in ("havering", *OTHERS)
    }


@pytest.fixture
def home(boroughs):
    return boroughs["havering"]


@pytest.fixture
def there(boroughs):
    return boroughs["redbridge"]


@pytest.fixture
def signed(home):
    return home.returned(home.cycle())


def sent(borough, *, to=None, kind=None):
    """Events a borough announced, as a receiver reads them."""
    with borough.database.reading() as session:
        rows = session.scalars(select(OutboxEvent).order_by(OutboxEvent.id)).all()
        bodies = [
            orjson.loads(row.body)
            for row in rows
            if to is None or row.stream.endswith(f"/{to}")
        ]
    return [
        Event(
            id=e["id"], source=borough.database.member, type=e["type"],
            subject=e["subject"], version=e["recordversion"], time=clock.now(),
            data=e["data"], correlation_id="", causation_id=None,
            stream="x/y", epoch=1, sequence=1,
        )
        for e in bodies
        if kind is None or e["type"] == kind
    ]  # fmt: skip


def deliver(source, target):
    """Everything one borough sent another, once more from the start."""
    for event in sent(source, to=target.database.member):
        handler = SERVICE.handlers[event.type]
        with target.database.transaction() as session:
            handler(session, [event])


def exchange(home, *others):
    for other in others:
        deliver(home, other)
        deliver(other, home)


def held_by(borough):
    return borough.look(held.copies)


def decline(monkeypatch, *members):
    """Let these boroughs have declined the standard."""
    real = adoptions.position

    class Declined:
        position = Position.DECLINED

    def position(session, standard, on=None):
        if session.info["member"] in members and standard == TOOL:
            return Declined
        return real(session, standard, on)

    monkeypatch.setattr(adoptions, "position", position)


def test_three_boroughs_show_the_same_digest(boroughs, home, signed):
    home.share(signed, *OTHERS)
    exchange(home, *(boroughs[slug] for slug in OTHERS))
    digest = home.digest(signed)
    for slug in OTHERS:
        [copy] = held_by(boroughs[slug])
        assert copy.digest == digest == digest_of(copy.core)
    told = home.look(queries.answered, signed)
    assert [(e.borough, e.verdict, e.digest) for e in told] == [
        (slug, Verdict.TAKEN, digest) for slug in OTHERS
    ]


def test_only_the_core_and_a_list_of_evidence_leave(home, signed):
    core = home.look(sharing.core_of, signed)
    assert {each["item"] for each in core["answers"]} == {"S01", "S02", "S03"}
    assert core["signed_by"] == "Chief nurse"
    assert "content" not in str(core)


def test_a_local_question_stays_at_home(home):
    cycle = home.cycle()
    with_local(home, cycle)
    made = home.returned(cycle)
    assert "L-1" in {each.question for each in home.look(answers.answers, made)}
    core = home.look(sharing.core_of, made)
    assert "L-1" not in {each["item"] for each in core["answers"]}


def test_it_leaves_after_consent_of_the_agency_and_approval_of_a_second(home, signed):
    made = home.consent(signed, "redbridge")
    assert sent(home, kind=RETURN_SHARED) == []
    seen = home.look(queries.share, made).digest
    with pytest.raises(NotAllowed):
        home.do(sharing.approve, share_id=made, seen=seen, by=DIRECTOR)
    with pytest.raises(SharedMeanwhile):
        home.do(sharing.approve, share_id=made, seen="0" * 64, by=MANAGER)
    home.do(sharing.approve, share_id=made, seen=seen, by=MANAGER)
    assert len(sent(home, kind=RETURN_SHARED)) == 1
    with pytest.raises(StepSkipped):
        home.do(sharing.approve, share_id=made, seen=seen, by=OTHER_MANAGER)


def test_who_consented_cannot_approve(home, signed):
    made = home.consent(signed, "redbridge")
    both = a_person("business_manager", 12)
    seen = home.look(queries.share, made).digest
    with pytest.raises(SamePerson):
        home.do(sharing.approve, share_id=made, seen=seen, by=both)


def test_another_agency_and_a_manager_cannot_consent(home, signed):
    with pytest.raises(NotFound):
        home.consent(signed, "redbridge", by=OFFICER)
    with pytest.raises(NotAllowed):
        home.consent(signed, "redbridge", by=MANAGER)


def test_what_was_reopened_meanwhile_does_not_leave(home, signed):
    made = home.consent(signed, "redbridge")
    seen = home.look(queries.share, made).digest
    home.reopen(signed)
    with pytest.raises(Conflict):
        home.do(sharing.approve, share_id=made, seen=seen, by=MANAGER)
    assert sent(home, kind=RETURN_SHARED) == []


def test_a_share_is_sent_back_with_a_reason(home, signed):
    made = home.consent(signed, "redbridge")
    home.do(sharing.send_back, share_id=made, because="Name the post", by=MANAGER)
    assert home.look(queries.share, made).state is ShareState.SENT_BACK
    assert home.consent(signed, "redbridge") != made


def test_only_boroughs_of_the_federation_are_offered(home, signed):
    with pytest.raises(Invalid) as fault:
        home.consent(signed, "camden")
    assert "boroughs" in fault.value.fields


def test_a_borough_that_declined_the_standard_keeps_nothing_and_says_so(
    boroughs, home, there, signed, monkeypatch
):
    decline(monkeypatch, "redbridge")
    home.share(signed, *OTHERS)
    exchange(home, *(boroughs[slug] for slug in OTHERS))
    assert held_by(there) == []
    told = {e.borough: e.verdict for e in home.look(queries.answered, signed)}
    assert told["redbridge"] is Verdict.DECLINED
    assert home.look(queries.offered, TOOL, 1) == ["barking-and-dagenham"]
    with pytest.raises(Invalid):
        home.consent(signed, "redbridge")


def test_a_restatement_is_a_higher_version_and_the_earlier_one_is_kept(
    home, there, signed
):
    home.share(signed, "redbridge")
    home.reopen(signed)
    home.say(signed, "S01", WEAK)
    home.send(signed)
    home.sign(signed)
    home.share(signed, "redbridge")
    exchange(home, there)
    [copy] = held_by(there)
    assert (copy.number, copy.digest) == (2, home.digest(signed))
    earlier = there.look(held.versions, copy)[1]
    assert earlier.number == 1
    assert earlier.digest != copy.digest
    assert earlier.core is not None


def test_a_withdrawal_removes_the_content_and_is_said_back(home, there, signed):
    home.share(signed, "redbridge")
    exchange(home, there)
    home.do(sharing.withdraw, return_id=signed, post="Chief nurse", by=DIRECTOR)
    exchange(home, there)
    [copy] = held_by(there)
    assert copy.core is None
    assert copy.withdrawn_at is not None
    [told] = home.look(queries.answered, signed)
    assert (told.verdict, told.number) == (Verdict.DELETED, 2)
    with pytest.raises(StepSkipped):
        home.do(sharing.withdraw, return_id=signed, post="x", by=DIRECTOR)


def test_what_one_person_types_to_withdraw_stays_here(home, signed):
    home.share(signed, "redbridge")
    home.do(sharing.withdraw, return_id=signed, post="Typed alone", by=DIRECTOR)
    gone = sent(home, to="redbridge")[-1]
    assert gone.data["withdrawn"]
    assert "Typed alone" not in str(gone.data)
    assert gone.data["consented_by"] == "Partner agency representative"


def test_a_borough_that_is_not_named_any_more_is_told_to_delete(
    boroughs, home, there, signed
):
    home.share(signed, *OTHERS)
    home.share(signed, "barking-and-dagenham")
    exchange(home, *(boroughs[slug] for slug in OTHERS))
    assert held_by(there)[0].core is None
    assert held_by(boroughs["barking-and-dagenham"])[0].number == 2


def test_a_copy_answers_the_shared_questions_and_local_ones_are_asked(
    home, there, signed
):
    home.share(signed, "redbridge")
    exchange(home, there)
    cycle = there.cycle()
    own = there.asked(cycle)
    with_local(there, cycle)
    [copy] = held_by(there)
    there.do(holding.use, copy_id=copy.id, return_id=own, by=MANAGER)
    assert there.look(answers.left, own) == 1
    with pytest.raises(Conflict):
        there.say(own, "S01", WEAK)
    there.say(own, "L-1")
    there.send(own)
    there.sign(own)
    home.do(sharing.withdraw, return_id=signed, post="Chief nurse", by=DIRECTOR)
    exchange(home, there)
    assert there.look(answers.left, own) == 3
    assert there.look(assessments.the_return, own).state is State.STARTED


def with_local(borough, cycle_id):
    """Add a question of the borough's own to a cycle."""
    with borough.database.transaction() as session:
        row = session.get_one(CycleRow, cycle_id)
        mine = Question(id="L-1", section="9 Ours", text="Ours", origin="local")
        row.questions = [*row.questions, mine.packed()]


def test_a_copy_that_answers_everything_is_the_return(home, there, signed):
    home.share(signed, "redbridge")
    exchange(home, there)
    own = there.asked(there.cycle())
    [copy] = held_by(there)
    there.do(holding.use, copy_id=copy.id, return_id=own, by=MANAGER)
    found = there.look(assessments.the_return, own)
    assert (found.state, found.signed_post) == (State.RETURNED, "Chief nurse")
    with pytest.raises(Conflict):
        there.look(sharing.core_of, own)


def test_content_that_has_not_its_digest_is_refused(home, there, signed):
    home.share(signed, "redbridge")
    [event] = sent(home, to="redbridge")
    event.data["core"]["answers"][0]["score"] = 3
    with pytest.raises(CoreDiffers), there.database.transaction() as session:
        holding.take(session, [event])
    assert held_by(there) == []


def test_an_answer_to_what_was_never_shared_is_refused(home, there, signed):
    home.share(signed, "redbridge")
    deliver(home, there)
    [event] = sent(there, to="havering")
    event.data["return_id"] = str(clock.new_id())
    with pytest.raises(UnknownShare), home.database.transaction() as session:
        sharing.learn(session, [event])


def a_message(return_id, version, withdrawn):
    core = {
        "standard": TOOL, "standard_version": 1, "kind": "section 11",
        "agency": "police", "agency_name": "Police", "evidence": [],
        "answers": [
            {"item": "S01", "score": version % 4, "not_applicable": False,
             "narrative": f"As of version {version}"},
        ],
        "signed_by": "Chief", "signed_on": "2026-01-01",
    }  # fmt: skip
    data = {
        "return_id": str(return_id), "withdrawn": withdrawn,
        "core": None if withdrawn else core,
        "digest": None if withdrawn else digest_of(core),
        "consented_by": "Chief", "consented_on": "2026-01-01",
        "released_by": "Business manager",
        "released_at": clock.iso(clock.now() - timedelta(days=1)),
    }  # fmt: skip
    return Event(
        id=str(clock.new_id()), source="havering", type=RETURN_SHARED,
        subject=messages.subject_of(return_id), version=version, time=clock.now(),
        data=data, correlation_id="", causation_id=None, stream="havering/redbridge",
        epoch=1, sequence=version,
    )  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    withdrawn=st.lists(st.booleans(), min_size=1, max_size=5),
    order=st.lists(st.integers(0, 99), min_size=1, max_size=12),
)
def test_whatever_order_messages_come_in_the_highest_version_counts(
    sqlite_redbridge, withdrawn, order
):
    """Replays and late older versions change nothing, however they arrive."""
    return_id = clock.new_id()
    made = [a_message(return_id, n, w) for n, w in enumerate(withdrawn, start=1)]
    highest, answered = 0, len(announced(sqlite_redbridge))
    for place in order:
        event = made[place % len(made)]
        before = state_of(sqlite_redbridge, return_id)
        with sqlite_redbridge.transaction() as session:
            holding.take(session, [event])
        after = state_of(sqlite_redbridge, return_id)
        if event.version <= highest:
            assert after == before
            continue
        highest = event.version
        answered += 1
        contents = {number: core for number, core, _ in after}
        if event.data["withdrawn"]:
            assert not any(contents.values())
        else:
            assert contents[highest] == event.data["core"]
    assert len(announced(sqlite_redbridge)) == answered


@pytest.fixture
def sqlite_redbridge(sqlite_database):
    return sqlite_database("redbridge", SERVICE.metadatas)


def state_of(database, return_id):
    with database.reading() as session:
        copies = [c for c in held.copies(session) if c.return_id == return_id]
        found = [v for c in copies for v in held.versions(session, c)]
        return [(each.number, each.core, each.withdrawn_at) for each in found]
