"""Write down who the child was and how they died; find the same child again."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from borough.case_people import service as case_people
from borough.death_facts.model import (
    BY_NAME,
    BY_NUMBER,
    MEETING,
    NATIONAL,
    NOTIFICATION,
    RESPONSE,
    Death,
    FactsChanged,
    FactsRow,
    Identity,
    SameChild,
)
from borough.deaths import queries as cases
from borough.deaths import service as deaths
from borough.deaths.queries import CaseSeen
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.vault.service import Vault
from partnership.death_rules import nhs_number
from partnership.death_rules.scope import age_band, is_child

TWIN = "A new notification may be of a child whose death is reviewed already"


def write_identity(
    session: Session,
    *,
    case_id: UUID,
    seen: int,
    who: Identity,
    another: bool = False,
    by: Actor,
) -> None:
    """Write who the child was.

    Where a case of the same child (same NHS number, or same surname and birth) is open
    to this person, SameChild is raised unless they say that it is ``another`` child.
    Where it is open to others only, this person learns nothing and those are told.
    Raises NotFound, NotAllowed, CaseClosed, FactsChanged, and Invalid naming the field.
    """
    case = cases.known(session, by, case_id, Action.UPDATE)
    row, vault = _row(session, case, seen), Vault(session)
    who = _checked(who)
    death = _death(vault, row)
    _check_age(who, death)
    row.number_index = who.number and vault.blind_index(BY_NUMBER, who.number)
    born = who.born_on.isoformat()
    row.name_index = vault.blind_index(BY_NAME, who.family, born)
    same = _same_child(session, row)
    mine = cases.codes(session, by, same)
    if mine and not another:
        raise SameChild(_says(mine.values()))
    row.twin_of = next((each for each in same if each not in mine), None)
    vault.put(row, identity=who.written())
    _keep(session, case, row, who, death, by)
    if row.twin_of is not None:
        case_people.tell_people(session, case_id=row.twin_of, text=TWIN)


def write_death(
    session: Session, *, case_id: UUID, seen: int, death: Death, by: Actor
) -> None:
    """Write when, where and how the child died; the clocks count from then.

    Raises NotFound, NotAllowed, CaseClosed, FactsChanged, and Invalid for a moment
    that cannot be.
    """
    case = cases.known(session, by, case_id, Action.UPDATE)
    row, vault = _row(session, case, seen), Vault(session)
    if death.died_at > case.received_at:
        fault = "The death must not be after its notification was received"
        raise Invalid(fault, fields={"died_on": fault})
    written = vault.get(row, "identity")
    who = Identity.read(written) if written else None
    _check_age(who, death)
    vault.put(row, death=death.written())
    _keep(session, case, row, who, death, by)
    _count(session, case, death)


def join(session: Session, *, case_id: UUID, other: UUID, by: Actor) -> None:
    """Open ``other``, which may be of the same child as this case, to who has this.

    Raises NotAllowed, and NotFound where either is not there or not connected.
    """
    cases.known(session, by, case_id, Action.UPDATE)
    found = session.scalar(select(FactsRow).where(FactsRow.case_id == other))
    if found is None or found.twin_of != case_id:
        raise NotFound
    case_people.join(session, case_id=other, by=by)


def _row(session: Session, case: CaseSeen, seen: int) -> FactsRow:
    """The details of a case as they were seen, or a fresh row for none."""
    wanted = select(FactsRow).where(FactsRow.case_id == case.id).with_for_update()
    row = session.scalar(wanted)
    if row is not None:
        row.must_be(seen)
        return row
    if seen:
        raise FactsChanged
    return FactsRow(id=clock.new_id(), case_id=case.id, key_id=case.key_id, version=0)


def _checked(who: Identity) -> Identity:
    if who.born_on > clock.today():
        fault = "The day of birth must not be to come"
        raise Invalid(fault, fields={"born_on": fault})
    if (who.number is None) == (who.without is None):
        fault = "Enter the NHS number, or choose why there is none"
        raise Invalid(fault, fields={"nhs_number": fault})
    if who.number is not None:
        nhs_number.read(who.number)
    return who


def _check_age(who: Identity | None, death: Death | None) -> None:
    if who is None or death is None:
        return
    died_on = clock.london_day(death.died_at)
    if died_on < who.born_on:
        fault = "The death cannot come before the birth"
        raise Invalid(fault, fields={"born_on": fault, "died_on": fault})
    if not is_child(who.born_on, died_on):
        fault = "Somebody of 18 or over is not reviewed here: say so on the case's page"
        raise Invalid(fault, fields={"born_on": fault, "died_on": fault})


def _same_child(session: Session, row: FactsRow) -> Sequence[UUID]:
    """Other cases with the same number, or the same surname and birth."""
    same = [FactsRow.name_index == row.name_index]
    if row.number_index:
        same.append(FactsRow.number_index == row.number_index)
    with session.no_autoflush:
        return session.scalars(
            select(FactsRow.case_id)
            .where(or_(*same), FactsRow.case_id != row.case_id)
            .order_by(FactsRow.id)
        ).all()


def _says(codes: Iterable[str]) -> str:
    named = " and ".join(sorted(codes))
    return (
        f"This child seems to be that of case {named}. Look there first; if it is "
        "another child, tick so below."
    )


def _death(vault: Vault, row: FactsRow) -> Death | None:
    written = vault.get(row, "death")
    return Death.read(written) if written else None


def _keep(
    session: Session,
    case: CaseSeen,
    row: FactsRow,
    who: Identity | None,
    death: Death | None,
    by: Actor,
) -> None:
    row.version += 1
    session.add(row)
    session.flush()
    band = None
    if who and death:
        band = age_band(who.born_on, clock.london_day(death.died_at))
    complete = band is not None
    deaths.place(session, case_id=case.id, band=band, complete=complete, by=by)


def _count(session: Session, case: CaseSeen, death: Death) -> None:
    """Let the clocks count from the death, also those that had another moment."""
    for kind in (NOTIFICATION, NATIONAL, MEETING):
        deaths.start_clock(session, case_id=case.id, kind=kind, at=death.died_at)
    kinds = {each.kind for each in cases.clocks_of(session, case.id)}
    if RESPONSE in kinds:
        deaths.start_clock(session, case_id=case.id, kind=RESPONSE, at=death.died_at)
    deaths.stop_clock(session, case_id=case.id, kind=NOTIFICATION, at=case.received_at)
