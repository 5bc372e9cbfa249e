"""One form from first sight to its verb: what most pages that change something do."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from kit.errors import Conflict, Invalid
from kit.web import door, forms
from kit.web.forms import Form

Verb = Callable[[Session, dict[str, Any]], object]
# Renders the form; the second word says whether somebody else was quicker.
Page = Callable[[Form, bool], str]


class Stale(Conflict):
    """Somebody else changed this since you opened the form. Your words are kept."""

    code = "changed-meanwhile"


def asked(
    schema: Schema,
    verb: Verb,
    page: Page,
    *,
    to: Callable[[Any], str],
    said: str = "It is noted.",
    now: Form | None = None,
    stale: type[Conflict] = Stale,
) -> ResponseReturnValue:
    """The form when it is asked for; when it is sent, the verb in one transaction.

    ``to`` makes the address to go to from what the verb returned, ``now`` is the form
    as it is first shown, ``stale`` what the verb raises where somebody was quicker.
    What is refused is shown on the same page, with all that was typed.
    """
    if request.method == "GET":
        return page(now or forms.blank(), False)
    form = forms.load(schema, request.form)
    if not form.ok:
        return page(form, False), form.status
    try:
        with door.transaction() as session:
            made = verb(session, dict(form.data))
    except Invalid as fault:
        return page(form.refused(fault), False), fault.status
    except stale as fault:
        return page(form.refused({"form": str(fault)}), True), fault.status
    except Conflict as fault:
        return page(form.refused({"form": str(fault)}), False), Invalid.status
    flash(said, "success")
    return redirect(to(made))
