"""Take a snapshot."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid
from kit.trail import service as trail
from partnership.access import authorise, role_name
from partnership.actions import queries as actions
from partnership.brag.model import Brag
from partnership.plans import queries as plans
from partnership.snapshots.model import SnapshotRow, digest_of

ACTIONS = "actions"


def take(session: Session, *, as_at: date, title: str, by: Actor) -> UUID:
    """Keep all plans as they were at the end of a day, with totals; returns its id.

    Raises NotAllowed, and Invalid for a day to come.
    """
    authorise(session, by, Action.CREATE, ACTIONS, Scope(record="snapshot"))
    if as_at > clock.today():
        fault = "Choose today or a day that is past"
        raise Invalid(fault, fields={"as_at": fault})
    content = json.dumps(_content(session, as_at), sort_keys=True, ensure_ascii=False)
    row = SnapshotRow(
        id=clock.new_id(),
        title=title,
        as_at=as_at,
        taken_at=clock.now(),
        taken_post=role_name(by.role),
        content=content,
        digest=digest_of(content),
    )
    session.add(row)
    session.flush()
    trail.record(
        session,
        act="snapshot.taken",
        resource=ACTIONS,
        record=row.id,
        detail={"hash": row.digest},
    )
    return row.id


def _content(session: Session, as_at: date) -> dict[str, Any]:
    found = actions.totals(session, as_at)
    words = plans.wording(session).of()
    return {
        "as_at": as_at.isoformat(),
        "words": {brag.value: asdict(words[brag]) for brag in Brag},
        "plans": [
            {
                "ref": line.plan.ref,
                "title": line.plan.title,
                "split": asdict(line.split) if line.split else None,
            }
            for line in found.lines
        ],
        "overall": {**asdict(found.overall), "total": found.overall.total},
        "actions": [
            {
                **asdict(each),
                "brag": each.brag.value,
                "due": each.due.isoformat() if each.due else None,
                "forecast": each.forecast.isoformat() if each.forecast else None,
            }
            for each in actions.as_at(session, as_at)
        ],
    }
