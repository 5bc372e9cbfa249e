"""Look at the partners as at a day, at what came before them, and at the phases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.arrangements.model import (
    Circle,
    Form,
    Part,
    PartnerRow,
    Phase,
    PhaseRow,
    PostRow,
)
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.search.model import Hit, Term
from partnership.agencies import agency_name


@dataclass(frozen=True, kw_only=True, slots=True)
class PostSeen:
    """A post that speaks for a partner."""

    part: Part
    title: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerSeen:
    """A partner; ``accountable`` and ``delegated`` are its posts on the day asked for.

    ``posts`` are those of all days, ``follows`` the name of whose place it took.
    """

    id: UUID
    circle: Circle
    agency: str
    agency_name: str
    form: Form
    name: str
    because: str
    from_on: date
    until_on: date | None
    follows: str | None
    version: int
    accountable: str | None
    delegated: str | None
    posts: Sequence[PostSeen]


@dataclass(frozen=True, kw_only=True, slots=True)
class PhaseSeen:
    """A phase of the arrangements."""

    id: UUID
    phase: Phase
    name: str
    note: str
    from_on: date
    until_on: date | None
    version: int


def place_name(agency: str) -> str:
    """A partner's place as it is called whatever body holds it: health has had two."""
    return "Health" if agency == "icb" else agency_name(agency)


def partners(session: Session, on: date) -> list[PartnerSeen]:
    """The safeguarding partners on a day, by name: no other order means anything."""
    return of_circle(session, Circle.SAFEGUARDING, on)


def child_death_partners(session: Session, on: date) -> list[PartnerSeen]:
    """The child death review partners on a day, by name."""
    return of_circle(session, Circle.CHILD_DEATH, on)


def of_circle(session: Session, circle: Circle, on: date) -> list[PartnerSeen]:
    """One of the sets on a day, by name."""
    return [
        each
        for each in history(session, circle, on)
        if each.from_on <= on and (each.until_on is None or on <= each.until_on)
    ]


def history(session: Session, circle: Circle, on: date) -> list[PartnerSeen]:
    """Every body that was ever in a set, by name; posts are those of the day."""
    rows = session.scalars(
        select(PartnerRow)
        .where(PartnerRow.circle == circle)
        .order_by(PartnerRow.name, PartnerRow.from_on)
    ).all()
    posts = session.scalars(
        select(PostRow)
        .where(PostRow.partner_id.in_([row.id for row in rows]))
        .order_by(PostRow.from_on, PostRow.id)
    ).all()
    names = {row.id: row.name for row in rows}
    return [
        _seen(row, [post for post in posts if post.partner_id == row.id], names, on)
        for row in rows
    ]


def partner(session: Session, partner_id: UUID, on: date) -> PartnerSeen:
    """One partner; raises NotFound."""
    row = session.get(PartnerRow, partner_id)
    if row is None:
        raise NotFound
    found = history(session, row.circle, on)
    return next(each for each in found if each.id == partner_id)


def missing(session: Session, circle: Circle, on: date) -> list[str]:
    """The names of the places in a set that nobody holds on a day."""
    there = {each.agency for each in of_circle(session, circle, on)}
    return sorted(place_name(each) for each in circle.agencies - there)


def phases(session: Session) -> list[PhaseSeen]:
    """Every phase, from the first day on."""
    rows = session.scalars(select(PhaseRow).order_by(PhaseRow.from_on, PhaseRow.id))
    return [_phase(row) for row in rows]


def phase(session: Session, phase_id: UUID) -> PhaseSeen:
    """One phase; raises NotFound."""
    row = session.get(PhaseRow, phase_id)
    if row is None:
        raise NotFound
    return _phase(row)


def phase_on(session: Session, on: date) -> PhaseSeen | None:
    """The phase the arrangements are in on a day; a later one counts before others."""
    begun = [
        each
        for each in phases(session)
        if each.from_on <= on and (each.until_on is None or on <= each.until_on)
    ]
    return begun[-1] if begun else None


def find(session: Session, _actor: Actor, term: Term) -> list[Hit]:
    """Partners of any time whose name or post has the words."""
    return [
        Hit(
            text=each.name,
            href=f"/arrangements/?on={each.from_on.isoformat()}",
            about=f"One of the {each.circle.value}",
        )
        for circle in Circle
        for each in history(session, circle, date.max)
        if term.in_(each.name, each.form.value, *(post.title for post in each.posts))
    ]


def _seen(
    row: PartnerRow, posts: Sequence[PostRow], names: dict[UUID, str], on: date
) -> PartnerSeen:
    speaks = {post.part: post.title for post in posts if post.holds(on)}
    return PartnerSeen(
        id=row.id,
        circle=row.circle,
        agency=row.agency,
        agency_name=place_name(row.agency),
        form=row.form,
        name=row.name,
        because=row.because,
        from_on=row.from_on,
        until_on=row.until_on,
        follows=names.get(row.follows_id) if row.follows_id else None,
        version=row.version,
        accountable=speaks.get(Part.ACCOUNTABLE),
        delegated=speaks.get(Part.DELEGATED),
        posts=[
            PostSeen(
                part=post.part,
                title=post.title,
                from_on=post.from_on,
                until_on=post.until_on,
            )
            for post in posts
        ],
    )


def _phase(row: PhaseRow) -> PhaseSeen:
    return PhaseSeen(
        id=row.id,
        phase=row.phase,
        name=row.name,
        note=row.note,
        from_on=row.from_on,
        until_on=row.until_on,
        version=row.version,
    )
