"""Thurrock's three public papers, line by line: 000, 001 and 002."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from accord.seeds.thurrock_arrangements import BOARD, COMMITTEE, LSCP, OPEN_QUESTION
from borough.arrangements import queries as arrangements
from borough.arrangements.model import Phase
from borough.documents import queries as documents
from borough.documents.model import Kind, Opinion, Statement
from borough.funding import queries as funding
from borough.library import queries as library
from borough.recommendations import queries as recommendations
from borough.reviews import queries as reviews
from borough.reviews.model import ReviewKind
from kit.access.policy import Action
from kit.clock import LONDON
from partnership.access import reach
from partnership.actions import queries as actions
from partnership.agencies import STATUTORY
from partnership.bodies import queries as bodies
from partnership.bodies.model import Basis
from partnership.brag.model import DEFAULTS, Brag, Split, Word
from partnership.decisions import queries as decisions
from partnership.decisions.model import State
from partnership.meetings.model import Interest
from partnership.minutes.model import Step
from partnership.plans import queries as plans
from partnership.plans import service as planning
from partnership.reports import queries as reports
from partnership.themes import queries as themes
from partnership.workplan import queries as workplan
from tests.support.plans import MANAGER

IN_FORCE = date(2019, 5, 7)


def of_kind(area, kind):
    [found] = [each for each in area.look(documents.documents) if each.kind is kind]
    return found


def the_reviews(area):
    with area.database.reading() as session:
        seen = reach(session, MANAGER, Action.READ, "reviews_draft")
        return {r.title: r for r in reviews.reviews(session, seen=seen)}


# 000: the new arrangements


def test_000_three_partners_follow_the_board_on_7_may_2019(thurrock):
    found = thurrock.look(arrangements.partners, IN_FORCE)
    phases = {each.phase: each for each in thurrock.look(arrangements.phases)}
    assert {each.name for each in found} == {
        "Thurrock Council",
        "Essex Police",
        "Thurrock Clinical Commissioning Group",
    }
    assert phases[Phase.BOARD].until_on == date(2019, 5, 6)
    assert phases[Phase.FULL].from_on == IN_FORCE


def test_000_no_partner_is_stored_as_superior(thurrock):
    found = thurrock.look(arrangements.partners, IN_FORCE)
    fields = {name for each in found for name in each.__dataclass_fields__}
    assert len(found) == len(STATUTORY)
    assert not fields & {"lead", "rank", "weight", "order", "position", "superior"}
    assert thurrock.body(LSCP).partners_needed


def test_000_disagreement_goes_to_an_independent_board_and_one_question_is_open(
    thurrock,
):
    [text] = [each.text for each in of_kind(thurrock, Kind.DISPUTES).versions]
    assert "consensus" in text
    assert "independent review board" in text
    assert "not answered" in text
    assert f"Open question: {OPEN_QUESTION.lower()}" in thurrock.coming(LSCP)


def test_000_support_money_business_plan_scrutiny_and_auditing_are_recorded(thurrock):
    year = next(y for y in thurrock.look(funding.years) if y.year == 2019)
    council = [line for line in year.lines if line.source == "local-authority"]
    lines = of_kind(thurrock, Kind.ARRANGEMENTS).versions[0].lines
    assert any("business support team" in line.about for line in council)
    assert all(line.pence is None for line in council)
    assert "LSCP business plan" in {
        each.title for each in thurrock.look(workplan.deliveries)
    }
    assert len(lines[Statement.APPROACH]) == 4
    assert "Review the new arrangements over the first year" in thurrock.milestones()


def test_000_each_partner_has_its_own_inspector(thurrock):
    found = {
        each.agency: each.because
        for each in thurrock.look(arrangements.partners, IN_FORCE)
    }
    assert "Care Quality Commission" in found["icb"]
    assert "inspectorate of the police" in found["police"]
    assert "Ofsted" in found["local-authority"]


def test_000_engaging_with_the_community_is_a_task(thurrock):
    assert any("community" in title for title in thurrock.milestones())


def test_000_eight_questions_are_linked_to_who_asked_by_role(thurrock):
    asked = thurrock.questions(thurrock.meeting(COMMITTEE))
    assert len(asked) == 8
    assert all(each.answer for each in asked)
    assert {each.asker for each in asked} == {
        "Chair of the Committee",
        "Councillor (first)",
        "Councillor (second)",
        "Parent Governor representative",
        "Co-opted member",
    }
    assert {each.answered_by for each in asked} == {
        "Presenting officer",
        "Corporate Director of Children's Services",
    }


def test_000_one_resolution_and_an_update_back_to_committee(thurrock):
    committee = thurrock.body(COMMITTEE)
    [made] = thurrock.look(decisions.decisions, body_id=committee.id)
    assert made.state is State.DECIDED
    assert "considered" in made.text
    assert "commented" in made.text
    assert "Update on the arrangements back to Committee" in thurrock.coming(COMMITTEE)


# 001: the verbal update


@pytest.mark.parametrize(
    ("ref", "split"),
    [
        ("THU-FRANKIE", Split(blue=11, amber=3)),
        ("THU-SK", Split(blue=16, amber=2)),
        ("THU-LEO", Split(blue=1, green=4, amber=9)),
        ("THU-PEER", Split(blue=23, amber=3)),
        ("THU-SA", None),
    ],
)
def test_001_each_plan_stands_as_it_was_told(thurrock, ref, split):
    found = {line.plan.ref: line.split for line in thurrock.look(actions.totals).lines}
    assert len(found) == 5
    assert found[ref] == split


def test_001_shay_and_ashley_is_published_not_ratified_and_not_counted(thurrock):
    review = the_reviews(thurrock)["Shay and Ashley"]
    assert review.shared_on is not None
    assert review.published_on is not None
    assert review.ratified_on is None
    found = thurrock.look(actions.totals)
    assert [plan.title for plan in found.unknown] == ["Shay and Ashley"]


def test_001_sums_are_46_of_reviews_and_72_of_all(thurrock):
    everything = thurrock.look(actions.totals)
    of_reviews = thurrock.look(actions.totals, source="review").overall
    assert of_reviews == Split(blue=28, green=4, amber=14)
    assert of_reviews.total == 46
    assert everything.overall == Split(blue=51, green=4, amber=17, red=0)
    assert everything.overall.total == 72
    assert round(everything.overall.embedded, 1) == 70.8
    assert round(everything.overall.done, 1) == 76.4


def test_001_letters_mean_what_was_said_and_the_area_can_word_red(thurrock):
    words = thurrock.look(plans.wording).of()
    assert words[Brag.GREEN].meaning == "Complete but not embedded"
    assert words[Brag.AMBER].meaning == "Started but not complete"
    assert words[Brag.RED] == DEFAULTS[Brag.RED]
    said = Word("R", "Stuck", "Nobody works on it")
    session = Session(thurrock.database.engine, info={"member": "thurrock"})
    with session:
        planning.word(session, brag=Brag.RED, said=said, by=MANAGER)
        assert plans.wording(session).of()[Brag.RED] == said
        session.rollback()


def test_001_four_themes_run_over_the_reviews(thurrock):
    known = {each.title: each.id for each in thurrock.look(themes.themes)}
    assert set(known) == {
        "Information sharing",
        "Professional curiosity",
        "Thresholds and escalations",
        "Working with resistance",
    }
    wanted = library.Wanted(theme=known["Information sharing"])
    found = thurrock.look(library.library, wanted)
    assert [each.review.title for each in found] == ["Shay and Ashley"]


def test_001_work_areas_are_priorities_and_the_peer_review_drove_work(thurrock):
    areas = [
        each.title for each in thurrock.look(workplan.priorities, date(2021, 12, 7))
    ]
    peer = the_reviews(thurrock)["Peer review"]
    found = " ".join(each.text for each in thurrock.look(library.of_review, peer))
    assert len(areas) == 3
    assert peer.kind is ReviewKind.PEER
    assert "performance indicators" in found
    assert "police, health and schools" in found
    assert "multi-agency audits" in found


def test_001_an_independent_chair_is_new_and_constitution_and_plan_are_kept(thurrock):
    chair = thurrock.body(LSCP, date(2021, 12, 7)).chair
    text = of_kind(thurrock, Kind.CONSTITUTION).versions[0].text
    plan = next(
        each
        for each in thurrock.look(workplan.deliveries)
        if each.title == "2022-2024 LSCP delivery plan"
    )
    assert chair.title == "Independent Chair and Scrutineer"
    assert chair.basis is Basis.INDEPENDENT
    assert "Wood review" in text
    assert "2017" in text
    assert "20222-2024 LSCO" in plan.note
    assert "Dataset" in plan.note


def test_001_every_amber_has_a_due_date_and_a_forecast(thurrock):
    found = thurrock.look(actions.everything)
    amber = [each for each in found if each.brag is Brag.AMBER]
    assert len(amber) == 17
    assert all(each.due and each.forecast for each in amber)
    assert thurrock.look(actions.counts)[actions.Show.MISSING] == 0


def test_001_a_written_report_is_asked_for_february_and_priorities_next_year(thurrock):
    coming = thurrock.coming(COMMITTEE)
    [report] = [
        each for each in thurrock.look(reports.reports) if "RAG" in each.cover.title
    ]
    assert coming["Written report with the RAG rated action plan"].month == 2
    assert coming["Report on the priorities of next year"].year == 2022
    assert report.as_at == date(2021, 12, 7)


def test_001_two_officers_left_at_745_and_sessions_are_spread_out(thurrock):
    meeting = thurrock.meeting(COMMITTEE, 1)
    left = {
        each.post.title: f"{each.left_at.astimezone(LONDON):%H:%M}"
        for each in meeting.seats
        if each.left_at
    }
    assert left == {
        "Independent Chair and Scrutineer": "19:45",
        "Safeguarding and Children's Manager": "19:45",
    }
    assert "Spread awareness sessions out, so that most can attend" in (
        thurrock.milestones()
    )
    [asked] = thurrock.questions(meeting)
    assert "on course" in asked.answer


# 002: the independent review


def test_002_the_cover_says_what_the_paper_said(thurrock):
    report = the_cover(thurrock)
    asked = report.recommendations.splitlines()
    assert (report.committee, report.is_key, report.wards) == ("Cabinet", False, "All")
    assert (report.exemption, report.background) == ("", "")
    assert "Portfolio Holder" in report.sponsor_post
    assert "Assistant Director" in report.accountable_post
    assert "overview and scrutiny" in report.consultation
    assert report.priorities.startswith("People")
    assert report.appendices.startswith("Appendix 1")
    assert "Chair of the LSCP" in report.author_post
    assert [line[:3] for line in asked] == ["1.1", "1.2", "1.3"]
    assert any("cases of concern" in title for title in thurrock.coming("cabinet"))


def the_cover(area):
    return next(
        each.cover
        for each in area.look(reports.reports)
        if each.cover.committee == "Cabinet"
    )


def test_002_the_director_declares_the_dual_role(thurrock):
    meeting = thurrock.meeting("cabinet")
    [declared] = meeting.declarations
    assert meeting.line.day == date(2020, 12, 9)
    assert meeting.items[0].title.startswith("Item 15")
    assert declared.interest is Interest.DUAL_ROLE
    assert declared.post == "Corporate Director of Children's Services"


def test_002_health_chairs_first_then_the_council(thurrock):
    chairs = [
        thurrock.body(LSCP, on).chair.agency
        for on in (IN_FORCE, date(2020, 3, 31), date(2020, 4, 1))
    ]
    assert chairs == ["icb", "icb", "local-authority"]


def test_002_the_review_began_in_june_2020_and_one_is_due_every_year(thurrock):
    review = the_reviews(thurrock)["Independent review of the LSCP"]
    assert (review.opened_on.year, review.opened_on.month) == (2020, 6)
    assert "August 2020" in review.narrative
    assert any("review of this year" in title for title in thurrock.coming(LSCP))
    assert "every year" in of_kind(thurrock, Kind.CONSTITUTION).versions[0].text


def test_002_the_review_was_asked_eight_questions(thurrock):
    review = the_reviews(thurrock)["Independent review of the LSCP"]
    assert len(review.scope.splitlines()) == 8


def test_002_26_recommendations_are_kept_apart_from_the_26_actions(thurrock):
    found = thurrock.look(recommendations.recommendations)
    review = the_reviews(thurrock)["Independent review of the LSCP"]
    peer = next(
        line.plan
        for line in thurrock.look(actions.totals).lines
        if line.plan.ref == "THU-PEER"
    )
    assert len(found) == 26
    assert not any(each.actions for each in found)
    assert UUID(peer.source_record) != review.id
    assert review.body == peer.body == BOARD


def test_002_six_headlines_are_told_in_words(thurrock):
    told = [
        each.text
        for each in thurrock.look(recommendations.recommendations)
        if "not told" not in each.text
    ]
    raised = {
        (line.source, year.year)
        for year in thurrock.look(funding.years)
        for line in year.lines
        if "rise" in line.about
    }
    assert len(told) == 6
    assert raised == {(a, y) for a in ("icb", "police") for y in (2021, 2022)}


def test_002_the_opinion_on_compliance_has_author_scope_and_date(thurrock):
    [given] = of_kind(thurrock, Kind.ARRANGEMENTS).assurance
    assert given.post == "Independent reviewer"
    assert given.opinion is Opinion.ASSURED
    assert "2018" in given.text
    assert given.scope
    assert given.given_on == date(2020, 8, 31)


def test_002_implications_name_who_verified_them(thurrock):
    cover = the_cover(thurrock)
    meeting = thurrock.meeting("cabinet")
    text = thurrock.minutes_of(meeting).wordings[-1].text
    assert cover.financial_by == "Strategic Lead, Finance"
    assert cover.legal_by == "Interim Deputy Head of Legal"
    assert cover.diversity_by.startswith("Team Manager")
    assert (cover.other, cover.background) == ("", "")
    assert "Corporate priority: People" in text
    assert "overview and scrutiny committee" in text


def test_the_minutes_are_signed(thurrock):
    for slug, place in ((COMMITTEE, 0), (COMMITTEE, 1), ("cabinet", 0)):
        assert thurrock.minutes_of(thurrock.meeting(slug, place)).step is Step.SIGNED


def test_the_rotation_of_the_chair_can_be_read_back(thurrock):
    seen = thurrock.body(LSCP)
    with thurrock.database.reading() as session:
        terms = bodies.seat_history(session, seen, seen.chair.seat)
    assert {term.agency for term in terms} >= {"icb", "local-authority", None}
