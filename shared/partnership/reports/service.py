"""Draft a report, change it, and issue it."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.trail import service as trail
from partnership.access import authorise, role_name
from partnership.progress import queries as progress
from partnership.progress.model import as_text
from partnership.reports.model import REPORTS, Cover, ReportRow
from partnership.snapshots import queries as snapshots


def draft(
    session: Session,
    *,
    cover: Cover,
    by: Actor,
    as_at: date | None = None,
    since: date | None = None,
    snapshot_id: UUID | None = None,
) -> UUID:
    """Begin a report as at a day, today's or a snapshot's; returns its id.

    ``since`` is the day of the last report. Raises NotAllowed, and Invalid for a day
    to come, a last report that is later, and a snapshot that is not there.
    """
    authorise(session, by, Action.CREATE, REPORTS, Scope(record="new"))
    row = ReportRow(id=clock.new_id())
    _write(session, row, cover, as_at, since, snapshot_id, by)
    session.add(row)
    _note(session, "report.drafted", row)
    return row.id


def change(
    session: Session,
    *,
    report_id: UUID,
    version: int,
    cover: Cover,
    by: Actor,
    as_at: date | None = None,
    since: date | None = None,
    snapshot_id: UUID | None = None,
) -> None:
    """Write a draft anew; raises as ``draft``, NotFound, Issued and ReportChanged."""
    row = _row(session, report_id, by, Action.UPDATE)
    row.must_be(version)
    _write(session, row, cover, as_at, since, snapshot_id, by)
    _note(session, "report.changed", row)


def issue(session: Session, *, report_id: UUID, version: int, by: Actor) -> None:
    """Lock a report with all it says today.

    Raises NotFound, NotAllowed, Issued, ReportChanged, NotReady and BrokenSnapshot.
    """
    row = _row(session, report_id, by, Action.APPROVE)
    row.must_be(version)
    held = progress.progress(
        session, as_at=row.as_at, since=row.since, snapshot_id=row.snapshot_id
    )
    row.issue(as_text(held), by=role_name(by.role), at=clock.now())
    _note(session, "report.issued", row, hash=row.digest or "")


def _write(
    session: Session,
    row: ReportRow,
    cover: Cover,
    as_at: date | None,
    since: date | None,
    snapshot_id: UUID | None,
    by: Actor,
) -> None:
    row.snapshot_id = snapshot_id
    if snapshot_id is not None:
        as_at = _day_of(session, snapshot_id)
    row.write(
        cover,
        as_at=as_at or clock.today(),
        since=since,
        by=role_name(by.role),
        at=clock.now(),
    )


def _day_of(session: Session, snapshot_id: UUID) -> date:
    try:
        return snapshots.snapshot(session, snapshot_id).snapshot.as_at
    except NotFound as fault:
        said = "Choose one of the snapshots"
        raise Invalid(said, fields={"snapshot_id": said}) from fault


def _row(session: Session, report_id: UUID, by: Actor, action: Action) -> ReportRow:
    authorise(session, by, action, REPORTS, Scope(record=str(report_id)))
    row = session.get(ReportRow, report_id, with_for_update=True)
    if row is None:
        raise NotFound
    return row


def _note(session: Session, act: str, row: ReportRow, **detail: str) -> None:
    session.flush()
    trail.record(
        session,
        act=act,
        resource=REPORTS,
        record=row.id,
        detail={"version": row.version, **detail},
    )
