"""What priorities, programmes and milestones may be."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import Invalid
from partnership.workplan.model import (
    DeliveryRow,
    MilestoneChanged,
    MilestoneRow,
    in_order,
    inside,
    shared,
)

BOROUGHS = ("barking-and-dagenham", "havering", "redbridge")
NOW = datetime(2023, 5, 1, tzinfo=UTC)
PLAN = DeliveryRow(from_on=date(2022, 4, 1), until_on=date(2024, 3, 31))


def a_milestone(**more):
    given = {"due_on": date(2023, 6, 1), "note": "", "lead": None, "seen_by": ""}
    return MilestoneRow(version=1, **{**given, **more})


def tell(milestone, **more):
    given = {"due_on": milestone.due_on, "forecast_on": None, "done_on": None}
    milestone.tell(**{**given, "note": "", **more}, by="Manager", at=NOW)


def test_a_programme_lies_inside_its_delivery_plan():
    inside(date(2022, 4, 1), date(2023, 3, 31), PLAN)
    for first, last, field in (
        (date(2022, 3, 31), date(2023, 3, 31), "from_on"),
        (date(2023, 4, 1), date(2024, 4, 1), "until_on"),
    ):
        with pytest.raises(Invalid) as fault:
            inside(first, last, PLAN)
        assert list(fault.value.fields) == [field]


def test_a_last_day_comes_after_the_first():
    in_order(date(2022, 4, 1), None)
    with pytest.raises(Invalid):
        in_order(date(2022, 4, 1), date(2022, 4, 1))


def test_a_due_date_moves_only_with_a_new_note():
    milestone = a_milestone(note="As agreed")
    for note in ("", "As agreed"):
        with pytest.raises(Invalid):
            tell(milestone, due_on=date(2023, 7, 1), note=note)
    assert milestone.version == 1
    tell(milestone, due_on=date(2023, 7, 1), note="The post is vacant")
    assert (milestone.due_on, milestone.version) == (date(2023, 7, 1), 2)


def test_nothing_is_done_on_a_day_to_come():
    with pytest.raises(Invalid) as fault:
        tell(a_milestone(), done_on=date(2023, 5, 2))
    assert "done_on" in fault.value.fields
    tell(a_milestone(), done_on=date(2023, 5, 1))


def test_another_version_is_refused():
    with pytest.raises(MilestoneChanged):
        a_milestone().must_be(2)


def test_what_nobody_leads_is_shared_with_nobody():
    with pytest.raises(Invalid) as fault:
        shared(None, ["havering"], BOROUGHS)
    assert "lead" in fault.value.fields
    with pytest.raises(Invalid):
        shared("leadership", [], BOROUGHS)
    with pytest.raises(Invalid):
        shared("havering", ["thurrock"], BOROUGHS)


@given(lead=st.sampled_from(BOROUGHS), others=st.sets(st.sampled_from(BOROUGHS)))
def test_only_those_named_and_leadership_see_what_one_leads(lead, others):
    milestone = a_milestone(lead=lead, seen_by=shared(lead, others, BOROUGHS))
    seers = {m for m in (*BOROUGHS, "leadership") if milestone.is_seen_by(m)}
    assert seers == {lead, *others, "leadership"}
    assert lead not in milestone.others
