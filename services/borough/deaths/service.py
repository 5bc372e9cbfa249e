"""Take notifications of deaths in, say where each case stands, open it to people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from borough.deaths.model import (
    CASE,
    KEY,
    PURPOSE,
    RESPONSE,
    CaseRow,
    StepRow,
    new_code,
)
from borough.disposals import service as disposals
from borough.disposals.model import Kind
from kit import clock
from kit.access import service as access
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.trail import service as trail
from kit.vault.service import Vault
from partnership.access import authorise, may, role_name
from partnership.clocks import queries as running
from partnership.clocks import service as clocks
from partnership.clocks.queries import State
from partnership.death_rules import pipeline
from partnership.death_rules.pipeline import Owner, Stage, Waiting
from partnership.death_rules.scope import AgeBand, Exclusion, Facts, exclusion

HREF = "/deaths/"
NOTICE = "case"
# Codes are drawn from more than a thousand million: twice the same is next to never.
_TRIES = 5


def notify(
    session: Session,
    *,
    facts: Facts,
    received_at: datetime,
    notifier: str,
    home: str,
    died_in: str,
    placed_by: str | None = None,
    unattended: bool = False,
    by: Actor,
) -> UUID:
    """Take a notification in and open its case to who typed it; returns its id.

    What the guidance excludes is kept with the reason, and without any detail. Of a
    stillbirth that nobody attended the clock of the joint agency response counts from
    its notification. Raises NotAllowed, and Invalid for a moment to come.
    """
    if not may(by.role, CASE, Action.CREATE):
        raise NotAllowed
    if received_at > clock.now():
        fault = "The notification must not be to come"
        raise Invalid(fault, fields={"received_on": fault})
    row = CaseRow(
        id=clock.new_id(),
        key_id=Vault(session).new_key(KEY),
        received_at=received_at,
        notifier=notifier,
        home=home,
        died_in=died_in,
        placed_by=placed_by,
        unattended=unattended,
        exclusion=exclusion(facts),
        changed_by=role_name(by.role),
    )
    row.stand(Stage.EXCLUDED if row.exclusion else Stage.NOTIFIED)
    _add(session, row)
    _assign(session, row, by.user_id, by)
    _note(session, row, by, "case.notified")
    _ask_for_response(session, row)
    return row.id


def place(
    session: Session,
    *,
    case_id: UUID,
    band: AgeBand | None,
    complete: bool,
    by: Actor,
) -> None:
    """Note what the details of a case tell of it: the band, and whether they suffice.

    Raises NotFound, NotAllowed and CaseClosed.
    """
    row = _open(session, case_id, by)
    row.band = band
    if row.stage is Stage.NOTIFIED:
        row.stand(row.stage, waiting=Waiting.TRIAGE if complete else Waiting.DETAILS)
    _note(session, row, by, "case.detailed")


def move(
    session: Session,
    *,
    case_id: UUID,
    seen: int,
    stage: Stage,
    by: Actor,
    owner: Owner | None = None,
    waiting: Waiting | None = None,
) -> None:
    """Say where a case stands now, who has it and what it waits for.

    Raises NotFound, NotAllowed, CaseChanged, and WrongStage for a stage that does not
    follow the present one.
    """
    row = _mine(session, case_id, by)
    row.must_be(seen)
    if stage is not row.stage:
        pipeline.check(row.stage, stage)
    row.stand(stage, owner, waiting)
    if not row.is_open:
        _stop_all(session, row)
    _note(session, row, by, "case.moved")


def exclude(
    session: Session, *, case_id: UUID, seen: int, reason: Exclusion, by: Actor
) -> None:
    """Say why a death is not reviewed after all; its clocks stop.

    Raises NotFound, NotAllowed, CaseChanged and CaseClosed.
    """
    row = _open(session, case_id, by)
    row.must_be(seen)
    row.exclusion = reason
    row.stand(Stage.EXCLUDED)
    _stop_all(session, row)
    _ask_for_response(session, row)
    _note(session, row, by, "case.excluded")


def hand_over(session: Session, *, case_id: UUID, by: Actor) -> None:
    """Note that another area took the case over; its clocks stop here.

    Raises NotFound, NotAllowed and CaseClosed.
    """
    row = _open(session, case_id, by)
    row.stand(Stage.TRANSFERRED)
    _stop_all(session, row)
    _note(session, row, by, "case.handed-over")


def wait_for(session: Session, *, case_id: UUID, waiting: Waiting, by: Actor) -> None:
    """Note what a case waits for where it stands; raises as ``hand_over`` does."""
    row = _open(session, case_id, by)
    row.stand(row.stage, row.owner, waiting)
    _note(session, row, by, "case.moved")


def start_clock(session: Session, *, case_id: UUID, kind: str, at: datetime) -> None:
    """Start a clock of a case, or count a running one from another moment.

    The board calls the case by its code. Raises NotFound.
    """
    row = _found(session, case_id)
    about = {"kind": kind, "resource": CASE, "record": str(row.id)}
    clock_rows = running.of_record(session, resource=CASE, record=str(row.id))
    if any(each.kind == kind for each in clock_rows):
        clocks.begin_again(session, at=at, **about)
    else:
        clocks.start(session, reference=row.code, at=at, **about)


def stop_clock(session: Session, *, case_id: UUID, kind: str, at: datetime) -> None:
    """Stop the clocks of this kind of a case; none running is no fault."""
    clocks.stop_of(session, kind=kind, resource=CASE, record=str(case_id), at=at)


def hold_clocks(
    session: Session, *, case_id: UUID, kinds: frozenset[str], reason: str
) -> None:
    """Let the clocks of these kinds stand still; ``reason`` is a fixed word."""
    for each in running.of_record(session, resource=CASE, record=str(case_id)):
        runs = each.stopped_at is None and each.state is not State.PAUSED
        if each.kind in kinds and runs:
            clocks.pause(session, clock_id=each.id, reason=reason)


def free_clocks(session: Session, *, case_id: UUID, kinds: frozenset[str]) -> None:
    """Let the clocks of these kinds run again that stand still."""
    for each in running.of_record(session, resource=CASE, record=str(case_id)):
        if each.kind in kinds and each.state is State.PAUSED:
            clocks.resume(session, clock_id=each.id)


def _assign(session: Session, row: CaseRow, user_id: UUID, by: Actor) -> None:
    access.assign(
        session,
        user_id=user_id,
        resource=CASE,
        record=str(row.id),
        purpose=PURPOSE,
        by=by,
    )


def _open(session: Session, case_id: UUID, by: Actor) -> CaseRow:
    row = _mine(session, case_id, by)
    row.must_be_open()
    return row


def _mine(
    session: Session, case_id: UUID, by: Actor, action: Action = Action.UPDATE
) -> CaseRow:
    """The case, locked, where this person may do this to it."""
    row = session.get(CaseRow, case_id, with_for_update=True)
    authorise(session, by, action, CASE, Scope(record=str(case_id)))
    if row is None:
        raise NotFound
    return row


def _found(session: Session, case_id: UUID) -> CaseRow:
    row = session.get(CaseRow, case_id, with_for_update=True)
    if row is None:
        raise NotFound
    return row


def _add(session: Session, row: CaseRow) -> None:
    for _ in range(_TRIES):
        row.code = new_code()
        if session.scalar(select(CaseRow.id).where(CaseRow.code == row.code)) is None:
            break
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as fault:
        raise Conflict("Another case was opened just now. Send it again.") from fault


def _ask_for_response(session: Session, row: CaseRow) -> None:
    """Let the clock of a response run that a death asks for though it is not reviewed.

    One that ran from the death already goes on as it was.
    """
    if not row.still_asks:
        return
    known = running.of_record(session, resource=CASE, record=str(row.id))
    if all(each.kind != RESPONSE for each in known):
        start_clock(session, case_id=row.id, kind=RESPONSE, at=row.received_at)


def _stop_all(session: Session, row: CaseRow) -> None:
    for each in running.of_record(session, resource=CASE, record=str(row.id)):
        if each.stopped_at is None and not (row.still_asks and each.kind == RESPONSE):
            clocks.stop(session, clock_id=each.id)


def _note(session: Session, row: CaseRow, by: Actor, act: str) -> None:
    """Keep the step where it is one, and tell the trail."""
    post = role_name(by.role)
    row.touch(post)
    session.flush()
    step = (row.stage, row.owner, row.waiting)
    last = session.execute(
        select(StepRow.stage, StepRow.owner, StepRow.waiting)
        .where(StepRow.case_id == row.id)
        .order_by(StepRow.at.desc(), StepRow.id.desc())
        .limit(1)
    ).first()
    if last is None or tuple(last) != step:
        stage, owner, waiting = step
        session.add(
            StepRow(
                case_id=row.id, stage=stage, owner=owner, waiting=waiting, post=post
            )
        )
        session.flush()
    trail.record(session, act=act, resource=CASE, record=row.id)
    _keep(session, row, was=last[0] if last else None)


def _keep(session: Session, row: CaseRow, *, was: Stage | None) -> None:
    """Let the time run for which a case is kept once it ended, and not before.

    One that was handed over or is not reviewed ended too.
    """
    if row.is_open and was not in pipeline.OPEN:
        disposals.end_period(session, record=row.id)
    elif not row.is_open and was is not row.stage:
        disposals.begin(
            session, record=row.id, resource=CASE, kind=Kind.CASE, code=row.code,
            key_id=row.key_id, on=clock.today(),
        )  # fmt: skip
