"""A case: one child's death under review, without a word of who the child was.

What could tell the child stands locked in :mod:`borough.death_facts`. This table holds
a neutral code, bands and fixed words, so that a list opens nothing. Who may open which
case is in the assignments and conflicts of :mod:`kit.access`, under one resource.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict
from kit.exchange.topology import Topology
from partnership.death_rules import pipeline
from partnership.death_rules.pipeline import OPEN, Owner, Stage, Waiting
from partnership.death_rules.scope import AgeBand, Exclusion
from partnership.joint.queries import name_of

# The resource under which a case is opened, assigned, hidden and clocked.
CASE = "death_identifiers"
PURPOSE = "child death review"
KEY = "case"
# The clock of the joint agency response.
RESPONSE = "joint-agency-response"
# Without letters and digits that are taken for others when a code is read out.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE = 6


class Area(StrEnum):
    """Where a child lived or died, beside the boroughs of this panel."""

    ELSEWHERE = "elsewhere-in-england"
    ABROAD = "outside-england"


class CaseChanged(Conflict):
    """Somebody changed this case while you were writing."""

    code = "case-changed"


class CaseClosed(Conflict):
    """Nothing more is done in this case here."""

    code = "case-closed"


def new_code() -> str:
    """A code that says nothing, such as K7QF-2M; it is only how pages call a case."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_CODE))
    return f"{signs[:4]}-{signs[4:]}"


class CaseRow(Base):
    """One case. ``key_id`` is the data key of all that is locked about it.

    ``home`` and ``died_in`` are areas: a member's slug or one of :class:`Area`;
    ``placed_by`` is the authority that looked after the child. ``notifier`` is the
    kind of agency that told of the death.
    """

    __tablename__ = "deaths_case"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    code: Mapped[str] = mapped_column(String(8), unique=True, info=OFFICIAL)
    received_at: Mapped[datetime] = mapped_column(index=True, info=OFFICIAL)
    notifier: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    home: Mapped[str] = mapped_column(String(60), info=SPECIAL_CATEGORY)
    died_in: Mapped[str] = mapped_column(String(60), info=SPECIAL_CATEGORY)
    placed_by: Mapped[str | None] = mapped_column(String(60), info=SPECIAL_CATEGORY)
    unattended: Mapped[bool] = mapped_column(default=False, info=SPECIAL_CATEGORY)
    band: Mapped[AgeBand | None] = mapped_column(Choice(AgeBand), info=SPECIAL_CATEGORY)
    exclusion: Mapped[Exclusion | None] = mapped_column(
        Choice(Exclusion), info=SPECIAL_CATEGORY
    )
    stage: Mapped[Stage] = mapped_column(Choice(Stage), index=True, info=OFFICIAL)
    stage_since: Mapped[datetime] = mapped_column(info=OFFICIAL)
    owner: Mapped[Owner] = mapped_column(Choice(Owner), info=OFFICIAL)
    waiting: Mapped[Waiting] = mapped_column(Choice(Waiting), info=OFFICIAL)
    changed_by: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    @property
    def is_open(self) -> bool:
        """Whether its review still goes on here."""
        return self.stage in OPEN

    @property
    def still_asks(self) -> bool:
        """Whether agencies must answer together although it is not reviewed.

        A stillbirth that no professional attended does (Child Death Review guidance
        2018).
        """
        excluded = self.stage is Stage.EXCLUDED and self.unattended
        return excluded and self.exclusion is Exclusion.STILLBIRTH

    def must_be(self, version: int) -> None:
        """Raise CaseChanged where the version that was seen is not this one."""
        if self.version != version:
            raise CaseChanged

    def must_be_open(self) -> None:
        """Raise CaseClosed where its review does not go on here."""
        if not self.is_open:
            raise CaseClosed

    def stand(
        self, stage: Stage, owner: Owner | None = None, waiting: Waiting | None = None
    ) -> None:
        """Come to a stage, with its owner and what it waits for unless others."""
        if stage is not self.stage:
            self.stage, self.stage_since = stage, clock.now()
        self.owner = owner or pipeline.first_owner(stage)
        self.waiting = waiting or pipeline.first_waiting(stage)

    def touch(self, post: str) -> None:
        """Note that it changed, and by which post."""
        self.changed_by, self.changed_at = post, clock.now()
        self.version += 1


class StepRow(Base):
    """One step of a case: where it came to, who had it then and what it waited for."""

    __tablename__ = "deaths_step"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    stage: Mapped[Stage] = mapped_column(Choice(Stage), info=OFFICIAL)
    owner: Mapped[Owner] = mapped_column(Choice(Owner), info=OFFICIAL)
    waiting: Mapped[Waiting] = mapped_column(Choice(Waiting), info=OFFICIAL)
    at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(80), info=OFFICIAL)


def facts_of(row: CaseRow) -> dict[str, Any]:
    """What every page may say of a case to those who may open it."""
    names = (
        "id", "key_id", "code", "received_at", "notifier", "home", "died_in",
        "placed_by", "unattended", "band", "exclusion", "stage", "stage_since",
        "owner", "waiting", "changed_by", "changed_at", "version", "is_open",
        "still_asks",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


@cache
def areas() -> Mapping[str, str]:
    """Where a child can have lived or died, by slug: the boroughs first."""
    members = Topology.load().members
    boroughs = [each.slug for each in members if each.kind == "borough"]
    named = {slug: name_of(slug) for slug in boroughs}
    beyond = {
        Area.ELSEWHERE.value: "Elsewhere in England",
        Area.ABROAD.value: "Outside England",
    }
    return MappingProxyType(named | beyond)
