"""The list of professionals of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.professionals.model import Part, ProfessionalRow
from kit.vault.service import Vault
from partnership.agencies import agency_name


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfessionalSeen:
    """One professional who knew the child."""

    id: UUID
    part: Part
    agency: str
    name: str
    workplace: str
    contact: str

    @property
    def agency_name(self) -> str:
        """Their agency, as people say it."""
        return agency_name(self.agency)


def professionals(session: Session, case_id: UUID) -> Sequence[ProfessionalSeen]:
    """Those on the list now, in the order of their parts.

    Whether the case may be opened, the caller asks.
    """
    vault = Vault(session)
    rows = session.scalars(
        select(ProfessionalRow)
        .where(ProfessionalRow.case_id == case_id, ProfessionalRow.ended_at.is_(None))
        .order_by(ProfessionalRow.added_at, ProfessionalRow.id)
    )
    order = list(Part)
    found = [
        ProfessionalSeen(
            id=row.id, part=row.part, agency=row.agency, **vault.get(row, "details")
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: order.index(each.part))
