"""What a borough asks of us, as its message says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from borough.bookings.model import MOST_STAFF, Staff
from kit.errors import Invalid
from partnership.agencies import AGENCIES


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Whom a seat is asked for, and whether it is taken up or given up."""

    seat: int
    staff: Staff
    wish: str

    @property
    def given_up(self) -> bool:
        """Whether the place is not wanted any more."""
        return self.wish == "given_up"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """All that a request wants at present."""

    request_id: UUID
    event_id: UUID
    agency: str
    partly: bool
    people: Sequence[Person]

    @property
    def given_up(self) -> list[int]:
        """The seats that are not wanted any more."""
        return [each.seat for each in self.people if each.given_up]

    @property
    def accepted(self) -> list[int]:
        """The seats that were said yes to."""
        return [each.seat for each in self.people if each.wish == "accepted"]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read the message; raises Invalid where it does not make sense."""
        people = [
            Person(
                seat=int(each["seat"]),
                staff=Staff(
                    name=each["name"],
                    email=each["email"],
                    elsewhere=each["done_before"],
                ),
                wish=each["wish"],
            )
            for each in data["seats"]
        ]
        numbers = [each.seat for each in people]
        if numbers != list(range(1, len(people) + 1)) or len(people) > MOST_STAFF:
            raise Invalid("The seats of a request are numbered from 1")
        if not people or data["agency"] not in AGENCIES:
            raise Invalid("A request is for people of an agency")
        wanted = [each.staff.key for each in people if not each.given_up]
        if len(set(wanted)) < len(wanted):
            raise Invalid("A request names each person once")
        return cls(
            request_id=UUID(data["request_id"]),
            event_id=UUID(data["event_id"]),
            agency=data["agency"],
            partly=bool(data["partly"]),
            people=people,
        )
