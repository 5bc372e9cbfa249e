"""Partners in two separate sets, each body from when to when, and the phases.

The safeguarding partners are three and equal (Children Act 2004, section 16E); the
child death review partners are two (sections 16M and 16Q): the police are none of
them. Neither set has an order, a weight or a lead here. Integrated care boards took
the place of clinical commissioning groups on 1 July 2022 (Health and Care Act 2022).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, Invalid
from partnership.bodies.model import Dated, Identified, check_days

ARRANGEMENTS = "arrangements"
LAST_OF_GROUPS = date(2022, 6, 30)
FIRST_OF_BOARDS = date(2022, 7, 1)


class Circle(StrEnum):
    """Which of the two sets of partners."""

    SAFEGUARDING = "safeguarding partners"
    CHILD_DEATH = "child death review partners"

    @property
    def agencies(self) -> frozenset[str]:
        """Who is a partner by law, as agency slugs."""
        return _BY_LAW[self]


_BY_LAW = {
    Circle.SAFEGUARDING: frozenset({"local-authority", "icb", "police"}),
    Circle.CHILD_DEATH: frozenset({"local-authority", "icb"}),
}


class Form(StrEnum):
    """What a partner is in law."""

    COUNCIL = "local authority"
    GROUP = "clinical commissioning group"
    BOARD = "integrated care board"
    POLICE = "police force"

    @property
    def agency(self) -> str:
        """Whose place it takes; health keeps one place under both its forms."""
        return _PLACES[self]


_PLACES: Mapping[Form, str] = {
    Form.COUNCIL: "local-authority",
    Form.GROUP: "icb",
    Form.BOARD: "icb",
    Form.POLICE: "police",
}


class Part(StrEnum):
    """Which post of a partner (Working Together, 2023)."""

    ACCOUNTABLE = "accountable lead"
    DELEGATED = "delegated lead"


class Phase(StrEnum):
    """How far the arrangements are in force."""

    BOARD = "local safeguarding children board"
    SHADOW = "shadow"
    FULL = "full"


class ArrangementsChanged(Conflict):
    """Somebody else changed this since you opened the form."""

    code = "arrangements-changed"


def refuse(field: str, fault: str) -> Invalid:
    """The error that names one field."""
    return Invalid(fault, fields={field: fault})


class Versioned:
    """A row people edit: a form says which version it saw."""

    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be_seen(self, version: int) -> None:
        """Raise ArrangementsChanged unless ``version`` is the present one."""
        if version != self.version:
            raise ArrangementsChanged


class PartnerRow(Identified, Dated, Versioned, Base):
    """One body in one of the sets; ``follows_id`` is whose place it took."""

    __tablename__ = "arrangements_partner"
    __table_args__ = (Index(None, "circle", "agency", "from_on"),)

    circle: Mapped[Circle] = mapped_column(Choice(Circle), info=OFFICIAL)
    agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    form: Mapped[Form] = mapped_column(Choice(Form), info=OFFICIAL)
    name: Mapped[str] = mapped_column(String(160), info=OFFICIAL)
    because: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    follows_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("arrangements_partner.id"), info=OFFICIAL
    )
    written_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    written_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    def check(self, others: Iterable["PartnerRow"]) -> None:
        """Raise Invalid for what the law leaves no room for.

        ``others`` are the other rows of its set: two bodies never hold one place on
        the same day.
        """
        if self.form.agency not in self.circle.agencies:
            raise refuse("in_law", f"This is none of the {self.circle.value}")
        check_days(self.from_on, self.until_on)
        _check_health(self.form, self.from_on, self.until_on)
        for each in others:
            if each.agency == self.agency and self.overlaps(each):
                fault = f"{each.name} holds this place on some of these days"
                raise refuse("from_on", fault)


def _check_health(form: Form, from_on: date, until_on: date | None) -> None:
    if form is Form.BOARD and from_on < FIRST_OF_BOARDS:
        raise refuse("from_on", "Integrated care boards began on 1 July 2022")
    if form is Form.GROUP and (until_on is None or until_on > LAST_OF_GROUPS):
        fault = "Clinical commissioning groups ended on 30 June 2022"
        first = "" if until_on else "Give its last day. "
        raise refuse("until_on", first + fault)


class PostRow(Identified, Dated, Base):
    """Which post speaks for a partner, from when to when: a title, never a name."""

    __tablename__ = "arrangements_post"
    __table_args__ = (Index(None, "partner_id", "from_on"),)

    partner_id: Mapped[UUID] = mapped_column(
        ForeignKey("arrangements_partner.id"), info=OFFICIAL
    )
    part: Mapped[Part] = mapped_column(Choice(Part), info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(120), info=OFFICIAL)


class PhaseRow(Identified, Dated, Versioned, Base):
    """One phase: the board before, the shadow time, the arrangements in force."""

    __tablename__ = "arrangements_phase"

    phase: Mapped[Phase] = mapped_column(Choice(Phase), info=OFFICIAL)
    name: Mapped[str] = mapped_column(String(160), info=OFFICIAL)
    note: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    written_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)

    def check(self, others: Iterable["PhaseRow"]) -> None:
        """Raise Invalid for days out of order or two full phases on one day.

        A shadow phase runs beside the board that it will replace.
        """
        check_days(self.from_on, self.until_on)
        for each in others:
            if each.phase is self.phase and self.overlaps(each):
                fault = f"{each.name} is in this phase on some of these days"
                raise refuse("from_on", fault)
