"""How leadership publishes a standard, and a borough says where it stands on it."""

from dataclasses import dataclass, field
from datetime import date

from kit import clock
from tests.support.journeys import Federation, Person

SECTION_11 = "section-11"
TITLES = {
    SECTION_11: "Section 11 self-assessment",
    "threshold": "Levels of need",
}
BODY = "quality-group"
MEMBER, MANAGER = "leadership_member", "business_manager"


@dataclass(frozen=True, kw_only=True)
class Stand:
    """What a borough says; ``ours`` are the words of an item of its own."""

    position: str
    why: str = ""
    review_on: date | None = None
    ours: str = ""
    varied: dict[str, str] = field(default_factory=dict)


def publish(fed: Federation, standard: str, *, reworded: str = "") -> str:
    """One member drafts the next version, another publishes it; returns its title.

    ``reworded`` is an item that says something more than in the version before.
    """
    first, second = (fed.of("leadership", MEMBER, number=n) for n in (1, 2))
    first.open("/standards/")
    shown = first.page.get_by_role("button", name=f"Draft {standard.replace('-', ' ')}")
    if shown.count():
        first.press(f"Draft {standard.replace('-', ' ')}")
    else:
        first.follow(TITLES[standard])
        first.press("Draft version 2")
    draft = first.address()
    if reworded:
        first.open(f"{draft}/items/{reworded}")
        box = first.page.locator("textarea[name=text]")
        box.fill(f"{box.input_value()} Volunteers are meant too.")
        first.press("Save in the draft")
    second.open(f"{draft}/publish")
    second.press("Publish to every borough")
    second.refused("Tick the box to say that it can go out")
    second.tick("I looked at every item above, and every borough can have it")
    second.press("Publish to every borough")
    second.told("Published")
    return second.page.locator("h1").inner_text()


def found_a_body(fed: Federation, member: str) -> None:
    """A group of a borough that can approve a position."""
    manager = fed.of(member, MANAGER)
    manager.open("/bodies/new")
    manager.choose("Kind", value="thematic group")
    manager.type("Short name", BODY)
    manager.type("Name", "Quality group")
    manager.type("What it is for", "Looks at audits and what follows from them")
    manager.type("How many members make a quorum", 3)
    manager.mark("partners_needed", "no")
    manager.day("From", clock.today())
    manager.press("Found it")


def take_position(
    fed: Federation, member: str, standard: str, version: int, stand: Stand
) -> None:
    """One manager writes where the borough stands, another lets it be recorded."""
    first, second = (fed.of(member, MANAGER, number=n) for n in (1, 2))
    first.open("/adoptions/")
    first.wait(TITLES[standard])
    first.open(f"/adoptions/{standard}")
    first.until(
        lambda: f"Record our position on version {version}" in first.main,
        f"version {version}",
    )
    first.press(f"Record our position on version {version}")
    record = first.address()
    add_our_own(first, record, stand)
    first.follow("Change where we stand")
    say(first, stand)
    first.press("Ask a second person to approve")
    first.told("What would leave, to the leadership group")
    second.open(record)
    second.tick("I read all of the above, and it can leave the borough")
    second.press("Approve and record")
    second.told("Recorded")


def add_our_own(who: Person, record: str, stand: Stand) -> None:
    if stand.ours:
        who.follow("Add an item of our own")
        who.type("Section", "Ours")
        who.type("What should be in place", stand.ours)
        for score in range(4):
            who.page.locator(f"[name=score_{score}]").fill(f"Step {score} of three")
        who.page.locator("[name=reason]").fill("Our audits asked for it")
        who.press("Add it")
    for item, reason in stand.varied.items():
        who.open(f"{record}/items/{item}")
        box = who.page.locator("textarea[name=text]")
        box.fill(f"{box.input_value()} At least once a term.")
        who.page.locator("[name=reason]").fill(reason)
        who.press("Keep our words")


def say(who: Person, stand: Stand) -> None:
    who.mark("position", stand.position)
    if stand.why:
        who.type("Why", stand.why)
        who.choose("Body that approved it", label="Quality group")
        who.day("Day it was approved", clock.today())
    if stand.review_on:
        who.day("Day it is looked at again", stand.review_on)
    who.press("Keep it")
