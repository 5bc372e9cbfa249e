from uuid import UUID

import pytest

from borough.returns.model import (
    ReasonNeeded,
    Return,
    ReturnCell,
    ReturnState,
    SamePerson,
    StepSkipped,
)

PREPARER, APPROVER = UUID(int=1), UUID(int=2)


def a_return(state=ReturnState.DRAFT, *, versions=(1,)):
    return Return(
        state=state,
        prepared_by=PREPARER,
        cells=[ReturnCell(version=version) for version in versions],
    )


def submit(given, **more):
    said = {"note": None, "reason": None, **more}
    given.submit(by=PREPARER, post="Analyst", **said)


def send_back(given):
    given.send_back(by=APPROVER, post="Business manager", because="Look again")


def release(given, by=APPROVER):
    given.release(by=by, post="Business manager", correlation_id="c")


STEPS = {
    submit: {ReturnState.DRAFT, ReturnState.SENT_BACK},
    send_back: {ReturnState.AWAITING_APPROVAL},
    release: {ReturnState.AWAITING_APPROVAL},
    Return.must_be_in_preparation: {ReturnState.DRAFT, ReturnState.SENT_BACK},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ReturnState)
def test_a_step_is_possible_only_where_it_belongs(step, state):
    given = a_return(state)
    if state in STEPS[step]:
        step(given)
        return
    with pytest.raises(StepSkipped):
        step(given)
    assert given.state is state


def test_its_preparer_cannot_release_it():
    given = a_return(ReturnState.AWAITING_APPROVAL)
    with pytest.raises(SamePerson):
        release(given, by=PREPARER)
    assert given.state is ReturnState.AWAITING_APPROVAL
    assert given.decided_at is None


def test_whoever_submits_it_is_its_preparer():
    given = a_return()
    given.submit(by=APPROVER, post="Business manager", note=None, reason=None)
    with pytest.raises(SamePerson):
        release(given, by=APPROVER)


def test_only_a_restatement_needs_and_keeps_a_reason():
    first = a_return()
    submit(first, reason="Not needed")
    assert first.reason is None
    again = a_return(versions=(1, 2))
    with pytest.raises(ReasonNeeded) as refused:
        submit(again)
    assert "reason" in refused.value.fields
    submit(again, reason="Recounted")
    assert again.reason == "Recounted"


def test_what_was_sent_back_and_redone_carries_no_old_complaint():
    given = a_return(ReturnState.AWAITING_APPROVAL)
    send_back(given)
    assert given.sent_back_because == "Look again"
    submit(given)
    release(given)
    assert given.sent_back_because is None
