"""Write an analysis, weigh its factors, say which category counts, and finish it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.death_analysis.model import (
    AnalysisChanged,
    AnalysisRow,
    FactorRow,
    State,
)
from borough.deaths import queries as cases
from borough.deaths.model import CASE, CaseClosed
from borough.deaths.queries import CaseSeen
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Conflict, NotFound
from kit.trail import service as trail
from kit.vault.service import Vault
from partnership.access import role_name
from partnership.death_rules import analysis as rules
from partnership.death_rules import categories
from partnership.death_rules.analysis import SCALE, Domain, Factor
from partnership.death_rules.categories import Category

# What is written in words, as it is locked.
TOLD = ("summary", "learning", "good_practice", "reason")


def write(
    session: Session,
    *,
    case_id: UUID,
    seen: int,
    summary: str,
    learning: str = "",
    good_practice: str = "",
    referred: bool = False,
    by: Actor,
) -> None:
    """Write the summary, what was learnt and what was done well.

    ``referred`` says that the panel passed a concern on. Raises NotFound, NotAllowed,
    CaseClosed, AnalysisChanged and AnalysisFinished.
    """
    case = _open(session, case_id, by)
    row = _draft(session, case, seen)
    _tell(session, row, summary=summary, learning=learning, good_practice=good_practice)
    row.referred = referred
    _keep(session, row, by, "analysis.written")


def categorise(
    session: Session,
    *,
    case_id: UUID,
    seen: int,
    ticked: Collection[Category],
    override: Category | None = None,
    reason: str = "",
    by: Actor,
) -> None:
    """Say which categories apply; the first of them counts, or another with a reason.

    Raises as ``write`` does, and Invalid for none, for one that does not apply, and
    without a reason.
    """
    case = _open(session, case_id, by)
    row = _draft(session, case, seen)
    counts = categories.chosen(ticked, override=override, reason=reason)
    row.ticked = sorted(each.value for each in set(ticked))
    row.category = counts.value
    own = counts is not categories.primary(ticked)
    _tell(session, row, reason=reason if own else "")
    _keep(session, row, by, "analysis.categorised")


def add_factor(
    session: Session,
    *,
    case_id: UUID,
    domain: Domain,
    factor: Factor,
    value: int,
    modifiable: bool,
    text: str,
    scale: str = SCALE,
    by: Actor,
) -> UUID:
    """Add a factor with its weight; raises as ``write`` does, and Invalid for a weight
    that its scale does not have.
    """
    case = _open(session, case_id, by)
    rules.weight(scale, value)
    row = _draft(session, case, None)
    _keep(session, row, by, "analysis.factor-added")
    found = FactorRow(
        id=clock.new_id(),
        case_id=case.id,
        key_id=case.key_id,
        domain=domain,
        factor=factor,
        scale=scale,
        value=value,
        modifiable=modifiable,
    )
    Vault(session).put(found, text=text.strip())
    session.add(found)
    session.flush()
    return found.id


def remove_factor(
    session: Session, *, case_id: UUID, factor_id: UUID, by: Actor
) -> None:
    """Take a factor away again; raises as ``write`` does."""
    case = _open(session, case_id, by)
    row = _draft(session, case, None)
    found = session.get(FactorRow, factor_id, with_for_update=True)
    if found is None or found.case_id != case.id:
        raise NotFound
    session.delete(found)
    _keep(session, row, by, "analysis.factor-removed")


def finish(
    session: Session, *, case_id: UUID, seen: int, inadequate: bool = False, by: Actor
) -> None:
    """Note that the panel finished it; whether anything could change, the factors say.

    Raises as ``write`` does, Conflict without a summary or a category, and Invalid
    where information is called inadequate beside a modifiable factor.
    """
    case = _open(session, case_id, by)
    row = _draft(session, case, seen)
    told = Vault(session).get(row, "told") or {}
    if not told.get("summary") or row.category is None:
        raise Conflict("Write the summary and tick the categories first.")
    flags = session.scalars(
        select(FactorRow.modifiable).where(FactorRow.case_id == case_id)
    ).all()
    row.outcome = rules.outcome(flags, inadequate=inadequate)
    row.state, row.finished_at = State.FINISHED, clock.now()
    _keep(session, row, by, "analysis.finished")


def reopen(session: Session, *, case_id: UUID, seen: int, by: Actor) -> None:
    """Make it a draft again; raises as ``write`` does."""
    case = _open(session, case_id, by)
    row = _row(session, case, seen)
    row.state, row.finished_at, row.outcome = State.DRAFT, None, None
    _keep(session, row, by, "analysis.reopened")


def _tell(session: Session, row: AnalysisRow, **words: str) -> None:
    """Lock these words beside those that are locked already."""
    vault = Vault(session)
    told = dict.fromkeys(TOLD, "") | (vault.get(row, "told") or {})
    told |= {name: word.strip() for name, word in words.items()}
    vault.put(row, told=told)


def _draft(session: Session, case: CaseSeen, seen: int | None) -> AnalysisRow:
    row = _row(session, case, seen)
    row.must_be_draft()
    return row


def _row(session: Session, case: CaseSeen, seen: int | None) -> AnalysisRow:
    """The analysis as it was seen (None for as it is), or a fresh one for none."""
    wanted = select(AnalysisRow).where(AnalysisRow.case_id == case.id)
    row = session.scalar(wanted.with_for_update())
    if row is not None:
        if seen is not None:
            row.must_be(seen)
        return row
    if seen:
        raise AnalysisChanged
    return AnalysisRow(
        id=clock.new_id(),
        case_id=case.id,
        key_id=case.key_id,
        state=State.DRAFT,
        scale=SCALE,
        ticked=[],
        referred=False,
        version=0,
    )


def _open(session: Session, case_id: UUID, by: Actor) -> CaseSeen:
    case = cases.known(session, by, case_id, Action.UPDATE)
    if not case.is_open:
        raise CaseClosed
    return case


def _keep(session: Session, row: AnalysisRow, by: Actor, act: str) -> None:
    row.touch(role_name(by.role))
    session.add(row)
    session.flush()
    trail.record(session, act=act, resource=CASE, record=row.case_id)
