"""Count audits, have the counts approved by a second person, release."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.audit_grades import queries as grades
from borough.audit_grades.queries import Spread
from borough.audit_plan import queries as planning
from borough.audit_summaries import events
from borough.audit_summaries.model import (
    NAMED,
    TOOLS,
    MayNotApprove,
    MayNotPrepare,
    SummaryRow,
    UnknownSummary,
)
from borough.case_audits import queries as cases
from borough.case_audits.model import OVERALL, Grade
from borough.case_audits.queries import CaseAuditSeen
from borough.held_returns import queries as copies
from borough.moderation import queries as moderation
from borough.moderation.queries import Compared
from borough.releases.service import Way
from borough.returns.model import ReturnState
from borough.section_returns import queries as shared
from borough.self_assessments import queries as assessments
from borough.self_assessments.queries import CycleSeen, ReturnSeen
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.exchange.outbox import announce
from partnership.access import Role, may
from partnership.disclosure.model import DEFAULT_RULES, DisclosureClass
from partnership.disclosure.scales import control_scale

# Grades and scores are of agencies' work and name no child, but one of a single case
# or agency would tell whose it is.
RULE = DEFAULT_RULES[DisclosureClass.STAFF]
SCORES = (3, 2, 1, 0)
# Scores of a single agency are its own, and how many returned is told.
FEWEST = 2


def start(session: Session, *, by: Actor) -> UUID:
    """Draft a summary of all that is closed; raises MayNotPrepare."""
    _must_prepare(by)
    content = _content(session)
    row = SummaryRow(
        content=content,
    )
    return WAY.draft(session, row, by=by)


def approve(
    session: Session, *, summary_id: UUID, by: Actor, seen: str, area: str
) -> None:
    """Release it and announce it to the leadership group, both or neither.

    ``area`` is the ONS code this instance speaks for. Raises UnknownSummary,
    MayNotApprove, StepSkipped, FiguresChanged where another one left since, SamePerson.
    """
    row = WAY.to_release(session, summary_id, by=by)
    _must_repeat(row, _told(session))
    last = session.scalar(select(func.max(SummaryRow.number))) or 0
    WAY.release(session, row, by=by, seen=seen)
    row.number = last + 1
    announce(
        session,
        audience=events.LEADERSHIP,
        type=events.SUMMARY_RELEASED,
        subject=events.subject_of(area),
        version=last + 1,
        data=events.summary_released(row, area=area),
    )


def _content(session: Session) -> dict[str, Any]:
    """What leaves: everything closed, each as it was first told."""
    told = _told(session)
    return {
        "case_audits": [
            told.get(str(each.planned_id)) or _case_audit(session, each)
            for each in cases.closed(session)
        ],
        "self_assessments": [
            told.get(str(each.id)) or _cycle(session, each)
            for each in reversed(assessments.cycles(session))
            if not each.is_open
        ],
        "rule": RULE.id,
    }


def _told(session: Session) -> dict[str, Any]:
    """What was told of each audit and cycle, by its id."""
    query = select(SummaryRow).where(SummaryRow.state == ReturnState.RELEASED)
    last = session.scalars(query.order_by(SummaryRow.number.desc()).limit(1)).first()
    return {} if last is None else dict(_parts(last.content))


def _parts(content: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for each in (*content["case_audits"], *content["self_assessments"]):
        yield each["id"], each


def _must_repeat(row: SummaryRow, told: Mapping[str, Any]) -> None:
    """Raise FiguresChanged unless it says of all that was told what was told."""
    own = dict(_parts(row.content))
    if any(own.get(name) != each for name, each in told.items()):
        row.must_be_as_seen("")


def _case_audit(session: Session, audit: CaseAuditSeen) -> dict[str, Any]:
    planned = planning.audit(session, audit.planned_id)
    found = grades.spreads(audit, grades.lines(session, audit))
    origins = {each.number: each.origin for each in audit.domains} | {OVERALL: "shared"}
    return {
        "id": str(planned.id),
        "again_of": str(planned.again_of) if planned.again_of else None,
        "theme": audit.theme,
        "quarter": planned.when,
        "standard": audit.standard,
        "standard_version": audit.standard_version,
        "domains": [
            {"asked": origins[each.domain], **_grades(each)}
            for each in found
            if origins[each.domain] != "local"
        ],
    }


def _grades(spread: Spread) -> dict[str, Any]:
    counts = [spread.agreed.counts[grade] for grade in Grade]
    return {"title": spread.title, **_controlled(counts)}


def _cycle(session: Session, cycle: CycleSeen) -> dict[str, Any]:
    found = assessments.returns(session, cycle_id=cycle.id)
    compared = moderation.compared(session, found, cycle.questions)
    rates = assessments.rate(session, cycle.id)
    came = {each.found.id for each in compared}
    held = _held_elsewhere(session, found)
    # Who was sent some of the returns takes them off; one is left to nobody alone.
    rests = [len(came - own) for own in held if came - own]
    several = min([sum(each.returned for each in rates), *rests]) >= FEWEST
    return {
        "id": str(cycle.id),
        "title": cycle.title,
        "kind": cycle.kind.value,
        "standard": cycle.standard,
        "standard_version": cycle.standard_version,
        "due_on": cycle.due_on.isoformat(),
        "rates": [
            {
                "of": each.of,
                "invited": each.invited,
                "returned": each.returned,
                "in_time": each.in_time,
            }
            for each in rates
        ],
        "sections": _sections(cycle, compared, held) if several else [],
    }


def _held_elsewhere(
    session: Session, found: Sequence[ReturnSeen]
) -> list[frozenset[UUID]]:
    """Returns whose answers another borough holds, for each: sent there, or its own."""
    sources = {each.id: each.source for each in copies.copies(session)}
    held = shared.held_by(session)
    for each in found:
        if each.copy_id in sources:
            held.setdefault(sources[each.copy_id], set()).add(each.id)
    return [frozenset(held[slug]) for slug in sorted(held)]


def _sections(
    cycle: CycleSeen, compared: Sequence[Compared], held: Sequence[frozenset[UUID]]
) -> list[dict[str, Any]]:
    """Scores by section; only questions asked in the same words everywhere count."""
    return [
        {
            "title": title,
            "questions": len(core),
            **_section([e for e in compared if e.question.id in core], held),
        }
        for title in cycle.sections
        if (core := {q.id for q in cycle.questions if q.section == title and q.is_core})
    ]


def _section(
    asked: Sequence[Compared], held: Sequence[frozenset[UUID]]
) -> dict[str, Any]:
    own = [_scores([e for e in asked if e.found.id in some]) for some in held]
    return _controlled(_scores(asked), own)


def _scores(compared: Iterable[Compared]) -> list[int]:
    """How many of each score, the best first: the panel's, else the agency's own."""
    found = []
    for each in compared:
        if each.moderated is not None and not each.moderated.is_older:
            found.append(each.moderated.score)
        elif each.own is not None and each.own.score is not None:
            found.append(each.own.score)
    return [found.count(score) for score in SCORES]


def _controlled(
    counts: Sequence[int], held: Sequence[Sequence[int]] = ()
) -> dict[str, Any]:
    told = control_scale(counts, RULE, held=held)
    return {
        "counts": list(told.counts),
        "upper": told.upper.total,
        "lower": told.lower.total,
        "band": told.band,
    }


def _must_prepare(by: Actor) -> None:
    if not may(by.role, TOOLS, Action.CREATE):
        raise MayNotPrepare


def _must_approve(by: Actor) -> None:
    """A chair approves for one body; what leaves is of the whole partnership."""
    if by.role != Role.BUSINESS_MANAGER:
        raise MayNotApprove


WAY = Way(
    table=SummaryRow,
    named=NAMED,
    resource=TOOLS,
    unknown=UnknownSummary,
    must_prepare=_must_prepare,
    must_approve=_must_approve,
    approvers=lambda: [Role.BUSINESS_MANAGER],
)
submit, send_back, discard = WAY.submit, WAY.send_back, WAY.discard
