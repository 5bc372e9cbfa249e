"""How a host offers an event to other boroughs, and agencies elsewhere get places."""

from dataclasses import dataclass
from datetime import date, timedelta

from kit import clock, working_days
from tests.support.journeys import BOROUGHS, HAVERING, Federation, Person
from tests.support.taking_positions import MANAGER

COURSE = "B07 Child neglect, and what to do about it"
CHARGE = "90.00"
REPRESENTATIVE = "partner_representative"


@dataclass(frozen=True, kw_only=True)
class Days:
    """When the event is, and when what is kept for boroughs opens to all."""

    event: date
    release: date


def plan_days() -> Days:
    """An event on a working day about six weeks ahead, released two weeks before."""
    day = clock.today() + timedelta(days=42)
    while not (working_days.is_one(day) and day.weekday() == 2):
        day += timedelta(days=1)
    return Days(event=day, release=day - timedelta(days=14))


def host(fed: Federation, days: Days) -> str:
    """Set rules, enter a course, open an event and offer it; returns its path."""
    manager, second = (fed.of(HAVERING, MANAGER, number=n) for n in (1, 2))
    set_rules(manager)
    enter_course(manager)
    manager.follow(COURSE)
    plan_event(manager, days)
    manager.follow(COURSE)
    path = manager.address()
    manager.press("Open it for booking")
    manager.told("10")
    manager.follow("Offer it to other boroughs")
    manager.press("Propose these words")
    manager.told("Somebody else approves it")
    second.open(manager.address())
    second.press("Approve, and tell the other boroughs")
    second.told("The event is offered to the other boroughs")
    return path


def set_rules(manager: Person) -> None:
    manager.open("/training-rules/set")
    manager.type("Charge for half a day", "50.00")
    manager.type("Charge for a day", CHARGE)
    manager.press("Set them")


def enter_course(manager: Person) -> None:
    code, _, title = COURSE.partition(" ")
    manager.open("/courses/new")
    manager.type("Code", code)
    manager.type("Title", title)
    manager.mark("level", "B")
    manager.choose("Group to have done first (optional)", value="A")
    manager.type("Minutes it takes", 300)
    manager.press("Save")


def plan_event(manager: Person, days: Days) -> None:
    manager.press("Plan an event")
    manager.day("Day of the session", days.event)
    manager.type("Room (or a link)", "Training room, Central Library")
    manager.type("Places", 30)
    for slug in BOROUGHS:
        manager.page.locator(f"[name=quota-{slug}]").fill("10")
    manager.day("Release day (optional)", days.release)
    manager.choose("Agency that teaches", value="local-authority")
    manager.press("Plan it")
    manager.refused("post")
    manager.type("Post that teaches", "Training manager")
    manager.press("Plan it")


def ask(fed: Federation, member: str, agency: str, staff: list[str]) -> str:
    """One person of an agency asks the host, another says yes; the request's path."""
    one, other = representatives(fed, member, agency)
    one.open("/events-elsewhere/")
    one.wait(COURSE)
    one.follow(COURSE)
    one.press("Ask for places for staff")
    one.type("People", "\n".join(staff))
    one.press("Continue")
    one.refused("course that comes first")
    one.tick("A course of group A was done")
    one.press("Continue")
    one.told("Waits for approval")
    one.follow(COURSE)
    path = one.address()
    other.open(path)
    for line in staff:
        other.told(line)
    other.press("Approve and send it")
    return path


def representatives(fed: Federation, member: str, agency: str) -> tuple[Person, Person]:
    """Two people who speak for an agency there."""
    first, second = (
        fed.of(member, REPRESENTATIVE, agency=agency, number=n) for n in (1, 2)
    )
    return first, second


def people(member: str, agency: str, number: int) -> list[str]:
    """Made-up staff, as the form wants them: posts in place of names."""
    return [
        f"{agency.capitalize()} worker {n}, worker{n}.{agency}@{member}.example.org"
        for n in range(1, number + 1)
    ]


def book_own(fed: Federation, event: str, number: int) -> None:
    """The host's own people take places of their own borough."""
    who = fed.of(HAVERING, REPRESENTATIVE, agency="housing")
    who.open(event)
    who.press("Book staff")
    who.type("People", "\n".join(people(HAVERING, "housing", number)))
    who.tick("Everybody has done a course of group A elsewhere")
    who.press("Book them")
    who.told("They are booked")


def places(who: Person, path: str) -> list[str]:
    """Where each place of a request stands, as its page says it."""
    who.open(path)
    rows = who.page.get_by_role("table", name="Places of this request")
    return [
        row.locator("td").first.inner_text() for row in rows.locator("tbody tr").all()
    ]


def answered(who: Person, path: str) -> list[str]:
    """The same, once the host has answered all it was sent."""
    who.open(path)
    who.until(lambda: "has not answered" not in who.main, "the host's answer")
    return places(who, path)
