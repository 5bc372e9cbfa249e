"""Look at the whole trail or its end, and write down in the trail what was found."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from kit import errors, logs
from kit.db import Database
from kit.settings import Settings
from kit.trail import heads, service, verification
from kit.trail.model import TRAIL, VERIFIED, Outcome
from kit.trail.verification import Report

log = logs.get_logger(__name__)


def inspect(
    database: Database,
    settings: Settings,
    *,
    first: int | None = 1,
    through: int | None = None,
    files: Sequence[Path] = (),
) -> Report:
    """Verify rows ``first`` (None: of the last 10,000) through ``through`` (the end).

    ``files`` hold heads of ours that other members kept. What was found becomes a row
    of the trail. Raises Invalid for a file that holds something else.
    """
    with database.reading() as session:
        signers = heads.signers(session, settings)
        known = heads.of_us(session, member=settings.member, signers=signers)
        for file in files:
            known += heads.in_file(file, member=settings.member, signers=signers)
        report = verification.verify(
            session,
            heads=known,
            first=verification.latest(session) if first is None else first,
            through=through,
        )
    service.record_at_once(
        database,
        act=VERIFIED,
        resource=TRAIL,
        outcome=Outcome.DONE if report.whole else Outcome.FAILED,
        detail=_told(report),
    )
    return report


def _told(report: Report) -> dict[str, str | int]:
    told: dict[str, str | int] = {"from": report.first, "through": report.through}
    if report.breach is not None and report.broken_at is not None:
        told |= {"reason": report.breach.value, "broken-at": report.broken_at}
    return told


def inspect_at_start(database: Database, settings: Settings) -> None:
    """Verify the last 10,000 rows; a broken trail is told, and stops nobody's work."""
    try:
        report = inspect(database, settings, first=None)
    except (SQLAlchemyError, errors.AccordError):
        log.exception("trail could not be verified")
        return
    if not report.whole:
        log.error("trail is broken", reason=report.breach, first=report.broken_at)
