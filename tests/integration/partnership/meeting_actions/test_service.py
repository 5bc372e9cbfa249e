"""A group looks at what changed since it met, and closes what it agrees on, whole."""

from datetime import date
from uuid import uuid4

import pytest

from kit.errors import Invalid, NotAllowed, NotFound
from partnership.action_log import queries as logs
from partnership.action_log import service as logs_service
from partnership.actions import queries as actions
from partnership.agencies import STATUTORY
from partnership.bodies import queries as bodies
from partnership.brag.model import Brag, Changed, CloseNotAsked, Split
from partnership.decisions import queries as decisions
from partnership.decisions.model import Position, Said
from partnership.meeting_actions import queries, service
from partnership.meeting_actions.model import Choice, Chosen, NotAgreed
from partnership.meetings import queries as meetings
from partnership.plans import service as planning
from tests.support.plans import AGREED, CHAIR, MANAGER, POLICE


def look(group, meeting_id=None):
    with group.database.reading() as session:
        line = meetings.meeting(session, meeting_id or group.now)
        return queries.view(session, line)


def log(group, **wanted):
    with group.database.reading() as session:
        body = bodies.body(session, "learning")
        return logs.log(session, body, wanted=logs.Filter(**wanted))


def ask(group, *places):
    for place in places:
        action_id = group.actions[place]
        group.plans.do("ask_close", action_id, by=POLICE, reason="All is done")


def version(group, action_id):
    with group.database.reading() as session:
        return actions.whole(session, action_id).action.version


def chosen(group, place, choice=Choice.AGREE, note=""):
    action_id = group.actions[place]
    return Chosen(
        action_id=action_id, version=version(group, action_id), choice=choice, note=note
    )


def settle(group, *choices, by=CHAIR, positions=AGREED):
    with group.database.transaction() as session:
        return service.settle(
            session, meeting_id=group.now, chosen=choices, positions=positions, by=by
        )


def decided(group):
    with group.database.reading() as session:
        return decisions.decisions(session)


def test_only_what_changed_since_the_last_meeting_is_marked(group):
    moved, noted = group.actions[5], group.actions[6]
    days = [date(2099, 2, 1), date(2099, 3, 1)]
    for day in days:
        group.plans.do("set_dates", moved, forecast=day, reason="Staff left")
    group.plans.do("update", noted, brag=Brag.GREEN, note="All trained")
    found = look(group)
    assert found.last.id == group.last
    assert found.split == Split(blue=1, green=5, amber=8)
    assert {each.line.action.id: each.told for each in found.changed} == {
        moved: ["forecast moved from 1 January 2099 to 1 March 2099"],
        noted: ["update", "state moved from A Started to G Complete"],
    }
    assert len(found.marked) == 14


def test_the_first_meeting_marks_nothing(group):
    group.plans.do("update", group.actions[3], note="It goes well")
    first = look(group, group.last)
    assert first.last is None
    assert not first.changed
    assert len(first.marked) == 14


def test_one_decision_closes_what_is_agreed_and_leaves_the_rest_open(group):
    group.attend(*STATUTORY)
    ask(group, 1, 2, 3)
    made = settle(
        group,
        chosen(group, 1),
        chosen(group, 2),
        chosen(group, 3, Choice.LEAVE_OPEN, "The re-audit is thin"),
    )
    (decision,) = decided(group)
    assert decision.id == made
    assert decision.meeting_id == group.now
    assert decision.text.startswith("Close 2 actions: HAV-LEO-002 Train everybody;")
    assert "HAV-LEO-004" not in decision.text
    assert "HAV-LEO-003: All is done" in decision.basis
    lines = {each.action.ref: each for each in log(group)}
    for ref in ("HAV-LEO-002", "HAV-LEO-003"):
        assert lines[ref].closed_by == decision.ref
    stays = lines["HAV-LEO-004"]
    assert stays.action.closed_at is None
    assert stays.asked is None
    assert "Not agreed at the meeting of" in stays.left_open.reason
    assert "The re-audit is thin" in stays.left_open.reason
    told = {each.line.action.ref: each.told for each in look(group).changed}
    assert told["HAV-LEO-002"] == ["asked to close", f"closed by {decision.ref}"]
    assert told["HAV-LEO-004"] == ["asked to close", "not agreed to close"]
    assert len(log(group, closed=True)) == 2
    assert len(log(group, closed=False)) == 12


def test_leaving_open_alone_decides_nothing(group):
    ask(group, 1)
    assert settle(group, chosen(group, 1, Choice.LEAVE_OPEN)) is None
    assert decided(group) == []
    with pytest.raises(Invalid):
        settle(group)


@pytest.mark.parametrize("fault", ["changed", "not asked", "not there", "another body"])
def test_where_one_of_several_cannot_close_none_does(group, fault):
    group.attend(*STATUTORY)
    ask(group, 1, 2)
    good, bad = chosen(group, 1), chosen(group, 2)
    refusal = {"changed": Changed, "not asked": CloseNotAsked}.get(fault, NotFound)
    if fault == "changed":
        group.plans.do("update", bad.action_id, note="Wait: one is missing")
    elif fault == "not asked":
        bad = chosen(group, 7)
    else:
        other = group.plans.action(group.plans.plan("OTHER"))
        group.plans.do("ask_close", other, reason="Done")
        action_id = other if fault == "another body" else uuid4()
        bad = Chosen(action_id=action_id, version=2, choice=Choice.AGREE)
    with pytest.raises(refusal):
        settle(group, chosen(group, 1, Choice.LEAVE_OPEN), bad)
    with pytest.raises(refusal):
        settle(group, good, bad)
    assert decided(group) == []
    lines = {each.action.id: each for each in log(group)}
    assert lines[good.action_id].asked
    assert not any(each.action.closed_at for each in lines.values())


def test_a_fault_after_the_decision_takes_it_back(group, monkeypatch):
    group.attend(*STATUTORY)
    ask(group, 1, 2)
    both = chosen(group, 1), chosen(group, 2)
    close, done = service.doing.close, []

    def close_one(session, **more):
        if done:
            raise Changed
        done.append(more)
        close(session, **more)

    monkeypatch.setattr(service.doing, "close", close_one)
    with pytest.raises(Changed):
        settle(group, *both)
    assert done
    assert decided(group) == []
    assert not any(each.action.closed_at for each in log(group))


@pytest.mark.parametrize(
    ("present", "positions"),
    [
        (STATUTORY[:2], AGREED),
        (STATUTORY, {}),
        (STATUTORY, AGREED | {"icb": Said(Position.DISAGREE, "Not yet")}),
    ],
    ids=["one-is-not-there", "nobody-said", "one-disagrees"],
)
def test_without_agreement_everything_stays_open(group, present, positions):
    group.attend(*present)
    ask(group, 1)
    with pytest.raises(NotAgreed):
        settle(group, chosen(group, 1), positions=positions)
    assert decided(group) == []
    assert log(group)[1].asked


def test_an_agency_does_not_close_its_own(group):
    group.attend(*STATUTORY)
    ask(group, 1)
    with pytest.raises(NotAllowed):
        settle(group, chosen(group, 1), by=POLICE)
    assert log(group)[1].asked


class TestRaising:
    def raised(self, group, **more):
        given = {"title": "Brief all", "owner_post": "Head", "agency": "icb"}
        with group.database.transaction() as session:
            return logs_service.raise_action(
                session, meeting_id=group.now, by=MANAGER, **given | more
            )

    def test_it_goes_into_the_bodys_plan_and_says_where_it_was_raised(self, group):
        made = self.raised(group, plan_id=group.plan_id)
        line = log(group)[-1]
        assert (line.action.id, line.meeting.id) == (made, group.now)
        assert line.raised_on == line.meeting.day
        assert log(group)[0].raised_on == date(2026, 4, 1)

    def test_a_new_plan_is_opened_for_it(self, group):
        self.raised(group, ref="CRG-LOG")
        line = next(each for each in log(group) if each.meeting)
        assert line.action.ref == "HAV-CRG-LOG-001"
        assert line.action.plan.body == "learning"

    def test_it_stays_in_the_log_where_its_plan_goes_to_another_body(self, group):
        made = self.raised(group, plan_id=group.plan_id)
        with group.database.transaction() as session:
            planning.change_plan(
                session,
                plan_id=group.plan_id,
                version=1,
                title="Leo",
                body_slug="other",
                source_record=None,
                by=MANAGER,
            )
        assert [each.action.id for each in log(group)] == [made]

    def test_what_does_not_fit_is_refused_by_its_field(self, group):
        other = group.plans.plan("OTHER")
        for field, more in (
            ("plan_id", {"plan_id": other}),
            ("ref", {}),
            ("agency", {"plan_id": group.plan_id, "agency": "moon"}),
        ):
            with pytest.raises(Invalid) as fault:
                self.raised(group, **more)
            assert list(fault.value.fields) == [field]
        assert len(log(group)) == 14
