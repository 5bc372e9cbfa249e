"""Pages of actions: lists with filters, what changed, one action and its forms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action, Limit
from kit.access.service import WHOSE, Reach, Scope
from kit.accounts.access import needs
from kit.clock import LONDON
from kit.data_classes import DataClass
from kit.errors import Conflict, Invalid, NotFound
from kit.web import door, exports, forms, narrowing
from kit.web.narrowing import Narrowed
from kit.web.navigation import Entry
from partnership.access import Role, may, reach
from partnership.actions import queries, schemas, service
from partnership.actions.queries import ACTIONS
from partnership.agencies import AGENCIES
from partnership.brag.model import Brag, Changed, NotAnotherAgency, Show
from partnership.brag.queries import (
    EVIDENCE_WORDS,
    SHOW_WORDS,
    ChangeSeen,
    Filter,
    Whole,
)
from partnership.decisions import queries as decisions
from partnership.plans import queries as plans
from partnership.themes import queries as themes

pages = Blueprint("actions", __name__, url_prefix="/actions")

# What these pages keep by themselves: an agency's own lines, a chair's own body's.
WITHIN = (Limit.OWN, Limit.GROUP)
NAVIGATION = [Entry("Actions", "actions.index")]
TEMPLATES = "partnership/actions/templates"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verb:
    """One form about an action: its words, what it may carry and what it does.

    ``wide`` verbs are for those who may change the actions of every agency.
    """

    title: str
    button: str
    done: str
    schema: type[Schema]
    does: Callable[..., None]
    wide: bool = False


VERBS = {
    "update": Verb(
        title="Say how it goes", button="Store the update",
        done="The update is stored.",
        schema=schemas.Update, does=service.update,
    ),
    "dates": Verb(
        title="Set or move the dates", button="Store the dates",
        done="The dates are stored.",
        schema=schemas.Dates, does=service.set_dates,
    ),
    "evidence": Verb(
        title="Add evidence", button="Add the evidence",
        done="The evidence is added.",
        schema=schemas.Evidence, does=service.add_evidence,
    ),
    "propose": Verb(
        title="Propose it as embedded", button="Ask for confirmation",
        done="The other agency is asked. The action stays green until it confirms.",
        schema=schemas.Propose, does=service.propose,
    ),
    "confirm": Verb(
        title="Confirm that it is embedded", button="Confirm",
        done="The action is blue. It is checked again in six months.",
        schema=schemas.Confirm, does=service.confirm,
    ),
    "decline": Verb(
        title="Say that it is not embedded", button="Decline",
        done="The action stays green, with your reason.",
        schema=schemas.Decline, does=service.decline,
    ),
    "recheck": Verb(
        title="Note what the re-check found", button="Store the finding",
        done="What the re-check found is stored.",
        schema=schemas.Recheck, does=service.recheck,
    ),
    "ask-close": Verb(
        title="Ask the body to close it", button="Ask",
        done="The body is asked. The action stays open until it decides.",
        schema=schemas.Reason, does=service.ask_close,
    ),
    "refuse-close": Verb(
        title="The body did not agree to close it", button="Keep it open",
        done="The action stays open.",
        schema=schemas.Reason, does=service.refuse_close, wide=True,
    ),
    "close": Verb(
        title="Close it, as the body decided", button="Close",
        done="The action is closed.",
        schema=schemas.Close, does=service.close, wide=True,
    ),
    "change": Verb(
        title="Change what it says and whose it is", button="Store",
        done="The action is changed.",
        schema=schemas.Change, does=service.change, wide=True,
    ),
}  # fmt: skip


@pages.get("/")
@needs(ACTIONS, Action.READ, within=WITHIN)
def index() -> ResponseReturnValue:
    form = _filters()
    wanted = Filter(**form.data)
    number = request.args.get("page", 1, type=int)
    with door.reading() as session:
        seen = _seen(session, Action.READ)
        found = queries.page_of(session, seen=seen, wanted=wanted, page=number)
        words = found.wording.of(wanted.plan)
        return render_template(
            f"{TEMPLATES}/list.html",
            found=found,
            wanted=wanted,
            plan_choices=[(str(p.id), f"{p.ref} {p.title}") for p in found.plans],
            theme_choices=[(str(t.id), t.title) for t in themes.themes(session)],
            state_choices=[(b.value, w.tag) for b, w in words.items()],
            look_choices=[(show.value, text) for show, text in SHOW_WORDS.items()],
            agencies=AGENCIES,
            show_words=SHOW_WORDS,
            part=seen.limits & WHOSE,
            address=lambda n: url_for("actions.index", **form.address, page=n),
            csv_address=url_for("actions.as_csv", **form.address),
        )


@pages.get("/actions.csv")
@needs(ACTIONS, Action.READ, within=WITHIN)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        seen = _seen(session, Action.READ)
        found = queries.everything(session, seen=seen, wanted=Filter(**_filters().data))
    header = [
        "Reference", "Action", "Plan", "Owner", "Agency", "State", "Word", "First due",
        "Due", "Forecast", "Forecast moved", "Last update", "Check again", "Closed",
        "Themes", "Needs a look",
    ]  # fmt: skip
    rows = [
        (
            e.ref, e.title, e.plan.title, e.owner_post, e.agency_name, e.word.letter,
            e.word.word, e.first_due, e.due, e.forecast, e.forecast_moves, e.updated_at,
            e.recheck_on, e.closed_at, ", ".join(t.title for t in e.themes),
            ", ".join(SHOW_WORDS[show] for show in Show if show in e.marks),
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("actions", header, rows)


@pages.get("/changes")
@needs(ACTIONS, Action.READ, within=WITHIN)
def changed() -> ResponseReturnValue:
    form = narrowing.read(schemas.Since(), request.args)
    since = form.data.get("since") or clock.today() - timedelta(days=28)
    found = _changes(since) if form.ok else []
    page = render_template(
        f"{TEMPLATES}/changes.html",
        changes=found,
        since=since,
        form=forms.blank(since=since) if form.ok else form,
        csv_address=url_for("actions.changes_csv", **form.address),
    )
    return page, form.status


@pages.get("/changes.csv")
@needs(ACTIONS, Action.READ, within=WITHIN)
def changes_csv() -> ResponseReturnValue:
    form = forms.load(schemas.Since(), request.args)
    since = form.data.get("since") or clock.today() - timedelta(days=28)
    return _history_file(f"changes-since-{since}", _changes(since))


@pages.get("/<uuid:action_id>")
@needs(ACTIONS, Action.READ, within=WITHIN)
def show(action_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = _whole(session, action_id)
        verbs = _verbs(session, found)
        words = plans.wording(session).of(found.action.plan.id)
    return render_template(
        f"{TEMPLATES}/show.html",
        found=found,
        verbs={name: VERBS[name] for name in verbs},
        words=words,
        show_words=SHOW_WORDS,
        evidence_words=EVIDENCE_WORDS,
        asked_name=AGENCIES.get(found.asked or "", ""),
    )


@pages.get("/<uuid:action_id>/history.csv")
@needs(ACTIONS, Action.READ, within=WITHIN)
def history_csv(action_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = _whole(session, action_id)
    named = [
        replace(each, ref=found.action.ref, title=found.action.title)
        for each in found.changes
    ]
    return _history_file(f"{found.action.ref}-history", named)


@pages.get("/<uuid:action_id>/<verb>")
@needs(ACTIONS, Action.UPDATE, within=WITHIN)
def ask(action_id: UUID, verb: str) -> ResponseReturnValue:
    with door.reading() as session:
        found = _open_to(session, action_id, verb)
    action = found.action
    days = {"due": action.due, "forecast": action.forecast} if verb == "dates" else {}
    form = forms.blank(
        version=action.version,
        title=action.title,
        owner_post=action.owner_post,
        agency=action.agency,
        tagged=[str(theme.id) for theme in action.themes],
        **{name: day for name, day in days.items() if day},
    )
    return _form_page(found, verb, form)


@pages.post("/<uuid:action_id>/<verb>")
@needs(ACTIONS, Action.UPDATE, within=WITHIN)
def do(action_id: UUID, verb: str) -> ResponseReturnValue:
    if verb not in VERBS:
        raise NotFound
    form = forms.load(VERBS[verb].schema(), request.form)
    if not form.ok:
        return _again(action_id, verb, form)
    try:
        with door.transaction() as session:
            VERBS[verb].does(session, action_id=action_id, by=door.actor(), **form.data)
    except Changed as fault:
        return _again(action_id, verb, form, fault)
    except Invalid as fault:
        return _again(action_id, verb, form.refused(fault))
    except (Conflict, NotAnotherAgency) as fault:
        return _again(action_id, verb, form.refused({"form": str(fault)}), fault)
    flash(VERBS[verb].done, "success")
    return redirect(_after(action_id))


def _after(action_id: UUID) -> str:
    """The action's page; the list for an agency that has said what it was asked."""
    try:
        with door.reading() as session:
            _whole(session, action_id)
    except NotFound:
        return url_for("actions.index")
    return url_for("actions.show", action_id=action_id)


def _again(
    action_id: UUID,
    verb: str,
    form: forms.Form,
    fault: Conflict | NotAnotherAgency | None = None,
) -> ResponseReturnValue:
    """The form with what was typed, and what others changed since it was opened."""
    with door.reading() as session:
        found = _open_to(session, action_id, verb)
    typed = str(form.values.get("version", ""))
    seen = int(typed) if typed.isdecimal() else found.action.version
    others = [each for each in found.changes if each.version > seen]
    kept = replace(form, values={**form.values, "version": found.action.version})
    page, status = _form_page(found, verb, kept, others)
    return page, fault.status if fault else status


def _form_page(
    found: Whole, verb: str, form: forms.Form, others: Sequence[ChangeSeen] = ()
) -> tuple[str, int]:
    with door.reading() as session:
        words = plans.wording(session).of(found.action.plan.id)
        known = themes.themes(session)
        body = found.action.plan.body
        agreed = decisions.decided(session, body=body) if verb == "close" else []
    page = render_template(
        f"{TEMPLATES}/form.html",
        found=found,
        name=verb,
        verb=VERBS[verb],
        form=form,
        others=others,
        words=words,
        states=[(b.value, words[b].tag) for b in Brag if b is not Brag.BLUE],
        kinds=[(kind.value, words_) for kind, words_ in EVIDENCE_WORDS.items()],
        agencies=[("", "Choose an agency"), *AGENCIES.items()],
        themes=[(str(theme.id), theme.title) for theme in known],
        decisions=agreed,
        must_name_agency=door.actor().role == Role.LEADERSHIP_MEMBER,
        evidence_words=EVIDENCE_WORDS,
    )
    return page, form.status


def _open_to(session: Session, action_id: UUID, verb: str) -> Whole:
    """The action, where this person may have the form; raises NotFound."""
    found = _whole(session, action_id)
    if verb not in VERBS or not _may_change(session, found, VERBS[verb], verb):
        raise NotFound
    return found


def _may_change(session: Session, found: Whole, verb: Verb, name: str) -> bool:
    theirs, action = _seen(session, Action.UPDATE), found.action
    agency = found.asked if name in {"confirm", "decline"} else action.agency
    return theirs.covers(
        Scope(
            record=str(action.id),
            agency=None if verb.wide else agency,
            body=action.plan.body,
        )
    )


def _verbs(session: Session, found: Whole) -> list[str]:
    """The forms that make sense now, and are open to this person."""
    if not may(door.actor().role, ACTIONS, Action.UPDATE):
        return []
    action = found.action
    names = ["recheck"] if action.brag is Brag.BLUE else []
    if action.closed_at is None:
        names = ["update", "dates", "evidence", *names]
        if found.asked:
            names += ["confirm", "decline"]
        elif action.brag is Brag.GREEN:
            names.append("propose")
        names += ["close", "refuse-close"] if action.close_asked_at else ["ask-close"]
        names.append("change")
    return [n for n in names if _may_change(session, found, VERBS[n], n)]


def _whole(session: Session, action_id: UUID) -> Whole:
    return queries.whole(session, action_id, seen=_seen(session, Action.READ))


def _seen(session: Session, action: Action) -> Reach:
    return reach(session, door.actor(), action, ACTIONS)


def _filters() -> Narrowed:
    """The filters of the address; none where one of them cannot be read."""
    return narrowing.read(schemas.Listed(), request.args, agency=AGENCIES)


def _changes(since: Any) -> Sequence[ChangeSeen]:  # noqa: ANN401 - a day
    moment = datetime.combine(since, time(), LONDON).astimezone(UTC)
    with door.reading() as session:
        seen = _seen(session, Action.READ)
        return queries.changes(session, since=moment, seen=seen)


def _history_file(name: str, found: Sequence[ChangeSeen]) -> ResponseReturnValue:
    header = [
        "Reference", "Action", "When", "What", "Before", "After", "Reason", "By",
        "State",
    ]  # fmt: skip
    rows = [
        (
            e.ref, e.title, e.at, e.what.value, e.before, e.after, e.reason, e.post,
            e.word.tag,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv(name, header, rows, holds=DataClass.PERSONAL)
