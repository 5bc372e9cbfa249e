"""Who has a place at an event, worked out from the ordered log of what was asked.

Nothing here is stored or reads the clock: folding the same log at the same moment
gives the same answer in every borough.

An event has a capacity and may keep a quota of it for each borough (by its slug) until
a release day. Until then a borough's people take their own quota first and then what is
kept for nobody; from 00:00 of that day in London every free place is open to all, in
the order of the waiting list. Nobody is overtaken by somebody who could have had the
same place only later.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Self

from kit import clock
from kit.clock import LONDON
from kit.errors import Invalid


class State(StrEnum):
    """Where a place that was asked for stands; a host's log gives no ``requested``."""

    REQUESTED = "requested"
    WAITLISTED = "waitlisted"
    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED_IN_TIME = "cancelled_in_time"
    LATE_CANCELLED = "late_cancelled"
    DECLINED = "declined"
    ATTENDED = "attended"
    PART_ATTENDED = "part_attended"
    NO_SHOW = "no_show"
    EXCUSED = "excused"


STATE_WORDS: Mapping[State, str] = {
    State.REQUESTED: "Requested, waiting for the host",
    State.WAITLISTED: "On the waiting list",
    State.HELD: "Place held",
    State.CONFIRMED: "Confirmed",
    State.CANCELLED_IN_TIME: "Cancelled in time",
    State.LATE_CANCELLED: "Cancelled late",
    State.DECLINED: "No place",
    State.ATTENDED: "Attended",
    State.PART_ATTENDED: "Attended in part",
    State.NO_SHOW: "Did not come",
    State.EXCUSED: "Excused",
}

# How a confirmed place ends when the register is closed.
OUTCOMES = frozenset(
    {State.ATTENDED, State.PART_ATTENDED, State.NO_SHOW, State.EXCUSED}
)
# What takes a place: of the capacity, and of a quota before the release day.
TAKING = OUTCOMES | {State.HELD, State.CONFIRMED}
# What may still change by itself or by a deed.
LIVE = frozenset({State.WAITLISTED, State.HELD, State.CONFIRMED})


class Deed(StrEnum):
    """What a line of the log says."""

    RULED = "ruled"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    MARKED = "marked"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What an event offers.

    ``quotas`` are places by borough until ``release_on``; without a release day they
    stay. ``cancel_by`` is the last moment at which cancelling is in time. A place that
    nobody confirmed is held for ``hold``, and never beyond ``closes_at``: then the
    waiting list ends too.
    """

    capacity: int
    closes_at: datetime
    cancel_by: datetime
    hold: timedelta
    quotas: Mapping[str, int] = field(default_factory=dict)
    release_on: date | None = None

    def check(self) -> None:
        """Raise Invalid naming ``capacity``, ``quotas`` or ``release_on``."""
        if self.capacity < 1:
            _refuse("capacity", "There is at least one place")
        if any(places < 0 for places in self.quotas.values()):
            _refuse("quotas", "A quota is not below nothing")
        if sum(self.quotas.values()) > self.capacity:
            _refuse("quotas", "The quotas are more than the places")
        if self.release_on is not None and self.release_at > self.closes_at:
            _refuse("release_on", "Places are released before bookings close")

    @property
    def release_at(self) -> datetime:
        """The first moment of the release day in London; far off without one."""
        if self.release_on is None:
            return datetime.max.replace(tzinfo=UTC)
        return datetime.combine(self.release_on, time(), LONDON).astimezone(UTC)

    def packed(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "capacity": self.capacity,
            "closes_at": clock.iso(self.closes_at),
            "cancel_by": clock.iso(self.cancel_by),
            "hold": int(self.hold.total_seconds()),
            "quotas": dict(sorted(self.quotas.items())),
            "release_on": self.release_on.isoformat() if self.release_on else None,
        }

    @classmethod
    def unpacked(cls, said: Mapping[str, Any]) -> Self:
        """The reverse of ``packed``."""
        release = said["release_on"]
        return cls(
            capacity=said["capacity"],
            closes_at=clock.parse_iso(said["closes_at"]),
            cancel_by=clock.parse_iso(said["cancel_by"]),
            hold=timedelta(seconds=said["hold"]),
            quotas=said["quotas"],
            release_on=date.fromisoformat(release) if release else None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of an event's log.

    ``request`` is an opaque id. ``asked`` says the ``home`` borough, how many
    ``places``, and whether what waits may be served ``partly``. The other deeds name
    ``seats``: the numbers, from 1, of the places of that request. ``marked`` says the
    ``outcome``; ``ruled`` what holds from now on.
    """

    at: datetime
    deed: Deed
    request: str = ""
    home: str = ""
    places: int = 0
    partly: bool = False
    seats: tuple[int, ...] = ()
    outcome: State | None = None
    rules: Rules | None = None


@dataclass(slots=True)
class Seat:
    """One place that was asked for; ``until`` ends a hold."""

    request: str
    number: int
    home: str
    state: State = State.WAITLISTED
    until: datetime | None = None


@dataclass(slots=True)
class Asked:
    """One request with its places, in the order they are served."""

    id: str
    home: str
    partly: bool
    seats: Sequence[Seat]

    @property
    def waiting(self) -> list[Seat]:
        """Its places on the waiting list."""
        return [seat for seat in self.seats if seat.state is State.WAITLISTED]


class Places:
    """The places of one event as the log left them at a moment.

    :meth:`apply` takes the next line and :meth:`advance` lets time pass; both may be
    repeated without harm. ``queue`` are the requests that wait, in order.
    """

    def __init__(self, rules: Rules, at: datetime) -> None:
        self.rules = rules
        self.at = at
        self.requests: dict[str, Asked] = {}
        self.queue: list[Asked] = []
        self._used: Counter[str] = Counter()
        self._holds: dict[tuple[str, int], Seat] = {}

    @property
    def released(self) -> bool:
        """Whether every free place is open to all."""
        return not self.rules.quotas or self.at >= self.rules.release_at

    @property
    def closed(self) -> bool:
        """Whether nothing more is given out."""
        return self.at >= self.rules.closes_at

    @property
    def taken(self) -> int:
        """Places held, confirmed or used."""
        return self._used.total()

    def used(self, home: str) -> int:
        """Places held, confirmed or used by a borough's people."""
        return self._used[home]

    def free(self, home: str) -> int:
        """How many places a borough's people could have now, were nobody waiting."""
        return self._own(home) + self._open()

    def position(self, request: str) -> int | None:
        """Where a request stands in the waiting list, from 1; None when it does not."""
        waiting = [each.id for each in self.queue]
        return waiting.index(request) + 1 if request in waiting else None

    def seats(self) -> Iterator[Seat]:
        """Every place that was asked for, by request and number."""
        for asked in self.requests.values():
            yield from asked.seats

    def check(self, rules: Rules) -> None:
        """Raise Invalid where these rules cannot take the place of the present ones."""
        rules.check()
        if self.taken > rules.capacity:
            _refuse("capacity", f"{self.taken} places are taken already")
        if self.released and self.rules.quotas and rules.release_on is not None:
            moved = rules.release_on != self.rules.release_on
            if moved and rules.release_at > self.at:
                _refuse("release_on", "The places are released already")
        if self.at < rules.release_at and _shared(rules, self._used) < 0:
            _refuse("quotas", "A borough holds more places than this leaves to it")

    def apply(self, entry: Entry) -> None:
        """Take the next line of the log; one that changes nothing is no fault."""
        self.advance(entry.at)
        deeds = {
            Deed.RULED: self._rule,
            Deed.ASKED: self._ask,
            Deed.CONFIRMED: self._confirm,
            Deed.CANCELLED: self._cancel,
            Deed.MARKED: self._mark,
            Deed.CALLED_OFF: self._call_off,
        }
        deeds[entry.deed](entry)
        self._settle()

    def advance(self, now: datetime) -> None:
        """Let time pass: holds lapse and places are released, each at its moment."""
        while (moment := self._next(now)) is not None:
            self.at = max(self.at, moment)
            self._settle()
        self.at = max(self.at, now)

    def _settle(self) -> None:
        """End what is over at this moment, and serve the waiting list."""
        over = [seat for seat in self._holds.values() if _over(seat, self.at)]
        ended = [seat for asked in self.queue for seat in asked.waiting]
        for seat in over + (ended if self.closed else []):
            self._set(seat, State.DECLINED)
        self._promote()

    def _next(self, now: datetime) -> datetime | None:
        """The next moment, up to now, at which something changes by itself."""
        fixed = (self.rules.release_at, self.rules.closes_at)
        ahead = [moment for moment in fixed if self.at < moment]
        ahead += [seat.until for seat in self._holds.values() if seat.until]
        first = min(ahead, default=None)
        return first if first is not None and first <= now else None

    def _rule(self, entry: Entry) -> None:
        if entry.rules is None:
            return
        try:
            self.check(entry.rules)
        except Invalid:
            return
        self.rules = entry.rules
        for seat in self._holds.values():
            seat.until = min(seat.until or entry.rules.closes_at, entry.rules.closes_at)

    def _ask(self, entry: Entry) -> None:
        if entry.request in self.requests or entry.places < 1:
            return
        numbers = range(1, entry.places + 1)
        seats = [Seat(entry.request, number, entry.home) for number in numbers]
        asked = Asked(entry.request, entry.home, entry.partly, seats)
        self.requests[asked.id] = asked
        if self.closed:
            for seat in seats:
                seat.state = State.DECLINED
            return
        self.queue.append(asked)
        self._promote(new=asked)

    def _confirm(self, entry: Entry) -> None:
        for seat in self._named(entry):
            if seat.state is State.HELD:
                self._set(seat, State.CONFIRMED)

    def _cancel(self, entry: Entry) -> None:
        in_time = self.at <= self.rules.cancel_by
        confirmed = State.CANCELLED_IN_TIME if in_time else State.LATE_CANCELLED
        for seat in self._named(entry):
            if seat.state in LIVE:
                kept = seat.state is State.CONFIRMED
                self._set(seat, confirmed if kept else State.DECLINED)

    def _mark(self, entry: Entry) -> None:
        for seat in self._named(entry):
            may = seat.state is State.CONFIRMED or seat.state in OUTCOMES
            if may and entry.outcome in OUTCOMES:
                self._set(seat, entry.outcome)

    def _call_off(self, _entry: Entry) -> None:
        for seat in self.seats():
            if seat.state in LIVE:
                self._set(seat, State.DECLINED)

    def _named(self, entry: Entry) -> Iterable[Seat]:
        asked = self.requests.get(entry.request)
        wanted = set(entry.seats)
        return [s for s in asked.seats if s.number in wanted] if asked else []

    def _promote(self, *, new: Asked | None = None) -> None:
        """Serve the waiting list in order; a new request takes what is free at once."""
        if self.closed:
            return
        blocked: set[str] = set()
        for asked in list(self.queue):
            waiting = asked.waiting
            own = 0 if asked.home in blocked else self._own(asked.home)
            number = min(own + (0 if blocked else self._open()), len(waiting))
            if number < len(waiting):
                blocked.add(asked.home)
                if not asked.partly and asked is not new:
                    continue
            for seat in waiting[:number]:
                self._set(seat, State.HELD)

    def _own(self, home: str) -> int:
        """What is left of a borough's quota."""
        if self.released:
            return 0
        return max(0, self.rules.quotas.get(home, 0) - self._used[home])

    def _open(self) -> int:
        """What is left of the places that are kept for nobody."""
        if self.released:
            return max(0, self.rules.capacity - self.taken)
        return max(0, _shared(self.rules, self._used))

    def _set(self, seat: Seat, state: State) -> None:
        self._used[seat.home] += (state in TAKING) - (seat.state in TAKING)
        self._holds.pop((seat.request, seat.number), None)
        waited, seat.state, seat.until = seat.state, state, None
        if state is State.HELD:
            seat.until = min(self.at + self.rules.hold, self.rules.closes_at)
            self._holds[seat.request, seat.number] = seat
        if waited is State.WAITLISTED:
            self.queue = [each for each in self.queue if each.waiting]


def fold(log: Iterable[Entry], now: datetime) -> Places:
    """The places of an event at a moment; the log begins with its rules.

    Raises ValueError for a log that does not.
    """
    lines = iter(log)
    first = next(lines, None)
    if first is None or first.rules is None:
        raise ValueError("The log of an event begins with its rules")
    places = Places(first.rules, first.at)
    for entry in lines:
        places.apply(entry)
    places.advance(now)
    return places


def _shared(rules: Rules, used: Mapping[str, int]) -> int:
    """What is left, before the release day, of the places kept for no borough."""
    beyond = sum(max(0, n - rules.quotas.get(home, 0)) for home, n in used.items())
    return rules.capacity - sum(rules.quotas.values()) - beyond


def _over(seat: Seat, moment: datetime) -> bool:
    return seat.until is not None and seat.until <= moment


def _refuse(name: str, fault: str) -> None:
    raise Invalid(fault, fields={name: fault})
