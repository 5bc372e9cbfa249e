"""Propose what of a milestone leaves; let a second person look, and release it.

Whoever typed last proposes. Each version needs its own look, for its words are other
ones. To take a milestone back from others needs nobody else: it takes words away.
"""

from collections.abc import Collection
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import may, policy, role_name
from partnership.joint import events
from partnership.joint import service as joint
from partnership.joint.events import Shared
from partnership.sharing.model import (
    MayNotApprove,
    ShareRow,
    ShareState,
    UnknownShare,
    address,
)

WORKPLAN = "workplan"


def propose(session: Session, shared: Shared, *, by: Actor) -> UUID | None:
    """Ask a second person to let a milestone go as it is now.

    None where nobody else is to see it. What waited of an earlier version is overtaken.
    """
    _overtake(session, shared.milestone_id)
    to = joint.receivers(session, shared)
    if not to:
        return None
    content = events.milestone_shared(shared)
    row = ShareRow(
        milestone_id=shared.milestone_id,
        version=shared.version,
        content=content,
        preview=_digest(content, to),
        to=" ".join(to),
        proposed_by=by.user_id,
        proposed_by_post=role_name(by.role),
    )
    session.add(row)
    session.flush()
    _note(session, "workplan.share-proposed", row)
    notices.tell_roles(
        session,
        roles=policy().roles_for(WORKPLAN, Action.APPROVE),
        but_not=by.user_id,
        **_said(row, "A milestone waits for your approval before others see it"),
    )
    return row.id


def release(session: Session, *, share_id: UUID, by: Actor, seen: str) -> None:
    """Let a milestone go to the boroughs named; ``seen`` is the digest looked at.

    Raises UnknownShare, MayNotApprove, StepSkipped, WordsChanged, SamePerson.
    """
    _must_approve(by)
    row = _held(session, share_id)
    row.release(by=by.user_id, post=role_name(by.role), seen=seen)
    session.flush()
    joint.tell(
        session,
        boroughs=row.receivers,
        milestone_id=row.milestone_id,
        version=row.version,
        data=row.content,
    )
    _note(session, "workplan.share-released", row)
    words = _said(row, "A milestone you proposed to share was approved")
    notices.tell(session, user_id=row.proposed_by, **words)


def send_back(session: Session, *, share_id: UUID, by: Actor, because: str) -> None:
    """Say why it must not leave so; whoever proposed it may also take it back.

    Raises UnknownShare, MayNotApprove, StepSkipped.
    """
    row = _held(session, share_id)
    if by.user_id != row.proposed_by:
        _must_approve(by)
    row.send_back(by=by.user_id, post=role_name(by.role), because=because)
    session.flush()
    _note(session, "workplan.share-sent-back", row)
    if by.user_id != row.proposed_by:
        words = _said(row, "A milestone you proposed to share was sent back")
        notices.tell(session, user_id=row.proposed_by, **words)


def withdraw(
    session: Session, *, milestone_id: UUID, version: int, boroughs: Collection[str]
) -> None:
    """Take a milestone back from boroughs that had it; what waits is overtaken.

    They are told at once, with the words they have already, and forget them.
    """
    _overtake(session, milestone_id)
    rows = session.scalars(
        select(ShareRow)
        .where(
            ShareRow.milestone_id == milestone_id,
            ShareRow.state == ShareState.RELEASED,
        )
        .order_by(ShareRow.version.desc())
    ).all()
    for borough in sorted(boroughs):
        last = next((row for row in rows if borough in row.receivers), None)
        if last is not None:
            joint.tell(
                session,
                boroughs=[borough],
                milestone_id=milestone_id,
                version=version,
                data=_without(last.content, borough),
            )
            _note(session, "workplan.share-withdrawn", last)


def _without(content: dict[str, Any], borough: str) -> dict[str, Any]:
    others = [each for each in content["shared_with"] if each != borough]
    return {**content, "shared_with": others}


def _overtake(session: Session, milestone_id: UUID) -> None:
    waiting = session.scalars(
        select(ShareRow)
        .where(
            ShareRow.milestone_id == milestone_id,
            ShareRow.state == ShareState.AWAITING_APPROVAL,
        )
        .with_for_update()
    )
    for row in waiting:
        row.state = ShareState.OVERTAKEN
    session.flush()


def _digest(content: dict[str, Any], to: Collection[str]) -> str:
    whole = orjson.dumps([content, list(to)], option=orjson.OPT_SORT_KEYS)
    return sha256(whole).hexdigest()


def _held(session: Session, share_id: UUID) -> ShareRow:
    row = session.get(ShareRow, share_id, with_for_update=True)
    if row is None:
        raise UnknownShare
    return row


def _must_approve(by: Actor) -> None:
    if not may(by.role, WORKPLAN, Action.APPROVE):
        raise MayNotApprove


def _note(session: Session, act: str, row: ShareRow) -> None:
    detail: trail.Detail = {"hash": row.preview, "version": row.version}
    trail.record(session, act=act, resource=WORKPLAN, record=row.id, detail=detail)


def _said(row: ShareRow, text: str) -> notices.Words:
    return {"kind": "workplan-share", "text": text, "href": address(row.id)}
