"""Plan and record review meetings, hand drafts on, and hear the family.

The clock of the meeting stops when it is held; that of the panel counts from when its
report, or the result of an inquest, was received (Child Death Review Statutory and
Operational Guidance, 2018).
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.death_meetings.model import (
    MEETING,
    PANEL,
    Draft,
    FamilyChanged,
    FamilyRow,
    KeyWorker,
    MeetingRow,
    NotNow,
    QuestionRow,
)
from borough.death_triage import queries as triage
from borough.deaths import queries as cases
from borough.deaths import service as deaths
from borough.deaths.model import CASE, CaseClosed
from borough.deaths.queries import CaseSeen
from borough.panels.model import HOLDS_FOR_THEME, waits_for_theme
from borough.professionals.model import Part
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.trail import service as trail
from kit.vault.service import Vault
from partnership.access import role_name
from partnership.death_rules.pipeline import Stage

_TOO_EARLY = frozenset({Stage.NOTIFIED, Stage.TRIAGED})


def plan(session: Session, *, case_id: UUID, at: datetime, by: Actor) -> UUID:
    """Plan a review meeting; the case comes to that stage. Returns its id.

    Raises NotFound, NotAllowed, CaseClosed, WrongStage, Conflict before agencies were
    asked, and NotNow while another one is planned.
    """
    case = _open(session, case_id, by)
    if case.stage in _TOO_EARLY:
        raise Conflict("Ask the agencies first: the meeting draws on their forms.")
    planned = select(MeetingRow.id).where(
        MeetingRow.case_id == case.id, MeetingRow.held_at.is_(None)
    )
    if session.scalar(planned.limit(1)) is not None:
        raise NotNow("A meeting is planned already: change its day.")
    row = MeetingRow(
        id=clock.new_id(), case_id=case.id, key_id=case.key_id, planned_at=at,
        attendees=[], version=0, post="",
    )  # fmt: skip
    session.add(row)
    if case.stage is not Stage.MEETING:
        _move(session, case, Stage.MEETING, by)
    _note(session, row, "review-meeting.planned", by)
    return row.id


def change_day(
    session: Session,
    *,
    case_id: UUID,
    meeting_id: UUID,
    seen: int,
    at: datetime,
    by: Actor,
) -> None:
    """Plan it for another moment.

    Raises NotFound, NotAllowed, CaseClosed, MeetingChanged and NotNow.
    """
    _, row = _meeting(session, case_id, meeting_id, seen, by)
    row.must_be_planned()
    row.planned_at = at
    _note(session, row, "review-meeting.moved", by)


def hold(
    session: Session,
    *,
    case_id: UUID,
    meeting_id: UUID,
    seen: int,
    at: datetime,
    attendees: Collection[Part],
    notes: str = "",
    by: Actor,
) -> None:
    """Record that it was held: when, who came by profession, and what was said.

    The clock of the meeting stops. Raises as ``change_day`` does, and Invalid for a
    moment to come and where nobody came.
    """
    _, row = _meeting(session, case_id, meeting_id, seen, by)
    row.must_be_planned()
    if at > clock.now():
        fault = "The meeting must not be to come"
        raise Invalid(fault, fields={"on": fault})
    if not attendees:
        fault = "Say which professions were there"
        raise Invalid(fault, fields={"attendees": fault})
    row.held_at, row.attendees = at, [each.value for each in attendees]
    Vault(session).put(row, notes=notes.strip() or None)
    deaths.stop_clock(session, case_id=case_id, kind=MEETING, at=at)
    _note(session, row, "review-meeting.held", by)


def write_draft(
    session: Session,
    *,
    case_id: UUID,
    meeting_id: UUID,
    seen: int,
    draft: Draft,
    by: Actor,
) -> None:
    """Write the draft analysis; it can be changed until it is handed on.

    Raises NotFound, NotAllowed, CaseClosed, MeetingChanged and NotNow.
    """
    _, row = _meeting(session, case_id, meeting_id, seen, by)
    row.must_be_held()
    Vault(session).put(row, draft=draft.written())
    _note(session, row, "review-meeting.drafted", by)


def hand_on(
    session: Session, *, case_id: UUID, meeting_id: UUID, seen: int, by: Actor
) -> None:
    """Hand the draft on to the panel; its clock counts from now.

    It stands still from the start where an inquiry holds the review, or where the case
    waits for a themed panel. Raises as ``write_draft`` does, and NotNow without a
    summary.
    """
    case, row = _meeting(session, case_id, meeting_id, seen, by)
    row.must_be_held()
    if not Draft.read(Vault(session).get(row, "draft")).summary:
        raise NotNow("Write the summary of the draft first.")
    row.handed_on_at = clock.now()
    if case.stage is Stage.MEETING:
        _move(session, case, Stage.PANEL, by)
    _start_panel(session, case, row.handed_on_at)
    _note(session, row, "review-meeting.handed-on", by)


def note_inquest(session: Session, *, case_id: UUID, at: datetime, by: Actor) -> None:
    """Note when the result of the inquest came; the panel's clock counts from then.

    Raises NotFound, NotAllowed, CaseClosed, NotNow before a draft was handed on, and
    Invalid for a moment to come.
    """
    case = _open(session, case_id, by)
    if at > clock.now():
        fault = "The result must not be to come"
        raise Invalid(fault, fields={"on": fault})
    handed_on = select(MeetingRow.id).where(
        MeetingRow.case_id == case.id, MeetingRow.handed_on_at.is_not(None)
    )
    if session.scalar(handed_on.limit(1)) is None:
        raise NotNow("Hand the draft of the review meeting on first.")
    _start_panel(session, case, at)
    trail.record(session, act="case.inquest-noted", resource=CASE, record=case.id)


def name_key_worker(
    session: Session, *, case_id: UUID, seen: int, who: KeyWorker, by: Actor
) -> None:
    """Write who the family can turn to.

    Raises NotFound, NotAllowed, CaseClosed and FamilyChanged.
    """
    case = _open(session, case_id, by)
    wanted = select(FamilyRow).where(FamilyRow.case_id == case.id).with_for_update()
    row = session.scalar(wanted)
    if (row.version if row else 0) != seen:
        raise FamilyChanged
    row = row or FamilyRow(
        id=clock.new_id(), case_id=case.id, key_id=case.key_id, version=0
    )
    told = {"name": who.name, "part": who.part, "contact": who.contact}
    Vault(session).put(row, key_worker=told)
    row.since = clock.now()
    row.version += 1
    session.add(row)
    session.flush()
    trail.record(session, act="case.key-worker-named", resource=CASE, record=case.id)


def ask(session: Session, *, case_id: UUID, question: str, by: Actor) -> UUID:
    """Write down what the family asks; raises NotFound, NotAllowed and CaseClosed."""
    case = _open(session, case_id, by)
    row = QuestionRow(id=clock.new_id(), case_id=case.id, key_id=case.key_id)
    Vault(session).put(row, question=question.strip())
    session.add(row)
    session.flush()
    trail.record(session, act="family-question.asked", resource=CASE, record=case.id)
    return row.id


def answer(
    session: Session,
    *,
    case_id: UUID,
    question_id: UUID,
    seen: int,
    words: str,
    told_on: date | None = None,
    by: Actor,
) -> None:
    """Write the answer, and when the family heard it.

    Raises NotFound, NotAllowed, CaseClosed, FamilyChanged, and Invalid for a day to
    come.
    """
    case = _open(session, case_id, by)
    row = session.get(QuestionRow, question_id, with_for_update=True)
    if row is None or row.case_id != case.id:
        raise NotFound
    if row.version != seen:
        raise FamilyChanged
    if told_on is not None and told_on > clock.today():
        fault = "The day must not be to come"
        raise Invalid(fault, fields={"told_on": fault})
    Vault(session).put(row, answer=words.strip())
    row.told_on = told_on
    row.version += 1
    session.flush()
    trail.record(session, act="family-question.answered", resource=CASE, record=case.id)


def _start_panel(session: Session, case: CaseSeen, at: datetime) -> None:
    deaths.start_clock(session, case_id=case.id, kind=PANEL, at=at)
    reason = _what_holds(session, case.id)
    if reason:
        kinds = frozenset({PANEL})
        deaths.hold_clocks(session, case_id=case.id, kinds=kinds, reason=reason)


def _what_holds(session: Session, case_id: UUID) -> str:
    """Why the panel's clock stands still from its start; empty where it runs."""
    for each in triage.strands(session, case_id):
        if each.holds and each.ended_at is None:
            return f"Waits for: {each.strand.value}"
    return HOLDS_FOR_THEME if waits_for_theme(session, case_id) else ""


def _move(session: Session, case: CaseSeen, stage: Stage, by: Actor) -> None:
    deaths.move(session, case_id=case.id, seen=case.version, stage=stage, by=by)


def _open(session: Session, case_id: UUID, by: Actor) -> CaseSeen:
    case = cases.known(session, by, case_id, Action.UPDATE)
    if not case.is_open:
        raise CaseClosed
    return case


def _meeting(
    session: Session, case_id: UUID, meeting_id: UUID, seen: int, by: Actor
) -> tuple[CaseSeen, MeetingRow]:
    """A meeting of an open case, as it was seen, held until the end."""
    case = _open(session, case_id, by)
    row = session.get(MeetingRow, meeting_id, with_for_update=True)
    if row is None or row.case_id != case.id:
        raise NotFound
    row.must_be(seen)
    return case, row


def _note(session: Session, row: MeetingRow, act: str, by: Actor) -> None:
    row.touch(role_name(by.role))
    session.flush()
    trail.record(session, act=act, resource=CASE, record=row.case_id)
