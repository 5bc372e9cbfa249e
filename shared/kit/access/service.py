"""Decide on one record: whether this person may do this to the row that will change.

A role opens the door. What opens the record is that it belongs to the person, their
agency or their body, or that an assignment row names them. A declared conflict of
interest closes it whatever else would open it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from kit import clock
from kit.access import queries
from kit.access.model import (
    EMERGENCY,
    FRESH_PROOF,
    Assignment,
    ConflictKind,
    DeclaredConflict,
    EmergencyAccess,
    Finding,
    NotFresh,
    checked_reason,
)
from kit.access.policy import Action, Limit, Limits, Policy
from kit.accounts.actor import Actor
from kit.errors import Conflict, NotAllowed, NotFound
from kit.notices import service as notices
from kit.notices.model import EMERGENCY as EMERGENCY_NOTICE
from kit.trail import service as trail

WHOSE = frozenset({Limit.OWN, Limit.GROUP, Limit.NAMED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Whose a record is: what the limits of a grant are held against.

    ``record`` is its opaque id, ``agency`` and ``body`` are slugs, ``person`` is the
    account it belongs to.
    """

    record: str
    agency: str | None = None
    body: str | None = None
    person: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """What one person may see of one resource, asked once for a whole list."""

    actor: Actor
    limits: Limits
    hidden: frozenset[str]
    opened: frozenset[str]

    def covers(self, scope: Scope) -> bool:
        """Whether the record is within reach."""
        if scope.record in self.hidden:
            return False
        whose = self.limits & WHOSE
        return not whose or scope.record in self.opened or self._is_theirs(whose, scope)

    def _is_theirs(self, whose: Limits, scope: Scope) -> bool:
        theirs = {
            Limit.OWN: scope.person == self.actor.user_id
            or (scope.agency is not None and scope.agency == self.actor.agency),
            Limit.GROUP: scope.body is not None and scope.body == self.actor.body,
        }
        return any(theirs.get(limit, False) for limit in whose)


def reach(
    session: Session,
    policy: Policy,
    actor: Actor,
    action: Action,
    resource: str,
    *,
    record: str | None = None,
) -> Reach:
    """How far a person's grant reaches over a resource, or over one record of it.

    Raises NotAllowed where their role has none.
    """
    limits = policy.limits(actor.role, resource, action)
    if limits is None:
        raise NotAllowed
    found = queries.standing(
        session, user_id=actor.user_id, resource=resource, record=record
    )
    return Reach(actor=actor, limits=limits, hidden=found.hidden, opened=found.opened)


def authorise(
    session: Session,
    policy: Policy,
    actor: Actor,
    action: Action,
    resource: str,
    scope: Scope,
) -> Limits:
    """Let ``actor`` do ``action`` to the record of ``scope``, or refuse.

    Returns the limits that say how it may be shown (pseudonymised, aggregates,
    metadata) or done (a second person). Raises NotAllowed where the role has no such
    grant, and NotFound where this record is not theirs: not found and not allowed
    look the same.
    """
    found = reach(session, policy, actor, action, resource, record=scope.record)
    if not found.covers(scope):
        raise NotFound
    return found.limits - WHOSE


def assign(
    session: Session,
    *,
    user_id: UUID,
    resource: str,
    record: str,
    purpose: str,
    by: Actor | None,
    until: datetime | None = None,
) -> UUID:
    """Open one record to one person from now on; returns the assignment's id."""
    given = Assignment(
        user_id=user_id,
        resource=resource,
        record=record,
        purpose=purpose,
        given_by=by.user_id if by else None,
        from_at=clock.now(),
        until_at=until,
    )
    session.add(given)
    session.flush()
    trail.record(session, act="assignment.given", resource=resource, record=record)
    return given.id


def end_assignment(session: Session, *, assignment_id: UUID) -> None:
    """Close the record to that person again, at once; raises NotFound."""
    given = session.get(Assignment, assignment_id)
    if given is None:
        raise NotFound
    given.until_at = clock.now()
    trail.record(
        session,
        act="assignment.ended",
        resource=given.resource,
        record=given.record,
    )


def declare_conflict(
    session: Session, *, by: Actor, resource: str, record: str, kind: ConflictKind
) -> None:
    """Take a record away from the person who declares, at once.

    The same conflict declared twice is one.
    """
    if record in queries.conflicted(session, user_id=by.user_id, resource=resource):
        return
    session.add(
        DeclaredConflict(
            user_id=by.user_id,
            resource=resource,
            record=record,
            kind=kind,
            declared_by=by.user_id,
        )
    )
    session.flush()
    trail.record(session, act="conflict.declared", resource=resource, record=record)


def lift_conflict(session: Session, *, conflict_id: UUID, by: Actor) -> None:
    """Give the record back; raises NotFound, OwnReview and Conflict."""
    found = session.get(DeclaredConflict, conflict_id)
    if found is None:
        raise NotFound
    found.lift(by=by.user_id)
    trail.record(
        session, act="conflict.lifted", resource=found.resource, record=found.record
    )


def open_in_emergency(
    session: Session,
    policy: Policy,
    *,
    by: Actor,
    resource: str,
    record: str,
    reason: str,
) -> EmergencyAccess:
    """Open one record for four hours to somebody who is not assigned to it.

    Only where the role may do so and assignment is all that is missing. Raises
    NotAllowed, NotFresh without a fresh proof of who they are, Invalid for a reason
    that says too little, NotFound under a conflict of interest, and Conflict where
    it is open already.
    """
    limits = policy.limits(by.role, resource, Action.READ) or frozenset()
    may = policy.allows(by.role, "emergency_access", Action.CREATE)
    if not may or Limit.NAMED not in limits:
        raise NotAllowed
    said = checked_reason(reason)
    moment = clock.now()
    if by.confirmed_at is None or moment - by.confirmed_at > FRESH_PROOF:
        raise NotFresh
    found = reach(session, policy, by, Action.READ, resource, record=record)
    if record in found.hidden:
        raise NotFound
    if record in found.opened:
        raise Conflict("This record is open to you already.")
    opened = EmergencyAccess(
        user_id=by.user_id,
        resource=resource,
        record=record,
        reason=said,
        opened_at=moment,
        ends_at=moment + EMERGENCY,
    )
    session.add(opened)
    session.flush()
    trail.record(session, act="emergency.opened", resource=resource, record=record)
    _tell_reviewers(session, policy, by)
    return opened


def _tell_reviewers(session: Session, policy: Policy, by: Actor) -> None:
    notices.tell_roles(
        session,
        roles=policy.roles_for("emergency_access", Action.APPROVE),
        but_not=by.user_id,
        kind=EMERGENCY_NOTICE,
        text="A record was opened in an emergency and waits for your review",
        href=queries.EMERGENCIES,
    )


def review_emergency(
    session: Session, *, emergency_id: UUID, by: Actor, finding: Finding
) -> None:
    """Say whether an opening was right; raises NotFound, OwnReview, AlreadyReviewed."""
    found = session.get(EmergencyAccess, emergency_id)
    if found is None:
        raise NotFound
    found.review(by=by.user_id, finding=finding)
    trail.record(
        session,
        act="emergency.reviewed",
        resource=found.resource,
        record=found.record,
        purpose=finding.value,
    )
