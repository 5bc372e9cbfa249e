"""Work laid out: a delivery plan, a year's programme, its tasks, a forward plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from accord.seeds.people import People
from partnership.forward_plan import service as forward_plan
from partnership.workplan import service as workplan


class Task(NamedTuple):
    """A milestone; ``lead`` and ``seen_by`` are slugs of boroughs."""

    title: str
    owner: str
    due_on: date
    lead: str | None = None
    seen_by: Sequence[str] = ()


class Due(NamedTuple):
    """An item of a forward plan."""

    title: str
    owner: str
    due_on: date
    because: str


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A delivery plan of a body with one year's programme inside it.

    The year is the plan's first day to ``year_until``, or the whole plan.
    """

    plan: str
    year: str
    from_on: date
    until_on: date
    body: str
    tasks: Sequence[Task]
    note: str = ""
    year_until: date | None = None


def lay_out(session: Session, programme: Programme, *, people: People) -> None:
    """Agree the plan, its programme and the milestones."""
    by = people.manager
    plan = workplan.add_delivery(
        session,
        title=programme.plan,
        note=programme.note,
        from_on=programme.from_on,
        until_on=programme.until_on,
        by=by,
        body=programme.body,
    )
    year = workplan.add_programme(
        session,
        delivery_id=plan,
        title=programme.year,
        from_on=programme.from_on,
        until_on=programme.year_until or programme.until_on,
        by=by,
        body=programme.body,
    )
    for task in programme.tasks:
        _add(session, year, task, people)


def _add(session: Session, programme_id: UUID, task: Task, people: People) -> None:
    workplan.add_milestone(
        session,
        programme_id=programme_id,
        title=task.title,
        owner_post=task.owner,
        due_on=task.due_on,
        lead=task.lead,
        seen_by=task.seen_by,
        by=people.manager,
    )


def expect(
    session: Session, body_id: UUID, items: Sequence[Due], *, people: People
) -> None:
    """Put items on the forward plan of a body."""
    for item in items:
        forward_plan.plan_item(
            session,
            body_id=body_id,
            title=item.title,
            owner_post=item.owner,
            due_on=item.due_on,
            because=item.because,
            by=people.manager,
        )
