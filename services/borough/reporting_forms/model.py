"""A request: one agency's one person is asked for one form about one child.

What is answered is locked, in :mod:`borough.form_answers`. The request is opened by
the person it was given to and by nobody else of any agency; a coordinator sees it with
the case. Where nobody of an agency has an account, its form comes on paper and a
coordinator types it in.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict

NARRATIVE = "death_narrative"
CLOCK = "reporting-form"
MAIN = "main"


class RequestChanged(Conflict):
    """Somebody changed this request while you were writing."""

    code = "request-changed"


class WrongState(Conflict):
    """This is not done with a form that stands where this one does."""

    code = "wrong-state"


class State(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    RETURNED = "sent back for more"
    PAPER = "asked for on paper"
    VACANT = "waits for another person"
    SENT = "sent, to be checked"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


WRITABLE = frozenset({State.ASKED, State.RETURNED, State.PAPER})
OUTSTANDING = frozenset({*WRITABLE, State.VACANT, State.SENT})


class Deed(StrEnum):
    """One thing that happened to a request."""

    ASKED = "asked"
    GIVEN = "given to another person"
    STEPPED_BACK = "stepped back: conflict of interest"
    SENT = "sent"
    RETURNED = "sent back for more"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    REMINDED = "reminded before it was due"
    DUE = "reminded on the day"
    LATE = "reminded, and the coordinators told"
    FORMAL = "the coordinators told to ask formally"


# The rungs of the ladder, in their order, and what each of them does.
RUNGS = (Deed.REMINDED, Deed.DUE, Deed.LATE, Deed.FORMAL)


class RequestRow(Base):
    """One request. ``forms`` and ``asked`` are words of forms and of questions.

    ``done`` of ``parts`` sections are answered; ``rung`` counts the rungs of the ladder
    that were climbed since it was given; ``wanted`` says what more is asked, locked.
    """

    __tablename__ = "reporting_forms_request"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    professional_id: Mapped[UUID] = mapped_column(
        ForeignKey("professionals_professional.id"), info=OFFICIAL
    )
    agency: Mapped[str] = mapped_column(String(60), info=SPECIAL_CATEGORY)
    person_id: Mapped[UUID | None] = mapped_column(index=True, info=PERSONAL)
    edition: Mapped[str] = mapped_column(String(20), info=OFFICIAL)
    forms: Mapped[list[Any]] = mapped_column(info=SPECIAL_CATEGORY)
    asked: Mapped[list[Any]] = mapped_column(info=SPECIAL_CATEGORY)
    parts: Mapped[int] = mapped_column(info=OFFICIAL)
    done: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    state: Mapped[State] = mapped_column(Choice(State), index=True, info=OFFICIAL)
    asked_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    due_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    clock_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    rung: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    wanted: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be(self, version: int) -> None:
        """Raise RequestChanged where the version that was seen is not this one."""
        if self.version != version:
            raise RequestChanged

    def must_stand(self, *states: State) -> None:
        """Raise WrongState where it stands nowhere of these."""
        if self.state not in states:
            raise WrongState(f"This form is not one of these: it is {self.state}.")

    def stand(self, state: State) -> None:
        """Come to a state."""
        self.state = state
        self.version += 1

    def give(self, person_id: UUID) -> None:
        """Give it to a person, who is chased from the first rung on."""
        self.person_id, self.rung = person_id, 0
        self.stand(State.ASKED)

    def ask_on_paper(self) -> None:
        """Wait for it on paper; a coordinator types it in."""
        self.person_id, self.rung = None, 0
        self.stand(State.PAPER)

    def count_from(self, clock_id: UUID, due_at: datetime) -> None:
        """Count with this clock from now on, and climb the ladder from its foot."""
        self.clock_id, self.due_at, self.rung = clock_id, due_at, 0


class DeedRow(Base):
    """One thing that happened to a request, and by which post."""

    __tablename__ = "reporting_forms_deed"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("reporting_forms_request.id"), index=True, info=OFFICIAL
    )
    deed: Mapped[Deed] = mapped_column(Choice(Deed), info=OFFICIAL)
    at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
