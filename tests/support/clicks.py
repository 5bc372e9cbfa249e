"""What a person does and reads on a page in a browser: clicks, dates, tables."""

from datetime import date

from playwright.sync_api import Page, expect


def follow(page: Page, name: str) -> None:
    """Click a link of the page by its whole name."""
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    """Click a button, or a link that looks like one."""
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def go(page: Page, name: str) -> None:
    """Click a link at the top of the page."""
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()


def back(page: Page) -> None:
    """Click the link back at the top."""
    page.locator(".govuk-back-link").click()


def date_in(page: Page, label: str, on: date) -> None:
    """Type a day into its three boxes."""
    boxes = page.get_by_role("group", name=label)
    for part in ("day", "month", "year"):
        boxes.get_by_label(part.capitalize()).fill(str(getattr(on, part)))


def cells(page: Page, row: str) -> list[str]:
    """The cells of the table's first row with these words."""
    found = page.get_by_role("row").filter(has_text=row).first
    return [text.strip() for text in found.locator("th, td").all_inner_texts()]


def refused(page: Page, words: str) -> None:
    """The error summary says this."""
    expect(page.locator(".govuk-error-summary").first).to_contain_text(words)


def told(page: Page, words: str) -> None:
    """The page says this, outside its header and footer."""
    expect(page.locator("main")).to_contain_text(words)
