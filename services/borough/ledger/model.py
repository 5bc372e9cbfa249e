"""Released cells: every version that left, with the raw figure that stayed at home."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit.data_classes import OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.db import Choice
from partnership.disclosure.model import (
    Controlled,
    DisclosureClass,
    Figure,
    Reason,
    Status,
)


class ReleasedCell(Base):
    """One version of one released cell; rows are added, never changed.

    ``figure`` is the raw figure behind it as JSON. It never leaves: disclosure
    control needs it to know which later release would tell a hidden number.
    ``release`` is the number of the return it left with; ``restated_because`` is None
    for a first version.
    """

    __tablename__ = "ledger_released_cell"

    indicator: Mapped[str] = mapped_column(String(12), primary_key=True, info=OFFICIAL)
    period: Mapped[str] = mapped_column(String(10), primary_key=True, info=OFFICIAL)
    area: Mapped[str] = mapped_column(String(9), primary_key=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=OFFICIAL
    )
    return_id: Mapped[UUID] = mapped_column(index=True, info=OFFICIAL)
    release: Mapped[int] = mapped_column(info=OFFICIAL)
    status: Mapped[Status] = mapped_column(Choice(Status), info=OFFICIAL)
    numerator: Mapped[float | None] = mapped_column(info=OFFICIAL)
    denominator: Mapped[float | None] = mapped_column(info=OFFICIAL)
    value: Mapped[float | None] = mapped_column(info=OFFICIAL)
    rule: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    why: Mapped[Reason] = mapped_column(Choice(Reason), info=OFFICIAL)
    # The raw figure, before disclosure control: see ``partnership.figures.model``.
    figure: Mapped[dict[str, Any]] = mapped_column(JSON, info=SPECIAL_CATEGORY)
    standard_version: Mapped[int] = mapped_column(info=OFFICIAL)
    released_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    released_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    restated_because: Mapped[str | None] = mapped_column(Text, info=PERSONAL)

    __table_args__ = (Index(None, "release"),)

    @property
    def key(self) -> tuple[str, str, str]:
        """Indicator, period and area."""
        return (self.indicator, self.period, self.area)

    def controlled(self) -> Controlled:
        """The cell as disclosure control made it."""
        return Controlled(
            figure=figure_from(self.figure),
            status=self.status,
            numerator=self.numerator,
            denominator=self.denominator,
            value=self.value,
            rule=self.rule,
            reason=self.why,
        )


def figure_from(stored: Mapping[str, Any]) -> Figure:
    """A raw figure read back from its JSON."""
    kind = DisclosureClass(stored["disclosure_class"])
    return Figure(**{**stored, "disclosure_class": kind})
