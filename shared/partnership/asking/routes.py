"""Ask for one record on a page of its own, and keep what was typed when it is stale."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from kit.errors import Conflict, Invalid
from kit.web import door, forms
from partnership.access import role_name

FORM = "partnership/asking/templates/form.html"

Choices = Sequence[tuple[str, str]]
Verb = Callable[[Session, dict[str, Any]], object]
Prepare = Callable[[Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """One field: ``kind`` is text, area, day, select, radios, checks or file.

    ``hints`` say more of single choices of radios, by their values.
    """

    kind: str
    name: str
    label: str
    hint: str = ""
    choices: Choices = ()
    rows: int = 4
    hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page with one form.

    ``crumbs`` are pairs of words and path. ``values`` fill the form at first; ``seen``
    is the version of the record being changed, and ``now`` what it says, for somebody
    whose version is older. ``told`` is shown above the form, as pairs.
    """

    title: str
    crumbs: Sequence[tuple[str, str]]
    boxes: Sequence[Box]
    button: str
    intro: str = ""
    values: Mapping[str, Any] | None = None
    seen: int | None = None
    now: Sequence[tuple[str, object]] = ()
    told: Sequence[tuple[str, object]] = ()

    def shown(self, form: forms.Form, *, status: int | None = None) -> tuple[str, int]:
        """The page with this form."""
        page = render_template(FORM, page=self, form=form, stale=status == 409)
        return page, status or form.status


Look = Callable[[Session], Page]


def asked(
    look: Look,
    schema: Schema,
    verb: Verb,
    *,
    stale: type[Conflict],
    said: str,
    to: str,
    prepare: Prepare = dict,
) -> ResponseReturnValue:
    """The form when it is asked for; what ``verb`` does with it when it is sent.

    ``look`` gives the page as the record stands; a fault of type ``stale`` answers
    409 with the record as it is now and what was typed. ``to`` is the path that
    follows, told ``said``. ``prepare`` does what takes time, such as scanning a file,
    before the transaction begins.
    """
    if request.method == "GET":
        page = _looked(look)
        return page.shown(forms.blank(**{**(page.values or {}), "seen": page.seen}))
    form = forms.load(schema, request.form, request.files)
    if not form.ok:
        return _looked(look).shown(form)
    try:
        given = prepare(form.data)
        with door.transaction() as session:
            look(session)
            verb(session, given)
    except Invalid as fault:
        return _looked(look).shown(form.refused(fault))
    except Conflict as fault:
        refused = form.refused({"form": str(fault)})
        status = 409 if isinstance(fault, stale) else None
        return _looked(look).shown(refused, status=status)
    flash(said, "success")
    return redirect(to)


def _looked(look: Look) -> Page:
    with door.reading() as session:
        return look(session)


def post_of_actor() -> str:
    """What the one who asks is, as records of a change say it: a role, no name."""
    return role_name(door.actor().role)


def words_of(of: type[StrEnum]) -> list[tuple[str, str]]:
    """The words of a closed list, as a form offers them."""
    return [(each.value, each.value[:1].upper() + each.value[1:]) for each in of]
