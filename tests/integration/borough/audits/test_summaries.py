"""What leaves of audits: controlled, approved by a second person, told once for all."""

from collections import defaultdict
from itertools import product
from uuid import UUID

import pytest

from borough.audit_plan import service as plan
from borough.audit_summaries import queries
from borough.audit_summaries import service as summing
from borough.audit_summaries.model import MayNotApprove, MayNotPrepare
from borough.case_audits.model import Grade
from borough.returns.model import FiguresChanged, SamePerson, StepSkipped
from borough.wiring import SERVICE
from partnership.disclosure.scales import control_scale
from tests.support.audits import (
    AREA,
    MANAGER,
    NURSE,
    OTHER_MANAGER,
    SCRUTINEER,
    an_auditing_borough,
)

TWELVE = [Grade.GOOD] * 7 + [Grade.REQUIRES_IMPROVEMENT] * 4 + [Grade.INADEQUATE]
ENOUGH = 3


@pytest.fixture
def here(any_database):
    return an_auditing_borough(any_database("havering", SERVICE.metadatas))


@pytest.fixture
def audit(here):
    made = here.opened()
    here.settled(made, TWELVE)
    here.close(made)
    return made


def drafted(here):
    made = here.do(summing.start, by=MANAGER)
    return made, here.look(queries.summary, made, only_released=False).preview


def test_a_second_person_approves_what_was_seen(here, audit):
    made, seen = drafted(here)
    given = {"summary_id": made, "seen": seen}
    with pytest.raises(StepSkipped):
        here.do(summing.approve, by=OTHER_MANAGER, area=AREA, **given)
    here.do(summing.submit, by=MANAGER, note=None, **given)
    with pytest.raises(SamePerson):
        here.do(summing.approve, by=MANAGER, area=AREA, **given)
    with pytest.raises(MayNotApprove):
        here.do(summing.approve, by=SCRUTINEER, area=AREA, **given)
    with pytest.raises(FiguresChanged):
        here.do(summing.approve, summary_id=made, seen="x", by=OTHER_MANAGER, area=AREA)
    here.do(summing.approve, by=OTHER_MANAGER, area=AREA, **given)
    assert here.look(queries.summary, made, only_released=True).number == 1


def test_agencies_do_not_prepare(here):
    with pytest.raises(MayNotPrepare):
        here.do(summing.start, by=NURSE)


def test_an_open_audit_is_not_told(here):
    here.settled(here.opened(), TWELVE)
    assert here.released().content["case_audits"] == []


def test_small_counts_are_hidden_and_halves_told_where_they_may_be(here, audit):
    [told] = here.released().content["case_audits"]
    overall = told["domains"][-1]
    assert overall["counts"] == [0, 7, None, None]
    assert (overall["upper"], overall["lower"]) == (7, 5)
    assert "12" not in overall["band"]


def test_what_was_told_of_an_audit_is_told_in_the_same_words_ever_after(here, audit):
    first = here.released().content["case_audits"]
    planned = first[0]["id"]
    again = here.do(
        plan.plan_again, audit_id=UUID(planned), year=2027, quarter=3,
        by=MANAGER,
    )  # fmt: skip
    second = here.opened(again)
    here.settled(second, [Grade.GOOD] * 11)
    here.close(second)
    told = here.released().content["case_audits"]
    assert told[:1] == first
    assert told[1]["again_of"] == planned


def test_a_draft_made_before_another_left_cannot_tell_an_audit_anew(here, audit):
    made, seen = drafted(here)
    here.do(summing.submit, summary_id=made, by=MANAGER, seen=seen, note=None)
    other = here.opened()
    here.settled(other, [Grade.GOOD] * 10)
    here.close(other)
    here.released()
    with pytest.raises(FiguresChanged):
        here.do(
            summing.approve, summary_id=made, seen=seen, by=OTHER_MANAGER, area=AREA
        )


def test_an_attacker_with_everything_released_keeps_three_values_for_each_hidden_count(
    here, audit
):
    """All tables of grades that release the very same, with the number of cases known.

    The bounds of a linear program over the sums can only be wider than these.
    """
    [told] = here.released().content["case_audits"]
    behind = defaultdict(list)
    for row in product(range(13), repeat=4):
        if sum(row) == len(TWELVE):
            behind[control_scale(row, summing.RULE).counts].append(row)
    for domain in told["domains"]:
        rows = [
            row
            for row in behind[tuple(domain["counts"])]
            if domain["upper"] in (None, row[0] + row[1])
        ]
        for step, count in enumerate(domain["counts"]):
            if count is None:
                values = {row[step] for row in rows}
                assert max(values) - min(values) + 1 >= ENOUGH
                assert len(values) >= ENOUGH
