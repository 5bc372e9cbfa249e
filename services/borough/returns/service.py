"""Choose what leaves, show it, have it approved by a second person, release it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.ledger import queries as ledger
from borough.ledger import service as writing
from borough.returns import events
from borough.returns.model import (
    OPEN,
    FiguresChanged,
    NotAnApprover,
    NotAPreparer,
    NothingToRelease,
    Return,
    ReturnCell,
    ReturnState,
    UnknownReturn,
    address,
    as_chosen,
)
from kit import clock, logs
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.exchange.outbox import announce
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import may, policy, role_name
from partnership.disclosure.digest import digest
from partnership.disclosure.model import Controlled
from partnership.figures import queries as figures

RELEASED = "indicators_released"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Which of the changed cells to take; None takes all.

    Years are those periods belong to: 2025 takes ``2025`` and ``2025-Q1``.
    """

    indicators: frozenset[str] | None = None
    first_year: int | None = None
    last_year: int | None = None

    def takes(self, cell: Controlled) -> bool:
        """Whether a cell is among the chosen."""
        if self.indicators is not None and cell.figure.indicator not in self.indicators:
            return False
        year = int(cell.figure.period[:4])
        return (self.first_year or year) <= year <= (self.last_year or year)


EVERYTHING = Choice()


def start(
    session: Session, *, by: Actor, area: str, choice: Choice = EVERYTHING
) -> Return:
    """Draft a return of all chosen cells that differ from what was released.

    Raises NotAPreparer, and NothingToRelease where none differs.
    """
    _must_prepare(by)
    position = ledger.position(session, area=area)
    chosen = [each for each in position.changed if choice.takes(each.cell)]
    if not chosen:
        raise NothingToRelease
    given = Return(
        id=clock.new_id(),
        state=ReturnState.DRAFT,
        area=area,
        standard_version=_standard_version(session),
        prepared_by=by.user_id,
        prepared_by_post=post(by),
        started_at=clock.now(),
        cells=_cells(chosen),
    )
    given.preview = digest(given.cells)
    session.add(given)
    session.flush()
    _note(session, "return.drafted", given, by)
    return given


def look_again(session: Session, *, return_id: UUID, by: Actor) -> Return:
    """Take the present figures into a return that is still in preparation.

    Cells that no longer differ from what was released drop out. Raises NotAPreparer,
    StepSkipped, and NothingToRelease where none is left.
    """
    _must_prepare(by)
    given = _open(session, return_id)
    given.must_be_in_preparation()
    chosen = [each for each in _standings(session, given) if each.changed]
    if not chosen:
        raise NothingToRelease
    given.cells.clear()
    session.flush()
    given.cells = _cells(chosen)
    given.standard_version = _standard_version(session)
    given.preview = digest(given.cells)
    session.flush()
    _note(session, "return.refreshed", given, by)
    return given


def submit(
    session: Session,
    *,
    return_id: UUID,
    by: Actor,
    seen: str,
    note: str | None = None,
    reason: str | None = None,
) -> Return:
    """Ask a second person to approve; ``seen`` is the digest of the preview looked at.

    Raises NotAPreparer, StepSkipped, FiguresChanged, and ReasonNeeded where released
    figures are restated without saying why.
    """
    _must_prepare(by)
    given = _open(session, return_id)
    given.submit(by=by.user_id, post=post(by), note=note, reason=reason)
    _must_be_as_seen(session, given, seen)
    session.flush()
    _note(session, "return.submitted", given, by)
    notices.tell_roles(
        session,
        roles=policy().roles_for(RELEASED, Action.APPROVE),
        but_not=by.user_id,
        **_said(given, "A release waits for your approval"),
    )
    return given


def send_back(session: Session, *, return_id: UUID, by: Actor, because: str) -> Return:
    """Give a return back to its preparer, who may also take it back.

    Raises NotAnApprover and StepSkipped.
    """
    given = _open(session, return_id)
    if by.user_id != given.prepared_by:
        _must_approve(by)
    given.send_back(by=by.user_id, post=post(by), because=because)
    session.flush()
    _note(session, "return.sent-back", given, by)
    _tell_preparer(session, given, by, "A release you prepared was sent back")
    return given


def discard(session: Session, *, return_id: UUID, by: Actor) -> None:
    """Throw away a return that is still in preparation; nothing of it left.

    Raises NotAPreparer and StepSkipped.
    """
    _must_prepare(by)
    given = _open(session, return_id)
    given.must_be_in_preparation()
    _note(session, "return.discarded", given, by)
    session.delete(given)
    session.flush()


def approve(session: Session, *, return_id: UUID, by: Actor, seen: str) -> Return:
    """Release a return: its cells are written down and announced, all or none.

    Raises NotAnApprover, StepSkipped, SamePerson, and FiguresChanged where the figures
    or what is known outside changed since it was submitted.
    """
    _must_approve(by)
    given = _open(session, return_id)
    given.release(by=by.user_id, post=post(by), correlation_id=logs.correlation_id())
    cells = _must_be_as_seen(session, given, seen)
    with logs.correlation(given.correlation_id):
        _release(session, given, cells)
    _note(session, "return.released", given, by)
    _tell_preparer(session, given, by, "A release you prepared was approved")
    return given


def _note(session: Session, act: str, given: Return, by: Actor) -> None:
    trail.record(
        session,
        act=act,
        resource=RELEASED,
        record=given.id,
        detail={"count": len(given.cells), "hash": given.digest or given.preview},
        by=by,
    )


def _tell_preparer(session: Session, given: Return, by: Actor, text: str) -> None:
    if given.prepared_by != by.user_id:
        words = _said(given, text)
        notices.tell(session, user_id=given.prepared_by, **words)


def _said(given: Return, text: str) -> notices.Words:
    return {"kind": "return", "text": text, "href": address(given.id)}


def _release(session: Session, given: Return, cells: Sequence[Controlled]) -> None:
    entries = writing.record(session, cells, _leaving(given))
    given.digest = digest(entries)
    session.flush()
    for entry in entries:
        announce(
            session,
            audience=events.LEADERSHIP,
            type=events.OBSERVATION_RELEASED,
            subject=events.subject_of(entry),
            version=entry.version,
            data=events.observation_released(entry, given),
        )
    announce(
        session,
        audience=events.LEADERSHIP,
        type=events.RETURN_RELEASED,
        subject=str(given.id),
        version=1,
        data=events.return_released(given, entries),
    )


def _leaving(given: Return) -> writing.Leaving:
    if given.decided_at is None or given.decided_by_post is None:
        raise ValueError("Only a return that was approved can leave")
    return writing.Leaving(
        return_id=given.id,
        standard_version=given.standard_version,
        released_at=given.decided_at,
        released_by=given.decided_by_post,
        restated_because=given.reason,
    )


def post(actor: Actor) -> str:
    """How others know who acted: by the post, never by name."""
    return role_name(actor.role)


def _must_prepare(by: Actor) -> None:
    if not may(by.role, RELEASED, Action.CREATE):
        raise NotAPreparer


def _must_approve(by: Actor) -> None:
    if not may(by.role, RELEASED, Action.APPROVE):
        raise NotAnApprover


def _open(session: Session, return_id: UUID) -> Return:
    """The return, held still together with all other open ones until the end.

    One release decides what the next may show, so two never run side by side.
    """
    query = select(Return).where(Return.state.in_(OPEN)).order_by(Return.id)
    held = {each.id: each for each in session.scalars(query.with_for_update())}
    found = held.get(return_id) or session.get(Return, return_id)
    if found is None:
        raise UnknownReturn
    return found


def _standings(session: Session, given: Return) -> list[ledger.Standing]:
    """The cells of a return as they stand now, in its order."""
    position = ledger.position(session, area=given.area)
    now = {each.key: each for each in position.standings}
    keys = [(cell.indicator, cell.period, given.area) for cell in given.cells]
    return [now[key] for key in keys if key in now]


def _must_be_as_seen(session: Session, given: Return, seen: str) -> list[Controlled]:
    standings = _standings(session, given)
    worth_it = all(each.changed for each in standings)
    if not worth_it or not seen == given.preview == digest(_cells(standings)):
        raise FiguresChanged
    return [each.cell for each in standings]


def _cells(standings: Sequence[ledger.Standing]) -> list[ReturnCell]:
    return [
        as_chosen(
            each.cell,
            position=position,
            version=1 if each.last is None else each.last.version + 1,
        )
        for position, each in enumerate(standings)
    ]


def _standard_version(session: Session) -> int:
    return max(each.standard_version for each in figures.indicators(session))
