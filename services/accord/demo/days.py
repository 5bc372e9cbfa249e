"""Days that are over: no verb makes them, for nobody plans what was.

A course that was held, a survey that is closed, a form that is late and a death that
was reviewed years ago take days to come by; a visitor should find them on the first
day. So what was planned a moment ago is moved back.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from borough.db import Base
from kit import clock
from kit.db import SharedBase
from partnership.access import Role, role_name
from partnership.death_rules.pipeline import Owner, Stage, Waiting

DAY = timedelta(days=1)
# By name: what a slice offers to others cannot do this, and should not.
_sessions = Base.metadata.tables["events_session"]
_surveys = Base.metadata.tables["practice_surveys_survey"]
_forms = Base.metadata.tables["reporting_forms_request"]
_cases = Base.metadata.tables["deaths_case"]
_steps = Base.metadata.tables["deaths_step"]
_clocks = SharedBase.metadata.tables["clocks_clock"]


def let_event_be_over(session: Session, event_id: UUID, *, days: int) -> None:
    """Move the sessions of an event so that the last one was so many days ago."""
    rows = session.execute(
        select(_sessions.c.id, _sessions.c.starts_at)
        .where(_sessions.c.event_id == event_id)
        .order_by(_sessions.c.starts_at)
    ).all()
    last = clock.london_day(rows[-1].starts_at)
    back = last - clock.today() + days * DAY
    for row in rows:
        began = row.starts_at.astimezone(clock.LONDON)
        day = began.date() - back  # at the same hour, in summer as in winter
        moved = datetime.combine(day, began.time(), clock.LONDON)
        one = update(_sessions).where(_sessions.c.id == row.id)
        session.execute(one.values(starts_at=moved))
    session.expire_all()


def let_survey_be_over(session: Session, survey_id: UUID) -> None:
    """Let a survey have closed the day before today."""
    closed = {"closes_on": clock.today() - DAY}
    one = update(_surveys).where(_surveys.c.id == survey_id)
    session.execute(one.values(**closed))
    session.expire_all()


def let_form_be_asked(session: Session, request_id: UUID, *, days: int) -> None:
    """Let a reporting form have been asked so many days ago, so that it is late."""
    one = _forms.c.id == request_id
    row = session.execute(select(_forms).where(one)).one()
    moved = {"asked_at": row.asked_at - days * DAY, "due_at": row.due_at - days * DAY}
    session.execute(update(_forms).where(one).values(**moved))
    times = {"started_at": moved["asked_at"], "due_at": moved["due_at"]}
    session.execute(update(_clocks).where(_clocks.c.id == row.clock_id).values(**times))
    session.expire_all()


def let_review_be_over(
    session: Session, case_id: UUID, *, received_at: datetime, reviewed_at: datetime
) -> None:
    """Let the panel have reviewed a case on a day, and nothing of it be left to do."""
    of_case = _steps.c.case_id == case_id
    session.execute(update(_steps).where(of_case).values(at=received_at))
    for stage in (Stage.REVIEWED, Stage.CLOSED):
        session.execute(
            insert(_steps).values(
                id=clock.new_id(), case_id=case_id, stage=stage, at=reviewed_at,
                owner=Owner.COORDINATOR, waiting=Waiting.NOTHING,
                post=role_name(Role.CDOP_COORDINATOR),
            )
        )  # fmt: skip
    session.execute(
        update(_cases)
        .where(_cases.c.id == case_id)
        .values(stage=Stage.CLOSED, stage_since=reviewed_at, waiting=Waiting.NOTHING)
    )
    running = (_clocks.c.record == str(case_id)) & _clocks.c.stopped_at.is_(None)
    session.execute(update(_clocks).where(running).values(stopped_at=reviewed_at))
    session.expire_all()
