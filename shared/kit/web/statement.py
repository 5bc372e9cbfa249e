"""The accessibility statement, which every service links from every page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kit.accounts.access import public

pages = Blueprint("statement", __name__)


@pages.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """How accessible the pages are, and whom to tell."""
    return render_template("kit/web/templates/accessibility.html")
