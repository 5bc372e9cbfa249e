"""Count child death reviews, have the figures approved by a second person, release."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.death_facts.model import NOTIFICATION
from borough.death_figures.events import (
    LEADERSHIP,
    SUMMARY_RELEASED,
    subject_of,
    summary_released,
)
from borough.death_figures.model import (
    NAMED,
    RULE,
    Incomplete,
    MayNotApprove,
    MayNotPrepare,
    RuleChanged,
    RuleRow,
    SummaryRow,
    ToldAlready,
    UnknownSummary,
    YearOpen,
)
from borough.deaths import queries as deaths
from borough.deaths.model import CASE
from borough.deaths.queries import ToCount
from borough.releases.service import Way
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import NotAllowed
from kit.exchange.outbox import announce
from kit.trail import service as trail
from partnership.access import Role, may
from partnership.clocks import queries as clocks
from partnership.clocks.model import months_after
from partnership.death_figures.model import (
    AGE,
    CATEGORY,
    DOMAINS,
    IN_TIME,
    MODIFIABLE,
    NO,
    OUTCOMES,
    RESOURCE,
    STEPS,
    WITHIN_YEAR,
    YES,
    Found,
    Pool,
    Population,
    check,
    days_of,
    ends_pool,
    rule_of,
    year_with,
    years_of,
)
from partnership.death_rules.analysis import Outcome
from partnership.death_rules.residence import Duty, duty
from partnership.disclosure.deaths import control, control_progress

# What child death overview panels measure themselves by.
REVIEW_MONTHS = 12
Began = Mapping[str, tuple[datetime, bool]]


def start(
    session: Session,
    *,
    year: int,
    member: str,
    found: Mapping[UUID, Found],
    steps: Mapping[str, int],
    children: int | None = None,
    by: Actor,
) -> UUID:
    """Draft the figures of a year that is over; deaths where it ends a pool.

    ``member`` is this borough's slug, ``found`` what panels found by case, ``steps``
    how far actions of reviews are. ``children`` are those living here in the middle of
    a year, on average of the pool. Raises MayNotPrepare, YearOpen, ToldAlready and
    Incomplete.
    """
    _must_prepare(by)
    if days_of(year)[1] > clock.today():
        raise YearOpen
    told = _told(session)
    if year in {row.year for row in told}:
        raise ToldAlready
    content = {
        "year": year,
        "pool": _pool(session, year, member, found, children, told),
        "progress": control_progress({name: steps.get(name, 0) for name in STEPS}),
        **_rule_told(session),
    }
    row = SummaryRow(
        year=year,
        content=content,
    )
    return WAY.draft(session, row, by=by)


def approve(
    session: Session, *, summary_id: UUID, by: Actor, seen: str, area: str
) -> None:
    """Release it and announce it to the leadership group, both or neither.

    ``area`` is the ONS code this instance speaks for. Raises UnknownSummary,
    MayNotApprove, StepSkipped, FiguresChanged, SamePerson and ToldAlready, also where
    a year of its pool was told since.
    """
    row = WAY.to_release(session, summary_id, by=by)
    told = _told(session)
    if row.year in {each.year for each in told} or _overlaps(row, told):
        raise ToldAlready
    WAY.release(session, row, by=by, seen=seen)
    row.told = row.year
    announce(
        session,
        audience=LEADERSHIP,
        type=SUMMARY_RELEASED,
        subject=subject_of(area, row.year),
        version=1,
        data=summary_released(row, area=area),
    )


def set_rule(
    session: Session, *, smallest: int, years: int, seen: int, by: Actor
) -> None:
    """Set the smallest number shown and the years of a pool, for figures to come.

    ``seen`` is 0 for the first time. Raises NotAllowed, RuleChanged and Invalid.
    """
    if not may(by.role, RESOURCE, Action.APPROVE):
        raise NotAllowed
    check(smallest, years)
    row = session.get(RuleRow, RULE, with_for_update=True)
    if seen != (row.version if row else 0):
        raise RuleChanged
    if row is None:
        row = RuleRow(name=RULE, version=1, set_by=by.user_id)
        row.smallest, row.years = smallest, years
        session.add(row)
    else:
        row.smallest, row.years, row.version = smallest, years, row.version + 1
        row.set_by, row.set_at = by.user_id, clock.now()
    session.flush()
    trail.record(
        session, act="death-figures.rule-set", resource=RESOURCE, record=RULE,
        detail={"version": row.version},
    )  # fmt: skip


def count(
    session: Session, *, last: int, years: int, member: str, found: Mapping[UUID, Found]
) -> Pool:
    """All that is counted of a pool, before control; it never leaves like this.

    A death is of the year in which it was notified, a review of the one in which the
    panel completed it. Raises Incomplete.
    """
    cases = [each for each in deaths.to_count(session) if _is_ours(each, member)]
    began = clocks.kept(session, kind=NOTIFICATION, resource=CASE)
    pool = years_of(last, years)
    notified = [each for each in cases if _year(each.received_at) in pool]
    reviewed = [
        each for each in cases if each.reviewed_at and _year(each.reviewed_at) in pool
    ]
    whole = all(each.band and str(each.id) in began for each in notified)
    known = all(e.id in found and str(e.id) in began for e in reviewed)
    if not (whole and known):
        raise Incomplete
    findings = [found[each.id] for each in reviewed]
    return Pool(
        last=last,
        years=years,
        notified=_notified(notified, pool, began),
        reviewed=_reviewed(reviewed, findings, pool, began),
        domains=_factors(findings, lambda each: each.domains & set(DOMAINS)),
        themes=_factors(findings, lambda each: each.themes),
        titles={slug: t for each in findings for slug, t in each.themes.items()},
    )


def _notified(
    cases: Sequence[ToCount], pool: Sequence[int], began: Began
) -> Population:
    bands = Counter(c.band.name.lower().replace("_", "-") for c in cases if c.band)
    kept = Counter(YES if began[str(case.id)][1] else NO for case in cases)
    when = Counter(_year(case.received_at) for case in cases)
    return Population(
        years={year: when[year] for year in pool}, splits={AGE: bands, IN_TIME: kept}
    )


def _reviewed(
    cases: Sequence[ToCount], found: Sequence[Found], pool: Sequence[int], began: Began
) -> Population:
    when = Counter(_year(case.reviewed_at) for case in cases if case.reviewed_at)
    soon = Counter(YES if _is_soon(case, began) else NO for case in cases)
    return Population(
        years={year: when[year] for year in pool},
        splits={
            CATEGORY: Counter(f"c{each.category.value}" for each in found),
            MODIFIABLE: Counter(OUTCOMES[each.outcome] for each in found),
            WITHIN_YEAR: soon,
        },
    )


def _factors(
    found: Sequence[Found], of: Callable[[Found], Iterable[str]]
) -> Mapping[str, int]:
    """How many reviews with modifiable factors have each domain or theme."""
    modifiable = [each for each in found if each.outcome is Outcome.IDENTIFIED]
    return Counter(name for each in modifiable for name in of(each))


def _is_soon(case: ToCount, began: Began) -> bool:
    died = clock.london_day(began[str(case.id)][0])
    return _day(case.reviewed_at) <= months_after(died, REVIEW_MONTHS)


def _is_ours(case: ToCount, member: str) -> bool:
    """Whether this panel reviews it; another area tells of those it takes over."""
    asked = duty(here=member, home=case.home, placed_by=case.placed_by)
    return asked is not Duty.OFFER


def _day(moment: datetime | None) -> date:
    return clock.london_day(moment) if moment else date.max


def _year(moment: datetime) -> int:
    return year_with(clock.london_day(moment))


def _pool(
    session: Session,
    year: int,
    member: str,
    found: Mapping[UUID, Found],
    children: int | None,
    told: Sequence[SummaryRow],
) -> dict[str, Any] | None:
    """The deaths of a pool that ends with this year, under control; or None."""
    row = session.get(RuleRow, RULE) or RuleRow(**_usual())
    new = set(years_of(year, row.years))
    if not ends_pool(year, row.years) or new & _years_told(told):
        return None
    counted = count(session, last=year, years=row.years, member=member, found=found)
    rule = rule_of(row.smallest, row.years)
    return {**control(counted, rule), "children": children}


def _rule_told(session: Session) -> dict[str, Any]:
    row = session.get(RuleRow, RULE) or RuleRow(**_usual())
    return {"rule": rule_of(row.smallest, row.years).id, "smallest": row.smallest}


def _usual() -> dict[str, Any]:
    rule = rule_of()
    return {"smallest": rule.smallest_shown, "years": rule.pool_years}


def _years_told(told: Sequence[SummaryRow]) -> set[int]:
    """Every year whose deaths were told in some pool."""
    pools = [row.content["pool"] for row in told]
    return {y for p in pools if p for y in years_of(p["last"], p["years"])}


def _overlaps(row: SummaryRow, told: Sequence[SummaryRow]) -> bool:
    return bool(_years_told([row]) & _years_told(told))


def _told(session: Session) -> Sequence[SummaryRow]:
    query = select(SummaryRow).where(SummaryRow.told.is_not(None))
    return session.scalars(query.order_by(SummaryRow.year)).all()


def _must_prepare(by: Actor) -> None:
    if not may(by.role, RESOURCE, Action.CREATE):
        raise MayNotPrepare


def _must_approve(by: Actor) -> None:
    if not may(by.role, RESOURCE, Action.APPROVE):
        raise MayNotApprove


WAY = Way(
    table=SummaryRow,
    named=NAMED,
    resource=RESOURCE,
    unknown=UnknownSummary,
    must_prepare=_must_prepare,
    must_approve=_must_approve,
    approvers=lambda: [Role.CDOP_COORDINATOR],
)
submit, send_back, discard = WAY.submit, WAY.send_back, WAY.discard
