"""Panel meetings: agenda and lanes, the clock, packs, and who reads what."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from borough.death_analysis import queries as analyses
from borough.death_analysis import service as analysing
from borough.death_analysis.model import AnalysisFinished
from borough.death_facts.model import Death, PlaceKind
from borough.death_recommendations import service as recommending
from borough.death_triage import service as triage
from borough.death_triage.model import Strand
from borough.deaths import queries as deaths
from borough.deaths import service as moving
from borough.disposals import service as disposals
from borough.disposals.model import Hold
from borough.panel_packs import queries as packs
from borough.panel_packs import service as packing
from borough.panel_packs.model import PackRow, PageRow, PagesWait
from borough.panels import queries as panels
from borough.panels import service as panel
from borough.panels.model import OnAgenda, Outcome
from borough.professionals import service as professionals
from borough.professionals.model import Part
from kit import clock
from kit.access.model import ConflictKind
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.vault.model import KeyDestroyed
from kit.vault.service import Vault
from partnership.access import Role
from partnership.clocks.queries import State
from partnership.death_rules.analysis import Domain, Factor
from partnership.death_rules.analysis import Outcome as Modifiable
from partnership.death_rules.categories import Category
from partnership.death_rules.circumstances import Circumstance
from partnership.death_rules.lanes import Lane, Theme
from partnership.death_rules.pipeline import Stage
from tests.integration.borough.deaths.conftest import FRIDAY, TUESDAY

STORY = (
    "Ella Testname was found by Mrs Inventa on 20 May 2026 at 1 Nowhere Street, "
    "ZZ99 3WZ. Her nurse Priya Madeupova rang 020 7946 0018."
)
TOLD = Death(
    died_at=FRIDAY - timedelta(hours=6),
    place=PlaceKind.HOSPITAL,
    where="Inventwell Hospital",
    story=STORY,
    known=frozenset({Circumstance.NEWBORN}),
)
TELLING = ("Ella", "Testname", "Inventa", "Nowhere", "ZZ99", "Priya", "7946", "May")
MEETING = TUESDAY + timedelta(days=20)
STAGES = (Stage.TRIAGED, Stage.GATHERING, Stage.MEETING, Stage.PANEL)


@pytest.fixture
def ready(cases):
    """A case that waits for the panel, its clock running."""
    return waiting(cases)


def waiting(cases, **more):
    case_id = cases.detailed(death=TOLD, another=True, **more)
    by = more.get("by")
    cases.do(
        professionals.add, by=by, case_id=case_id, part=Part.NURSE,
        agency="health-provider", name="Priya Madeupova", workplace="Ward 7",
    )  # fmt: skip
    for stage in STAGES:
        seen = cases.look(deaths.known, by or cases.by, case_id).version
        cases.do(moving.move, by=by, case_id=case_id, seen=seen, stage=stage)
    with cases.database.transaction() as session:
        moving.start_clock(session, case_id=case_id, kind="death-panel", at=TUESDAY)
    return case_id


@pytest.fixture
def meeting(cases, travel):
    travel(TUESDAY)
    return cases.do(panel.plan, at=MEETING, theme=Theme.SUDDEN)


def packed(cases, meeting, *, confirm=True):
    """The pack of a meeting with its pages, confirmed as they were proposed."""
    cases.do(packing.make, meeting_id=meeting)
    pack = cases.look(packs.pack, cases.by, meeting)
    for line in pack.lines if confirm else ():
        page = cases.look(packs.page, cases.by, line.id)
        cases.do(packing.confirm, page_id=line.id, seen=line.version, text=page.text)
    return cases.look(packs.pack, cases.by, meeting)


def opened(cases, meeting):
    pack = packed(cases, meeting)
    cases.do(packing.open_pack, meeting_id=meeting, seen=pack.version)


def invited(cases, meeting):
    member = cases.person(Role.CDOP_PANEL)
    cases.do(panel.invite, meeting_id=meeting, user_id=member.user_id)
    return member


def clock_of(cases, case_id):
    found = cases.look(deaths.clocks_of, case_id)
    return next(each for each in found if each.kind == "death-panel")


def test_a_newborns_case_comes_into_the_neonatal_lane(cases, ready, meeting):
    cases.do(panel.add, meeting_id=meeting, case_id=ready)
    (item,) = cases.look(panels.agenda, cases.by, meeting).items
    assert item.lane is Lane.NEONATAL
    with pytest.raises(OnAgenda):
        cases.do(panel.add, meeting_id=meeting, case_id=ready)


def test_a_themed_panel_lets_the_six_weeks_stand_still(cases, ready, meeting):
    item_id = cases.do(panel.add, meeting_id=meeting, case_id=ready, themed=True)
    assert clock_of(cases, ready).state is State.PAUSED
    cases.do(panel.remove, item_id=item_id)
    assert clock_of(cases, ready).state is State.RUNNING


def test_an_inquiry_still_holds_the_clock_when_the_theme_is_gone(cases, ready, meeting):
    item_id = cases.do(panel.add, meeting_id=meeting, case_id=ready, themed=True)
    cases.do(triage.add_strand, case_id=ready, strand=Strand.POLICE, holds=True)
    cases.do(panel.remove, item_id=item_id)
    assert clock_of(cases, ready).state is State.PAUSED


def test_a_theme_still_holds_the_clock_when_the_inquiry_ended(cases, ready, meeting):
    cases.do(panel.add, meeting_id=meeting, case_id=ready, themed=True)
    strand_id = cases.do(
        triage.add_strand, case_id=ready, strand=Strand.POLICE, holds=True
    )
    cases.do(triage.end_strand, case_id=ready, strand_id=strand_id)
    assert clock_of(cases, ready).state is State.PAUSED


def test_a_meeting_without_a_theme_has_no_themed_lane(cases, ready, travel):
    travel(TUESDAY)
    plain = cases.do(panel.plan, at=MEETING)
    with pytest.raises(Conflict, match="no theme"):
        cases.do(panel.add, meeting_id=plain, case_id=ready, themed=True)


def test_what_is_reviewed_stops_its_clock_and_goes_on(cases, ready, meeting, travel):
    item_id = cases.do(panel.add, meeting_id=meeting, case_id=ready)
    with pytest.raises(Invalid, match="not begun"):
        cases.do(panel.decide, item_id=item_id, outcome=Outcome.REVIEWED)
    travel(MEETING + timedelta(hours=1))
    cases.do(panel.decide, item_id=item_id, outcome=Outcome.REVIEWED)
    assert cases.look(deaths.known, cases.by, ready).stage is Stage.REVIEWED
    assert clock_of(cases, ready).stopped_at is not None


def test_nothing_that_tells_is_proposed_for_a_pack(cases, ready, meeting):
    cases.do(panel.add, meeting_id=meeting, case_id=ready)
    (line,) = packed(cases, meeting, confirm=False).lines
    page = cases.look(packs.page, cases.by, line.id)
    assert not [word for word in TELLING if word in page.text]
    assert "[the child] was found by [name] on [2 days before the death]" in page.text
    assert "Place of death: hospital" in page.text
    assert "Professionals who knew the child\nhospital nurse" in page.text
    assert line.found["postcode"] == 1


def test_nobody_reads_a_pack_before_each_page_was_confirmed(cases, ready, meeting):
    cases.do(panel.add, meeting_id=meeting, case_id=ready)
    member = invited(cases, meeting)
    pack = packed(cases, meeting, confirm=False)
    with pytest.raises(PagesWait):
        cases.do(packing.open_pack, meeting_id=meeting, seen=pack.version)
    assert cases.look(packs.readable, member, meeting) == []
    opened(cases, meeting)
    (page,) = cases.look(packs.readable, member, meeting)
    assert "[the child]" in page.text


def test_a_page_that_tells_somebody_is_not_confirmed(cases, ready, meeting):
    cases.do(panel.add, meeting_id=meeting, case_id=ready)
    (line,) = packed(cases, meeting, confirm=False).lines
    given = {"page_id": line.id, "seen": line.version}
    text = "First\nElla was here"
    with pytest.raises(Invalid, match="line 2: name") as caught:
        cases.do(packing.confirm, text=text, looked=True, **given)
    assert "Ella" not in str(caught.value)
    with pytest.raises(Invalid, match="near a name"):
        cases.do(packing.confirm, text="Elka was here", **given)
    cases.do(packing.confirm, text="Elka was here", looked=True, **given)
    assert cases.look(packs.page, cases.by, line.id).line.confirmed_at


def test_a_page_that_is_written_in_waits_again(cases, ready, meeting):
    cases.do(panel.add, meeting_id=meeting, case_id=ready)
    member = invited(cases, meeting)
    opened(cases, meeting)
    (line,) = cases.look(packs.pack, cases.by, meeting).lines
    assert len(cases.look(packs.readable, member, meeting)) == 1
    cases.do(packing.write, page_id=line.id, seen=line.version, text="Ella slept")
    assert cases.look(packs.readable, member, meeting) == []
    page = cases.look(packs.page, cases.by, line.id)
    assert page.text == "[the child] slept"
    assert page.line.confirmed_at is None


def test_a_case_has_another_code_at_each_meeting(cases, ready, meeting, travel):
    item_id = cases.do(panel.add, meeting_id=meeting, case_id=ready)
    (first,) = packed(cases, meeting).lines
    cases.do(panel.remove, item_id=item_id)
    other = cases.do(panel.plan, at=MEETING + timedelta(days=30))
    cases.do(panel.add, meeting_id=other, case_id=ready)
    (second,) = packed(cases, other).lines
    code = cases.look(deaths.known, cases.by, ready).code
    assert len({first.code, second.code, code}) == 3


def test_a_member_who_was_not_invited_finds_no_meeting(cases, ready, meeting):
    stranger = cases.person(Role.CDOP_PANEL)
    assert cases.look(panels.meetings, stranger) == []
    with pytest.raises(NotFound):
        cases.look(packs.readable, stranger, meeting)
    member = invited(cases, meeting)
    assert len(cases.look(panels.meetings, member)) == 1
    with pytest.raises((NotAllowed, NotFound)):
        cases.look(packs.pack, member, meeting)


def test_a_conflict_of_interest_hides_the_page(cases, ready, meeting):
    item_id = cases.do(panel.add, meeting_id=meeting, case_id=ready)
    member, other = invited(cases, meeting), invited(cases, meeting)
    opened(cases, meeting)
    kind = next(iter(ConflictKind))
    cases.do(panel.declare_conflict, by=member, item_id=item_id, kind=kind)
    assert cases.look(packs.readable, member, meeting) == []
    assert len(cases.look(packs.readable, other, meeting)) == 1


def test_a_coordinator_learns_nothing_of_a_case_they_may_not_know(
    cases, ready, meeting
):
    cases.do(panel.add, meeting_id=meeting, case_id=ready)
    other = cases.person()
    assert cases.look(panels.agenda, other, meeting).others == 1
    assert cases.do(packing.make, by=other, meeting_id=meeting) == 0
    (line,) = packed(cases, meeting).lines
    with pytest.raises(NotFound):
        cases.look(packs.page, other, line.id)
    with pytest.raises(NotFound):
        cases.do(packing.write, by=other, page_id=line.id, seen=line.version, text="A")


def test_a_pack_is_gone_when_its_days_are_over(cases, ready, meeting, travel):
    cases.do(panel.add, meeting_id=meeting, case_id=ready)
    member = invited(cases, meeting)
    opened(cases, meeting)
    travel(MEETING + timedelta(days=14))
    assert expired(cases) == 0
    assert len(cases.look(packs.readable, member, meeting)) == 1
    travel(MEETING + timedelta(days=15))
    assert cases.look(packs.readable, member, meeting) == []
    assert expired(cases) == 1
    with cases.database.reading() as session:
        page = session.scalars(select(PageRow)).one()
        with pytest.raises(KeyDestroyed):
            Vault(session).get(page, "text")


def test_a_hold_keeps_a_pack_locked_and_unread(cases, ready, meeting, travel):
    cases.do(panel.add, meeting_id=meeting, case_id=ready)
    member = invited(cases, meeting)
    opened(cases, meeting)
    with cases.database.reading() as session:
        record = session.scalars(select(PackRow.id)).one()
    cases.do(disposals.place_hold, record=record, why=Hold.INQUIRY)
    travel(MEETING + timedelta(days=36_500))
    assert expired(cases) == 0
    assert cases.look(packs.readable, member, meeting) == []


def expired(cases):
    with cases.database.transaction() as session:
        return packing.expire(session, on=clock.today())


def test_an_analysis_is_weighed_categorised_and_finished(cases, ready):
    cases.do(analysing.write, case_id=ready, seen=0, summary="Found after sleep")
    cases.do(
        analysing.add_factor, case_id=ready, domain=Domain.C, factor=Factor.SLEEP,
        value=2, modifiable=True, text="A soft place to sleep",
    )  # fmt: skip
    ticked = [Category.UNEXPLAINED, Category.CHRONIC]
    given = {"case_id": ready, "ticked": ticked}
    with pytest.raises(Invalid, match="Say why"):
        cases.do(analysing.categorise, seen=2, override=Category.UNEXPLAINED, **given)
    cases.do(analysing.categorise, seen=2, **given)
    found = cases.look(analyses.analysis, ready)
    assert found.category is Category.CHRONIC
    cases.do(analysing.finish, case_id=ready, seen=found.version)
    found = cases.look(analyses.analysis, ready)
    assert found.outcome is Modifiable.IDENTIFIED
    with pytest.raises(AnalysisFinished):
        cases.do(analysing.write, case_id=ready, seen=found.version, summary="Other")
    (counted,) = cases.look(analyses.counted, FRIDAY, FRIDAY + timedelta(days=365))
    assert counted.factors == [(Domain.C, Factor.SLEEP, True)]


def test_a_weight_its_scale_does_not_have_is_refused(cases, ready):
    given = {
        "case_id": ready, "domain": Domain.A, "factor": Factor.OTHER, "value": 3,
        "modifiable": False, "text": "Told",
    }  # fmt: skip
    with pytest.raises(Invalid, match="weights"):
        cases.do(analysing.add_factor, **given)
    cases.do(analysing.add_factor, scale="2010", **given)


def test_a_recommendation_tells_nobody(cases, ready):
    given = {"case_id": ready, "owner": "health-provider"}
    with pytest.raises(Invalid, match="take out name") as caught:
        cases.do(recommending.add, text="As Ella had, offer a visit", **given)
    assert "Ella" not in str(caught.value)
    cases.do(recommending.add, text="Offer a visit on safer sleep", **given)
