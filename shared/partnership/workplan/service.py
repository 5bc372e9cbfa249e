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
from partnership.joint.events import Shared
from partnership.sharing import service as sharing
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


def boroughs(member: str) -> list[str]:
    """The members that can lead or share a milestone, as ``member`` sees them.

    Nobody for an instance outside the federation: nothing of it reaches another.
    """
    members = Topology.load().slugs
    return [slug for slug in members if slug != LEADERSHIP and member in members]


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
        seen_by=shared(lead, seen_by, boroughs(session.info["member"])),
        version=1,
        changed_at=clock.now(),
        changed_post=role_name(by.role),
    )
    _added(session, row, row.id, "workplan.milestone-added")
    _propose(session, row, programme, by)
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
    row, programme = _held(session, milestone_id, version, by)
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
    _propose(session, row, programme, by)


def share_with(
    session: Session,
    *,
    milestone_id: UUID,
    version: int,
    seen_by: Collection[str],
    by: Actor,
) -> None:
    """Say anew which boroughs are to see a milestone; ``seen_by`` are their slugs.

    Those who are to see it wait for a second person's look; those who are not any more
    are told so at once. Raises NotFound, NotAllowed, MilestoneChanged, and Invalid
    naming ``seen_by`` for what another borough leads and for choices not there.
    """
    row, programme = _held(session, milestone_id, version, by)
    former = set(row.others)
    row.share_with(
        seen_by,
        member=session.info["member"],
        boroughs=boroughs(session.info["member"]),
        by=role_name(by.role),
        at=clock.now(),
    )
    session.flush()
    _note(session, "workplan.milestone-shared", row.id)
    sharing.withdraw(
        session,
        milestone_id=row.id,
        version=row.version,
        boroughs=former - set(row.others),
    )
    _propose(session, row, programme, by)


def _held(
    session: Session, milestone_id: UUID, version: int, by: Actor
) -> tuple[MilestoneRow, ProgrammeRow]:
    """The milestone to change, locked, and its programme."""
    row = session.get(MilestoneRow, milestone_id, with_for_update=True)
    if row is None or not row.is_seen_by(session.info["member"]):
        raise NotFound
    programme = session.get_one(ProgrammeRow, row.programme_id)
    scope = Scope(record=str(row.id), body=programme.body)
    authorise(session, by, Action.UPDATE, WORKPLAN, scope)
    row.must_be(version)
    return row, programme


def _propose(
    session: Session, row: MilestoneRow, programme: ProgrammeRow, by: Actor
) -> None:
    """Ask that the boroughs named in it see it as it is now; they learn nothing else.

    It leaves once a second person has read it.
    """
    if row.lead is None:
        return
    sharing.propose(
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
        by=by,
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
