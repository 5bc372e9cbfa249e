"""Days that are over: no verb makes them, for nobody plans what was.

A course that was held, and a survey that is closed, take days to come by; a visitor
should find both on the first day. So what was planned a moment ago is moved back.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.events.model import SessionRow
from borough.practice_surveys.model import SurveyRow
from kit import clock

DAY = timedelta(days=1)


def let_event_be_over(session: Session, event_id: UUID, *, days: int) -> None:
    """Move the sessions of an event so that the last one was so many days ago."""
    rows = session.scalars(select(SessionRow).where(SessionRow.event_id == event_id))
    sat = sorted(rows, key=lambda each: each.starts_at)
    last = clock.london_day(sat[-1].starts_at)
    back = last - clock.today() + days * DAY
    for each in sat:
        began = each.starts_at.astimezone(clock.LONDON)
        day = began.date() - back  # at the same hour, in summer as in winter
        each.starts_at = datetime.combine(day, began.time(), clock.LONDON)
    session.flush()
    session.expire_all()


def let_survey_be_over(session: Session, survey_id: UUID) -> None:
    """Let a survey have closed the day before today."""
    session.get_one(SurveyRow, survey_id).closes_on = clock.today() - DAY
    session.flush()
