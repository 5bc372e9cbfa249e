import orjson
import pytest
from sqlalchemy import func, select

from borough.ledger import queries as ledger
from borough.returns import queries, service
from borough.returns.model import (
    FiguresChanged,
    NotAnApprover,
    NotAPreparer,
    NothingToRelease,
    ReasonNeeded,
    ReturnState,
    SamePerson,
    StepSkipped,
)
from borough.returns.service import Choice
from kit.exchange.model import OutboxEvent
from kit.exchange.outbox import announce
from partnership.disclosure.digest import digest
from partnership.disclosure.model import Status
from tests.support.boroughs import (
    ADMINISTRATOR,
    ANALYST,
    HERE,
    MANAGER,
    OTHER_MANAGER,
)


def prepared(borough, *, by=ANALYST, choice=service.EVERYTHING, reason=None):
    with borough.database.transaction() as session:
        given = service.start(session, by=by, area=HERE, choice=choice)
        service.submit(
            session,
            return_id=given.id,
            by=by,
            seen=given.preview,
            note="First quarter",
            reason=reason,
        )
        return given.id, given.preview


def released(borough, **more):
    return_id, seen = prepared(borough, **more)
    with borough.database.transaction() as session:
        service.approve(session, return_id=return_id, by=MANAGER, seen=seen)
    return return_id


def announced(borough):
    with borough.database.reading() as session:
        bodies = session.scalars(select(OutboxEvent.body).order_by(OutboxEvent.id))
        return [orjson.loads(body) for body in bodies]


def counts(borough):
    with borough.database.reading() as session:
        outbox = session.scalar(select(func.count()).select_from(OutboxEvent))
        return outbox, ledger.cells_released(session)


def test_a_release_writes_down_and_announces_the_controlled_cells(borough):
    return_id = released(borough)
    *observations, summary = announced(borough)
    told = {
        (e["data"]["indicator"], e["data"]["period"]): e["data"] for e in observations
    }
    first = told["AS01", "2025-Q1"]
    assert (first["status"], first["numerator"], first["denominator"]) == (
        "rounded",
        45,
        100,
    )
    small = told["AS01", "2025-Q2"]
    assert (small["status"], small["numerator"], small["value"]) == (
        "suppressed",
        None,
        None,
    )
    assert told["CP03", "2025"]["value"] == 15
    assert (first["released_by"], first["reason"], first["history"]) == (
        "Business manager",
        None,
        [],
    )
    data = summary["data"]
    assert (data["cells"], data["suppressed"], data["note"]) == (4, 1, "First quarter")
    assert (data["first_period"], data["last_period"]) == ("2025", "2025-Q2")
    with borough.database.reading() as session:
        cells = ledger.of_return(session, return_id)
        assert data["digest"] == digest(cells)
        view = queries.the_return(session, return_id)
    assert view.state is ReturnState.RELEASED
    correlations = {event["correlationid"] for event in announced(borough)}
    assert correlations == {view.correlation_id}


def test_no_raw_number_of_a_hidden_cell_is_in_any_message(borough):
    borough.count("AS01", "2025-Q2", 7.0, 8967.0)
    released(borough)
    with borough.database.reading() as session:
        bodies = session.scalars(select(OutboxEvent.body)).all()
    assert not [body for body in bodies if b"8967" in body]
    (hidden,) = [
        event["data"]
        for event in announced(borough)
        if event["data"].get("status") == "suppressed"
    ]
    assert 7 not in [hidden[name] for name in ("numerator", "denominator", "value")]


def test_the_preparer_cannot_approve(borough):
    return_id, seen = prepared(borough, by=MANAGER)
    with (
        pytest.raises(SamePerson),
        borough.database.transaction() as session,
    ):
        service.approve(session, return_id=return_id, by=MANAGER, seen=seen)
    assert counts(borough) == (0, 0)
    with borough.database.transaction() as session:
        service.approve(session, return_id=return_id, by=OTHER_MANAGER, seen=seen)


def test_only_a_business_manager_approves_and_no_administrator_prepares(borough):
    return_id, seen = prepared(borough)
    with borough.database.transaction() as session:
        for nobody in (ANALYST, ADMINISTRATOR):
            with pytest.raises(NotAnApprover):
                service.approve(session, return_id=return_id, by=nobody, seen=seen)
        with pytest.raises(NotAPreparer):
            service.start(session, by=ADMINISTRATOR, area=HERE)


def test_no_step_can_be_skipped_or_taken_twice(borough):
    with borough.database.transaction() as session:
        given = service.start(session, by=ANALYST, area=HERE)
        at = {"return_id": given.id}
        seen = {**at, "seen": given.preview}
        with pytest.raises(StepSkipped):
            service.approve(session, by=MANAGER, **seen)
        with pytest.raises(StepSkipped):
            service.send_back(session, by=MANAGER, because="Too early", **at)
        service.submit(session, by=ANALYST, **seen)
        for again in (service.submit, service.look_again, service.discard):
            more = seen if again is service.submit else at
            with pytest.raises(StepSkipped):
                again(session, by=ANALYST, **more)
        service.approve(session, by=MANAGER, **seen)
        with pytest.raises(StepSkipped):
            service.approve(session, by=OTHER_MANAGER, **seen)
        with pytest.raises(StepSkipped):
            service.discard(session, by=ANALYST, **at)
    assert counts(borough) == (5, 4)


def test_a_return_sent_back_can_be_put_right_and_submitted_again(borough):
    return_id, seen = prepared(borough)
    with borough.database.transaction() as session:
        service.send_back(
            session, return_id=return_id, by=MANAGER, because="Quarter 1 looks high"
        )
    borough.count("AS01", "2025-Q1", 33.0, 101.0)
    with borough.database.transaction() as session:
        with pytest.raises(FiguresChanged):
            service.submit(session, return_id=return_id, by=ANALYST, seen=seen)
        session.rollback()
    with borough.database.transaction() as session:
        given = service.look_again(session, return_id=return_id, by=ANALYST)
        service.submit(session, return_id=return_id, by=ANALYST, seen=given.preview)
        service.approve(session, return_id=return_id, by=MANAGER, seen=given.preview)
        told = {c.key: c.numerator for c in ledger.of_return(session, return_id)}
    assert told["AS01", "2025-Q1", HERE] == 35


def test_a_figure_that_changes_after_the_preview_stops_the_approval(borough):
    return_id, seen = prepared(borough)
    borough.count("AS01", "2025-Q1", 60.0, 101.0)
    with (
        pytest.raises(FiguresChanged),
        borough.database.transaction() as session,
    ):
        service.approve(session, return_id=return_id, by=MANAGER, seen=seen)
    assert counts(borough) == (0, 0)


def test_what_is_approved_is_what_was_looked_at(borough):
    return_id, _ = prepared(borough)
    with (
        pytest.raises(FiguresChanged),
        borough.database.transaction() as session,
    ):
        service.approve(session, return_id=return_id, by=MANAGER, seen="another page")
    assert counts(borough) == (0, 0)


def test_a_fault_in_the_middle_of_a_release_stores_nothing(borough, monkeypatch):
    return_id, seen = prepared(borough)
    calls = iter(range(3))

    def failing(*args, **more):
        next(calls)  # StopIteration at the fourth
        return announce(*args, **more)

    monkeypatch.setattr(service, "announce", failing)
    with (
        pytest.raises(StopIteration),
        borough.database.transaction() as session,
    ):
        service.approve(session, return_id=return_id, by=MANAGER, seen=seen)
    assert counts(borough) == (0, 0)
    with borough.database.reading() as session:
        view = queries.the_return(session, return_id)
    assert view.state is ReturnState.AWAITING_APPROVAL


def test_a_restatement_needs_a_reason_and_keeps_the_first_value(borough):
    released(borough)
    borough.count("AS01", "2025-Q1", 50.0, 101.0)
    with pytest.raises(ReasonNeeded):
        prepared(borough)
    return_id = released(borough, reason="Seven assessments were closed late")
    again, summary = announced(borough)[-2:]
    assert (again["recordversion"], again["subject"]) == (2, f"AS01:2025-Q1:{HERE}")
    assert again["data"]["reason"] == "Seven assessments were closed late"
    (first,) = again["data"]["history"]
    assert (first["version"], first["numerator"], first["value"]) == (1, 45, 45)
    assert (summary["recordversion"], summary["data"]["cells"]) == (1, 1)
    with borough.database.reading() as session:
        history = ledger.history(session, indicator="AS01")
        cells = ledger.of_return(session, return_id)
    quarter = [(c.version, c.numerator) for c in history if c.period == "2025-Q1"]
    assert quarter == [(1, 45), (2, 50)]
    assert [cell.restated_because for cell in cells] == [again["data"]["reason"]]


def test_a_revision_that_changes_nothing_shown_is_not_released_again(borough):
    released(borough)
    borough.count("AS01", "2025-Q1", 44.0, 101.0)
    with (
        pytest.raises(NothingToRelease),
        borough.database.transaction() as session,
    ):
        service.start(session, by=ANALYST, area=HERE)


def test_a_part_of_the_figures_can_be_chosen(borough):
    choice = Choice(indicators=frozenset({"AS01", "CP03"}), first_year=2025)
    return_id = released(borough, choice=choice)
    with borough.database.reading() as session:
        left = {cell.indicator for cell in ledger.of_return(session, return_id)}
        waiting = ledger.position(session, area=HERE).changed
    assert left == {"AS01", "CP03"}
    assert {each.cell.figure.indicator for each in waiting} == {"FD04"}


def test_two_returns_with_the_same_cell_are_not_both_released(borough):
    one, seen = prepared(borough)
    other, seen_too = prepared(borough)
    with borough.database.transaction() as session:
        service.approve(session, return_id=one, by=MANAGER, seen=seen)
    with (
        pytest.raises(FiguresChanged),
        borough.database.transaction() as session,
    ):
        service.approve(session, return_id=other, by=MANAGER, seen=seen_too)
    assert counts(borough) == (5, 4)


def test_a_hidden_cell_stays_hidden_across_returns(borough):
    released(borough)
    borough.count("AS01", "2025-Q1", 90.0, 101.0)
    released(borough, reason="Recounted")
    with borough.database.reading() as session:
        cells = ledger.latest(session, indicators=["AS01"])
    assert cells["AS01", "2025-Q2", HERE].status is Status.SUPPRESSED
