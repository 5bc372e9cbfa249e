"""The doors through which every kind of summary goes its way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.releases.schemas import Approve, SendBack, Submit
from borough.releases.service import Way
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.errors import Invalid
from kit.web import door, forms

Door = Callable[[UUID], ResponseReturnValue]


class Approving(Protocol):
    """What releases a summary and announces it; ``area`` is this instance's."""

    def __call__(
        self, session: Session, *, summary_id: UUID, by: Actor, seen: str, area: str
    ) -> None:
        """Raise Invalid for what its page has to say beside the form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages:
    """The pages of one kind of summary: ``show`` draws one, with a form in error."""

    blueprint: Blueprint
    way: Way[Any]
    approve: Approving
    show: Callable[[UUID, forms.Form | None], ResponseReturnValue]

    def done(self, said: str, summary_id: UUID) -> ResponseReturnValue:
        """Say what was done, and show the summary again."""
        flash(said, "success")
        to = url_for(f"{self.blueprint.name}.show", summary_id=summary_id)
        return redirect(to)


def furnish(
    pages: Pages,
    *,
    prepare: Action = Action.CREATE,
    send_back: Action = Action.CREATE,
) -> None:
    """Add the four doors; ``prepare`` opens the first two and ``send_back`` its own."""
    doors = [
        ("submit", prepare, _submit(pages)),
        ("discard", prepare, _discard(pages)),
        ("send-back", send_back, _send_back(pages)),
        ("approve", Action.APPROVE, _approve(pages)),
    ]
    for step, action, view in doors:
        pages.blueprint.add_url_rule(
            f"/<uuid:summary_id>/{step}",
            endpoint=step.replace("-", "_"),
            view_func=needs(pages.way.resource, action)(view),
            methods=["POST"],
        )


def _submit(pages: Pages) -> Door:
    def submit(summary_id: UUID) -> ResponseReturnValue:
        form = forms.load(Submit(), request.form)
        if not form.ok:
            return pages.show(summary_id, form)
        try:
            with door.transaction() as session:
                pages.way.submit(
                    session, summary_id=summary_id, by=door.actor(), **form.data
                )
        except Invalid as fault:
            return pages.show(summary_id, form.refused(fault))
        return pages.done("It waits for a second person. Nothing has left.", summary_id)

    return submit


def _discard(pages: Pages) -> Door:
    def discard(summary_id: UUID) -> ResponseReturnValue:
        with door.transaction() as session:
            pages.way.discard(session, summary_id=summary_id, by=door.actor())
        flash("It is discarded. Your records are as they were.", "success")
        return redirect(url_for(f"{pages.blueprint.name}.index"))

    return discard


def _send_back(pages: Pages) -> Door:
    def send_back(summary_id: UUID) -> ResponseReturnValue:
        form = forms.load(SendBack(), request.form)
        if not form.ok:
            return pages.show(summary_id, form)
        with door.transaction() as session:
            pages.way.send_back(
                session, summary_id=summary_id, by=door.actor(), **form.data
            )
        return pages.done("It is back in preparation. Nothing has left.", summary_id)

    return send_back


def _approve(pages: Pages) -> Door:
    def approve(summary_id: UUID) -> ResponseReturnValue:
        form = forms.load(Approve(), request.form)
        if not form.ok:
            return pages.show(summary_id, form)
        try:
            with door.transaction() as session:
                pages.approve(
                    session,
                    summary_id=summary_id,
                    by=door.actor(),
                    seen=form.data["seen"],
                    area=door.settings().area_code,
                )
        except Invalid as fault:
            return pages.show(summary_id, form.refused(fault))
        said = "Released. It is on its way to the leadership group."
        return pages.done(said, summary_id)

    return approve
