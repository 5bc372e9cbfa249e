"""Agree priorities, delivery plans, programmes and milestones, and say how they go."""

from collections.abc import Collection
from datetime import date
from typing import NoReturn
from uuid import UUID

from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.db import SharedBase
from kit.errors import Invalid, NotFound
from kit.exchange.topology import Topology
from kit.trail import service as trail
from partnership.access import authorise, role_name
from partnership.bodies import queries as bodies
from partnership.joint import service as joint
from partnership.joint.events import Shared
from partnership.workplan.model import (
    LEADERSHIP,
    WORKPLAN,
    DeliveryRow,
    MilestoneRow,
    PriorityRow,
    ProgrammeRow,
    in_order,
    inside,
    shared,
)


def boroughs() -> list[str]:
    """The members that can lead or share a milestone."""
    return [slug for slug in Topology.load().slugs if slug != LEADERSHIP]


def add_priority(
    session: Session,
    *,
    title: str,
    from_on: date,
    by: Actor,
    until_on: date | None = None,
    reference: str | None = None,
    body: str | None = None,
) -> UUID:
    """Agree a priority; with a reference to a shared standard it is a shared one.

    Raises NotAllowed, and Invalid for days out of order or a body that is not there.
    """
    _may_add(session, by, body)
    in_order(from_on, until_on)
    row = PriorityRow(
        id=clock.new_id(),
        title=title,
        reference=reference,
        body=body,
        from_on=from_on,
        until_on=until_on,
    )
    return _added(session, row, row.id, "workplan.priority-added")


def add_delivery(
    session: Session,
    *,
    title: str,
    from_on: date,
    until_on: date,
    by: Actor,
    note: str = "",
    body: str | None = None,
) -> UUID:
    """Agree a delivery plan over years; raises as ``add_priority``."""
    _may_add(session, by, body)
    in_order(from_on, until_on)
    row = DeliveryRow(
        id=clock.new_id(),
        title=title,
        note=note,
        body=body,
        from_on=from_on,
        until_on=until_on,
    )
    return _added(session, row, row.id, "workplan.delivery-added")


def add_programme(
    session: Session,
    *,
    delivery_id: UUID,
    title: str,
    from_on: date,
    until_on: date,
    by: Actor,
    body: str | None = None,
) -> UUID:
    """Agree a year's programme inside a delivery plan; raises as ``add_priority``."""
    _may_add(session, by, body)
    plan = session.get(DeliveryRow, delivery_id)
    if plan is None:
        _refuse("delivery_id", "Choose a delivery plan")
    in_order(from_on, until_on)
    inside(from_on, until_on, plan)
    row = ProgrammeRow(
        id=clock.new_id(),
        delivery_id=delivery_id,
        title=title,
        body=body,
        from_on=from_on,
        until_on=until_on,
    )
    return _added(session, row, row.id, "workplan.programme-added")


def add_milestone(
    session: Session,
    *,
    programme_id: UUID,
    title: str,
    owner_post: str,
    due_on: date,
    by: Actor,
    forecast_on: date | None = None,
    priority_id: UUID | None = None,
    lead: str | None = None,
    seen_by: Collection[str] = (),
) -> UUID:
    """Set a milestone; ``lead`` and ``seen_by`` are slugs of boroughs.

    Raises NotAllowed, and Invalid for choices that are not there.
    """
    programme = session.get(ProgrammeRow, programme_id)
    if programme is None:
        _refuse("programme_id", "Choose a programme")
    scope = Scope(record="new", body=programme.body)
    authorise(session, by, Action.CREATE, WORKPLAN, scope)
    if priority_id is not None and session.get(PriorityRow, priority_id) is None:
        _refuse("priority_id", "Choose a priority")
    row = MilestoneRow(
        id=clock.new_id(),
        programme_id=programme_id,
        priority_id=priority_id,
        title=title,
        owner_post=owner_post,
        due_on=due_on,
        forecast_on=forecast_on,
        note="",
        lead=lead,
        seen_by=shared(lead, seen_by, boroughs()),
        version=1,
        changed_at=clock.now(),
        changed_post=role_name(by.role),
    )
    _added(session, row, row.id, "workplan.milestone-added")
    _share(session, row, programme)
    return row.id


def tell(
    session: Session,
    *,
    milestone_id: UUID,
    version: int,
    due_on: date,
    by: Actor,
    forecast_on: date | None = None,
    done_on: date | None = None,
    note: str = "",
) -> None:
    """Say how a milestone stands.

    Raises NotFound, NotAllowed, MilestoneChanged, and Invalid for a day of doing that
    is to come or a due date that moves without a note.
    """
    row = session.get(MilestoneRow, milestone_id, with_for_update=True)
    if row is None or not row.is_seen_by(session.info["member"]):
        raise NotFound
    programme = session.get_one(ProgrammeRow, row.programme_id)
    scope = Scope(record=str(row.id), body=programme.body)
    authorise(session, by, Action.UPDATE, WORKPLAN, scope)
    row.must_be(version)
    row.tell(
        due_on=due_on,
        forecast_on=forecast_on,
        done_on=done_on,
        note=note,
        by=role_name(by.role),
        at=clock.now(),
    )
    session.flush()
    _note(session, "workplan.milestone-told", row.id)
    _share(session, row, programme)


def _share(session: Session, row: MilestoneRow, programme: ProgrammeRow) -> None:
    """Let the boroughs named in it see it as it is now; they learn nothing else."""
    if row.lead is None:
        return
    joint.share(
        session,
        Shared(
            milestone_id=row.id,
            version=row.version,
            title=row.title,
            programme=programme.title,
            owner_post=row.owner_post,
            lead=row.lead,
            shared_with=row.others,
            due_on=row.due_on,
            forecast_on=row.forecast_on,
            done_on=row.done_on,
            note=row.note,
            changed_at=row.changed_at,
            changed_by=row.changed_post,
        ),
    )


def _may_add(session: Session, by: Actor, body: str | None) -> None:
    authorise(session, by, Action.CREATE, WORKPLAN, Scope(record="new", body=body))
    if body is not None and body not in bodies.names(session, clock.today()):
        _refuse("body", "Choose one of the bodies")


def _refuse(field: str, fault: str) -> NoReturn:
    raise Invalid(fault, fields={field: fault})


def _added(session: Session, row: SharedBase, row_id: UUID, act: str) -> UUID:
    session.add(row)
    session.flush()
    _note(session, act, row_id)
    return row_id


def _note(session: Session, act: str, row_id: UUID) -> None:
    trail.record(session, act=act, resource=WORKPLAN, record=row_id)
