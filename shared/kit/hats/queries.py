"""Look at hats: which ones count today, and which wait for a second person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BindParameter, Subquery, or_, select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Policy
from kit.errors import NotFound
from kit.hats.model import Hat, HatState, Places


@dataclass(frozen=True, kw_only=True)
class HatSeen:
    """A hat as it is listed; ``state`` is today's."""

    hat_id: UUID
    user_id: UUID
    role: str
    agency: str | None
    body: str | None
    from_on: date
    until_on: date | None
    granted_by: UUID | None
    granted_at: datetime
    approved_by: UUID | None
    ended_at: datetime | None
    state: HatState

    @property
    def counts(self) -> bool:
        """Whether it may be worn today."""
        return self.state is HatState.CURRENT

    def is_same(
        self, role: str, agency: str | None, body: str | None, *, on: date
    ) -> bool:
        """Whether this already is a hat for the same, that lasts till ``on``."""
        lasts = self.until_on is None or self.until_on >= on
        same = (self.role, self.agency, self.body) == (role, agency, body)
        return same and lasts and self.ended_at is None


def in_words(
    policy: Policy,
    places: Places,
    *,
    role: str,
    agency: str | None,
    body: str | None,
) -> str:
    """A hat as people say it: ``Group chair, learning group``."""
    known = policy.roles.get(role)
    words = [known.name if known else role]
    words += [
        places.name(need, slug)
        for need, slug in (("agency", agency), ("body", body))
        if slug
    ]
    return ", ".join(words)


def counting(day: date | BindParameter[date]) -> Subquery:
    """The hats that count on ``day``, for statements of others to join.

    A parameter instead of a day serves a statement that is made once.
    Columns: ``id``, ``user_id``, ``role``, ``agency``, ``body``, ``from_on`` and
    ``granted_at``.
    """
    columns = (
        *(Hat.id, Hat.user_id, Hat.role, Hat.agency, Hat.body),
        *(Hat.from_on, Hat.granted_at),
    )
    return (
        select(*columns)
        .where(
            Hat.ended_at.is_(None),
            Hat.from_on <= day,
            or_(Hat.until_on.is_(None), Hat.until_on >= day),
            or_(Hat.needs_approval.is_(False), Hat.approved_at.is_not(None)),
        )
        .subquery("counting")
    )


def hats_of(session: Session, *, user_id: UUID) -> list[HatSeen]:
    """Every hat a person holds or held, the oldest first."""
    order = (Hat.from_on, Hat.granted_at, Hat.id)
    found = session.scalars(select(Hat).where(Hat.user_id == user_id).order_by(*order))
    return [_seen(hat) for hat in found]


def hats_of_all(
    session: Session, *, user_ids: Collection[UUID]
) -> dict[UUID, list[HatSeen]]:
    """The hats of these people that have not ended, by person, the oldest first."""
    found = session.scalars(
        select(Hat)
        .where(Hat.user_id.in_(user_ids), Hat.ended_at.is_(None))
        .order_by(Hat.from_on, Hat.granted_at, Hat.id)
    )
    hats: dict[UUID, list[HatSeen]] = {}
    for hat in found:
        hats.setdefault(hat.user_id, []).append(_seen(hat))
    return hats


def hat(session: Session, *, hat_id: UUID) -> HatSeen:
    """One hat; raises NotFound when there is none."""
    found = session.get(Hat, hat_id)
    if found is None:
        raise NotFound("There is no such role.")
    return _seen(found)


def places_in_use(session: Session) -> tuple[list[str], list[str]]:
    """The agencies and the bodies that hats name already, by their short names."""
    agencies = select(Hat.agency).where(Hat.agency.is_not(None)).distinct()
    bodies = select(Hat.body).where(Hat.body.is_not(None)).distinct()
    return (
        sorted(filter(None, session.scalars(agencies))),
        sorted(filter(None, session.scalars(bodies))),
    )


def waiting(session: Session) -> list[HatSeen]:
    """The hats that wait for a second person, the oldest first."""
    found = session.scalars(
        select(Hat)
        .where(
            Hat.needs_approval.is_(True),
            Hat.approved_at.is_(None),
            Hat.ended_at.is_(None),
        )
        .order_by(Hat.granted_at, Hat.id)
    )
    seen = [_seen(hat) for hat in found]
    return [hat for hat in seen if hat.state is HatState.WAITING]


def holders(
    session: Session, *, role: str, agency: str | None = None, body: str | None = None
) -> list[UUID]:
    """The people who hold ``role`` today, in this agency or body where one is named.

    Whether their account is open is not looked at.
    """
    hats = counting(clock.today())
    statement = select(hats.c.user_id).where(hats.c.role == role).distinct()
    if agency is not None:
        statement = statement.where(hats.c.agency == agency)
    if body is not None:
        statement = statement.where(hats.c.body == body)
    return sorted(session.scalars(statement))


def _seen(hat: Hat) -> HatSeen:
    return HatSeen(
        hat_id=hat.id,
        user_id=hat.user_id,
        role=hat.role,
        agency=hat.agency,
        body=hat.body,
        from_on=hat.from_on,
        until_on=hat.until_on,
        granted_by=hat.granted_by,
        granted_at=hat.granted_at,
        approved_by=hat.approved_by,
        ended_at=hat.ended_at,
        state=hat.state(clock.today()),
    )
