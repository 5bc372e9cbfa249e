"""Look at the house rules of a day, and at all there were."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.host_rules.model import HALF_DAY, Late, RuleRow, last_moment
from kit import clock
from kit.errors import NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleSeen:
    """The house rules from one day on; see :class:`model.RuleRow`.

    ``id`` is None for the rules of a borough that has set none.
    """

    id: UUID | None
    from_on: date
    cancel_days: int
    close_days: int
    hold_days: int
    half_day_pence: int
    full_day_pence: int
    late_minutes: int
    late_is: Late
    keep_months: int
    exempt: Collection[str]

    @property
    def hold(self) -> timedelta:
        """How long a place waits for a yes."""
        return timedelta(days=self.hold_days)

    def charge(self, lasting: timedelta, agency: str) -> int:
        """What a place costs whose owner did not come, in pence; 0 for the exempt."""
        if agency in self.exempt:
            return 0
        return self.full_day_pence if lasting > HALF_DAY else self.half_day_pence

    def cancel_by(self, first: datetime) -> datetime:
        """The last moment at which cancelling is in time."""
        return last_moment(first, self.cancel_days)

    def book_by(self, first: datetime) -> datetime:
        """The last moment at which a place can be asked for."""
        return last_moment(first, self.close_days)


# What holds until a borough sets its rules: nothing is charged.
USUAL = RuleSeen(
    id=None,
    from_on=date(2019, 9, 29),
    cancel_days=3,
    close_days=3,
    hold_days=3,
    half_day_pence=0,
    full_day_pence=0,
    late_minutes=15,
    late_is=Late.PART,
    keep_months=36,
    exempt=(),
)


def rules(session: Session) -> Sequence[RuleSeen]:
    """All there were, the latest first."""
    rows = session.scalars(select(RuleRow).order_by(RuleRow.from_on.desc()))
    return [_seen(row) for row in rows]


def on(session: Session, day: date | None = None) -> RuleSeen:
    """The rules of a day, today where none is given."""
    row = session.scalar(
        select(RuleRow)
        .where(RuleRow.from_on <= (day or clock.today()))
        .order_by(RuleRow.from_on.desc())
        .limit(1)
    )
    return _seen(row) if row else USUAL


def rule(session: Session, rule_id: UUID | None) -> RuleSeen:
    """The rules of that id; the usual ones for none. Raises NotFound."""
    if rule_id is None:
        return USUAL
    row = session.get(RuleRow, rule_id)
    if row is None:
        raise NotFound
    return _seen(row)


def _seen(row: RuleRow) -> RuleSeen:
    names = RuleSeen.__dataclass_fields__
    return RuleSeen(**{name: getattr(row, name) for name in names})
