"""What people see on the day that matters: delegations, clocks, a director's front."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accord.seeds import havering
from accord.seeds.havering_bodies import DIRECTOR
from accord.seeds.havering_cabinet import MEMBER
from borough.incidents import queries as incidents
from borough.incidents import service as incident
from borough.incidents.model import Harm, Part
from borough.reviews import service as reviews
from borough.summaries import service as summaries
from kit.access import service as access
from partnership.agencies import STATUTORY
from partnership.clocks import service as clocks
from partnership.decisions import service as decisions
from partnership.decisions.model import Position, Said
from partnership.delegations import service as delegations
from tests.support.clicks import cells, date_in, follow, go, press, refused, told
from tests.support.governance import london
from tests.support.plans import MANAGER

PHONE, DESK = 320, 1280
COUNCIL = {"agency": "local-authority"}
CHAIR = {"body": "hspg"}
DELEGATED = f"CABINET-2019-01, to {DIRECTOR}: Finalise the plan"


@pytest.fixture
def travel():
    """``travel(moment)``: from then on the time goes on from there, here alone."""
    with time_machine.travel(datetime(2019, 6, 13, 9, tzinfo=UTC)) as machine:
        yield machine.move_to


@pytest.fixture
def seeded(travel, served):
    """Havering with all that the paper of its Cabinet says, on a day after it.

    What the paper says begins in September 2019 can be entered from then on.
    """

    def load(moment: datetime):
        travel(max(moment, london(2019, 9, 30)))
        made = served("havering")
        havering.load(made.app.extensions["accord"].database)
        travel(moment)
        return made

    return load


def test_a_delegation_is_told_of_and_completed_once_consulted(seeded, travel):
    at = seeded(london(2019, 6, 14))
    for role, place in (("partner_representative", COUNCIL), ("business_manager", {})):
        told_of_nothing(at, role, place)
    travel(london(2019, 6, 15))
    at.governance.do(delegations.warn, on=date(2019, 6, 15))
    manager = at.comes("business_manager")
    told(manager, DELEGATED)
    at.seen(manager, "journey-2-front")
    read_notice(at, manager)
    director = at.comes("partner_representative", **COUNCIL)
    told(director, DELEGATED)
    told(director, "Due 29 June 2019")
    read_notice(at, director)
    told(director, MEMBER)
    at.seen(director, "journey-2-delegation", PHONE, DESK)
    complete(director)
    refused(director, "Record the consultation first")
    expect(director.locator("#completed_on-error")).to_contain_text("consultation")
    expect(director.get_by_label("What was done")).to_have_value("The plan is final")
    at.seen(director, "journey-2-refused", PHONE, DESK)
    consult(at, director)
    complete(director)
    told(director, "Completed")
    at.seen(director, "journey-2-completed")


def told_of_nothing(at, role: str, place: dict[str, str]) -> None:
    at.governance.do(delegations.warn, on=date(2019, 6, 14))
    page = at.comes(role, **place)
    expect(page.locator("main")).not_to_contain_text(DELEGATED)
    expect(page.get_by_role("link", name="Notices", exact=True)).to_have_count(1)


def read_notice(at, page: Page) -> None:
    page.get_by_role("link", name="Notices (1").click()
    told(page, "A delegation is due within 14 days and nobody recorded its completion")
    at.seen(page, "journey-2-notice")
    page.locator("main").get_by_role("link", name="A delegation is due").click()


def complete(page: Page) -> None:
    press(page, "Record the completion")
    date_in(page, "Day it was completed", date(2019, 6, 15))
    page.get_by_label("What was done").fill("The plan is final")
    press(page, "Save")


def consult(at, page: Page) -> None:
    page.locator(".govuk-breadcrumbs").get_by_role("link").last.click()
    press(page, "Record the consultation")
    press(page, "Save")
    refused(page, "Say what the consulted post said")
    at.seen(page, "journey-2-consult")
    date_in(page, "Day of the consultation", date(2019, 6, 15))
    page.get_by_label("What the consulted post said").fill("Content with the draft")
    press(page, "Save")
    told(page, "Content with the draft")


FRIDAY = london(2026, 5, 22, 16)  # the Monday after it is a bank holiday
TUESDAY = london(2026, 5, 26, 10)


@pytest.fixture
def friday(travel, served):
    """A death and a rapid review of one hour, and three agencies asked to tell."""
    travel(FRIDAY)
    made = served("havering")
    made.comes("cdop_coordinator")
    for agency in ("icb", "police", "education"):
        made.comes("partner_representative", agency=agency)
    work = made.governance
    coordinator = work.account("cdop.coordinator@example.org")
    work.do(
        access.assign,
        user_id=coordinator,
        resource="death_narrative",
        record="d1",
        purpose="Coordinates the review",
        by=None,
    )
    for kind in ("death-notification", "joint-agency-response"):
        work.do(
            clocks.start,
            kind=kind,
            resource="death_narrative",
            record="d1",
            reference="D1",
            at=FRIDAY,
        )
    notified(work)
    return made


def notified(work) -> None:
    made = work.do(
        incident.record,
        title="Leo",
        harm=Harm.SERIOUS_HARM,
        part=Part.LEADS,
        agency="local-authority",
        lead_post="Head of safeguarding",
        incident_area="Havering",
        home_area="Havering",
        happened_on=date(2026, 5, 20),
        aware_at=FRIDAY,
        by=MANAGER,
    )
    work.do(incident.notify, incident_id=made, at=FRIDAY, by=MANAGER)
    with work.database.reading() as session:
        review_id = incidents.incident(session, made).review.id
    for agency, day in (("icb", 25), ("police", 23), ("education", 30)):
        work.do(
            summaries.ask,
            review_id=review_id,
            agency=agency,
            due_on=date(2026, 5, day),
            by=MANAGER,
        )


def test_clocks_of_a_friday_are_read_on_the_tuesday_after(friday, travel):
    travel(TUESDAY - timedelta(minutes=30))  # a clock that is over counts hours begun
    page = friday.comes("cdop_coordinator")
    go(page, "Clocks")
    friday.seen(page, "journey-11-board", PHONE, DESK)
    assert cells(page, "Child death notified")[2] == "66 hours over"
    assert cells(page, "Joint agency response")[2] == "18 hours over"
    review = cells(page, "Rapid review")
    assert review[2:4] == ["14 working days left", "15 June 2026"]
    over, met, runs = page.locator("tbody tr").all_inner_texts()
    assert ("notified" in over, "response" in met, "Rapid" in runs) == (True,) * 3
    remind(friday)


def remind(at) -> None:
    manager = at.comes("business_manager")
    manager.goto("/agency-summaries/")
    press(manager, "Remind the agencies now")
    told(manager, "2 agencies were reminded")
    rows = manager.locator("tbody tr").all_inner_texts()
    wanted = ("Police", "Integrated care board", "Schools and colleges")
    assert all(name in row for name, row in zip(wanted, rows, strict=True))
    assert cells(manager, "Police")[3:5] == ["Late", "3"]
    at.seen(manager, "journey-11-agencies", PHONE, DESK)
    press(manager, "Remind the agencies now")
    told(manager, "0 agencies were reminded")
    police = at.comes("partner_representative", agency="police")
    go_to_notices = police.get_by_role("link", name="Notices (2")
    expect(go_to_notices).to_have_count(1)
    go_to_notices.click()
    told(police, "A summary for a review is due from your agency")


@pytest.fixture
def autumn(seeded, travel):
    """The shadow year ends: a review advised, a group decided, a report is to come."""
    made = seeded(london(2020, 8, 17))
    work = made.governance
    made.comes("group_chair", **CHAIR)
    review = work.recommended(
        "Shadow year", "Ask for an independent review every year", london(2020, 8, 3)
    )
    director = work.account("group.chair.hspg@example.org")
    work.do(reviews.assign, review_id=review, user_id=director, by=MANAGER)
    decided = work.do(
        decisions.decide,
        body_id=work.body("hspg"),
        text="Answer the scrutineer before Cabinet meets",
        basis="The shadow year ends",
        positions=dict.fromkeys(STATUTORY, Said(Position.AGREE)),
        by=MANAGER,
    )
    work.do(
        delegations.delegate,
        decision_id=decided,
        text="Draft the answer to the scrutineer",
        to_post=DIRECTOR,
        agency="local-authority",
        due=date(2020, 8, 28),
        by=MANAGER,
    )
    work.meeting("hspg", "September meeting", london(2020, 9, 8, 14))
    return made


def test_a_director_sees_duties_and_declares_two_roles(autumn, travel):
    travel(london(2020, 8, 24))
    page = autumn.comes("group_chair", **CHAIR)
    autumn.seen(page, "journey-12-front", PHONE, DESK)
    for words in (
        "Scrutineer's report on the shadow year",
        "Due 31 August 2020",
        "Recommendation 1 of LR-2020-001",
        "Havering Safeguarding Partnership Group: September meeting",
        f"HSPG-2020-01, to {DIRECTOR}: Draft the answer to the scrutineer",
    ):
        told(page, words)
    expect(page.locator("main")).not_to_contain_text("Interest declared")
    follow(page, "Recommendation 1 of LR-2020-001")
    told(page, "Ask for an independent review every year")
    page.goto("/")
    follow(page, "Havering Safeguarding Partnership Group: September meeting")
    declare(autumn, page)
    page.goto("/")
    told(page, "Interest declared")
    told(page, "September meeting: two roles in one matter")
    autumn.seen(page, "journey-12-declared")


def declare(at, page: Page) -> None:
    press(page, "Note a declaration")
    press(page, "Note it")
    refused(page, "Choose")
    at.seen(page, "journey-12-errors", PHONE, DESK)
    page.get_by_label("Declared by").select_option(label=f"{DIRECTOR}, Local authority")
    page.get_by_label("Two roles in one matter").check()
    words = "Chairs this group and is the accountable officer of what it judges"
    page.get_by_label("The interest").fill(words)
    page.get_by_label("Stays and takes no part in the decision").check()
    press(page, "Note it")
    told(page, words)
    at.seen(page, "journey-12-meeting", PHONE, DESK)
