"""What a share would hold, and how every share of a case stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.case_shares.model import (
    PARTS,
    Answer,
    Content,
    LegalBasis,
    Part,
    Purpose,
    ShareRow,
    State,
    UnknownShare,
    Why,
)
from borough.death_facts import queries as facts
from borough.death_facts.queries import Facts
from borough.death_triage import queries as triage
from borough.deaths.model import areas
from borough.deaths.queries import CaseSeen
from borough.professionals import queries as professionals
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
        return PARTS.get(self.part, self.part)


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
    def part_names(self) -> list[str]:
        """The parts it holds, as pages call them."""
        return [PARTS[each] for each in self.parts]


def content(session: Session, case: CaseSeen, parts: Iterable[str]) -> Content:
    """The chosen parts of a case as they stand; a part nothing is known of is empty.

    Whether the case may be opened, the caller asks.
    """
    found = facts.facts(session, case.id)
    makers = {
        Part.IDENTITY: lambda: _identity(found),
        Part.CIRCUMSTANCES: lambda: _circumstances(found),
        Part.PROFESSIONALS: lambda: _professionals(session, case.id),
        Part.TRIAGE: lambda: _triage(session, case.id),
        Part.REVIEW: lambda: _review(case, found),
    }
    return {each.value: makers[each]() for each in Part if each.value in set(parts)}


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


def _identity(found: Facts) -> Records:
    who = found.identity
    if who is None:
        return []
    return _told(
        given=who.given,
        family=who.family,
        born_on=who.born_on.isoformat(),
        sex=who.sex.value,
        ethnicity=who.ethnicity.value,
        nhs_number=who.number or "",
        no_number_because=who.without.value if who.without else "",
        address=who.address,
        postcode=who.postcode,
    )


def _circumstances(found: Facts) -> Records:
    death = found.death
    if death is None:
        return []
    return _told(
        died_at=clock.iso(death.died_at),
        place=death.place.value,
        where=death.where,
        story=death.story,
        cause=death.cause,
        known="; ".join(sorted(each.value for each in death.known)),
    )


def _professionals(session: Session, case_id: UUID) -> Records:
    return [
        record
        for each in professionals.professionals(session, case_id)
        for record in _told(
            part=each.part.value,
            agency=each.agency_name,
            name=each.name,
            workplace=each.workplace,
            contact=each.contact,
        )
    ]


def _triage(session: Session, case_id: UUID) -> Records:
    decided = triage.triage(session, case_id)
    beside = triage.strands(session, case_id)
    if decided is None and not beside:
        return []
    met = decided.met_at if decided else None
    return _told(
        response=_yes_or_no(decided.response) if decided else "not decided",
        asked_by="; ".join(e.value for e in decided.asked_by) if decided else "",
        reason=decided.reason if decided else "",
        met_at=clock.iso(met) if met else "",
        inquiries="; ".join(f"{e.strand.value}: {e.stands.lower()}" for e in beside),
    )


def _review(case: CaseSeen, found: Facts) -> Records:
    named = areas()
    return _told(
        notified_at=clock.iso(case.received_at),
        notifier=case.notifier_name,
        home=named.get(case.home, case.home),
        died_in=named.get(case.died_in, case.died_in),
        stage=case.stage.value,
        since=clock.iso(case.stage_since),
        forms="; ".join(form.title for form in found.asks_for(case.received_at)),
    )


def _told(**words: str) -> Records:
    """One record of what is known; what is not is left out."""
    return [{name: text for name, text in words.items() if text}]


def _yes_or_no(said: bool) -> str:
    return "yes" if said else "no"


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
