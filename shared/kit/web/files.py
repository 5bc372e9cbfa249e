"""Style sheets and scripts, served under names that change with their content."""

import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory, url_for

from kit import logs
from kit.accounts.access import public
from kit.web import brand, door, headers

STATIC = Path(__file__).parent / "static"
MANIFEST = "manifest.json"

pages = Blueprint("assets", __name__, url_prefix="/assets")


@cache
def names() -> dict[str, str]:
    """Plain name -> name with the content's hash; empty when nothing was built.

    Pages then come without styles and still work; the log says how to build them.
    """
    try:
        found: dict[str, str] = json.loads((STATIC / MANIFEST).read_text())
    except FileNotFoundError:
        logs.get_logger(__name__).warning(
            "pages have no styles", reason="run `accord assets` once"
        )
        return {}
    return found


def address(name: str) -> str | None:
    """Where a page finds the file ``name``, or None when it was not built."""
    hashed = names().get(name)
    return url_for("assets.file", name=hashed) if hashed else None


def brand_address() -> str:
    """Where a page finds this member's colours."""
    colour = door.settings().brand_colour
    return url_for("assets.colours", mark=brand.fingerprint(colour))


@pages.get("/<name>")
@public
def file(name: str) -> Response:
    """One built file, by its hashed name."""
    if name not in names().values():
        abort(404)
    return headers.keep_for_a_year(send_from_directory(STATIC, name))


@pages.get("/brand-<mark>.css")
@public
def colours(mark: str) -> Response:
    """This member's colours, by their fingerprint."""
    colour = door.settings().brand_colour
    if mark != brand.fingerprint(colour):
        abort(404)
    sheet = Response(brand.style_sheet(colour), content_type="text/css; charset=utf-8")
    return headers.keep_for_a_year(sheet)
