"""What a share would hold, and how every share of a case stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import orjson
from joserfc.util import urlsafe_b64decode
from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.case_shares.model import (
    FILES,
    PARTS,
    Answer,
    LegalBasis,
    Purpose,
    ShareRow,
    State,
    UnknownShare,
    Why,
)
from kit import clock
from kit.vault.service import Vault
from partnership.joint.queries import name_of

Records = list[dict[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class LookSeen:
    """One look at a share in the other borough, as its receipt tells it."""

    post: str
    code: str
    part: str
    at: datetime

    @property
    def part_name(self) -> str:
        """The part that was opened, as pages call it."""
        return "A file" if self.part == FILES else PARTS.get(self.part, self.part)


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareSeen:
    """One share as the borough it comes from sees it."""

    id: UUID
    case_id: UUID
    borough: str
    coordinator_post: str
    coordinator_code: str
    purpose: Purpose
    legal_basis: LegalBasis
    agreement: str
    expires_on: date
    parts: Sequence[str]
    digest: str
    prepared_by: UUID
    prepared_post: str
    prepared_at: datetime
    approved_post: str | None
    approved_at: datetime | None
    correlation_id: str | None
    state: State
    is_late: bool
    is_out: bool
    answer: Answer | None
    answer_reason: str | None
    answered_at: datetime | None
    looks: Sequence[LookSeen]
    receipts_at: datetime | None
    recalled_at: datetime | None
    certified_at: datetime | None
    certified_because: Why | None
    certificate: str | None
    wanted_by: str | None

    @property
    def recipient(self) -> str:
        """Who can read it, as pages say it."""
        return f"{self.borough_name}: {self.coordinator_post} {self.coordinator_code}"

    @property
    def borough_name(self) -> str:
        """The other borough's name."""
        return name_of(self.borough)

    @property
    def files_gone(self) -> int:
        """How many files the certificate says were destroyed; 0 before there is one."""
        if self.certificate is None:
            return 0
        _, payload, _ = self.certificate.split(".")
        said = orjson.loads(urlsafe_b64decode(payload.encode()))
        return int(said.get("files", 0))

    @property
    def part_names(self) -> list[str]:
        """The parts it holds, as pages call them."""
        return [PARTS[each] for each in self.parts]


def shares(session: Session, case_id: UUID) -> Sequence[ShareSeen]:
    """The shares of a case, the latest first. Whether it is open, the caller asks."""
    vault = Vault(session)
    rows = session.scalars(
        select(ShareRow).where(ShareRow.case_id == case_id).order_by(ShareRow.id.desc())
    )
    return [_seen(vault, row) for row in rows]


def share(session: Session, case_id: UUID, share_id: UUID) -> ShareSeen:
    """One share of a case; raises UnknownShare. Read as above."""
    row = session.get(ShareRow, share_id)
    if row is None or row.case_id != case_id:
        raise UnknownShare
    return _seen(Vault(session), row)


def _seen(vault: Vault, row: ShareRow) -> ShareSeen:
    names = (
        "id", "case_id", "borough", "coordinator_post", "coordinator_code", "purpose",
        "legal_basis", "expires_on", "parts", "digest", "prepared_by", "prepared_post",
        "prepared_at", "approved_post", "approved_at", "correlation_id", "state",
        "is_late", "is_out", "answer", "answer_reason", "answered_at", "receipts_at",
        "recalled_at", "certified_at", "certified_because", "certificate", "wanted_by",
    )  # fmt: skip
    looks = [
        LookSeen(**{**each, "at": clock.parse_iso(each["at"])})
        for each in vault.get(row, "receipts") or []
    ]
    return ShareSeen(
        agreement=vault.get(row, "agreement") or "",
        looks=looks,
        **{name: getattr(row, name) for name in names},
    )
