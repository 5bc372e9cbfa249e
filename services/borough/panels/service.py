"""Plan panel meetings, put cases on their agenda, invite members, note what came of it.

A case is put on the agenda by who works on it. The six weeks of the guidance count from
the report of the review meeting, or the inquest's result; a themed panel is the
exception: while a case waits for one, the clock stands still.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.death_facts import queries as facts
from borough.death_triage import queries as triage
from borough.deaths import queries as cases
from borough.deaths import service as deaths
from borough.deaths.model import CaseClosed
from borough.deaths.queries import CaseSeen
from borough.panels.model import (
    CLOCK,
    HOLDS_FOR_THEME,
    KEPT_DAYS,
    PACK,
    PURPOSE,
    ItemRow,
    MeetingRow,
    OnAgenda,
    Outcome,
    waits_for_theme,
)
from kit import clock
from kit.access import queries as opening
from kit.access import service as access
from kit.access.model import ConflictKind
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.hats import queries as hats
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import Role, authorise, role_name
from partnership.death_rules.lanes import Lane, Theme, lane
from partnership.death_rules.pipeline import Stage, Waiting

HREF = "/panels/"
KINDS = frozenset({CLOCK})


def plan(
    session: Session,
    *,
    at: datetime,
    theme: Theme | None = None,
    kept_days: int = KEPT_DAYS,
    by: Actor,
) -> UUID:
    """Plan a meeting; raises NotAllowed, and Invalid for days out of range."""
    authorise(session, by, Action.CREATE, PACK, Scope(record="new"))
    row = MeetingRow(id=clock.new_id(), post=role_name(by.role))
    row.plan(at=at, theme=theme, kept_days=kept_days)
    session.add(row)
    _note(session, row.id, "panel.planned")
    return row.id


def change(
    session: Session,
    *,
    meeting_id: UUID,
    seen: int,
    at: datetime,
    theme: Theme | None,
    kept_days: int,
    by: Actor,
) -> None:
    """Plan it anew; raises as ``plan``, NotFound, MeetingChanged and MeetingOver."""
    row = _meeting(session, meeting_id, by)
    row.must_be(seen)
    row.must_go_on()
    row.plan(at=at, theme=theme, kept_days=kept_days)
    row.version += 1
    _note(session, row.id, "panel.changed")


def add(
    session: Session,
    *,
    meeting_id: UUID,
    case_id: UUID,
    themed: bool = False,
    by: Actor,
) -> UUID:
    """Put a case on the agenda, in the lane its facts say or in the themed one.

    Raises NotFound, NotAllowed, CaseClosed, MeetingOver, OnAgenda, and Conflict for the
    themed lane of a meeting without a theme.
    """
    row = _meeting(session, meeting_id, by)
    row.must_go_on()
    case = _case(session, case_id, by)
    if themed and row.theme is None:
        raise Conflict("This meeting has no theme.")
    if _waiting(session, case_id):
        raise OnAgenda
    death = facts.facts(session, case_id).death
    known = death.known if death else ()
    item = ItemRow(
        id=clock.new_id(),
        meeting_id=row.id,
        case_id=case_id,
        lane=Lane.THEMED if themed else lane(case.band, known),
        outcome=Outcome.WAITING,
    )
    session.add(item)
    session.flush()
    _theme(session, case_id)
    _note(session, case_id, "panel.case-added")
    return item.id


def remove(session: Session, *, item_id: UUID, by: Actor) -> None:
    """Take a case off the agenda; raises NotFound, NotAllowed and MeetingOver."""
    item = _item(session, item_id, by)
    session.delete(item)
    session.flush()
    _theme(session, item.case_id)
    _note(session, item.case_id, "panel.case-removed")


def decide(session: Session, *, item_id: UUID, outcome: Outcome, by: Actor) -> None:
    """Note what the panel came to with a case.

    Reviewed, its clock stops and the case moves on; sent back, it waits for agencies.
    Raises NotFound, NotAllowed, CaseClosed, MeetingOver and WrongStage.
    """
    item = _item(session, item_id, by)
    row = session.get_one(MeetingRow, item.meeting_id)
    if row.at > clock.now():
        raise Invalid("The meeting has not begun yet")
    item.outcome = outcome
    session.flush()
    case = _case(session, item.case_id, by)
    if outcome is Outcome.REVIEWED:
        deaths.stop_clock(session, case_id=case.id, kind=CLOCK, at=row.at)
        if case.stage is not Stage.REVIEWED:
            _move(session, case, Stage.REVIEWED, by)
    elif outcome is Outcome.INADEQUATE:
        _move(session, case, Stage.GATHERING, by)
    elif outcome is Outcome.DEFERRED:
        waiting = Waiting.PANEL
        deaths.wait_for(session, case_id=case.id, waiting=waiting, by=by)
    _theme(session, case.id)
    _note(session, case.id, "panel.decided")


def end(session: Session, *, meeting_id: UUID, seen: int, by: Actor) -> None:
    """Note that a meeting is over; the days of its pack run from now.

    Raises NotFound, NotAllowed, MeetingChanged, MeetingOver, and Invalid before it.
    """
    row = _meeting(session, meeting_id, by)
    row.must_be(seen)
    row.end()
    session.flush()
    for case_id in session.scalars(
        select(ItemRow.case_id).where(ItemRow.meeting_id == row.id)
    ).all():
        _theme(session, case_id)
    _note(session, row.id, "panel.ended")


def invite(session: Session, *, meeting_id: UUID, user_id: UUID, by: Actor) -> None:
    """Open the pack of a meeting to a panel member, who is told.

    Raises NotFound, NotAllowed, MeetingOver, and Invalid for somebody who is not of the
    panel or was invited before.
    """
    row = _meeting(session, meeting_id, by)
    row.must_go_on()
    if user_id not in hats.holders(session, role=Role.CDOP_PANEL):
        raise _not_them("Choose one of the panel's members")
    if user_id in opening.assigned(session, resource=PACK, record=str(row.id)):
        raise _not_them("They are invited already")
    access.assign(
        session,
        user_id=user_id,
        resource=PACK,
        record=str(row.id),
        purpose=PURPOSE,
        by=by,
    )
    notices.tell(
        session,
        user_id=user_id,
        kind="panel",
        text="You are invited to a meeting of the child death overview panel",
        href=f"{HREF}{row.id}",
    )


def uninvite(
    session: Session, *, meeting_id: UUID, assignment_id: UUID, by: Actor
) -> None:
    """Close the pack to a panel member again; raises NotFound and NotAllowed."""
    row = _meeting(session, meeting_id, by)
    given = opening.given(session, resource=PACK, record=str(row.id))
    if assignment_id not in {each.id for each in given}:
        raise NotFound
    access.end_assignment(session, assignment_id=assignment_id)


def declare_conflict(
    session: Session, *, item_id: UUID, kind: ConflictKind, by: Actor
) -> None:
    """Take a case of a meeting away from who reads its pack, at once.

    Raises NotAllowed, and NotFound for a meeting that is not theirs.
    """
    item = session.get(ItemRow, item_id)
    record = str(item.meeting_id) if item else "none"
    authorise(session, by, Action.READ, PACK, Scope(record=record))
    if item is None:
        raise NotFound
    access.declare_conflict(
        session, by=by, resource=PACK, record=str(item.id), kind=kind
    )


def _theme(session: Session, case_id: UUID) -> None:
    """Let the clock stand still while a case waits for a themed panel."""
    if waits_for_theme(session, case_id):
        deaths.hold_clocks(
            session, case_id=case_id, kinds=KINDS, reason=HOLDS_FOR_THEME
        )
    elif not any(
        each.holds and each.ended_at is None
        for each in triage.strands(session, case_id)
    ):
        _free(session, case_id)


def _free(session: Session, case_id: UUID) -> None:
    deaths.free_clocks(session, case_id=case_id, kinds=KINDS)


def _move(session: Session, case: CaseSeen, stage: Stage, by: Actor) -> None:
    deaths.move(session, case_id=case.id, seen=case.version, stage=stage, by=by)


def _waiting(session: Session, case_id: UUID) -> bool:
    found = session.scalar(
        select(ItemRow.id)
        .join(MeetingRow, MeetingRow.id == ItemRow.meeting_id)
        .where(
            ItemRow.case_id == case_id,
            ItemRow.outcome == Outcome.WAITING,
            MeetingRow.ended_at.is_(None),
        )
        .limit(1)
    )
    return found is not None


def _meeting(session: Session, meeting_id: UUID, by: Actor) -> MeetingRow:
    row = session.get(MeetingRow, meeting_id, with_for_update=True)
    authorise(session, by, Action.CREATE, PACK, Scope(record=str(meeting_id)))
    if row is None:
        raise NotFound
    return row


def _item(session: Session, item_id: UUID, by: Actor) -> ItemRow:
    item = session.get(ItemRow, item_id, with_for_update=True)
    if item is None:
        raise NotFound
    _meeting(session, item.meeting_id, by).must_go_on()
    _case(session, item.case_id, by)
    return item


def _case(session: Session, case_id: UUID, by: Actor) -> CaseSeen:
    case = cases.known(session, by, case_id, Action.UPDATE)
    if not case.is_open:
        raise CaseClosed
    return case


def _not_them(fault: str) -> Invalid:
    return Invalid(fault, fields={"user_id": fault})


def _note(session: Session, record: UUID, act: str) -> None:
    session.flush()
    trail.record(session, act=act, resource=PACK, record=record)
