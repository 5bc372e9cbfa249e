"""Requests for reporting forms: of a case, of one person, and those still out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.deaths import queries as cases
from borough.deaths.queries import CaseSeen
from borough.reporting_forms.model import (
    OUTSTANDING,
    WRITABLE,
    Deed,
    DeedRow,
    RequestRow,
    State,
    given_row,
    known_codes,
    writable_row,
)
from kit import clock
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.vault.service import Vault
from partnership.agencies import agency_name
from partnership.death_rules import reporting_forms
from partnership.death_rules.reporting_forms import Section


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestSeen:
    """One request; ``done`` of its ``parts`` sections are answered."""

    id: UUID
    case_id: UUID
    key_id: UUID
    professional_id: UUID
    agency: str
    person_id: UUID | None
    edition: str
    forms: Sequence[str]
    asked: Sequence[str]
    parts: int
    done: int
    state: State
    asked_at: datetime
    due_at: datetime
    clock_id: UUID
    rung: int
    version: int

    @property
    def agency_name(self) -> str:
        """The agency, as people say it."""
        return agency_name(self.agency)

    @property
    def sections(self) -> list[Section]:
        """What is asked, in sections."""
        return reporting_forms.asked(self.edition, self.asked)

    @property
    def left_out(self) -> list[str]:
        """What is not asked because it is known: labels, without what is known."""
        return reporting_forms.left_out(self.edition, self.forms, self.asked)

    @property
    def is_out(self) -> bool:
        """Whether it still waits for somebody."""
        return self.state in OUTSTANDING

    @property
    def is_writable(self) -> bool:
        """Whether the agency writes in it now."""
        return self.state in WRITABLE

    @property
    def is_on_paper(self) -> bool:
        """Whether a coordinator types it in."""
        return self.state is State.PAPER

    @property
    def is_late(self) -> bool:
        """Whether the agency has not sent it by the day it was due."""
        waits = self.is_out and self.state is not State.SENT
        return waits and clock.today() > clock.london_day(self.due_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Completeness:
    """How far gathering is: forms that are in, and parts of all of them."""

    forms: int
    accepted: int
    parts: int
    done: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DeedSeen:
    """One thing that happened to a request."""

    deed: Deed
    at: datetime
    post: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Outstanding:
    """A request that waits for somebody, with the code of its case."""

    code: str
    request: RequestSeen


def of_case(session: Session, case_id: UUID) -> Sequence[RequestSeen]:
    """Every request of a case, the first first. Who may open it, the caller asks."""
    rows = session.scalars(
        select(RequestRow)
        .where(RequestRow.case_id == case_id)
        .order_by(RequestRow.asked_at, RequestRow.id)
    )
    return [_seen(row) for row in rows]


def completeness(requests: Sequence[RequestSeen]) -> Completeness:
    """How far these requests are; those withdrawn do not count."""
    counted = [each for each in requests if each.state is not State.WITHDRAWN]
    return Completeness(
        forms=len(counted),
        accepted=sum(each.state is State.ACCEPTED for each in counted),
        parts=sum(each.parts for each in counted),
        done=sum(each.done for each in counted),
    )


def one(session: Session, case: CaseSeen, request_id: UUID) -> RequestSeen:
    """One request of a case somebody has open; raises NotFound."""
    row = session.get(RequestRow, request_id)
    if row is None or row.case_id != case.id:
        raise NotFound
    return _seen(row)


def given(session: Session, actor: Actor, request_id: UUID) -> RequestSeen:
    """The request, where it was given to this person, in the agency they act for.

    It closes to them once it is accepted or withdrawn, when the review of the case
    ends, and at once when they declare a conflict of interest. Raises NotAllowed for
    other roles, and NotFound for any other request: none such looks the same.
    """
    return _seen(given_row(session, actor, request_id))


def writable(session: Session, actor: Actor, request_id: UUID) -> RequestSeen:
    """The request, where this person writes in it.

    That is who it was given to (``given``), or a coordinator of the case where it
    comes on paper. Raises NotAllowed and NotFound.
    """
    return _seen(writable_row(session, actor, request_id))


def of_person(session: Session, actor: Actor) -> Sequence[Outstanding]:
    """The requests this person has to answer or has sent, the first due first."""
    rows = session.scalars(
        select(RequestRow)
        .where(
            RequestRow.person_id == actor.user_id,
            RequestRow.agency == actor.agency,
            RequestRow.state.in_({*WRITABLE, State.SENT}),
        )
        .order_by(RequestRow.due_at, RequestRow.id)
    ).all()
    codes = known_codes(session, actor, rows)
    return [
        Outstanding(code=codes[row.case_id], request=_seen(row))
        for row in rows
        if row.case_id in codes
    ]


def outstanding(session: Session, actor: Actor) -> Sequence[Outstanding]:
    """The requests that wait in the cases open to a person, the first due first."""
    codes = {each.id: each.code for each in cases.cases(session, actor)}
    rows = session.scalars(
        select(RequestRow)
        .where(RequestRow.case_id.in_(codes), RequestRow.state.in_(OUTSTANDING))
        .order_by(RequestRow.due_at, RequestRow.id)
    )
    return [Outstanding(code=codes[row.case_id], request=_seen(row)) for row in rows]


def deeds(session: Session, request_id: UUID) -> Sequence[DeedSeen]:
    """What happened to a request, the first deed first."""
    rows = session.scalars(
        select(DeedRow)
        .where(DeedRow.request_id == request_id)
        .order_by(DeedRow.at, DeedRow.id)
    )
    return [DeedSeen(deed=row.deed, at=row.at, post=row.post) for row in rows]


def wanted(session: Session, request_id: UUID) -> str:
    """What more is asked of a form that was sent back, unlocked."""
    row = session.get_one(RequestRow, request_id)
    return str(Vault(session).get(row, "wanted") or "")


def to_chase(session: Session) -> Sequence[RequestSeen]:
    """The requests that wait for an agency, of every case whose review goes on."""
    rows = session.scalars(
        select(RequestRow)
        .where(RequestRow.state.in_({*WRITABLE, State.VACANT}))
        .order_by(RequestRow.due_at, RequestRow.id)
    ).all()
    alive = cases.open_codes(session, {row.case_id for row in rows})
    return [_seen(row) for row in rows if row.case_id in alive]


def _seen(row: RequestRow) -> RequestSeen:
    names = RequestSeen.__slots__
    return RequestSeen(**{name: getattr(row, name) for name in names})
