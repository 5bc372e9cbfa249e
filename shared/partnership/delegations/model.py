"""What a delegation is: to a post, after consulting another, by a day."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import SharedBase
from kit.errors import Conflict, Invalid

# So long before its day people are told of a delegation that nobody completed.
WARN_BEFORE = timedelta(days=14)


class State(StrEnum):
    """Where a delegation stands, as people say it."""

    OPEN = "open"
    SOON = "due soon"
    LATE = "late"
    DONE = "completed"
    WITHDRAWN = "withdrawn"


class DelegationChanged(Conflict):
    """Somebody else changed this delegation since you opened the form."""

    code = "delegation-changed"


class NotConsulted(Invalid):
    """Record the consultation first: the body asked for it before completion."""

    code = "not-consulted"

    def __init__(self) -> None:
        fault = (self.__doc__ or "").rstrip(".")
        super().__init__(fault, fields={"completed_on": fault})


class Delegation(SharedBase):
    """One delegation; ``to_post`` and ``consult_post`` are posts, never names.

    ``agency`` is the post's. ``told_at`` is when people were warned of its day.
    """

    __tablename__ = "delegations_delegation"
    __table_args__ = (Index(None, "due_on"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    decision_id: Mapped[UUID] = mapped_column(
        ForeignKey("decisions_decision.id"), index=True, info=OFFICIAL
    )
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    to_post: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    agency: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    consult_post: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    due_on: Mapped[date] = mapped_column(info=OFFICIAL)
    consulted_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    consulted_note: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    completed_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    completed_note: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    withdrawn_because: Mapped[str | None] = mapped_column(Text, info=OFFICIAL)
    told_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def state_on(self, day: date) -> State:
        """Where it stands on a day."""
        if self.withdrawn_because is not None:
            return State.WITHDRAWN
        if self.completed_on is not None:
            return State.DONE
        if day > self.due_on:
            return State.LATE
        return State.SOON if day >= self.due_on - WARN_BEFORE else State.OPEN

    def consult(self, *, on: date, note: str, since: date) -> None:
        """Record what the consulted post said; ``since`` is the decision's day.

        Raises Conflict unless it runs and asks for one, Invalid naming
        ``consulted_on``.
        """
        self.must_run()
        if not self.consult_post:
            raise Conflict("This delegation asks for no consultation.")
        check_day("consulted_on", on, since)
        self.consulted_on, self.consulted_note = on, note
        self.version += 1

    def complete(self, *, on: date, note: str, since: date) -> None:
        """Note that it was carried out.

        Raises NotConsulted where a consultation was asked for and is not recorded,
        Conflict unless it runs, Invalid naming ``completed_on``.
        """
        self.must_run()
        check_day("completed_on", on, since)
        if self.consult_post and self.consulted_on is None:
            raise NotConsulted
        if self.consulted_on is not None and on < self.consulted_on:
            fault = "It cannot be completed before the consultation"
            raise Invalid(fault, fields={"completed_on": fault})
        self.completed_on, self.completed_note = on, note
        self.version += 1

    def withdraw(self, *, reason: str) -> None:
        """Take it back; raises Conflict unless it runs."""
        self.must_run()
        self.withdrawn_because = reason
        self.version += 1

    def must_run(self) -> None:
        """Raise Conflict once it is completed or withdrawn."""
        if self.completed_on is not None or self.withdrawn_because is not None:
            raise Conflict("This delegation is over.")

    def must_be_seen(self, version: int | None) -> None:
        """Raise DelegationChanged for another version than the one given."""
        if version is not None and version != self.version:
            raise DelegationChanged


def check_day(field: str, on: date, since: date) -> None:
    """Raise Invalid naming ``field`` for a day to come or before the decision."""
    fault = ""
    if on > clock.today():
        fault = "Enter a day that has been"
    elif on < since:
        fault = "Enter a day that is not before the decision"
    if fault:
        raise Invalid(fault, fields={field: fault})
