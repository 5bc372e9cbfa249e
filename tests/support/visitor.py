"""Somebody who visits the pages without a script: follows links, fills in forms."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from html.parser import HTMLParser
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request
from urllib.request import build_opener as opener_of

_MOST_HOPS = 5
_ADDRESSES = {"href", "src", "action", "formaction"}
# What a form sends without anybody having typed or chosen it.
_BUTTONS = {"submit", "button", "image", "reset"}


@dataclass
class Box:
    """One field of a form; ``choices`` are the values it offers, if it offers any."""

    name: str
    kind: str
    value: str = ""
    numeric: bool = False
    choices: list[str] = field(default_factory=list)

    @property
    def typed(self) -> bool:
        """Whether a person types into it."""
        return self.kind in {"text", "textarea", "email", "password", "search", "tel"}


@dataclass
class Form:
    """A form of a page: where it goes and what it asks for."""

    action: str
    method: str
    boxes: list[Box] = field(default_factory=list)


class _Reader(HTMLParser):
    """Finds the addresses and forms of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[str] = []
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._choosing: Box | None = None
        self._writing: Box | None = None

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in given}
        self.addresses += [told[name] for name in _ADDRESSES & told.keys()]
        if tag == "form":
            method = told.get("method", "get").upper()
            self._open = Form(told.get("action", ""), method)
            self.forms.append(self._open)
        elif tag == "option" and self._choosing is not None:
            self._choosing.choices.append(told.get("value", ""))
        elif self._open is not None and told.get("name"):
            self._box(self._open, tag, told)

    def _box(self, form: Form, tag: str, told: Mapping[str, str]) -> None:
        kind = told.get("type", "text") if tag == "input" else tag
        if tag not in {"input", "textarea", "select"} or kind in _BUTTONS:
            return
        box = Box(told["name"], kind, told.get("value", ""))
        box.numeric = told.get("inputmode") in {"numeric", "decimal"}
        if kind in {"radio", "checkbox"}:
            box.choices = [box.value]
        form.boxes.append(box)
        self._choosing = box if tag == "select" else None
        self._writing = box if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._choosing = None
        elif tag == "textarea":
            self._writing = None

    def handle_data(self, text: str) -> None:
        if self._writing is not None:
            self._writing.value += text


@dataclass(frozen=True)
class Answer:
    """What came back, and what it was an answer to."""

    method: str
    address: str
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_page(self) -> bool:
        return self.headers.get_content_type() == "text/html"

    def read(self) -> tuple[list[str], list[Form]]:
        """The addresses on it, and its forms."""
        reader = _Reader()
        reader.feed(self.text)
        return reader.addresses, reader.forms


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Visitor:
    """A browser of its own cookies at one site; ``answers`` is all it ever saw."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.answers: list[Answer] = []
        self._opener = opener_of(HTTPCookieProcessor(), _Stay())

    def get(self, address: str, **headers: str) -> Answer:
        """The page, after following where it leads."""
        return self._follow(self._ask("GET", address, None, headers))

    def post(self, address: str, fields: Mapping[str, str], **headers: str) -> Answer:
        sent = urlencode(list(_pairs(fields))).encode()
        return self._follow(self._ask("POST", address, sent, headers))

    def post_json(self, address: str, value: object) -> Answer:
        kind = {"Content-Type": "application/json", "Accept": "application/json"}
        return self._ask("POST", address, json.dumps(value).encode(), kind)

    def upload(
        self, address: str, fields: Mapping[str, str], files: Mapping[str, "File"]
    ) -> Answer:
        edge = secrets.token_hex(16)
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._follow(
            self._ask("POST", address, _multipart(edge, fields, files), kind)
        )

    def submit(self, on: Answer, form: Form, fill: Callable[[Box], Any]) -> Answer:
        """Send a form with each box filled by ``fill``; None leaves a box out."""
        fields: dict[str, Any] = {}
        files: dict[str, File] = {}
        for box in form.boxes:
            value = fill(box)
            if isinstance(value, File):
                files[box.name] = value
            elif box.kind == "checkbox":
                fields.setdefault(box.name, []).append(value)
            elif value is not None:
                fields.setdefault(box.name, value)
        address = urljoin(on.address, form.action or on.address)
        if form.method == "GET":  # the fields take the place of what was asked before
            address = address.partition("?")[0]
            return self.get(f"{address}?{urlencode(list(_pairs(fields)))}")
        if files:
            return self.upload(address, fields, files)
        return self.post(address, fields)

    def _ask(
        self, method: str, address: str, sent: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        whole = urljoin(self.site, address)
        origin = {} if method == "GET" else {"Origin": self.site}
        told = {"Accept": "text/html", **origin, **headers}
        request = Request(whole, data=sent, headers=told, method=method)  # noqa: S310 - our own site
        try:
            with self._opener.open(request, timeout=60) as got:
                answer = Answer(method, whole, got.status, got.headers, got.read())
        except HTTPError as got:
            answer = Answer(method, whole, got.code, got.headers, got.read())
        self.answers.append(answer)
        return answer

    def _follow(self, answer: Answer) -> Answer:
        for _ in range(_MOST_HOPS):
            where = answer.headers.get("Location")
            if where is None:
                return answer
            answer = self._ask("GET", urljoin(answer.address, where), None, {})
        raise AssertionError(f"{answer.address} leads nowhere")

    def own(self, address: str, on: Answer) -> str | None:
        """The path of an address on a page, None where it leads elsewhere."""
        whole = urlsplit(urljoin(on.address, address))
        site = urlsplit(self.site)
        if (whole.scheme, whole.netloc) != (site.scheme, site.netloc):
            return None
        return whole._replace(scheme="", netloc="", fragment="").geturl()


@dataclass(frozen=True)
class File:
    """A file as a browser sends it."""

    name: str
    content: bytes
    kind: str = "text/csv"


def _pairs(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            yield name, one


def _multipart(
    edge: str, fields: Mapping[str, str], files: Mapping[str, File]
) -> bytes:
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in _pairs(fields)
    ]
    sent = "".join(parts).encode()
    for name, file in files.items():
        sent += (
            (
                f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; '
                f'filename="{file.name}"\r\nContent-Type: {file.kind}\r\n\r\n'
            ).encode()
            + file.content
            + b"\r\n"
        )
    return sent + f"--{edge}--\r\n".encode()
