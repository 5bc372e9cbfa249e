"""Count places and people of each agency in a year, beside its workforce."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.bookings import queries as bookings
from borough.bookings.queries import BookingSeen
from borough.reach.model import WorkforceRow
from kit import clock
from partnership.agencies import AGENCIES, agency_name
from partnership.places.model import State

CAME = (State.ATTENDED, State.PART_ATTENDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """One agency in one year: places asked for and what became of them.

    ``people`` are different people who came; ``workforce`` is None where nobody said.
    """

    agency: str
    workforce: int | None
    version: int
    asked: int
    states: Mapping[State, int]
    people: int

    @property
    def name(self) -> str:
        """The agency, as people say it."""
        return agency_name(self.agency)

    @property
    def share(self) -> float | None:
        """Per cent of the workforce who came; None where it is not known."""
        return 100 * self.people / self.workforce if self.workforce else None


def year_of(day: date) -> int:
    """The year, beginning on 1 April, that a day is in."""
    return day.year if day >= date(day.year, 4, 1) else day.year - 1


def year_words(year: int) -> str:
    """A year as people write it: 2026/27."""
    return f"{year}/{(year + 1) % 100:02d}"


def years(session: Session) -> Sequence[int]:
    """The years there is something about, and this one, the latest first."""
    known = set(session.scalars(select(WorkforceRow.year).distinct()))
    known |= {_year(each) for each in bookings.everything(session)}
    return sorted(known | {year_of(clock.today())}, reverse=True)


def reach(session: Session, year: int) -> list[Reached]:
    """Every agency in a year, those absent too, by name."""
    rows = session.scalars(select(WorkforceRow).where(WorkforceRow.year == year))
    workforce = {row.agency: row for row in rows}
    found: dict[str, list[BookingSeen]] = defaultdict(list)
    for each in bookings.everything(session):
        if _year(each) == year:
            found[each.agency].append(each)
    return [
        Reached(
            agency=slug,
            workforce=workforce[slug].people if slug in workforce else None,
            version=workforce[slug].version if slug in workforce else 0,
            asked=len(found[slug]),
            states=Counter(each.state for each in found[slug]),
            people=len({_who(each) for each in found[slug] if each.state in CAME}),
        )
        for slug in AGENCIES
    ]


def _year(booking: BookingSeen) -> int:
    moment = booking.event.starts_at or booking.asked_at
    return year_of(clock.london_day(moment))


def _who(booking: BookingSeen) -> object:
    """Who came: one person however often, and one for each whose name is deleted."""
    return booking.email or booking.id
