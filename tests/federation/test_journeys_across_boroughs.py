"""What three boroughs and leadership do together, page by page, over RabbitMQ.

One federation runs for all of it. Its clock is moved on where days must pass, so the
tests stand in the order in which they happen.
"""

from datetime import timedelta

import pytest

from accord.private_rabbitmq import PrivateRabbitMQ
from kit import clock
from kit.web import filters
from tests.support import answering_once as answering
from tests.support import journeys
from tests.support import releasing_figures as figures
from tests.support import sharing_places as placing
from tests.support import taking_positions as positions
from tests.support.answering_once import QUESTIONS, answer
from tests.support.journeys import (
    BARKING,
    BOROUGHS,
    HAVERING,
    REDBRIDGE,
    Federation,
    Person,
)
from tests.support.services import unavailable
from tests.support.taking_positions import MANAGER, MEMBER, SECTION_11, Stand

pytestmark = [pytest.mark.rabbitmq, pytest.mark.browser, pytest.mark.long]

LOCAL = {
    slug: f"Staff know how to reach our hub, number {number}"
    for number, slug in enumerate(BOROUGHS, start=1)
}
WHY_VARIED = "Our schools asked for a shorter rhythm"
NARRATIVE = "The board heard of it in March and asked for more"
HAVERINGS = 2  # the column of Havering, the boroughs standing by name
ABSENT = "not there"
CONFIRMED, WAITING = "Confirmed", "On the waiting list"


@pytest.fixture(scope="module")
def fed(tmp_path_factory, chromium):
    if not PrivateRabbitMQ.possible():
        unavailable("RabbitMQ", "rabbitmq-server is not on this machine")
    folder = tmp_path_factory.mktemp("journeys")
    with journeys.running(folder, chromium) as running:
        yield running


def test_small_numbers_and_what_tells_them_stay_hidden_when_figures_leave(fed):
    analyst, manager = (
        fed.no_script(HAVERING, "analyst"),
        fed.no_script(HAVERING, MANAGER),
    )
    leader = fed.no_script("leadership", MEMBER)
    figures.enter(analyst, "CL03", 2, 40)
    figures.enter(analyst, "IC01", 88, 90)
    figures.what_cannot_be_is_put_right_or_explained(analyst)
    address = figures.prepare(analyst)
    for indicator, why in (
        ("CL03", "The number is too small to show"),
        ("IC01", "So few of the group are not counted"),
        ("SD01", "Not available (x)"),
    ):
        row = analyst.cells(f"{indicator} ")
        assert why in row[5]
        assert "2" not in row[2] + row[4]
    figures.approve(manager, address)
    leader.open("/performance/CL03")
    leader.until(lambda: "hidden" in havering_on(leader), "a hidden number")
    figures.rules_are_the_same(analyst, leader)
    figures.enter(analyst, "AS01", 620, 700)
    figures.approve(manager, figures.prepare(analyst, "Ten assessments came in late"))
    leader.open("/performance/AS01")
    leader.wait("first released as 87.1")
    assert havering_on(leader).startswith("88.6")
    leader.told("Ten assessments came in late")
    for member, role in (
        (HAVERING, "analyst"),
        (HAVERING, MANAGER),
        ("leadership", MEMBER),
    ):
        fed.look_again(member, role)


def havering_on(leader: Person) -> str:
    """What leadership's table of an indicator shows of Havering in that quarter."""
    cells = leader.cells(figures.SHOWN)
    return cells[HAVERINGS] if cells else ""


@pytest.fixture(scope="module")
def first_year(fed: Federation):
    """The first version: two boroughs adopt it, one declines; an agency returned it."""
    positions.publish(fed, SECTION_11)
    for slug in (BARKING, REDBRIDGE):
        positions.found_a_body(fed, slug)
    for slug in (HAVERING, BARKING):
        positions.take_position(fed, slug, SECTION_11, 1, Stand(position="adopted"))
    declined = Stand(position="declined", why="Ours runs until next spring")
    positions.take_position(fed, REDBRIDGE, SECTION_11, 1, declined)
    path = answering.open_cycle(fed, HAVERING, "Section 11, first round")
    who = answering.writer(fed, HAVERING)
    for item in QUESTIONS:
        answer(who, path, item, words="As last year", score=1)
    answering.sign(fed, HAVERING, path)
    return path


def test_a_borough_that_declined_a_standard_is_sent_a_return_and_keeps_nothing(
    fed, first_year
):
    names = ("Barking and Dagenham", "Redbridge")
    digest = answering.share(fed, HAVERING, first_year, *names)
    assert answering.digest_on(answering.copy_at(fed, BARKING, 1, 1)) == digest
    manager = fed.of(HAVERING, MANAGER)
    manager.open(answering.sharing(first_year))
    manager.wait("it does not work to this standard, and kept nothing")
    there = fed.of(REDBRIDGE, MANAGER)
    there.open("/section-returns/")
    there.told("Nothing is shared yet")
    who = answering.senior(fed, HAVERING)
    who.open(f"{answering.sharing(first_year)}/consent")
    who.told("Not offered, as it declined this tool: Redbridge")


@pytest.fixture(scope="module")
def second_year(fed: Federation, first_year):
    """A year on there is a next version: two adopt it with an item, one varies it.

    Gives the day on which the one that varies it looks again.
    """
    fed.later(clock.today() + timedelta(days=365))
    review_on = clock.today() + timedelta(days=400)
    positions.publish(fed, SECTION_11, reworded="S05")
    for slug in (HAVERING, BARKING):
        adopted = Stand(position="adopted", ours=LOCAL[slug])
        positions.take_position(fed, slug, SECTION_11, 2, adopted)
    varied = Stand(
        position="varied",
        why=WHY_VARIED,
        review_on=review_on,
        ours=LOCAL[REDBRIDGE],
        varied={answering.VARIED: "Schools meet once a term"},
    )
    positions.take_position(fed, REDBRIDGE, SECTION_11, 2, varied)
    return review_on


@pytest.fixture(scope="module")
def second_round(fed: Federation, second_year):
    """The agency is asked in all three boroughs, and answers in one of them."""
    paths = {
        slug: answering.open_cycle(fed, slug, "Section 11, second round")
        for slug in BOROUGHS
    }
    answer_again(fed, paths[HAVERING])
    answering.sign(fed, HAVERING, paths[HAVERING])
    return paths


def answer_again(fed: Federation, path: str) -> None:
    """Last round's answers, two of them new with dated evidence, each looked at."""
    who = answering.writer(fed, HAVERING)
    who.open(path)
    who.press("Carry last answers forward")
    who.told("20 answers carried forward")
    who.open(f"{path}/sections/1")
    who.told("Look at it and save it to confirm")
    for item in QUESTIONS[:2]:
        answer(who, path, item, words=NARRATIVE, score=3)
        on = clock.today() - timedelta(days=60)
        answering.show_evidence(who, path, f"Minutes on {item}", on, item)
    for item in QUESTIONS[2:]:
        answer(who, path, item)
    answer(who, path, answering.OWN, words="Each new colleague is told", score=3)


def test_an_agency_answers_once_and_three_boroughs_hold_the_same(fed, second_round):
    names = ("Barking and Dagenham", "Redbridge")
    digest = answering.share(fed, HAVERING, second_round[HAVERING], *names)
    for slug in (BARKING, REDBRIDGE):
        held = answering.copy_at(fed, slug, 2, 1)
        assert answering.digest_on(held) == digest
        held.told(NARRATIVE)
        assert LOCAL[HAVERING] not in held.main
        assert held.page.locator("main form").count() == 0
        answering.let_it_answer(held, second_round[slug])
        answering.answers_what_is_left(fed, slug, second_round[slug])
    answering.nobody_changes_the_copy(fed, second_round[REDBRIDGE])


def test_what_the_agency_changes_or_withdraws_changes_in_every_borough(
    fed, second_round
):
    path, held = second_round[HAVERING], (BARKING, REDBRIDGE)
    manager, who = fed.of(HAVERING, MANAGER), answering.writer(fed, HAVERING)
    manager.open(path)
    manager.follow("Reopen it for the agency")
    manager.press("Reopen")
    manager.refused("reason")
    manager.type("Why", "One answer names a year that is over")
    manager.press("Reopen")
    answer(who, path, "S03", words="The statement is of this spring")
    answering.sign(fed, HAVERING, path)
    names = ("Barking and Dagenham", "Redbridge")
    digest = answering.share(fed, HAVERING, path, *names)
    for slug in held:
        copy = answering.copy_at(fed, slug, 2, 2)
        assert answering.digest_on(copy) == digest
        copy.told("The statement is of this spring")
    answering.withdraw(fed, path)
    for slug in held:
        copy = answering.copy_at(fed, slug, 2, 2)
        copy.wait("It was withdrawn. What it said was removed here")
        assert NARRATIVE not in copy.main


def test_leadership_reads_two_aligned_and_one_varied_with_its_reason(fed, second_year):
    leader = fed.of("leadership", MEMBER)
    leader.open("/alignment/")
    leader.wait("2 adopted, 1 varied")
    title, barking, havering, redbridge = matrix(leader)
    assert "version 2" in title
    assert barking.startswith("Aligned")
    assert havering.startswith("Aligned")
    assert redbridge.startswith("Agreed difference")
    for words in (WHY_VARIED, "Quality group", filters.day(second_year)):
        assert words in redbridge
    assert heard_of_barking(leader)[0] == "Fresh"
    nothing_local_is_reachable(leader)


def heard_of_barking(leader: Person) -> list[str]:
    """How fresh its word is, and when anything was last heard of it."""
    table = leader.page.get_by_role("table", name="When each borough was last heard")
    row = table.get_by_role("row").filter(has_text="Barking and Dagenham")
    return row.locator("td").all_inner_texts()[:2]


def matrix(leader: Person) -> list[str]:
    """The row of the tool: its title, and each borough with its folded reasons."""
    row = leader.page.get_by_role("row").filter(has_text="Section 11").first
    texts = row.locator("th, td").all_text_contents()
    return [" ".join(text.split()) for text in texts]


def nothing_local_is_reachable(leader: Person) -> None:
    for path in ("self-assessments", "section-returns", "held-returns", "bookings"):
        assert leader.page.request.get(f"/{path}/").status == 404
    links = leader.page.locator("main a[href^='/']").all()
    for path in sorted({str(link.get_attribute("href")) for link in links}):
        answer = leader.page.request.get(path)
        assert answer.status == 200
        assert NARRATIVE.encode() not in answer.body(), path


@pytest.fixture(scope="module")
def days(fed: Federation):
    return placing.plan_days()


@pytest.fixture(scope="module")
def event(fed: Federation, days):
    """Thirty places, ten kept for each borough; of Redbridge's ten three are left."""
    path = placing.host(fed, days)
    placing.book_own(fed, path, 10)
    for slug, agency, number in ((BARKING, "police", 9), (REDBRIDGE, "police", 7)):
        asked = placing.ask(fed, slug, agency, placing.people(slug, agency, number))
        who, _ = placing.representatives(fed, slug, agency)
        assert placing.answered(who, asked) == [CONFIRMED] * number
    return path


@pytest.fixture(scope="module")
def school(fed: Federation, event):
    """A school books four, and another agency asks for one more after it."""
    asked = placing.ask(
        fed, REDBRIDGE, "education", placing.people(REDBRIDGE, "education", 4)
    )
    who, _ = placing.representatives(fed, REDBRIDGE, "education")
    placing.answered(who, asked)
    later = placing.ask(
        fed, REDBRIDGE, "housing", placing.people(REDBRIDGE, "housing", 1)
    )
    other, _ = placing.representatives(fed, REDBRIDGE, "housing")
    placing.answered(other, later)
    return {"education": asked, "housing": later}


def test_a_school_takes_the_three_places_left_and_is_told_where_it_waits(
    fed, event, school
):
    who, _ = placing.representatives(fed, REDBRIDGE, "education")
    stands = placing.places(who, school["education"])
    assert stands == [CONFIRMED] * 3 + [f"{WAITING}, position 1"]
    other, _ = placing.representatives(fed, REDBRIDGE, "housing")
    assert placing.places(other, school["housing"]) == [f"{WAITING}, position 2"]
    manager = fed.of(HAVERING, MANAGER)
    manager.open(event)
    manager.told("29 taken")
    table = manager.page.get_by_role("table", name="Who waits")
    rows = [row.inner_text().split() for row in table.locator("tbody tr").all()]
    assert [row[:2] for row in rows] == [["1", "Redbridge"], ["2", "Redbridge"]]


@pytest.fixture(scope="module")
def released(fed: Federation, days, school):
    """The release day comes: one place of another borough was not used."""
    fed.later(days.release)
    fed.run(HAVERING, "bookings", "settle")


def test_on_the_release_day_the_first_who_waits_has_the_unused_place(
    fed, days, school, released
):
    who, _ = placing.representatives(fed, REDBRIDGE, "education")
    who.open(school["education"])
    who.wait("Place held until")
    other, _ = placing.representatives(fed, REDBRIDGE, "housing")
    other.open(school["housing"])
    other.wait(f"{WAITING}, position 1")
    who.press("Say yes to place 4")
    assert placing.answered(who, school["education"]) == [CONFIRMED] * 4


def test_a_colleague_takes_a_place_late_at_no_charge(fed, days, school, released):
    fed.later(days.event - timedelta(days=2))
    who, other = placing.representatives(fed, REDBRIDGE, "education")
    who.open(school["education"])
    who.press("Let a colleague have place 1")
    who.type("Name", "Education worker 9")
    who.type("Work address", "worker9.education@redbridge.example.org")
    who.press("Propose it")
    who.refused("course that comes first")
    who.tick("A course of group A was done")
    who.press("Propose it")
    other.open(school["education"])
    other.told("instead of Education worker 1")
    other.press("Approve and send it")
    assert "charged" not in "".join(placing.answered(other, school["education"]))
    other.told("Education worker 9")
    manager = fed.of(HAVERING, MANAGER)
    manager.open("/training-charges/")
    assert manager.cells("Schools and colleges") == []


def test_the_school_and_not_the_person_is_charged_when_nobody_comes(
    fed, days, event, school, released
):
    fed.later(days.event + timedelta(days=1))
    manager = fed.of(HAVERING, MANAGER)
    manager.open(event.replace("/events/", "/attendance/"))
    manager.press("Close the register")
    manager.told("marks are missing")
    for row in manager.page.locator("tbody tr").all():
        away = "Education worker 2" in row.inner_text()
        row.locator("select").select_option(ABSENT if away else "there")
    manager.press("Keep the marks of session 1")
    manager.press("Close the register")
    manager.told("The register is closed")
    manager.open("/training-charges/")
    charged = manager.cells("Schools and colleges")
    assert charged[3:5] == ["Did not come", placing.CHARGE]
    assert "Redbridge" in charged[0]
    assert "worker" not in manager.main
    who, _ = placing.representatives(fed, REDBRIDGE, "education")
    who.open(school["education"])
    who.wait(f"The employer is charged £{placing.CHARGE}")


def test_leadership_sees_which_borough_went_silent_and_since_when(fed, second_year):
    leader = fed.of("leadership", MEMBER)
    leader.open("/alignment/")
    _, last_heard = heard_of_barking(leader)
    fed.later(clock.today() + timedelta(days=125))
    positions.publish(fed, "threshold")
    for slug in (HAVERING, REDBRIDGE):
        adopted = Stand(position="adopted")
        positions.take_position(fed, slug, "threshold", 1, adopted)
    leader = fed.of("leadership", MEMBER)
    leader.open("/alignment/")
    leader.until(lambda: matrix(leader)[2].startswith("Aligned"), "Havering's word")
    leader.until(lambda: matrix(leader)[3].startswith("Agreed"), "Redbridge's word")
    assert matrix(leader)[1].startswith("Drift Stale")
    assert heard_of_barking(leader) == ["Stale", last_heard]
