"""Decide how a death is answered, and note the inquiries beside its review."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.death_facts import queries as facts
from borough.death_triage.model import (
    HELD,
    RESPONSE,
    Strand,
    StrandRow,
    TriageChanged,
    TriageRow,
)
from borough.deaths import queries as cases
from borough.deaths import service as deaths
from borough.deaths.model import CASE, CaseClosed
from borough.deaths.queries import CaseSeen
from borough.incidents import queries as incidents
from borough.panels.model import CLOCK, waits_for_theme
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.trail import service as trail
from kit.vault.service import Vault
from partnership.access import role_name
from partnership.death_rules.pipeline import Stage


def triage(
    session: Session,
    *,
    case_id: UUID,
    seen: int,
    response: bool,
    reason: str = "",
    strands: Collection[Strand] = (),
    by: Actor,
) -> None:
    """Say whether agencies answer together, and which other inquiries run.

    The clock of the joint agency response counts from the death. Raises NotFound,
    NotAllowed, CaseClosed, TriageChanged, Conflict before the death is written down,
    and Invalid where what is known asks for a response and no reason says why not.
    """
    case = _open(session, case_id, by)
    known = facts.facts(session, case_id)
    if known.death is None or known.identity is None:
        raise Conflict("Write down who the child was and how they died first.")
    asked_by = known.triggers(unattended=case.unattended)
    if asked_by and not response and not reason.strip():
        fault = "What is known asks for a joint agency response: say why there is none"
        raise Invalid(fault, fields={"reason": fault})
    row = _triage(session, case, seen)
    row.response, row.triggers = response, [each.value for each in asked_by]
    row.post, row.at = role_name(by.role), clock.now()
    row.version += 1
    Vault(session).put(row, reason=reason.strip() or None)
    session.add(row)
    session.flush()
    _clock(session, row, known.death.died_at)
    for strand in strands:
        _add(session, case, strand, holds=False, reference="", began_on=None)
    if case.stage is Stage.NOTIFIED:
        stage = Stage.TRIAGED
        deaths.move(session, case_id=case_id, seen=case.version, stage=stage, by=by)
    _note(session, case, "case.triaged")


def meet(session: Session, *, case_id: UUID, at: datetime, by: Actor) -> None:
    """Note when agencies met to answer together; the clock stops.

    Also of a stillbirth that nobody attended, which is not reviewed. Raises NotFound,
    NotAllowed, CaseClosed, Conflict where no response was begun, and Invalid for a
    moment that cannot be.
    """
    case = cases.known(session, by, case_id, Action.UPDATE)
    if at > clock.now():
        fault = "The meeting must not be to come"
        raise Invalid(fault, fields={"on": fault})
    if not case.still_asks:
        _meet(session, _open(session, case_id, by), at)
    deaths.stop_clock(session, case_id=case_id, kind=RESPONSE, at=at)
    _note(session, case, "case.response-met")


def _meet(session: Session, case: CaseSeen, at: datetime) -> None:
    row = _found(session, case.id)
    if not row.response:
        raise Conflict("No joint agency response was begun.")
    row.met_at = at
    row.version += 1


def link_incident(
    session: Session, *, case_id: UUID, incident_id: UUID | None, by: Actor
) -> None:
    """Say which serious incident is about the same death, or that none is.

    The incident's own readers stay who they were. Raises NotFound and CaseClosed.
    """
    case = _open(session, case_id, by)
    known = {found for found, _ in incidents.references(session)}
    if incident_id is not None and incident_id not in known:
        raise NotFound
    row = _found(session, case_id)
    row.incident_id = incident_id
    row.version += 1
    _note(session, case, "case.incident-linked")


def add_strand(
    session: Session,
    *,
    case_id: UUID,
    strand: Strand,
    holds: bool,
    reference: str = "",
    began_on: date | None = None,
    by: Actor,
) -> UUID:
    """Note an inquiry beside the review; one that holds lets the clocks stand still.

    Raises NotFound, NotAllowed, CaseClosed, and Invalid for a day to come.
    """
    case = _open(session, case_id, by)
    if began_on is not None and began_on > clock.today():
        fault = "The day must not be to come"
        raise Invalid(fault, fields={"began_on": fault})
    row = _add(session, case, strand, holds, reference.strip(), began_on)
    _note(session, case, "case.strand-added")
    return row.id


def end_strand(session: Session, *, case_id: UUID, strand_id: UUID, by: Actor) -> None:
    """Note that an inquiry ended; the clocks run again when none holds any more.

    Raises NotFound, NotAllowed, CaseClosed and StrandEnded.
    """
    case = _open(session, case_id, by)
    row = session.get(StrandRow, strand_id, with_for_update=True)
    if row is None or row.case_id != case.id:
        raise NotFound
    row.end(at=clock.now())
    session.flush()
    holding = select(StrandRow.id).where(
        StrandRow.case_id == case.id, StrandRow.holds, StrandRow.ended_at.is_(None)
    )
    if row.holds and session.scalar(holding.limit(1)) is None:
        # A case that waits for a themed panel waits for that still.
        themed = waits_for_theme(session, case.id)
        kinds = HELD - {CLOCK} if themed else HELD
        deaths.free_clocks(session, case_id=case.id, kinds=kinds)
    _note(session, case, "case.strand-ended")


def _add(
    session: Session,
    case: CaseSeen,
    strand: Strand,
    holds: bool,
    reference: str,
    began_on: date | None,
) -> StrandRow:
    row = StrandRow(
        id=clock.new_id(),
        case_id=case.id,
        key_id=case.key_id,
        strand=strand,
        holds=holds,
    )
    began = began_on.isoformat() if began_on else ""
    Vault(session).put(row, detail={"reference": reference, "began_on": began})
    session.add(row)
    session.flush()
    if holds:
        reason = f"Waits for: {strand.value}"
        deaths.hold_clocks(session, case_id=case.id, kinds=HELD, reason=reason)
    return row


def _clock(session: Session, row: TriageRow, died_at: datetime) -> None:
    if row.response:
        deaths.start_clock(session, case_id=row.case_id, kind=RESPONSE, at=died_at)
    else:
        now = clock.now()
        deaths.stop_clock(session, case_id=row.case_id, kind=RESPONSE, at=now)


def _triage(session: Session, case: CaseSeen, seen: int) -> TriageRow:
    wanted = select(TriageRow).where(TriageRow.case_id == case.id).with_for_update()
    row = session.scalar(wanted)
    if row is not None:
        row.must_be(seen)
        return row
    if seen:
        raise TriageChanged
    return TriageRow(id=clock.new_id(), case_id=case.id, key_id=case.key_id, version=0)


def _found(session: Session, case_id: UUID) -> TriageRow:
    wanted = select(TriageRow).where(TriageRow.case_id == case_id).with_for_update()
    row = session.scalar(wanted)
    if row is None:
        raise Conflict("Triage comes first.")
    return row


def _open(session: Session, case_id: UUID, by: Actor) -> CaseSeen:
    case = cases.known(session, by, case_id, Action.UPDATE)
    if not case.is_open:
        raise CaseClosed
    return case


def _note(session: Session, case: CaseSeen, act: str) -> None:
    session.flush()
    trail.record(session, act=act, resource=CASE, record=case.id)
