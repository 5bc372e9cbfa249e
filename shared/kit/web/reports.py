"""Browsers' reports of what our content policy stopped: counted, never quoted."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson
from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from kit import logs
from kit.accounts.access import public
from kit.errors import Invalid
from kit.web import headers, limits

pages = Blueprint("reports", __name__)

LARGEST = 8 * 1024
# The directives of our own policy (headers.py), and the parts a browser may name.
_DIRECTIVES = frozenset(
    {
        "default-src", "script-src", "script-src-elem", "script-src-attr", "style-src",
        "style-src-elem", "style-src-attr", "img-src", "font-src", "connect-src",
        "manifest-src", "form-action", "base-uri", "frame-ancestors", "object-src",
        "require-trusted-types-for", "trusted-types",
    }
)  # fmt: skip


@pages.post(headers.REPORTS)
@public
def take() -> ResponseReturnValue:
    """Log which rule was broken on which of our pages; nothing else of the report."""
    limits.spend(limits.REPORT)
    request.max_content_length = LARGEST
    report = _report(request.get_data())
    directive = str(report.get("effective-directive", "")).split(" ")[0]
    logs.get_logger(__name__).warning(
        "content policy stopped something",
        reason=directive if directive in _DIRECTIVES else "(other)",
        route=_route(str(report.get("document-uri", ""))),
    )
    return "", 204


def _report(body: bytes) -> Mapping[str, Any]:
    try:
        report = orjson.loads(body)["csp-report"]
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("This is not a report.") from error
    if not isinstance(report, Mapping):
        raise Invalid("This is not a report.")
    return report


def _route(address: str) -> str:
    """The template of the page's route: its address may hold ids, or be made up."""
    adapter = current_app.create_url_adapter(request)
    try:
        path = urlsplit(address).path
        rule, _ = (
            adapter.match(path, method="GET", return_rule=True)
            if adapter
            else (None, None)
        )
    except (HTTPException, RequestRedirect, ValueError):
        return "(none)"
    return rule.rule if rule else "(none)"
