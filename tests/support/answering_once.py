"""How an agency answers a self-assessment, signs it, and shares it with boroughs."""

from datetime import date, timedelta
from io import BytesIO

from docx import Document

from kit import clock
from tests.support.journeys import HAVERING, REDBRIDGE, Federation, Person
from tests.support.taking_positions import MANAGER, SECTION_11

OWN, VARIED = "L-1", "S10"  # an item of one borough's own, and one it words its way
AGENCY, NAME = "health-provider", "Health provider"
QUESTIONS = [f"S{number:02}" for number in range(1, 21)]
REPRESENTATIVE = "partner_representative"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def writer(fed: Federation, member: str) -> Person:
    """Who answers for the agency."""
    return fed.of(member, REPRESENTATIVE, agency=AGENCY)


def senior(fed: Federation, member: str) -> Person:
    """Who signs for the agency."""
    return fed.of(member, REPRESENTATIVE, agency=AGENCY, number=2)


def open_cycle(fed: Federation, member: str, title: str) -> str:
    """A manager opens a cycle and asks the agency; returns the return's path."""
    manager = fed.of(member, MANAGER)
    manager.open("/self-assessments/new")
    manager.mark("kind", "section 11")
    manager.type("Title", title)
    manager.choose("Tool", value=SECTION_11)
    manager.press("Open it")
    manager.refused("due day")
    manager.day("Due on", clock.today() + timedelta(days=60))
    manager.press("Open it")
    manager.follow(title)
    manager.press("Ask an agency")
    manager.choose("Agency", value=AGENCY)
    manager.press("Ask it")
    manager.follow(NAME)
    return manager.address()


def answer(
    who: Person, path: str, item: str, *, words: str = "", score: int = 2
) -> None:
    """Save one answer; without words it is confirmed as it stands."""
    who.open(f"{path}/questions/{item}")
    if words:
        who.mark("score", str(score))
        who.type("What shows it", words)
    who.press("Save")


def show_evidence(who: Person, path: str, title: str, on: date, item: str) -> None:
    """Add a dated file that serves a question."""
    file = BytesIO()
    document = Document()
    document.add_paragraph(title)
    document.save(file)
    who.open(path)
    who.press("Add evidence")
    who.type("What it is", title)
    who.day("Its own date", on)
    who.mark("serves", item)
    who.page.get_by_label("File", exact=True).set_input_files(
        {"name": "evidence.docx", "mimeType": WORDS, "buffer": file.getvalue()}
    )
    who.press("Add it")
    who.told(title)


def sign(fed: Federation, member: str, path: str) -> None:
    """Whoever writes sends it; somebody senior signs, and nobody signs alone."""
    one, other = writer(fed, member), senior(fed, member)
    one.open(path)
    one.press("Send for sign-off")
    one.type("Your post", "Safeguarding lead")
    one.press("Send for sign-off")
    one.told("Somebody else of your agency signs it")
    other.open(path)
    other.press("Sign off and return")
    other.type("Your post", "Chief nurse")
    other.press("Sign off and return")
    other.told("Returned")


def share(fed: Federation, member: str, path: str, *names: str) -> str:
    """The agency consents, a manager approves; returns the digest both looked at."""
    who, manager = senior(fed, member), fed.of(member, MANAGER)
    who.open(path)
    who.follow("Sharing with other boroughs")
    who.press("Consent to sharing")
    digest = digest_on(who)
    who.tick(*names)
    who.type("Your post", "Chief nurse")
    who.press("Consent, and ask for approval")
    who.told("Nothing has left")
    manager.open(who.address())
    assert digest_on(manager) == digest
    manager.tick(
        "I looked at every answer above. It names nobody, and it can leave the borough"
    )
    manager.press("Approve and share")
    manager.told("What left")
    return digest


def digest_on(who: Person) -> str:
    """What a page says the digest of the answers is."""
    key = who.page.get_by_text("Digest (SHA-256)", exact=True)
    row = who.page.locator(".govuk-summary-list__row").filter(has=key)
    return row.locator("dd").inner_text().strip()


def copy_at(fed: Federation, member: str, tool: int, version: int) -> Person:
    """A manager who looks at what another borough shared, once that version came.

    ``tool`` is the version of the tool that was answered.
    """
    manager = fed.of(member, MANAGER)
    manager.open("/section-returns/")
    table = manager.page.get_by_role("table", name="Held here")
    row = table.get_by_role("row").filter(has_text=f"{SECTION_11}, version {tool}")
    number = row.locator("td").nth(2)
    manager.until(lambda: number.all_inner_texts() == [str(version)], f"no. {version}")
    with manager.page.expect_navigation():
        row.get_by_role("link", name=NAME).click()
    manager.look(manager.page)
    return manager


def sharing(path: str) -> str:
    """The page of a return that says who holds it."""
    return path.replace("/self-assessments/returns/", "/section-returns/of/")


def let_it_answer(manager: Person, path: str) -> None:
    manager.press("Let it answer the agency's return here")
    manager.choose("The agency's return here", value=path.rpartition("/")[2])
    manager.press("Let it answer")
    manager.told("The copy answers the shared questions")


def answers_what_is_left(fed: Federation, slug: str, path: str) -> None:
    """Only what a borough asks in its own words is asked again."""
    own = [OWN, *([VARIED] if slug == REDBRIDGE else [])]
    who = writer(fed, slug)
    who.open(f"{path}/sections/1")
    who.told("In another borough, as signed there. Nobody changes it here.")
    for item in own:
        answer(who, path, item, words="Each new colleague is told", score=3)
    sign(fed, slug, path)


def nobody_changes_the_copy(fed: Federation, path: str) -> None:
    fed.of(REDBRIDGE, MANAGER).open(path)
    fed.of(REDBRIDGE, MANAGER).follow("Reopen it for the agency")
    fed.of(REDBRIDGE, MANAGER).type("Why", "Say more of our own question")
    fed.of(REDBRIDGE, MANAGER).press("Reopen")
    who = writer(fed, REDBRIDGE)
    who.open(f"{path}/sections/1")
    assert who.page.get_by_role("link", name="Change the answer to S01").count() == 0
    answer(who, path, "S01", words="Redbridge would like it otherwise")
    who.refused("Another borough's copy answers this. Nobody can change it.")


def withdraw(fed: Federation, path: str) -> None:
    who = senior(fed, HAVERING)
    who.open(sharing(path))
    who.press("Withdraw it")
    who.type("Your post", "Chief nurse")
    who.press("Withdraw it")
    who.until(lambda: who.main.count("Deleted it") == 2, "both boroughs deleted it")
