"""Scores of a single agency are its own: it is told that it returned, and no more."""

import pytest

from borough.audit_summaries import queries as summaries
from borough.audit_summaries import service as summing
from borough.section_returns.model import ShareRow, ShareState
from borough.self_assessments import queries, service
from borough.wiring import SERVICE
from kit import clock
from tests.support.plans import a_person
from tests.support.self_assessments import (
    CORE,
    MANAGER,
    OFFICER,
    an_assessing_borough,
)

COMMANDER = a_person("partner_representative", 14, agency="police")


@pytest.fixture
def here(any_database):
    return an_assessing_borough(any_database("havering", SERVICE.metadatas))


def drafted(here, cycle):
    """What would leave once the cycle is closed."""
    seen = here.look(queries.cycle, cycle).version
    here.do(service.close_cycle, cycle_id=cycle, seen=seen, by=MANAGER)
    made = here.do(summing.start, by=MANAGER)
    return here.look(summaries.summary, made, only_released=False).content


def returned_by_police(here, cycle):
    made = here.asked(cycle, "police")
    for question in CORE:
        here.say(made, question, by=OFFICER)
    here.send(made, by=OFFICER)
    here.sign(made, by=COMMANDER)
    return made


def shared_with(here, return_id, *boroughs):
    with here.database.transaction() as session:
        session.add(
            ShareRow(
                return_id=return_id, number=1, state=ShareState.RELEASED,
                standard="section-11", standard_version=1, boroughs=[*boroughs],
                core=None, consented_by=COMMANDER.user_id, consented_post="A post",
                consented_on=clock.today(),
            )
        )  # fmt: skip


def test_of_one_return_no_scores_leave(here):
    cycle = here.cycle()
    here.returned(cycle)
    [told] = drafted(here, cycle)["self_assessments"]
    assert sum(rate["returned"] for rate in told["rates"]) == 1
    assert told["sections"] == []


def test_of_two_returns_scores_are_told_or_hidden_by_section(here):
    cycle = here.cycle()
    here.returned(cycle)
    returned_by_police(here, cycle)
    [told] = drafted(here, cycle)["self_assessments"]
    assert [row["title"] for row in told["sections"]] == ["1 Commitment", "2 Training"]
    assert all(row["counts"] == [None] * 4 for row in told["sections"])


def test_of_two_returns_one_of_which_another_borough_holds_no_scores_leave(here):
    """It would take its own off and read the other."""
    cycle = here.cycle()
    here.returned(cycle)
    shared_with(here, returned_by_police(here, cycle), "redbridge")
    [told] = drafted(here, cycle)["self_assessments"]
    assert sum(rate["returned"] for rate in told["rates"]) == 2
    assert told["sections"] == []
