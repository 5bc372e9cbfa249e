"""The page of the trail: who did what, whether it is whole, and who can witness it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from kit.access import queries as opening
from kit.access.policy import Action, Limit
from kit.accounts.access import may_open, needs
from kit.accounts.actor import Actor
from kit.data_classes import DataClass
from kit.trail import queries, service
from kit.trail.model import EXPORTED, TRAIL, Outcome
from kit.trail.queries import RowSeen, Wanted
from kit.trail.schemas import Find
from kit.web import door, exports, forms
from kit.web.navigation import Entry

NAVIGATION = (Entry("Audit trail", "trail.index"),)

# Whoever reads only what is their own is shown their own acts, and who reads by
# assignment what was done with their records. No page shows content.
WITHIN = (Limit.OWN, Limit.NAMED, Limit.METADATA)
# What the page calls itself; whoever sees a part of the trail only sees no witnesses.
TITLES = {
    None: "Audit trail",
    Limit.OWN: "Your own acts",
    Limit.NAMED: "What was done with your cases",
}
OUTCOMES = {Outcome.DONE: "Done", Outcome.REFUSED: "Refused", Outcome.FAILED: "Failed"}
HEADER = (
    "Row", "Time", "Who", "Role", "Act", "Resource", "Record", "Purpose", "Outcome",
    "Detail", "Session",
)  # fmt: skip


def make_pages(*, peers: Sequence[str]) -> Blueprint:
    """The blueprint ``trail``; ``peers`` are the members who may be witnesses."""
    pages = Blueprint("trail", __name__, url_prefix="/trail")
    pages.record(lambda state: state.app.extensions.update(trail_peers=peers))
    pages.get("/", endpoint="index")(_index)
    pages.get("/trail.csv", endpoint="as_csv")(_as_csv)
    return pages


@needs(TRAIL, Action.READ, within=WITHIN)
def _index() -> ResponseReturnValue:
    form = forms.load(Find(), request.args)
    with door.reading() as session:
        wanted = _wanted(session, form)
        leaf = queries.leaf(session, wanted) if form.ok else queries.NO_ROWS
        page = render_template(
            "kit/trail/templates/list.html",
            form=form,
            leaf=leaf,
            older=_address("trail.index", before=leaf.older),
            csv=_address("trail.as_csv", before=None),
            narrowed=any(request.args.values()),
            title=TITLES[_part(door.actor())],
            own=_part(door.actor()) is not None,
            choices=queries.choices(session, _within(session)),
            checked=queries.last_check(session),
            witnesses={one.member: one for one in queries.witnesses(session)},
            kept=queries.kept(session),
            peers=_peers(),
            words=_words(),
        )
    return page, form.status


@needs(TRAIL, Action.READ, within=WITHIN)
def _as_csv() -> ResponseReturnValue:
    form = forms.load(Find(), request.args)
    with door.reading() as session:
        wanted = _wanted(session, form)
        leaf = queries.leaf(session, wanted, size=queries.LONGEST_FILE)
    detail: dict[str, str | int] = {"format": "csv", "count": len(leaf.rows)}
    service.record_at_once(door, act=EXPORTED, resource=TRAIL, detail=detail)
    rows = [_cells(row) for row in leaf.rows]
    return exports.csv("audit-trail", HEADER, rows, holds=DataClass.PERSONAL)


def alarm() -> bool:
    """Whether the last verification found the trail broken; for those who tend it."""
    actor = door.actor_or_nobody()
    mounted = "trail.index" in current_app.view_functions
    if actor is None or not mounted or not may_open("trail.index"):
        return False
    if _part(actor) is not None:
        return False
    try:
        with door.reading() as session:
            return queries.is_broken(session)
    except SQLAlchemyError:
        return False  # the page that says the database is away has a header too


def _peers() -> Sequence[str]:
    return cast("Sequence[str]", current_app.extensions["trail_peers"])


def _part(actor: Actor) -> Limit | None:
    """Which part of the trail somebody sees; None for the whole."""
    limits = door.policy().limits(actor.role, TRAIL, Action.READ)
    if limits is None or Limit.OWN in limits:
        return Limit.OWN
    return Limit.NAMED if Limit.NAMED in limits else None


def _wanted(session: Session, form: forms.Form) -> Wanted:
    """What the address asks for, of what this person may see."""
    wanted, within = Wanted(**form.data), _within(session)
    person = within.person or wanted.person
    return replace(wanted, person=person, among=within.among)


def _within(session: Session) -> Wanted:
    """The part of the trail that this person sees; for some it is the whole."""
    actor = door.actor()
    part = _part(actor)
    if part is Limit.OWN:
        return Wanted(person=str(actor.user_id))
    if part is Limit.NAMED:
        return Wanted(among=opening.open_to(session, user_id=actor.user_id))
    return Wanted()


def _address(endpoint: str, *, before: int | None) -> str:
    """The same question at another address, or for older rows."""
    asked: dict[str, Any] = {name: text for name, text in request.args.items() if text}
    return url_for(endpoint, **{**asked, "before": before})


def _words() -> dict[str, str]:
    """Stored words of outcomes, resources and roles as people say them."""
    policy = door.policy()
    resources = {word: found.name for word, found in policy.resources.items()}
    roles = {word: found.name for word, found in policy.roles.items()}
    outcomes = {outcome.value: word for outcome, word in OUTCOMES.items()}
    return {**outcomes, **resources, **roles}


def _cells(row: RowSeen) -> tuple[exports.Cell, ...]:
    return (
        *(row.n, row.at, row.who, row.role, row.act, row.resource, row.record),
        *(row.purpose, row.outcome, row.detail, row.session_id),
    )
