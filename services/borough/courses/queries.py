"""Look at the catalogue, and at what the adopted course standards say beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.adoptions import queries as adoptions
from borough.adoptions.queries import WorkingItem
from borough.courses.model import (
    LEVEL_WORDS,
    TOLD,
    CourseRow,
    Level,
    Mode,
    Told,
)
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.search.model import Hit, Term
from partnership.standards.model import Kind
from partnership.themes import queries as themes

_KEPT = (*TOLD, "id", "standard", "item", "retired", "version")


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseSeen(Told):
    """One course; ``shared`` is the item it comes from as it stands, None for ours.

    ``theme_name`` is its theme as people say it.
    """

    id: UUID
    standard: str | None
    item: str | None
    retired: bool
    version: int
    theme_name: str = ""
    shared: Told | None = None

    @property
    def level_word(self) -> str:
        """Which group it is for, as people say it."""
        return LEVEL_WORDS[self.level]

    @property
    def outcome_lines(self) -> list[str]:
        """What learners can do afterwards."""
        return [line.strip() for line in self.outcomes.splitlines() if line.strip()]

    @property
    def origin(self) -> str:
        """Where it comes from, in a word."""
        return "Shared" if self.standard else "Local"

    @property
    def differs(self) -> Sequence[str]:
        """What it says otherwise than the standard it comes from."""
        if self.shared is None:
            return []
        names = ("title", "level", "requires", "refresh_months", "outcomes", "audience")
        return [n for n in names if getattr(self, n) != getattr(self.shared, n)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """A course of an adopted standard that the catalogue does not have."""

    standard: str
    item: str
    title: str
    told: Told


def courses(
    session: Session,
    *,
    level: Level | None = None,
    mode: Mode | None = None,
    theme: str = "",
    retired: bool = False,
) -> list[CourseSeen]:
    """The catalogue by group and code; three queries whatever its length."""
    query = select(CourseRow).order_by(CourseRow.level, CourseRow.code)
    if not retired:
        query = query.where(CourseRow.retired.is_(False))
    wanted = {"level": level, "mode": mode, "theme": theme or None}
    for name, value in wanted.items():
        if value is not None:
            query = query.where(getattr(CourseRow, name) == value)
    return _seen(session, session.scalars(query).all())


def course(session: Session, course_id: UUID) -> CourseSeen:
    """One course; raises NotFound."""
    row = session.get(CourseRow, course_id)
    if row is None:
        raise NotFound
    return _seen(session, [row])[0]


def titles(session: Session) -> Mapping[UUID, str]:
    """Every course's code and title by id."""
    rows = session.execute(select(CourseRow.id, CourseRow.code, CourseRow.title))
    return {course_id: f"{code} {title}" for course_id, code, title in rows}


def offered(session: Session) -> list[Offered]:
    """Courses of adopted standards that the catalogue does not have yet."""
    kept = {
        (standard, item)
        for standard, item in session.execute(
            select(CourseRow.standard, CourseRow.item)
        )
    }
    return [each for key, each in _shared(session).items() if key not in kept]


def find(session: Session, _actor: Actor, term: Term) -> list[Hit]:
    """Courses whose code, title, audience or outcomes have the words."""
    return [
        Hit(text=each.title, href=f"/courses/{each.id}", about=f"Course {each.code}")
        for each in courses(session)
        if term.in_(each.code, each.title, each.audience, each.outcomes)
    ]


def told_by(item: WorkingItem) -> Told:
    """What a shared item says of a course; how it is taught is the borough's to say."""
    said = item.details
    first = str(said.get("prerequisite_level") or "")
    return Told(
        code=item.id,
        title=item.text,
        level=Level(str(said.get("level", "A"))),
        mode=Mode.FACE_TO_FACE,
        minutes=180,
        audience=item.help,
        requires=Level(first) if first else None,
        refresh_months=int(said["refresh_months"])
        if "refresh_months" in said
        else None,
        outcomes=str(said.get("outcomes", "")),
    )


def _shared(session: Session) -> dict[tuple[str, str], Offered]:
    return {
        (each.standard, item.id): Offered(
            standard=each.standard,
            item=item.id,
            title=each.title,
            told=told_by(item),
        )
        for each in adoptions.working_sets(session, Kind.COURSE_STANDARD)
        for item in each.items
    }


def _seen(session: Session, rows: Sequence[CourseRow]) -> list[CourseSeen]:
    shared = _shared(session) if any(row.standard for row in rows) else {}
    names = {each.slug: each.title for each in themes.themes(session)}
    found = []
    for row in rows:
        seen = CourseSeen(**{name: getattr(row, name) for name in _KEPT})
        offer = shared.get((row.standard or "", row.item or ""))
        found.append(
            replace(
                seen,
                theme_name=names.get(row.theme or "", ""),
                shared=offer.told if offer else None,
            )
        )
    return found
