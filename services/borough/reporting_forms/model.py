"""A request: one agency's one person is asked for one form about one child.

What is answered is locked, in :mod:`borough.form_answers`. The request is opened by
the person it was given to and by nobody else of any agency; a coordinator sees it with
the case. Where nobody of an agency has an account, its form comes on paper and a
coordinator types it in.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from borough.db import Base
from borough.deaths import queries as cases
from borough.deaths.model import CASE, CaseClosed
from kit import clock
from kit.access import queries as opening
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict, NotFound
from kit.hats import queries as hats
from partnership.access import Role, authorise, may

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


def given_row(session: Session, actor: Actor, request_id: UUID) -> RequestRow:
    """The request, where it was given to this person, in the agency they act for.

    It closes to them once it is accepted or withdrawn, when the review of the case
    ends, and at once when they declare a conflict of interest. Raises NotAllowed for
    other roles, and NotFound for any other request: none such looks the same.
    """
    row = session.get(RequestRow, request_id)
    authorise(session, actor, Action.UPDATE, NARRATIVE, _scope(actor, row))
    if row is None or row.case_id not in known_codes(session, actor, [row]):
        raise NotFound
    return row


def writable_row(session: Session, actor: Actor, request_id: UUID) -> RequestRow:
    """The request, where this person writes in it.

    That is who it was given to, or a coordinator of the case where it comes on paper.
    Raises NotAllowed, NotFound and CaseClosed.
    """
    if not may(actor.role, CASE, Action.UPDATE):
        return given_row(session, actor, request_id)
    row = session.get(RequestRow, request_id)
    if row is None or row.person_id is not None or row.state is State.VACANT:
        raise NotFound
    if not cases.known(session, actor, row.case_id, Action.UPDATE).is_open:
        raise CaseClosed
    return row


def known_codes(
    session: Session, actor: Actor, rows: Collection[RequestRow]
) -> dict[UUID, str]:
    """The codes of the open cases of these, without those under any conflict."""
    hidden = {
        record
        for resource in (NARRATIVE, CASE)
        for record in opening.conflicted(
            session, user_id=actor.user_id, resource=resource
        )
    }
    codes = cases.open_codes(session, {row.case_id for row in rows})
    return {found: code for found, code in codes.items() if str(found) not in hidden}


def askable(session: Session, case_id: UUID, agency: str) -> set[UUID]:
    """Who of an agency may be asked about a case: not who declared a conflict."""
    found = hats.holders(session, role=Role.PARTNER_REPRESENTATIVE, agency=agency)
    return {
        each
        for each in found
        if str(case_id)
        not in opening.conflicted(session, user_id=each, resource=NARRATIVE)
    }


def _scope(actor: Actor, row: RequestRow | None) -> Scope:
    """Whose it is: a conflict is declared of the whole case, not of one form."""
    if row is None:
        return Scope(record="")
    open_to_them = row.agency == actor.agency and row.state in {*WRITABLE, State.SENT}
    return Scope(
        record=str(row.case_id), person=row.person_id if open_to_them else None
    )
