"""A child's death from its notification to what leadership learns, over RabbitMQ.

Over a weekend and a bank holiday, in three boroughs. The clock of the federation is
moved on where days must pass, so the tests stand in the order in which they happen.
"""

from datetime import timedelta

import pytest

from accord.demo.death_years import DEATHS, YEARS
from accord.private_rabbitmq import PrivateRabbitMQ
from kit import clock
from kit.web import filters
from partnership.clocks.model import Unit, due, end_of
from partnership.death_figures.model import days_of, ends_pool, label, year_with
from tests.support import journeys
from tests.support import reviewing_a_death as reviewing
from tests.support.journeys import BOROUGHS, HAVERING, REDBRIDGE
from tests.support.reviewing_a_death import (
    COORDINATOR,
    FAMILY,
    GIVEN,
    NUMBER,
    PANEL,
    REPRESENTATIVE,
)
from tests.support.services import unavailable
from tests.support.taking_positions import MANAGER, MEMBER

pytestmark = [pytest.mark.rabbitmq, pytest.mark.browser, pytest.mark.long]

HEALTH, POLICE = "health-provider", "police"
ADVICE = "Give advice on safer sleep at the first visit and again at the last"
KEPT, OVER = "Done in time", "Over"


@pytest.fixture(scope="module")
def fed(tmp_path_factory, chromium):
    if not PrivateRabbitMQ.possible():
        unavailable("RabbitMQ", "rabbitmq-server is not on this machine")
    folder = tmp_path_factory.mktemp("death")
    with journeys.running(folder, chromium) as running:
        yield running


@pytest.fixture(scope="module")
def monday(fed):
    """A bank holiday; the child dies the Friday before, and it is Sunday now."""
    day = reviewing.bank_holiday()
    manager = fed.of(REDBRIDGE, MANAGER)
    reviewing.count_hours(manager, "death-notification", 48)
    fed.later(day - timedelta(days=1))
    return day


@pytest.fixture(scope="module")
def heard(fed, monday):
    """Where the child died: the case is offered to the panel of the child's home."""
    friday = monday - timedelta(days=3)
    who = fed.of(HAVERING, COORDINATOR)
    path = reviewing.notify(
        who, on=friday, at="16:00", home=REDBRIDGE, died_in=HAVERING
    )
    reviewing.write_child(who, path)
    reviewing.write_death(who, path, on=friday, at="10:00")
    return path


def clock_of(who, title):
    """What the page of a case says of one of its clocks."""
    return who.page.locator("main li").filter(has_text=title).first.inner_text()


def test_the_area_of_the_death_counts_a_day_and_hands_the_case_over(fed, monday, heard):
    who = fed.of(HAVERING, COORDINATOR)
    who.open(heard)
    who.told("offer it to the panel of the child's home")
    saturday = filters.day(monday - timedelta(days=2))
    ours = clock_of(who, "Child death notified")
    assert KEPT in ours
    assert f"{saturday}, 10:00" in ours or saturday in ours
    who.follow("Offer it to another area")
    who.type("Reason", "The family lives there")
    who.press("Note the offer")
    who.follow("Note the answer")
    who.mark("accepted", "yes")
    who.type("Their reason", "It is ours")
    who.press("Note the answer")
    who.told("Handed over")


@pytest.fixture(scope="module")
def taken(fed, monday, heard):
    """At home: told on Saturday noon, which is late by a day and not by two."""
    friday = monday - timedelta(days=3)
    who = fed.no_script(REDBRIDGE, COORDINATOR)
    path = reviewing.notify(
        who, on=monday - timedelta(days=2), at="12:00", home=REDBRIDGE, died_in=HAVERING
    )
    reviewing.write_child(who, path)
    reviewing.write_death(who, path, on=friday, at="10:00")
    return path


def test_another_area_counts_two_days_by_its_own_rule(fed, monday, taken):
    who = fed.of(REDBRIDGE, COORDINATOR)
    who.open(taken)
    assert KEPT in clock_of(who, "Child death notified")
    manager = fed.of(REDBRIDGE, MANAGER)
    manager.open("/clocks/rules")
    assert manager.cells("Child death notified")[1] == "48 hours"
    there = fed.of(HAVERING, MANAGER)
    there.open("/clocks/rules")
    assert there.cells("Child death notified")[1] == "24 hours"


def test_a_second_notification_of_the_child_tells_nothing_and_finds_the_first(
    fed, monday, taken
):
    second = fed.of(REDBRIDGE, COORDINATOR, number=2)
    path = reviewing.notify(
        second,
        on=monday - timedelta(days=2),
        at="15:00",
        home=REDBRIDGE,
        died_in=HAVERING,
    )
    reviewing.write_child(second, path)
    second.told("It is stored, and locked")
    code = reviewing.case_code(second)
    first = fed.of(REDBRIDGE, COORDINATOR)
    first.open(taken)
    first.told(f"Notification {code} may be of the same child")
    second.follow("This death is not reviewed")
    second.mark("reason", "the same death was notified before")
    second.press("Do not review it")
    second.told("the same death was notified before")


@pytest.fixture(scope="module")
def asked(fed, monday, taken):
    """Triage on Sunday, and two agencies are asked for their forms."""
    for agency in (HEALTH, POLICE):
        fed.of(REDBRIDGE, REPRESENTATIVE, agency=agency)
    who = fed.people[REDBRIDGE, COORDINATOR, "no script"]
    who.open(taken)
    who.follow("Decide how it is answered")
    who.mark("response", "no")
    who.press("Save")
    who.refused("say why there is none")
    who.mark("response", "yes")
    who.press("Save")
    forms = [
        reviewing.ask(
            who, taken, part=part, agency=agency, person=reviewing.name_of(agency)
        )
        for part, agency in (("health visitor", HEALTH), ("police officer", POLICE))
    ]
    fed.look_again(REDBRIDGE, COORDINATOR)
    return forms


def test_hours_run_through_the_holiday_and_working_days_skip_it(
    fed, monday, taken, asked
):
    sunday = monday - timedelta(days=1)
    who = fed.of(REDBRIDGE, COORDINATOR)
    who.open(asked[0])
    last = due(end_of(sunday), 15, Unit.WORKING_DAYS)
    assert clock.london_day(last) == sunday + timedelta(days=22)  # and not 19
    assert filters.day(last) in who.main
    fed.later(monday + timedelta(days=1))
    who = fed.of(REDBRIDGE, COORDINATOR)
    who.open(taken)
    response = clock_of(who, "Joint agency response meeting")
    assert OVER in response
    assert filters.day(monday) in response
    who.follow("Agencies met")
    who.day("On which day", monday)
    who.type("At what time", "09:30")
    who.press("Save")
    assert KEPT in clock_of(who, "Joint agency response meeting")


def test_who_does_not_answer_is_reminded_and_the_coordinator_told(fed, monday, asked):
    reviewing.fill(
        fed.of(REDBRIDGE, REPRESENTATIVE, agency=HEALTH), "We visited the home twice."
    )
    fed.later(monday + timedelta(days=29))
    assert "1 form was chased" in fed.run(REDBRIDGE, "reporting-forms", "chase")
    who = fed.of(REDBRIDGE, COORDINATOR)
    who.open("/deaths/forms")
    late, waiting = (who.cells(words) for words in ("Police", "To be checked"))
    assert "Late" in late[3]
    assert late[5] == "3"
    assert waiting == [] or "Late" not in waiting[3]
    police = fed.of(REDBRIDGE, REPRESENTATIVE, agency=POLICE)
    reviewing.fill(police, "Officers came within the hour.")
    who = fed.of(REDBRIDGE, COORDINATOR)
    for path in asked:
        reviewing.accept(who, path)
    police.open("/reporting-forms/")
    police.told("No form is asked of you")


@pytest.fixture(scope="module")
def panel(fed, taken, asked):
    """A review meeting was held, and the panel's pack is made."""
    fed.of(REDBRIDGE, PANEL)
    who = fed.of(REDBRIDGE, COORDINATOR)
    reviewing.meet(who, taken)
    who.open(taken)
    code = reviewing.case_code(who)
    return reviewing.list_on_a_panel(who, code, member="The cdop-panel 1")


def test_the_panel_reads_a_pack_that_a_person_confirmed_and_no_name(fed, panel):
    member = fed.of(REDBRIDGE, PANEL)
    member.open(panel)
    member.told("There are no papers to read here now")
    who = fed.of(REDBRIDGE, COORDINATOR)
    reviewing.confirm_page(who, panel)
    who.open(panel)
    who.press("Open the pack to the members")
    member.open(f"{panel}/pack")
    for word in (GIVEN, FAMILY, NUMBER, "ZZ99", "Nominata"):
        assert word not in member.main
    assert "found in the morning" in member.main


def test_every_other_page_of_the_review_is_looked_at_too(fed, taken, panel):
    who = fed.of(REDBRIDGE, COORDINATOR)
    for page in (
        *("people", "conflict", "inquiries/new", "incident", "key-worker", "stage"),
        *("questions/new", "meeting/inquest", "extracts", "forms/gathered"),
    ):
        who.open(f"{taken}/{page}")
    for path in (
        *("/deaths/emergency", "/deaths/forms/ladder", "/death-figures/rule"),
        *(f"{panel}/change", "/"),
    ):
        who.open(path)


@pytest.fixture(scope="module")
def reviewed(fed, taken, panel):
    """The panel met, found what could be changed and recommends something."""
    fed.later(clock.today() + timedelta(days=8))
    who = fed.of(REDBRIDGE, COORDINATOR)
    who.open(taken)
    who.open(panel)
    who.page.locator("main a[href$='/decide']").click()
    who.mark("outcome", "reviewed")
    who.press("Save")
    who.press("The meeting is over")
    reviewing.analyse(who, taken)
    reviewing.recommend(who, taken, ADVICE)
    return taken


def test_a_recommendation_stands_in_the_one_action_log(fed, reviewed):
    manager = fed.of(REDBRIDGE, MANAGER)
    manager.open("/actions/")
    manager.told(ADVICE)
    assert manager.page.request.get(reviewed).status in (403, 404)


@pytest.fixture(scope="module")
def told(fed, reviewed):
    """The year that ends a sum of years is over; three boroughs release its figures."""
    last = year_with(clock.today())
    while not ends_pool(last, 3):
        last += 1
    fed.later(days_of(last)[1] + timedelta(days=1))
    reviewing.past_years(fed, BOROUGHS, last=last)
    for slug in BOROUGHS:
        second = reviewing.tell(fed, slug, year=label(last, 1), children=60_000)
        second.follow("Report of the child death review partners")
        second.told("section 16M")
    return last


def test_leadership_sees_three_boroughs_with_limits_and_no_child(fed, told):
    leader = fed.of("leadership", MEMBER)
    leader.open("/child-deaths/")
    leader.until(lambda: all_told(leader), "three boroughs")
    leader.told(label(told, 3))
    rates = leader.cells("Deaths a year in 100,000 children")
    assert all(" to " in each for each in rates[1:])
    counts = leader.cells("All years")
    planted = DEATHS[REDBRIDGE] * YEARS
    assert counts[-1] == str(planted + 1)  # the child of this journey
    leader.told("hidden")
    for word in (GIVEN, FAMILY, NUMBER, "case"):
        assert word not in leader.main.replace("no case", "").replace(
            "95 of 100 cases", ""
        )


def all_told(leader):
    table = leader.page.get_by_role("table", name="What each borough told")
    rows = table.locator("tbody tr").all()
    return len(rows) == 3 and all("Not told" not in row.inner_text() for row in rows)
