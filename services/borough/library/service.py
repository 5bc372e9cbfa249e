"""Add findings to a review, with their themes."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from borough.library.model import FINDINGS, FindingRow
from borough.reviews.model import DRAFT
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.trail import service as trail
from partnership.access import authorise
from partnership.themes import service as themes


def add(
    session: Session,
    *,
    review_id: UUID,
    text: str,
    tagged: Collection[UUID],
    by: Actor,
) -> UUID:
    """Add a finding; ``tagged`` are ids of themes. Raises NotAllowed and Invalid."""
    authorise(session, by, Action.UPDATE, DRAFT, Scope(record=str(review_id)))
    row = FindingRow(id=clock.new_id(), review_id=review_id, text=text.strip())
    session.add(row)
    session.flush()
    themes.give(session, resource=FINDINGS, record=row.id, themes=tagged)
    trail.record(session, act="finding.added", resource=DRAFT, record=row.id)
    return row.id
