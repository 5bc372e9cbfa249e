"""What could tell a child, in one table of which nothing can be read in the database.

Each part is one locked value, so that a page opens two and a list none. Two indexes
find the same child again without telling who it is.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL
from kit.errors import Conflict
from partnership.death_rules.circumstances import Circumstance
from partnership.death_rules.nhs_number import WithoutNumber

# The clocks that count from the death, by the words of their definitions.
NOTIFICATION, NATIONAL = "death-notification", "death-notification-national"
MEETING, RESPONSE = "death-review-meeting", "joint-agency-response"
# What the indexes are for; a word of one never matches a word of the other.
BY_NUMBER, BY_NAME = "nhs number", "surname and birth"


class FactsChanged(Conflict):
    """Somebody changed these details while you were writing."""

    code = "facts-changed"


class SameChild(Conflict):
    """A case of this child is open to you already."""

    code = "same-child"


class Sex(StrEnum):
    """As the notification form has it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "indeterminate"
    UNKNOWN = "not known"


class Ethnicity(StrEnum):
    """The groups of the census of 2021, as the notification form has them."""

    ASIAN = "Asian or Asian British"
    BLACK = "Black, Black British, Caribbean or African"
    MIXED = "Mixed or multiple ethnic groups"
    WHITE = "White"
    OTHER = "Other ethnic group"
    UNKNOWN = "Not known or not stated"


class PlaceKind(StrEnum):
    """What kind of place a child died in."""

    HOSPITAL = "hospital"
    HOME = "home"
    HOSPICE = "hospice"
    PUBLIC = "public place"
    SCHOOL = "school or nursery"
    OTHER_HOME = "somebody else's home"
    SECURE = "secure setting"
    OTHER = "another place"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who the child was. ``number`` is an NHS number, or ``without`` says why none."""

    given: str
    family: str
    born_on: date
    sex: Sex
    ethnicity: Ethnicity
    number: str | None = None
    without: WithoutNumber | None = None
    address: str = ""
    postcode: str = ""

    def written(self) -> dict[str, Any]:
        """As it is locked."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name in self.__slots__
            if (value := getattr(self, name)) is not None
        }

    @classmethod
    def read(cls, written: dict[str, Any]) -> Self:
        """From what was locked."""
        without = written.get("without")
        return cls(
            **{
                **written,
                "born_on": date.fromisoformat(written["born_on"]),
                "sex": Sex(written["sex"]),
                "ethnicity": Ethnicity(written["ethnicity"]),
                "without": WithoutNumber(without) if without else None,
            }
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Death:
    """When, where and how. ``story`` and ``cause`` are as the notifier told them."""

    died_at: datetime
    place: PlaceKind
    where: str = ""
    story: str = ""
    cause: str = ""
    known: frozenset[Circumstance] = field(default_factory=frozenset)

    def written(self) -> dict[str, Any]:
        """As it is locked."""
        return {
            "died_at": clock.iso(self.died_at),
            "place": self.place.value,
            "where": self.where,
            "story": self.story,
            "cause": self.cause,
            "known": sorted(each.value for each in self.known),
        }

    @classmethod
    def read(cls, written: dict[str, Any]) -> Self:
        """From what was locked."""
        return cls(
            died_at=clock.parse_iso(written["died_at"]),
            place=PlaceKind(written["place"]),
            where=written["where"],
            story=written["story"],
            cause=written["cause"],
            known=frozenset(Circumstance(each) for each in written["known"]),
        )


class FactsRow(Base):
    """The locked details of one case.

    ``twin_of`` is another case that may be of the same child and that was not open to
    who typed these details: they are told nothing of it.
    """

    __tablename__ = "death_facts_facts"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), unique=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    identity: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    death: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    number_index: Mapped[str | None] = mapped_column(
        String(64), index=True, info=CASE_IDENTIFIER
    )
    name_index: Mapped[str | None] = mapped_column(
        String(64), index=True, info=CASE_IDENTIFIER
    )
    twin_of: Mapped[UUID | None] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=CASE_IDENTIFIER
    )
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be(self, version: int) -> None:
        """Raise FactsChanged where the version that was seen is not this one."""
        if self.version != version:
            raise FactsChanged
