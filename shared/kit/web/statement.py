"""The accessibility statement, which every service links from every page."""

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kit.accounts.access import public
from kit.web import door

pages = Blueprint("statement", __name__)

# When somebody last held the statement against the pages and their tests.
WRITTEN = date(2026, 11, 22)


@pages.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """How accessible the pages are, what was tested, and whom to tell."""
    return render_template(
        "kit/web/templates/accessibility.html",
        contact=door.settings().contact,
        written=WRITTEN,
    )
