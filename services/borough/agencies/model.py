"""A relevant agency from when to when, its lead post, and a file of them being read.

Which bodies can be relevant agencies: the schedule of the Child Safeguarding Practice
Review and Relevant Agency (England) Regulations 2018. The partners choose theirs and
publish the list; all schools are to be among them.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, Self
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, Invalid
from partnership.bodies.model import Dated, Identified, check_days

# Unique reference numbers of education providers in England have six digits.
URN = re.compile(r"\d{6}")
COLUMNS = ("Name", "Type", "URN", "Lead post", "First day", "Last day")


class Kind(StrEnum):
    """What an agency is, in the groups of the schedule."""

    MAINTAINED = "maintained school"
    ACADEMY = "academy"
    SPECIAL = "special school"
    NURSERY = "nursery school"
    INDEPENDENT = "independent school"
    COLLEGE = "college"
    EARLY_YEARS = "early years provider"
    HEALTH = "health or social care"
    JUSTICE = "criminal justice"
    POLICE = "police or immigration"
    CHARITY = "charity"
    FAITH = "religious body"
    SPORT = "sport"

    @property
    def has_urn(self) -> bool:
        """Whether it is a school or college and so has a reference number."""
        return self in SCHOOLS


SCHOOLS = frozenset(
    {
        Kind.MAINTAINED,
        Kind.ACADEMY,
        Kind.SPECIAL,
        Kind.NURSERY,
        Kind.INDEPENDENT,
        Kind.COLLEGE,
    }
)


class State(StrEnum):
    """Where a file of agencies stands."""

    READY = "ready"
    REFUSED = "refused"
    STORED = "stored"
    DISCARDED = "discarded"


class AgencyChanged(Conflict):
    """Somebody else changed this agency since you opened the form."""

    code = "agency-changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What is said of one agency; ``lead`` is a post, empty where none is named."""

    name: str
    kind: Kind
    urn: str | None
    lead: str
    from_on: date
    until_on: date | None

    def check(self) -> None:
        """Raise Invalid naming ``urn`` or ``until_on``."""
        if self.kind.has_urn and not URN.fullmatch(self.urn or ""):
            fault = "A school or college has a URN of six digits"
            raise Invalid(fault, fields={"urn": fault})
        if not self.kind.has_urn and self.urn:
            fault = "Only schools and colleges have a URN"
            raise Invalid(fault, fields={"urn": fault})
        check_days(self.from_on, self.until_on)

    @property
    def key(self) -> str:
        """What tells it from others: its URN, else its name."""
        return self.urn or self.name.casefold()

    def packed(self) -> dict[str, Any]:
        """As JSON can hold it."""
        until = self.until_on.isoformat() if self.until_on else None
        return {
            **asdict(self),
            "kind": self.kind.value,
            "from_on": self.from_on.isoformat(),
            "until_on": until,
        }

    @classmethod
    def unpacked(cls, said: dict[str, Any]) -> Self:
        """The reverse of ``packed``."""
        until = said["until_on"]
        return cls(
            name=said["name"],
            kind=Kind(said["kind"]),
            urn=said["urn"],
            lead=said["lead"],
            from_on=date.fromisoformat(said["from_on"]),
            until_on=date.fromisoformat(until) if until else None,
        )


class AgencyRow(Identified, Dated, Base):
    """One agency: named in the arrangements from a day, until a day."""

    __tablename__ = "agencies_agency"
    __table_args__ = (Index(None, "kind", "name"),)

    name: Mapped[str] = mapped_column(String(160), info=OFFICIAL)
    kind: Mapped[Kind] = mapped_column(Choice(Kind), info=OFFICIAL)
    urn: Mapped[str | None] = mapped_column(String(6), unique=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def take(self, entry: Entry) -> None:
        """Be what ``entry`` says, its lead apart."""
        self.name, self.kind, self.urn = entry.name, entry.kind, entry.urn
        self.from_on, self.until_on = entry.from_on, entry.until_on
        self.version = (self.version or 0) + 1


class LeadRow(Identified, Dated, Base):
    """The post that leads on safeguarding in an agency, from when to when."""

    __tablename__ = "agencies_lead"
    __table_args__ = (Index(None, "agency_id", "from_on"),)

    agency_id: Mapped[UUID] = mapped_column(
        ForeignKey("agencies_agency.id"), info=OFFICIAL
    )
    post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)


class UploadRow(Identified, Base):
    """A file of agencies, read and not yet stored.

    ``entries`` are packed entries; ``problems`` are lists of row, column, what was
    found and what is wrong.
    """

    __tablename__ = "agencies_upload"

    file_name: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    state: Mapped[State] = mapped_column(Choice(State), info=OFFICIAL)
    created_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    entries: Mapped[list[Any]] = mapped_column(info=OFFICIAL)
    problems: Mapped[list[Any]] = mapped_column(info=OFFICIAL)


class Known(Protocol):
    """An agency of the register, as a file is held against it."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def entry(self) -> Entry:
        """What the register says of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What storing one entry does; ``was`` is None for a new agency."""

    entry: Entry
    agency_id: UUID | None
    was: Entry | None

    @property
    def changes(self) -> Sequence[tuple[str, object, object]]:
        """What changes: the column, what was and what becomes."""
        was = self.was
        if was is None:
            return ()
        pairs = [
            ("Name", was.name, self.entry.name),
            ("Type", was.kind.value, self.entry.kind.value),
            ("Lead post", was.lead, self.entry.lead or was.lead),
            ("First day", was.from_on, self.entry.from_on),
            ("Last day", was.until_on, self.entry.until_on),
        ]
        return [pair for pair in pairs if pair[1] != pair[2]]


def steps(entries: Collection[Entry], known: Collection[Known]) -> Iterator[Step]:
    """What storing a file does, agency by agency.

    A school is told by its URN, any other agency by its name. An agency the file
    leaves out is left as it is.
    """
    by_key = {each.entry.key: each for each in known}
    for entry in entries:
        found = by_key.get(entry.key)
        yield Step(
            entry=entry,
            agency_id=found.id if found else None,
            was=found.entry if found else None,
        )
