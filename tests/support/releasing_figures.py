"""How figures are entered, prepared for release by one person and let go by another."""

from tests.support.journeys import Person

QUARTER, SHOWN = "2026-27 Q1", "April to June 2026"


def what_cannot_be_is_put_right_or_explained(analyst: Person) -> None:
    enter(analyst, "AS01", 710, 700)
    analyst.refused("A part cannot be larger than its group")
    analyst.page.locator("[name=numerator]").fill("610")
    analyst.press("Store the figure")
    enter(analyst, "SD01", 170, 160)
    analyst.refused("A part cannot be larger than its group")
    analyst.page.locator("[name=numerator]").fill("")
    analyst.press("Store the figure")
    analyst.refused("Enter a number, or choose why there is none")
    analyst.choose("Why there is no number", value="x")
    analyst.press("Store the figure")


def rules_are_the_same(analyst: Person, leader: Person) -> None:
    """Both pages judge a borough's figures by the rules they print."""
    analyst.open("/performance/AS01")
    leader.open("/performance/AS01")
    rules = analyst.page.locator("p.govuk-body-s").filter(has_text="rules").first
    leader.told(rules.inner_text())


def enter(analyst: Person, indicator: str, number: int, group: int) -> None:
    """Type a figure of the newest quarter into its form."""
    analyst.open(f"/performance/{indicator}/figure")
    analyst.type("Period", QUARTER)
    analyst.page.locator("[name=numerator]").fill(str(number))
    analyst.page.locator("[name=denominator]").fill(str(group))
    analyst.press("Store the figure")


def prepare(analyst: Person, reason: str = "") -> str:
    """Show what would leave and ask a second person; the return's path."""
    analyst.open("/returns/new")
    analyst.press("Show what would leave")
    if reason:
        analyst.press("Ask a second person to approve")
        analyst.refused("Say why figures that were already released are changed")
        analyst.page.locator("[name=reason]").fill(reason)
    analyst.press("Ask a second person to approve")
    return analyst.address()


def approve(manager: Person, address: str) -> None:
    manager.open(address)
    manager.tick("I looked at every figure above, and it can leave the borough")
    manager.press("Approve and release")
    manager.told("What left")
