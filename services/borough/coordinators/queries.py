"""Who may be named to receive a case, and who a pseudonym is here."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.coordinators.model import CoordinatorRow, ElsewhereRow
from partnership.access import Role, role_name
from partnership.joint.queries import name_of


@dataclass(frozen=True, kw_only=True, slots=True)
class CoordinatorSeen:
    """One coordinator of another borough."""

    id: UUID
    borough: str
    post: str
    code: str

    @property
    def words(self) -> str:
        """How pages call them."""
        return f"{name_of(self.borough)}: {self.post} {self.code}"


def elsewhere(session: Session) -> Sequence[CoordinatorSeen]:
    """Every coordinator the other boroughs told of, borough by borough."""
    rows = session.scalars(select(ElsewhereRow).order_by(ElsewhereRow.borough))
    return [
        CoordinatorSeen(
            id=UUID(each["coordinator_id"]),
            borough=row.borough,
            post=each["post"],
            code=each["code"],
        )
        for row in rows
        for each in row.coordinators
    ]


def one_elsewhere(session: Session, coordinator_id: UUID) -> CoordinatorSeen | None:
    """The coordinator of this id; None for nobody, or nobody any more."""
    found = [each for each in elsewhere(session) if each.id == coordinator_id]
    return found[0] if found else None


def user_of(session: Session, coordinator_id: UUID) -> UUID | None:
    """The account here that others know by this id; None where there is none now."""
    row = session.get(CoordinatorRow, coordinator_id)
    return row.user_id if row is not None and row.ended_at is None else None


def codes(session: Session) -> dict[str, str]:
    """The pseudonym of every account that has or had one, by the account's id."""
    rows = session.execute(select(CoordinatorRow.user_id, CoordinatorRow.code))
    return {str(user_id): code for user_id, code in rows}


def own_code(session: Session, user_id: UUID) -> str:
    """The pseudonym others know this person by; empty before they were told."""
    return codes(session).get(str(user_id), "")


def post() -> str:
    """The post every one of them holds."""
    return role_name(Role.CDOP_COORDINATOR)
