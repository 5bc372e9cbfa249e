"""The list of professionals of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from borough.professionals.model import Part, ProfessionalRow
from kit.db import read_rows
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
    order = list(Part)
    found = [
        ProfessionalSeen(
            id=row.id,
            part=row.part,
            agency=row.agency,
            **vault.read(ProfessionalRow, row, "details"),
        )
        for row in read_rows(session, _PROFESSIONALS, {"of_case": case_id})
    ]
    return sorted(found, key=lambda each: order.index(each.part))


_PROFESSIONALS = (
    select(
        ProfessionalRow.id, ProfessionalRow.key_id, ProfessionalRow.part,
        ProfessionalRow.agency, ProfessionalRow.details,
    )
    .where(
        ProfessionalRow.case_id == bindparam("of_case"),
        ProfessionalRow.ended_at.is_(None),
    )
    .order_by(ProfessionalRow.added_at, ProfessionalRow.id)
)  # fmt: skip
