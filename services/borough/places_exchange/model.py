"""What a borough asks of us, as its message says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from borough.bookings.model import MOST_STAFF, Staff
from borough.place_answers.model import Reason
from kit.errors import AccordError, Invalid
from partnership.agencies import AGENCIES

LONGEST_NAME, LONGEST_EMAIL = 120, 254


class NotOpened(AccordError):
    """The names in a request cannot be read here."""

    code = "not-opened"

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """One place that is asked for, and whether it is taken up or given up."""

    number: int
    wish: str

    @property
    def given_up(self) -> bool:
        """Whether the place is not wanted any more."""
        return self.wish == "given_up"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """All that a request wants at present; ``sealed`` says for whom."""

    request_id: UUID
    event_id: UUID
    agency: str
    partly: bool
    seats: Sequence[Seat]
    sealed: str

    @property
    def given_up(self) -> list[int]:
        """The seats that are not wanted any more."""
        return [each.number for each in self.seats if each.given_up]

    @property
    def accepted(self) -> list[int]:
        """The seats that were said yes to."""
        return [each.number for each in self.seats if each.wish == "accepted"]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read the message; raises Invalid where it does not make sense."""
        seats = [
            Seat(number=int(each["seat"]), wish=each["wish"]) for each in data["seats"]
        ]
        numbers = [each.number for each in seats]
        if numbers != list(range(1, len(seats) + 1)) or len(seats) > MOST_STAFF:
            raise Invalid("The seats of a request are numbered from 1")
        if not seats or data["agency"] not in AGENCIES:
            raise Invalid("A request is for people of an agency")
        return cls(
            request_id=UUID(data["request_id"]),
            event_id=UUID(data["event_id"]),
            agency=data["agency"],
            partly=bool(data["partly"]),
            seats=seats,
            sealed=data["people"],
        )

    def guests(self, opened: Mapping[str, Any]) -> Mapping[int, Staff]:
        """Whom its seats are for, by what was sealed.

        Raises NotOpened where that is not one person to each of them.
        """
        try:
            found = {int(each["seat"]): _staff(each) for each in opened["people"]}
            numbers = [int(each["seat"]) for each in opened["people"]]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise NotOpened(Reason.NOT_OPENED) from error
        wanted = [found[each.number].key for each in self.seats
                  if each.number in found and not each.given_up]  # fmt: skip
        same = numbers == [each.number for each in self.seats]
        if not same or len(set(wanted)) < len(wanted):
            raise NotOpened(Reason.NOT_OPENED)
        return found


def _staff(said: Mapping[str, Any]) -> Staff:
    """Raises ValueError for what is no name and address."""
    name, email, done = said["name"].strip(), said["email"].strip(), said["done_before"]
    if not 0 < len(name) <= LONGEST_NAME or not 2 < len(email) <= LONGEST_EMAIL:
        raise ValueError("Not a name and an address")
    return Staff(name=name, email=email, elsewhere=done is True)
