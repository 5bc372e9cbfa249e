"""A meeting that was held, with its item, who was there, and its signed minutes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import NamedTuple
from uuid import UUID

from docx import Document
from sqlalchemy.orm import Session

from accord.seeds.people import People
from kit.clock import LONDON
from partnership.bodies import service as bodies
from partnership.bodies.model import BodyKind, Part
from partnership.bodies.service import Stand
from partnership.meetings import service as meetings
from partnership.meetings.model import Coming, Purpose
from partnership.minutes import service as minutes
from partnership.minutes.model import Step
from partnership.papers import service as papers
from partnership.papers.model import Openness

ASSUMED = "The published record gives no day; this one is assumed."
STAND_IN = "This page stands in for the paper, which the council publishes."


class Seat(NamedTuple):
    """A post on a committee; advisers attend for an item."""

    title: str
    agency: str | None
    part: Part = Part.MEMBER


class Asked(NamedTuple):
    """A question, who asked it, what was answered and by whom; posts, not names."""

    asker: str
    text: str
    answer: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Committee:
    """A council's own committee, and the posts on it by title."""

    body_id: UUID
    posts: Mapping[str, UUID]


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """What happened at one meeting; ``left`` is when posts left, by title."""

    title: str
    starts_at: datetime
    place: str
    item: str
    purpose: Purpose
    presenter: str
    came: Collection[str]
    left: Mapping[str, datetime] = field(default_factory=dict)
    questions: Sequence[Asked] = ()
    minutes: str = ""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A meeting and its one item."""

    meeting_id: UUID
    item_id: UUID


def moment(on: date, at: time) -> datetime:
    """A time of day in London."""
    return datetime.combine(on, at, LONDON)


def convene(
    session: Session,
    *,
    slug: str,
    name: str,
    purpose: str,
    seats: Sequence[Seat],
    from_on: date,
    by: str,
    minimum: int = 1,
) -> Committee:
    """Found a council's committee: it hears the partnership and decides alone."""
    stand = Stand(name=name, purpose=purpose, minimum=minimum, partners_needed=False)
    body_id = bodies.found(
        session, slug=slug, kind=BodyKind.PANEL, stand=stand, from_on=from_on, by=by
    )
    posts = {
        seat.title: bodies.add_post(
            session,
            body_id=body_id,
            title=seat.title,
            agency=seat.agency,
            part=seat.part,
            from_on=from_on,
        )
        for seat in seats
    }
    return Committee(body_id=body_id, posts=posts)


def sit(
    session: Session, committee: Committee, sitting: Sitting, *, people: People
) -> Held:
    """Let a committee meet as told."""
    meeting_id = meetings.plan(
        session,
        body_id=committee.body_id,
        title=sitting.title,
        starts_at=sitting.starts_at,
        minutes=120,
        place=sitting.place,
    )
    item_id = meetings.add_item(
        session,
        meeting_id=meeting_id,
        title=sitting.item,
        purpose=sitting.purpose,
        presenter=sitting.presenter,
    )
    _attend(session, committee, sitting, meeting_id)
    meetings.hold(session, meeting_id=meeting_id)
    held = Held(meeting_id=meeting_id, item_id=item_id)
    _ask(session, held, sitting.questions)
    if sitting.minutes:
        _write_up(session, meeting_id, sitting.minutes, people=people)
    return held


def _attend(
    session: Session, committee: Committee, sitting: Sitting, meeting_id: UUID
) -> None:
    for title in sitting.came:
        meetings.attend(
            session,
            meeting_id=meeting_id,
            post_id=committee.posts[title],
            coming=Coming.PRESENT,
            left_at=sitting.left.get(title),
        )


def _ask(session: Session, held: Held, questions: Sequence[Asked]) -> None:
    for asked in questions:
        question_id = minutes.ask(
            session,
            meeting_id=held.meeting_id,
            item_id=held.item_id,
            asker=asked.asker,
            text=asked.text,
        )
        minutes.answer(session, question_id=question_id, text=asked.answer, by=asked.by)


def _write_up(session: Session, meeting_id: UUID, text: str, *, people: People) -> None:
    version = minutes.write(
        session,
        meeting_id=meeting_id,
        seen=0,
        text=text,
        because="Written from the published record",
        by=people.manager,
    )
    for step in (Step.CHECKED, Step.APPROVED, Step.SIGNED):
        minutes.advance(
            session, meeting_id=meeting_id, seen=version, to=step, by=people.second
        )
        version += 1


def bring(session: Session, held: Held, title: str, *, people: People) -> UUID:
    """Bring a paper that stands in for the published one; Word, one page."""
    page = Document()
    page.add_heading(title, level=1)
    page.add_paragraph(STAND_IN)
    content = BytesIO()
    page.save(content)
    return papers.add(
        session,
        meeting_id=held.meeting_id,
        item_id=held.item_id,
        title=title,
        openness=Openness.OPEN,
        file_name="paper.docx",
        content=content.getvalue(),
        by=people.manager,
    )
