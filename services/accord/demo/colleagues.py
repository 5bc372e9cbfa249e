"""Who acts in a demonstration: the cast, and people of agencies who play beside it.

An agency's self-assessment is answered by one person and signed off by another, and
what leaves a borough is seen by two: so more people are needed than have a link.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from accord.demo.cast import Part
from accord.demo.ground import Place
from kit.accounts import queries as accounts
from kit.accounts.actor import Actor
from kit.accounts.service import create_user
from partnership.access import Role, role_name
from partnership.agencies import agency_name

AGENCIES = (
    "health-provider",
    "local-authority",
    "police",
    "probation",
    "housing",
    "voluntary",
    "education",
)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two people of an agency: who answers or books, and who signs off."""

    lead: Actor
    head: Actor


@dataclass(frozen=True, kw_only=True)
class Colleagues:
    """The people of one borough who make its records.

    ``coordinator`` and ``second`` work on child death reviews, ``panel`` reads packs.
    """

    analyst: Actor
    manager: Actor
    deputy: Actor
    learner: Actor
    coordinator: Actor
    second: Actor
    panel: Actor
    agencies: Mapping[str, Pair]


def actor(place: Place, role: Role) -> Actor:
    """Who of the cast holds a role there."""
    with place.instance.database.reading() as session:
        return _known(session, place.part.email(place.part.person(role)))


def gather(borough: Place) -> Colleagues:
    """The people of a borough; those who have no account yet are given one."""
    part = borough.part
    with borough.instance.database.transaction() as session:
        return Colleagues(
            analyst=_known(session, part.email(part.person(Role.ANALYST))),
            manager=_known(session, part.email(part.person(Role.BUSINESS_MANAGER))),
            deputy=_person(session, part, "deputy-manager", Role.BUSINESS_MANAGER),
            learner=_known(session, part.email(part.person(Role.TRAINING_PARTICIPANT))),
            coordinator=_known(session, part.email(part.person(Role.CDOP_COORDINATOR))),
            second=_person(session, part, "second-coordinator", Role.CDOP_COORDINATOR),
            panel=_known(session, part.email(part.person(Role.CDOP_PANEL))),
            agencies={each: _pair(session, part, each) for each in AGENCIES},
        )


def second_member(leadership: Place) -> Actor:
    """Somebody of leadership who lets go what another drafted."""
    with leadership.instance.database.transaction() as session:
        role = Role.LEADERSHIP_MEMBER
        return _person(session, leadership.part, "second-member", role)


def _pair(session: Session, part: Part, agency: str) -> Pair:
    role = Role.PARTNER_REPRESENTATIVE
    return Pair(
        lead=_person(session, part, f"{agency}-lead", role, agency),
        head=_person(session, part, f"{agency}-head", role, agency),
    )


def _person(
    session: Session, part: Part, word: str, role: Role, agency: str | None = None
) -> Actor:
    email = f"{word}@{part.slug}.example.org"
    if accounts.person(session, email=email) is None:
        kind = agency_name(agency) if agency else role_name(role)
        name = f"{part.short_name} {kind.lower()} ({word})"
        create_user(session, email=email, name=name, role=role.value, agency=agency)
        session.flush()
    return _known(session, email, agency)


def _known(session: Session, email: str, agency: str | None = None) -> Actor:
    person = accounts.person(session, email=email)
    if person is None:
        raise LookupError(email)
    return Actor(
        user_id=person.user_id,
        name=person.name,
        role=person.role,
        email=person.email,
        agency=agency,
    )
