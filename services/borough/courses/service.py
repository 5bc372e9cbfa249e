"""Enter and change courses, take shared ones in, and retire what is not taught."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from borough.adoptions import queries as adoptions
from borough.courses.model import COURSES, CourseRow, Told
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.trail import service as trail
from partnership.access import authorise


def enter(
    session: Session,
    *,
    told: Told,
    by: Actor,
    standard: str | None = None,
    item: str | None = None,
) -> UUID:
    """Enter a course; returns its id. Raises NotAllowed and Invalid naming a field.

    ``standard`` and ``item`` name the shared item it comes from; raises NotFound where
    the borough does not work to it, and Conflict where it is taken already.
    """
    authorise(session, by, Action.CREATE, COURSES, Scope(record="new"))
    if standard is not None:
        _must_be_worked_to(session, standard, item or "")
    row = CourseRow(id=clock.new_id(), standard=standard, item=item, version=0)
    _keep(session, row, told)
    _note(session, row, "course.entered")
    return row.id


def change(
    session: Session, *, course_id: UUID, seen: int, told: Told, by: Actor
) -> None:
    """Change what is said of a course.

    Raises NotFound, CourseChanged, and Invalid naming a field.
    """
    row = _row(session, course_id, by)
    row.must_be(seen)
    _keep(session, row, told)
    _note(session, row, "course.changed")


def retire(
    session: Session, *, course_id: UUID, seen: int, retired: bool, by: Actor
) -> None:
    """Take a course out of the catalogue, or back into it; raises CourseChanged."""
    row = _row(session, course_id, by)
    row.must_be(seen)
    row.retired = retired
    row.version += 1
    _note(session, row, "course.retired" if retired else "course.restored")


def _must_be_worked_to(session: Session, standard: str, item: str) -> None:
    working = adoptions.working_set(session, standard)
    if working is None or item not in {each.id for each in working.items}:
        raise NotFound


def _row(session: Session, course_id: UUID, by: Actor) -> CourseRow:
    row = session.get(CourseRow, course_id, with_for_update=True)
    if row is None:
        raise NotFound
    authorise(session, by, Action.UPDATE, COURSES, Scope(record=str(course_id)))
    return row


def _keep(session: Session, row: CourseRow, told: Told) -> None:
    row.take(told)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        fault = "Another course has this code"
        raise Invalid(fault, fields={"code": fault}) from error


def _note(session: Session, row: CourseRow, act: str) -> None:
    session.flush()
    trail.record(
        session, act=act, resource=COURSES, record=row.id,
        detail={"version": row.version},
    )  # fmt: skip
