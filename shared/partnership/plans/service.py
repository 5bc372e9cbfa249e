"""Make plans, and word the letters."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.trail import service as trail
from partnership.access import authorise
from partnership.brag.model import Brag, Word
from partnership.plans.model import (
    AREA,
    PlanRow,
    Source,
    WordingRow,
    checked_ref,
    worded,
)

ACTIONS = "actions"


def make_plan(
    session: Session,
    *,
    ref: str,
    title: str,
    source: str,
    by: Actor,
    source_record: str | None = None,
    body_slug: str | None = None,
    opened_on: date | None = None,
    counted: bool = True,
) -> UUID:
    """Open a plan; ``ref`` is begun with this member's letters where it is not.

    ``counted`` is False where the number of its actions is not known. Raises
    NotAllowed, and Invalid for a reference in use or a source of another kind.
    """
    authorise(session, by, Action.CREATE, ACTIONS, Scope(record="new", body=body_slug))
    row = PlanRow(
        id=clock.new_id(),
        ref=checked_ref(session.info["member"], ref),
        title=title,
        source=_source(source),
        source_record=source_record,
        body=body_slug,
        opened_on=opened_on or clock.today(),
        counted=counted,
        last_number=0,
        version=1,
    )
    _add(session, row)
    trail.record(session, act="plan.opened", resource=ACTIONS, record=row.id)
    return row.id


def _add(session: Session, row: PlanRow) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as fault:
        said = f"{row.ref} is in use"
        raise Invalid(said, fields={"ref": said}) from fault


def _source(word: str) -> Source:
    try:
        return Source(word)
    except ValueError:
        fault = "Choose one of the sources"
        raise Invalid(fault, fields={"source": fault}) from None


def change_plan(
    session: Session,
    *,
    plan_id: UUID,
    version: int,
    title: str,
    body_slug: str | None,
    source_record: str | None,
    by: Actor,
) -> None:
    """Say a plan's title, body and source anew.

    Raises NotFound, and PlanChanged for a version that is not the present one.
    """
    row = _plan(session, plan_id, by)
    row.must_be(version)
    # Into another body only with a grant for that body too.
    _authorise(session, by, plan_id, body_slug)
    row.title, row.body, row.source_record = title, body_slug, source_record
    row.version += 1
    trail.record(session, act="plan.changed", resource=ACTIONS, record=row.id)


def say_counted(session: Session, *, plan_id: UUID, by: Actor) -> None:
    """Say that a plan's actions are known now; raises NotFound and AlreadyCounted."""
    row = _plan(session, plan_id, by)
    row.count()
    trail.record(session, act="plan.counted", resource=ACTIONS, record=row.id)


def close_plan(
    session: Session, *, plan_id: UUID, by: Actor, on: date | None = None
) -> None:
    """Close a plan; its actions stay as they are. Raises NotFound and PlanClosed."""
    row = _plan(session, plan_id, by)
    row.close(on=on or clock.today())
    trail.record(session, act="plan.closed", resource=ACTIONS, record=row.id)


def next_ref(session: Session, *, plan_id: UUID) -> str:
    """Take the next number of a plan; raises NotFound, NotCounted and PlanClosed.

    The plan stays locked until the transaction ends: no number is given twice.
    """
    row = session.get(PlanRow, plan_id, with_for_update=True)
    if row is None:
        raise NotFound
    return row.next_ref()


def word(
    session: Session, *, brag: Brag, said: Word, by: Actor, plan_id: UUID | None = None
) -> None:
    """Say what a letter means in this area, or in one plan.

    Raises NotAllowed and NotFound, and Invalid where another state has the letter.
    """
    if plan_id is None:
        authorise(session, by, Action.APPROVE, ACTIONS, Scope(record=AREA))
    else:
        _plan(session, plan_id, by)
    scope = AREA if plan_id is None else str(plan_id)
    _must_be_free(session, plan_id, brag, said.letter)
    session.merge(
        WordingRow(
            scope=scope,
            brag=brag,
            letter=said.letter,
            word=said.word,
            meaning=said.meaning,
            set_at=clock.now(),
        )
    )
    session.flush()
    trail.record(session, act="brag.worded", resource=ACTIONS, record=scope)


def _must_be_free(
    session: Session, plan_id: UUID | None, brag: Brag, letter: str
) -> None:
    rows = session.scalars(
        select(WordingRow).where(WordingRow.scope.in_([AREA, str(plan_id)]))
    )
    own = {(r.scope, r.brag): Word(r.letter, r.word, r.meaning) for r in rows}
    for other, called in worded(own, plan_id).items():
        if other is not brag and called.letter == letter:
            fault = f"{letter} is the letter of {called.word}"
            raise Invalid(fault, fields={"letter": fault})


def _plan(session: Session, plan_id: UUID, by: Actor) -> PlanRow:
    row = session.get(PlanRow, plan_id, with_for_update=True)
    if row is None:
        raise NotFound
    _authorise(session, by, plan_id, row.body)
    return row


def _authorise(session: Session, by: Actor, plan_id: UUID, body: str | None) -> None:
    scope = Scope(record=str(plan_id), body=body)
    authorise(session, by, Action.UPDATE, ACTIONS, scope)
