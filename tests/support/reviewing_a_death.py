"""What coordinators, agencies and panel members do on the pages of a death review."""

from collections.abc import Sequence
from datetime import date, timedelta

from accord.demo import colleagues, death_years
from accord.demo.cast import PARTS
from accord.demo.ground import Place
from accord.demo.telling import Teller
from kit import clock, working_days
from tests.support.journeys import Federation, Person

COORDINATOR, PANEL = "cdop_coordinator", "cdop_panel"
REPRESENTATIVE = "partner_representative"
GIVEN, FAMILY, NUMBER = "Rosalind", "Quillfeather", "9990000018"
STORY = "Rosalind was found in the morning by an aunt."
NOTHING = "We hold nothing about any of this"
READ = "I read it to its end: nothing in it tells who the child, the family or a"


def bank_holiday() -> date:
    """The next bank-holiday Monday after a working Friday, a week ahead or more."""
    day = clock.today() + timedelta(days=8)
    while not (
        day.weekday() == 0
        and not working_days.is_one(day)
        and working_days.is_one(day - timedelta(days=3))
    ):
        day += timedelta(days=1)
    return day


def count_hours(manager: Person, kind: str, hours: int) -> None:
    """Let an area count a clock in hours of its own from today on."""
    manager.open(f"/clocks/rules/{kind}")
    manager.type("How many", hours)
    manager.type("Where it is written", "Our own arrangements")
    manager.day("First day it counts so", clock.today())
    manager.type("Why", "Our arrangements say so")
    manager.press("Store")


def notify(who: Person, *, on: date, at: str, home: str, died_in: str) -> str:
    """Store a notification; the path of its case."""
    who.open("/deaths/")
    who.press("A death was notified")
    who.press("Go on")
    who.refused("time")
    who.day("Day the notification came", on)
    who.type("Time it came", at)
    who.choose("Agency that told of it", value="health-provider")
    for name in ("signs_of_life", "under_18"):
        who.mark(name, "yes")
    who.mark("termination", "no")
    who.choose("Where the child normally lived", value=home)
    who.choose("Where the child died", value=died_in)
    who.press("Go on")
    who.told("The notification is stored")
    return who.address()


def write_child(who: Person, path: str) -> None:
    """Write down the child of this journey; whether that is stored, the page says."""
    who.open(path)
    who.follow("Write down who the child was")
    who.type("First names", GIVEN)
    who.type("Surname", FAMILY)
    who.day("Day of birth", date(2024, 3, 1))
    who.type("NHS number", NUMBER[:-1] + "9")
    who.mark("sex", "female")
    who.choose("Ethnicity", value="Not known or not stated")
    who.type("Postcode", "ZZ99 3WZ")
    who.press("Save")
    who.refused("one of its digits is wrong")
    who.type("NHS number", NUMBER)
    who.press("Save")


def write_death(who: Person, path: str, *, on: date, at: str) -> None:
    who.open(path)
    who.follow("Write down how the child died")
    who.day("Day of death", on)
    who.type("Time of death", at)
    who.mark("place", "home")
    who.mark("known", "found after sleep")
    who.type("Circumstances", STORY)
    who.press("Save")
    who.told("The clocks count from the death")


def ask(who: Person, path: str, *, part: str, agency: str, person: str) -> str:
    """Put a professional on the list and ask their agency; the request's path."""
    who.open(f"{path}/professionals/new")
    who.choose("Part", value=part)
    who.choose("Agency", value=agency)
    who.type("Name", f"Nominata {agency.title()}")
    who.press("Put them on the list")
    who.follow("Reporting forms of the agencies")
    who.page.locator("main a[href*='/professionals/'][href$='/ask']").first.click()
    who.page.wait_for_url("**/ask")
    who.choose("Person who answers", label=person)
    who.press("Ask them")
    who.told("They were asked")
    links = who.page.locator("main .govuk-task-list__link").all()
    return str(links[-1].get_attribute("href"))


def fill(agency: Person, words: str) -> None:
    """Answer the one form asked of somebody: a story in its second part, and send."""
    agency.open("/reporting-forms/")
    agency.page.locator("main .govuk-task-list__link").first.click()
    form = agency.address()
    agency.told(FAMILY)
    for number in range(1, agency.page.locator(".govuk-task-list__item").count() + 1):
        agency.open(f"{form}/parts/{number}")
        story = agency.page.get_by_label("What did your agency do, and when?")
        if story.count():
            story.fill(words)
        else:
            agency.tick(NOTHING)
        agency.press("Save")
    agency.press("Send the form")
    agency.press("Send it")
    agency.told("It is sent")


def accept(who: Person, path: str) -> None:
    who.open(path)
    who.press("Accept it")
    who.press("Accept this form")
    who.told("It is accepted")


def meet(who: Person, path: str) -> None:
    """A review meeting yesterday whose draft goes on to the panel."""
    yesterday = clock.today() - timedelta(days=1)
    who.open(f"{path}/meeting/new")
    who.day("Day", yesterday)
    who.type("Time", "14:00")
    who.press("Plan it")
    who.press("It was held")
    who.press("Save")
    who.refused("Who was there is needed")
    who.mark("attendees", "general practitioner")
    who.type("What was said", f"Doctor Nominata spoke of {GIVEN}.")
    who.press("Save")
    who.press("Write the draft")
    who.type("Summary", f"{GIVEN} {FAMILY} was found in the morning. ZZ99 3WZ.")
    who.type("Social environment, with family and parenting capacity", "Moved twice.")
    who.press("Save the draft")
    who.press("Hand it on")
    who.press("Hand it on")
    who.told("The panel has the draft")


def list_on_a_panel(who: Person, code: str, *, member: str) -> str:
    """Plan a meeting in a week, invite a member and make its pack; its path."""
    who.open("/panels/new")
    who.day("Day of the meeting", clock.today() + timedelta(days=7))
    who.type("Time it begins", "10:00")
    who.press("Plan it")
    who.page.locator("main li a[href^='/panels/']").first.click()
    path = who.address()
    who.follow("Put a case on the agenda")
    who.choose("Case", label=code)
    who.press("Put it on the agenda")
    who.follow("Invite a panel member")
    who.choose("Panel member", label=member)
    who.press("Invite them")
    who.press("Make the pages of my cases")
    return path


def confirm_page(who: Person, path: str) -> None:
    """Nothing that tells passes; a person reads the page and confirms it."""
    who.open(path)
    assert who.page.get_by_role("button", name="Open the pack").count() == 0
    who.page.locator("main a[href^='/panels/pages/']").first.click()
    box = who.page.get_by_label("What the panel will read")
    proposed = box.input_value()
    for word in (GIVEN, FAMILY, "ZZ99", NUMBER):
        assert word not in proposed, proposed
    box.fill(f"{proposed}\n{GIVEN} liked music.")
    who.mark("read", "yes")
    who.press("Save the page")
    who.refused("This still tells somebody")
    who.page.get_by_label("What the panel will read").fill(proposed)
    who.mark("read", "yes")
    who.mark("looked", "yes")
    who.press("Save the page")
    who.told("Confirmed")


def analyse(who: Person, path: str) -> None:
    who.open(f"{path}/analysis/words")
    who.type("What was learnt", "Advice was given once, and late.")
    who.press("Save")
    who.follow("Tick the categories")
    who.mark("ticked", "10")
    who.press("Save")
    who.follow("Add a factor")
    who.mark("domain", "B: the family and social environment")
    who.choose("Factor", value="unsafe sleeping")
    who.type("In words", "Shared a sofa that night.")
    who.mark("value", "2")
    who.mark("modifiable", "yes")
    who.press("Add it")
    who.follow("The panel finished the analysis")
    who.press("Finish it")
    who.told("Modifiable factors identified")


def recommend(who: Person, path: str, text: str) -> None:
    """Recommend something and put it into the action log."""
    who.open(f"{path}/recommendations/new")
    who.type("Recommendation", f"Tell the family of {GIVEN} sooner")
    who.choose("Agency it is for", value="health-provider")
    who.press("Add it")
    who.refused("It leaves the case and must tell nobody")
    who.type("Recommendation", text)
    who.press("Add it")
    who.follow("Put recommendation 1 into the action log")
    who.page.get_by_label("Plan", exact=True).select_option(index=1)
    who.type("Action", text)
    who.type("Post that owns it", "Head of midwifery")
    who.day("Day it is due", clock.today() + timedelta(days=90))
    who.press("Put it into the action log")
    who.told("It is in the action log")


def past_years(fed: Federation, slugs: Sequence[str], *, last: int) -> None:
    """Plant closed reviews of the years that are summed up to ``last``."""
    parts = {part.slug: part for part in PARTS}
    for slug in slugs:
        place = Place(
            part=parts[slug], folder=fed.demo.folder / slug, port=0,
            instance=fed.instances[slug],
        )  # fmt: skip
        people = colleagues.gather(place)
        death_years.fill(place, people, last=last, teller=Teller(aside=True))


def tell(fed: Federation, slug: str, *, year: str, children: int) -> Person:
    """One coordinator prepares the figures, another lets them go."""
    who, second = (fed.of(slug, COORDINATOR, number=n) for n in (1, 2))
    who.open("/death-figures/")
    who.choose("Year", label=year)
    who.type("Children aged 0 to 17 living here (optional)", children)
    who.press("Count and look")
    who.told("What would leave")
    who.press("Ask a second person to approve")
    who.told("a second person has to approve it")
    second.open(who.address())
    second.press("Approve and release")
    second.refused("There is a problem")
    second.mark("confirm", "yes")
    second.press("Approve and release")
    second.told("What left")
    return second


def name_of(agency: str) -> str:
    """The name of an agency's person of these journeys, as lists show it."""
    return f"The partner-representative {agency} 1"


def case_code(who: Person) -> str:
    """The code of the case whose page is open."""
    return who.page.locator("h1").inner_text().removeprefix("Case ")
