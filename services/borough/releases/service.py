"""The steps of a summary on its way out, whatever it is a summary of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from borough.releases.model import Named, Summary
from borough.returns.model import IN_PREPARATION, OPEN
from kit import logs
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import role_name

Row = TypeVar("Row", bound=Summary)


@dataclass(frozen=True, kw_only=True, slots=True)
class Way(Generic[Row]):
    """The way out of one kind of summary, and who may go it.

    ``table`` holds the summaries and ``unknown`` says that there is no such one;
    ``resource`` is their word in the matrix. ``must_prepare`` and ``must_approve``
    raise NotAllowed for who may not; ``approvers`` are the roles told of what waits.
    """

    table: type[Row]
    named: Named
    resource: str
    unknown: type[NotFound]
    must_prepare: Callable[[Actor], None]
    must_approve: Callable[[Actor], None]
    approvers: Callable[[], Iterable[str]]

    def draft(self, session: Session, row: Row, *, by: Actor) -> UUID:
        """Keep a new summary with what it holds; returns its id."""
        row.begin(by=by.user_id, post=role_name(by.role))
        session.add(row)
        session.flush()
        self._note(session, "drafted", row)
        return row.id

    def submit(
        self,
        session: Session,
        *,
        summary_id: UUID,
        by: Actor,
        seen: str,
        note: str | None,
    ) -> None:
        """Ask a second person to approve; ``seen`` is the digest of what was looked at.

        Raises what :meth:`held` and :meth:`model.Summary.submit` do, and NotAllowed.
        """
        self.must_prepare(by)
        row = self.held(session, summary_id)
        row.submit(by=by.user_id, post=role_name(by.role), seen=seen, note=note)
        session.flush()
        self._note(session, "submitted", row)
        notices.tell_roles(
            session,
            roles=self.approvers(),
            but_not=by.user_id,
            **self._said(row, self.named.waits),
        )

    def send_back(
        self, session: Session, *, summary_id: UUID, by: Actor, because: str
    ) -> None:
        """Give it back; its preparer may also take it back.

        Raises what :meth:`held` does, NotAllowed and StepSkipped.
        """
        row = self.held(session, summary_id)
        if by.user_id != row.prepared_by:
            self.must_approve(by)
        row.send_back(by=by.user_id, post=role_name(by.role), because=because)
        session.flush()
        self._note(session, "sent-back", row)
        if by.user_id != row.prepared_by:
            self._tell_preparer(session, row, self.named.sent_back)

    def discard(self, session: Session, *, summary_id: UUID, by: Actor) -> None:
        """Throw away one that never left.

        Raises what :meth:`held` does, NotAllowed and StepSkipped.
        """
        self.must_prepare(by)
        row = self.held(session, summary_id)
        row.must_be(*IN_PREPARATION)
        self._note(session, "discarded", row)
        session.delete(row)
        session.flush()

    def to_release(self, session: Session, summary_id: UUID, *, by: Actor) -> Row:
        """The summary somebody means to release; raises as :meth:`held`, NotAllowed."""
        self.must_approve(by)
        return self.held(session, summary_id)

    def release(self, session: Session, row: Row, *, by: Actor, seen: str) -> None:
        """Let one go that is held, and tell who prepared it; the caller announces it.

        Raises StepSkipped, FiguresChanged and SamePerson.
        """
        row.release(
            by=by.user_id,
            post=role_name(by.role),
            seen=seen,
            correlation_id=logs.correlation_id(),
        )
        session.flush()
        self._note(session, "released", row)
        self._tell_preparer(session, row, self.named.approved)

    def held(self, session: Session, summary_id: UUID) -> Row:
        """The summary, held still until the end; raises ``unknown``.

        All that are open are held with it, as one decides what the next may tell.
        """
        table = self.table
        rows = session.scalars(
            select(table)
            .where(or_(table.state.in_(OPEN), table.id == summary_id))
            .order_by(table.id)
            .with_for_update()
        )
        found = [row for row in rows if row.id == summary_id]
        if not found:
            raise self.unknown
        return found[0]

    def _note(self, session: Session, step: str, row: Row) -> None:
        trail.record(
            session,
            act=f"{self.named.kind}.{step}",
            resource=self.resource,
            record=row.id,
            detail={"hash": row.preview},
        )

    def _tell_preparer(self, session: Session, row: Row, text: str) -> None:
        notices.tell(session, user_id=row.prepared_by, **self._said(row, text))

    def _said(self, row: Row, text: str) -> notices.Words:
        href = self.named.address(row.id)
        return {"kind": self.named.kind, "text": text, "href": href}
