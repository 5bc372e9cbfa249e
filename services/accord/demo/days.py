"""Days that are over: no verb makes them, for nobody plans what was.

A course that was held, and a survey that is closed, take days to come by; a visitor
should find both on the first day. So what was planned a moment ago is moved back.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from borough.db import Base
from kit import clock

DAY = timedelta(days=1)
# By name: what a slice offers to others cannot do this, and should not.
_sessions = Base.metadata.tables["events_session"]
_surveys = Base.metadata.tables["practice_surveys_survey"]


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
