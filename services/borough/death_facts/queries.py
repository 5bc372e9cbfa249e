"""Open what is locked about a case, for those who may open the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from borough.death_facts.model import BY_NUMBER, Death, FactsRow, Identity
from borough.deaths import queries as deaths
from kit import clock
from kit.accounts.actor import Actor
from kit.db import read_rows
from kit.errors import Invalid
from kit.search.model import Hit, Term
from kit.vault.service import Vault
from partnership.death_rules import nhs_number, supplements
from partnership.death_rules.response import Trigger, triggers
from partnership.death_rules.supplements import Supplement


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is known of a case; version 0 before anything is written."""

    identity: Identity | None = None
    death: Death | None = None
    version: int = 0

    def asks_for(self, on: datetime) -> list[Supplement]:
        """The supplementary forms for these circumstances, of the edition on a day."""
        known = self.death.known if self.death else ()
        return supplements.asked_for(known, on=clock.london_day(on))

    def triggers(self, *, unattended: bool = False) -> list[Trigger]:
        """Why agencies must answer together, of what is known so far."""
        known = self.death.known if self.death else ()
        return triggers(known, unattended_stillbirth=unattended)


def facts(session: Session, case_id: UUID) -> Facts:
    """What is locked about a case. Whether it may be opened, the caller asks.

    Raises VaultClosed, CannotUnlock and KeyDestroyed.
    """
    row = read_rows(session, _FACTS, {"of_case": case_id}).one_or_none()
    if row is None:
        return Facts()
    vault = Vault(session)
    identity = vault.read(FactsRow, row, "identity")
    death = vault.read(FactsRow, row, "death")
    return Facts(
        identity=Identity.read(identity) if identity else None,
        death=Death.read(death) if death else None,
        version=row.version,
    )


_FACTS = select(
    FactsRow.id, FactsRow.key_id, FactsRow.identity, FactsRow.death, FactsRow.version
).where(FactsRow.case_id == bindparam("of_case"))


def twins(session: Session, actor: Actor, case_id: UUID) -> Sequence[tuple[UUID, str]]:
    """Notifications that came after this case and may be of the same child.

    Id and code. Whether this case may be opened, the caller asks.
    """
    found = read_rows(session, _TWINS, {"twin_of_case": case_id}).scalars().all()
    return deaths.later(session, actor, found)


_TWINS = select(FactsRow.case_id).where(FactsRow.twin_of == bindparam("twin_of_case"))


def find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    """The case of an NHS number, where it is open to this person."""
    try:
        number = nhs_number.read("".join(term.words))
    except Invalid:
        return []
    index = Vault(session).blind_index(BY_NUMBER, number)
    ids = session.scalars(
        select(FactsRow.case_id).where(FactsRow.number_index == index)
    ).all()
    open_to = deaths.codes(session, actor, ids)
    return [
        Hit(text=f"Case {code}", href=f"/deaths/{case_id}", about="by NHS number")
        for case_id, code in open_to.items()
    ]
