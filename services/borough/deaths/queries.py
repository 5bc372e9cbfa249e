"""Look at cases: those a person may open, and no word of any other."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from borough.deaths.model import CASE, CaseRow, StepRow, facts_of
from kit.access import queries as opening
from kit.access.policy import Action
from kit.access.service import Reach, Scope
from kit.accounts.actor import Actor
from kit.db import IdDigits, digits_of, read_rows
from kit.errors import NotFound
from kit.search.model import Hit, Term
from partnership.access import authorise, reach
from partnership.agencies import agency_name
from partnership.clocks import queries as clocks
from partnership.clocks.queries import NONE_RUNS, ClockSeen
from partnership.death_rules.pipeline import OPEN, PAST_PANEL, Owner, Stage, Waiting
from partnership.death_rules.residence import Duty, duty
from partnership.death_rules.scope import AgeBand, Exclusion


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseSeen:
    """One case as far as its neutral columns say; ``key_id`` locks what is about it."""

    id: UUID
    key_id: UUID
    code: str
    received_at: datetime
    notifier: str
    home: str
    died_in: str
    placed_by: str | None
    unattended: bool
    band: AgeBand | None
    exclusion: Exclusion | None
    stage: Stage
    stage_since: datetime
    owner: Owner
    waiting: Waiting
    changed_by: str
    changed_at: datetime
    version: int
    is_open: bool
    still_asks: bool

    @property
    def notifier_name(self) -> str:
        """The kind of agency that told of the death, as people say it."""
        return agency_name(self.notifier)

    def duty(self, here: str) -> Duty:
        """What the member ``here`` has to do with it."""
        return duty(here=here, home=self.home, placed_by=self.placed_by)


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseLine:
    """One case in a list: nothing in it tells whose death it is.

    ``over_since`` is when a clock of it that runs was over.
    """

    id: UUID
    code: str
    received_at: datetime
    band: AgeBand | None
    home: str
    stage: Stage
    stage_since: datetime
    owner: Owner
    waiting: Waiting
    next_due: datetime | None
    over_since: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CasePage:
    """Some cases of a list, how many it has in all, and of how many a clock is over.

    ``untaken`` are the notifications nobody works on, whatever the list shows.
    """

    cases: Sequence[CaseLine]
    total: int
    late: int
    untaken: Sequence["Untaken"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Untaken:
    """A notification nobody works on yet: its code and when it came, and no more."""

    id: UUID
    code: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ToCount:
    """What is counted of one case reviewed here; ``reviewed_at`` once it was."""

    id: UUID
    received_at: datetime
    band: AgeBand | None
    home: str
    placed_by: str | None
    reviewed_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StepSeen:
    """One step of a case, as it was noted."""

    stage: Stage
    owner: Owner
    waiting: Waiting
    at: datetime
    post: str


def known(
    session: Session, actor: Actor, case_id: UUID, action: Action = Action.READ
) -> CaseSeen:
    """The case, where this person may do this to it.

    Raises NotAllowed for a role that works on no case, and NotFound for any other
    case: one that is not there takes the same looks as one that is not theirs.
    """
    row = session.get(CaseRow, case_id)
    authorise(session, actor, action, CASE, Scope(record=str(case_id)))
    if row is None:
        raise NotFound
    return CaseSeen(**facts_of(row))


def cases(
    session: Session, actor: Actor, *, stage: Stage | None = None, done: bool = False
) -> Sequence[CaseLine]:
    """The cases a person works on, the latest first; of those done only if asked.

    Four statements, however many cases there are.
    """
    mine = reach(session, actor, Action.READ, CASE)
    found = _in_order(session, stage=stage, done=done)
    return _lines(session, _theirs(mine, found))


def page_of(
    session: Session,
    actor: Actor,
    *,
    stage: Stage | None,
    done: bool,
    number: int,
    size: int,
) -> CasePage:
    """The part of that list which a page shows; of the others nothing but ids is read.

    ``number`` counts from 1.
    """
    mine = reach(session, actor, Action.READ, CASE)
    open_now = _in_order(session)
    plain = stage is None and not done
    found = open_now if plain else _in_order(session, stage=stage, done=done)
    theirs = _theirs(mine, found)
    late = digits_of(clocks.over_records(session, resource=CASE))
    return CasePage(
        cases=_lines(session, theirs[(number - 1) * size : number * size]),
        total=len(theirs),
        late=len(late.intersection(theirs)),
        untaken=_untaken(session, mine, open_now),
    )


def _in_order(
    session: Session, *, stage: Stage | None = None, done: bool = False
) -> Sequence[str]:
    """The digits of the ids of cases whoever has them, the latest first."""
    wanted = _ids_in_order(of_stage=stage is not None, done=done)
    return read_rows(session, wanted, {"of_stage": stage}).scalars().all()


@cache
def _ids_in_order(*, of_stage: bool, done: bool) -> Select[str]:
    wanted = select(IdDigits(CaseRow.id)).order_by(
        CaseRow.received_at.desc(), CaseRow.id
    )
    if of_stage:
        return wanted.where(CaseRow.stage == bindparam("of_stage"))
    return wanted if done else wanted.where(CaseRow.stage.in_(OPEN))


def _theirs(mine: Reach, found: Iterable[str]) -> list[str]:
    """Those within reach; a role that is bound to assignments has no others."""
    opened = digits_of(mine.opened - mine.hidden)
    return [digits for digits in found if digits in opened]


def _lines(session: Session, wanted: Iterable[str]) -> list[CaseLine]:
    ids = [UUID(digits) for digits in wanted]
    found = clocks.dates(session, resource=CASE, records=[str(each) for each in ids])
    lines = []
    for row in read_rows(session, _OF_LINES, {"ids": ids}):
        dates = found.get(str(row.id), NONE_RUNS)
        lines.append(
            CaseLine(
                **row._mapping, next_due=dates.next_due, over_since=dates.over_since
            )
        )
    return lines


_OF_LINES = (
    select(
        CaseRow.id, CaseRow.code, CaseRow.received_at, CaseRow.band, CaseRow.home,
        CaseRow.stage, CaseRow.stage_since, CaseRow.owner, CaseRow.waiting,
    )
    .where(CaseRow.id.in_(bindparam("ids", expanding=True)))
    .order_by(CaseRow.received_at.desc(), CaseRow.id)
)  # fmt: skip


def untaken(session: Session, actor: Actor) -> Sequence[Untaken]:
    """Open cases nobody is assigned to, the earliest first.

    Not those of which this person declared a conflict of interest. Raises NotAllowed.
    """
    mine = reach(session, actor, Action.READ, CASE)
    return _untaken(session, mine, _in_order(session))


def _untaken(session: Session, mine: Reach, found: Iterable[str]) -> Sequence[Untaken]:
    taken = digits_of(opening.taken(session, resource=CASE) | mine.hidden | mine.opened)
    free = [UUID(digits) for digits in found if digits not in taken]
    if not free:
        return []
    rows = session.execute(
        select(CaseRow.id, CaseRow.code, CaseRow.received_at)
        .where(CaseRow.id.in_(free))
        .order_by(CaseRow.received_at)
    )
    return [Untaken(**row._mapping) for row in rows]


def codes(session: Session, actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    """The codes of those of these cases that a person may open."""
    seen = reach(session, actor, Action.READ, CASE)
    wanted = set(_ids(seen)) & set(ids)
    rows = session.execute(
        select(CaseRow.id, CaseRow.code).where(CaseRow.id.in_(wanted))
    )
    return dict(rows.all())


def later(
    session: Session, actor: Actor, ids: Collection[UUID]
) -> Sequence[tuple[UUID, str]]:
    """Id and code of those of these open cases of which this person may know.

    For cases they are not assigned to, but that concern one they are. One under a
    declared conflict of interest is left out.
    """
    hidden = opening.conflicted(session, user_id=actor.user_id, resource=CASE)
    rows = read_rows(session, _LATER, {"ids": ids})
    return [(found, code) for found, code in rows if str(found) not in hidden]


_LATER = (
    select(CaseRow.id, CaseRow.code)
    .where(CaseRow.id.in_(bindparam("ids", expanding=True)), CaseRow.stage.in_(OPEN))
    .order_by(CaseRow.received_at)
)


def open_codes(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """The codes of those of these cases whose review goes on, whoever has them.

    For what others are asked about a case; whether they may know, the caller asks.
    """
    rows = session.execute(
        select(CaseRow.id, CaseRow.code).where(
            CaseRow.id.in_(ids), CaseRow.stage.in_(OPEN)
        )
    )
    return dict(rows.all())


def to_count(session: Session) -> Sequence[ToCount]:
    """Every case but those not reviewed or handed over, for counts of whole years.

    Of whoever asks nothing is asked: what is counted here must be made safe before
    anybody sees it. A review that was reopened counts when it was completed last.
    """
    reviewed = dict(
        session.execute(
            select(StepRow.case_id, func.max(StepRow.at))
            .where(StepRow.stage == Stage.REVIEWED)
            .group_by(StepRow.case_id)
        ).all()
    )
    rows = session.scalars(
        select(CaseRow)
        .where(CaseRow.stage.not_in((Stage.EXCLUDED, Stage.TRANSFERRED)))
        .order_by(CaseRow.received_at, CaseRow.id)
    )
    return [
        ToCount(
            id=row.id,
            received_at=row.received_at,
            band=row.band,
            home=row.home,
            placed_by=row.placed_by,
            reviewed_at=reviewed.get(row.id) if row.stage in PAST_PANEL else None,
        )
        for row in rows
    ]


def by_code(session: Session, code: str) -> UUID | None:
    """The case a code calls, for an opening in an emergency; None for no such code."""
    return session.scalar(select(CaseRow.id).where(CaseRow.code == code.upper()))


def hold(session: Session, case_id: UUID) -> None:
    """Make others wait who would open or close this case to people, till the end."""
    session.scalar(select(CaseRow.id).where(CaseRow.id == case_id).with_for_update())


def steps(session: Session, case_id: UUID) -> Sequence[StepSeen]:
    """The way a case came, the first step first."""
    rows = read_rows(session, _STEPS, {"of_case": case_id})
    return [StepSeen(**row._mapping) for row in rows]


_STEPS = (
    select(StepRow.stage, StepRow.owner, StepRow.waiting, StepRow.at, StepRow.post)
    .where(StepRow.case_id == bindparam("of_case"))
    .order_by(StepRow.at, StepRow.id)
)


def clocks_of(session: Session, case_id: UUID) -> Sequence[ClockSeen]:
    """The clocks of a case, the earliest first."""
    return clocks.of_record(session, resource=CASE, record=str(case_id))


def find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    """Cases by their code, of those this person may open."""
    return [
        Hit(text=f"Case {each.code}", href=f"/deaths/{each.id}", about=each.stage.value)
        for each in cases(session, actor, done=True)
        if term.in_(each.code)
    ]


def _ids(seen: Reach) -> list[UUID]:
    """The cases within reach; a role that is bound to assignments has no others."""
    found: list[UUID] = []
    for record in seen.opened - seen.hidden:
        # Emergencies are opened for what was typed: it need not be a case's id.
        with suppress(ValueError):
            found.append(UUID(record))
    return found
