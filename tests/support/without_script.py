"""What on a page can only be used with a script, found by reading its HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_HEADINGS = {"h1"}
_BOXES = {"input", "select", "textarea"}
_SENDS = {"submit", "image"}
Attributes = Mapping[str, str]


@dataclass
class _Element:
    tag: str
    given: Attributes
    inside: list[str] = field(default_factory=list)

    def says(self) -> str:
        names = ("id", "name", "class", "action")
        told = [f"{n}={self.given[n]}" for n in names if n in self.given]
        return " ".join([self.tag, *told])


def faults(page: str) -> list[str]:
    """Each thing on a page that nobody can use without a script, in words.

    What stands in a closed dialog is not counted: no script, no dialog. Nor is a
    button that a script shows, where what it would fold is there.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.found()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[_Element] = []
        self.faults: list[str] = []
        self.headings = 0
        self.ids: set[str] = set()
        self.jumps: set[str] = set()
        self.boxes_of: list[tuple[str, _Element]] = []

    def found(self) -> list[str]:
        """All faults, those that need the whole page too."""
        lost = sorted(self.jumps - self.ids)
        self._must(not lost, f"no part of the page is {lost}")
        self._must(self.headings == 1, f"{self.headings} main headings are visible")
        return self.faults

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in given}
        element = _Element(tag, told)
        for each in self.open:
            each.inside.append(_kind(tag, told))
        if not self._in("dialog") and tag != "dialog":
            self._look_at(element)
        if "id" in told:
            self.ids.add(told["id"])
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if not self._in(tag):
            return
        while (element := self.open.pop()).tag != tag:
            pass
        if not self._in("dialog"):
            self._close(element)

    def _in(self, tag: str) -> bool:
        return any(each.tag == tag for each in self.open)

    def _look_at(self, each: _Element) -> None:
        tag, told = each.tag, each.given
        href = told.get("href", "")
        if href.startswith("#"):
            self.jumps.add(href[1:])
        self.headings += tag in _HEADINGS
        if tag == "button" and "hidden" in told and "aria-controls" in told:
            self.jumps.add(told["aria-controls"])
            return
        unnamed = tag == "input" and "name" not in told
        for fault, words in (
            ("hidden" in told and not unnamed, "stays hidden"),
            (any(name.startswith("on") for name in told), "runs something"),
            (href == "#" or href.startswith("javascript:"), "leads nowhere"),
            (_kind(tag, told) in {"button", "reset"}, "sends nothing"),
            (tag in {"template", "noscript"}, "is for a script"),
            (tag in _BOXES and self._is_loose(told), "is in no form"),
            (_kind(tag, told) in _SENDS and _is_out_of_reach(told), "is out of reach"),
        ):
            self._must(not fault, f"{each.says()} {words}")

    def _is_loose(self, told: Attributes) -> bool:
        return not self._in("form") and "form" not in told and "name" in told

    def _close(self, each: _Element) -> None:
        """What can be told of an element only when all that is in it was seen."""
        parts = each.inside
        for fault, words in (
            (each.tag == "form" and not _SENDS & {*parts}, "has nothing to send it"),
            (each.tag == "details" and parts[:1] != ["summary"], "does not open"),
            (each.tag == "tbody" and "tr" not in parts, "waits to be filled"),
            (each.tag == "select" and "option" not in parts, "offers nothing"),
        ):
            self._must(not fault, f"{each.says()} {words}")

    def _must(self, so: bool, words: str) -> None:
        if not so:
            self.faults.append(words)


def _kind(tag: str, told: Attributes) -> str:
    """What a control does, for those that do something; else what it is."""
    if tag == "button":
        return told.get("type", "submit")
    if tag == "input" and told.get("type") in {"submit", "image", "button", "reset"}:
        return told["type"]
    return tag


def _is_out_of_reach(told: Attributes) -> bool:
    return "disabled" in told or told.get("tabindex", "0").startswith("-")


def of_pages(pages: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Faults by address, of the pages that have any."""
    found = {address: faults(page) for address, page in pages}
    return {address: each for address, each in found.items() if each}
