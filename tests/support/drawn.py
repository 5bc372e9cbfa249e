"""What a page is made of, words apart, and where it leads: read without a browser."""

from html.parser import HTMLParser

_EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Of these the value says what kind of thing it is; of others it may be a record's.
_TELLING = ("class", "type", "role", "scope", "colspan", "open", "disabled", "checked")

Given = list[tuple[str, str | None]]


class Drawn(HTMLParser):
    """``parts``: each element below the body by its tag and those around it.

    Classes, kinds and the names of all attributes count, and whether it holds words.
    ``leads`` are the paths its links lead to.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: set[str] = set()
        self.leads: list[str] = []
        self._within: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, given: Given) -> None:
        told = dict(given)
        address = told.get("href") or ""
        if tag == "a" and address.startswith("/"):
            self.leads.append(address.partition("#")[0])
        telling = [f"{name}={told[name]}" for name in _TELLING if name in told]
        around = self._within[-1][1] if self._within else ""
        path = f"{around}>{tag} {sorted(told)} {telling}"
        self.parts.add(path)
        if tag not in _EMPTY:
            self._within.append((tag, path))

    def handle_endtag(self, tag: str) -> None:
        while any(tag == open_tag for open_tag, _ in self._within):
            if self._within.pop()[0] == tag:
                return

    def handle_data(self, text: str) -> None:
        if self._within and text.strip():
            self.parts.add(f"{self._within[-1][1]}>words")
