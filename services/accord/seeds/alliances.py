"""The safeguarding partners and the child death review partners of an area."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from borough.arrangements import service as arrangements
from borough.arrangements.model import FIRST_OF_BOARDS, Circle, Form, Phase
from borough.arrangements.service import Speakers

BY_LAW = "Safeguarding partner by law"
LAW = "Health and Care Act 2022: boards took the place of the groups"


class PhaseStep(NamedTuple):
    """A phase of the arrangements."""

    phase: Phase
    name: str
    note: str
    from_on: date
    until_on: date | None


class Places(NamedTuple):
    """The bodies that hold the partners' places; ``board`` follows the last group.

    ``groups`` are the health bodies before it, each with its last day; ``why`` is what
    the record says of council, health and police.
    """

    council: str
    groups: Sequence[tuple[str, date]]
    police: str
    board: str
    why: tuple[str, str, str] = (BY_LAW, BY_LAW, BY_LAW)


def pass_through(session: Session, steps: Sequence[PhaseStep], *, by: str) -> None:
    """Enter the phases the arrangements passed through."""
    for step in steps:
        arrangements.begin_phase(
            session,
            phase=step.phase,
            name=step.name,
            note=step.note,
            from_on=step.from_on,
            until_on=step.until_on,
            by=by,
        )


def name_three(session: Session, places: Places, *, from_on: date, by: str) -> None:
    """Enter the three safeguarding partners, and the board that followed."""
    council, health, police = places.why
    _name_council(session, Circle.SAFEGUARDING, places, council, from_on, by)
    _name_health(session, Circle.SAFEGUARDING, places, health, from_on, by)
    arrangements.name_partner(
        session,
        circle=Circle.SAFEGUARDING,
        form=Form.POLICE,
        name=places.police,
        from_on=from_on,
        because=police,
        speakers=Speakers(),
        by=by,
    )


def name_two(session: Session, places: Places, *, from_on: date, by: str) -> None:
    """Enter the two child death review partners: the police are none of them."""
    why = "Child death review partner by law"
    _name_council(session, Circle.CHILD_DEATH, places, why, from_on, by)
    _name_health(session, Circle.CHILD_DEATH, places, why, from_on, by)


def _name_council(
    session: Session, circle: Circle, places: Places, why: str, from_on: date, by: str
) -> None:
    accountable = "Director of Children's Services"
    arrangements.name_partner(
        session,
        circle=circle,
        form=Form.COUNCIL,
        name=places.council,
        from_on=from_on,
        because=why,
        speakers=Speakers(accountable=accountable),
        by=by,
    )


def _name_health(
    session: Session, circle: Circle, places: Places, why: str, from_on: date, by: str
) -> None:
    begins = from_on
    for name, until_on in places.groups:
        last = arrangements.name_partner(
            session,
            circle=circle,
            form=Form.GROUP,
            name=name,
            from_on=begins,
            until_on=until_on,
            because=why,
            speakers=Speakers(),
            by=by,
        )
        begins = until_on + timedelta(days=1)
    arrangements.succeed(
        session,
        partner_id=last,
        seen=1,
        form=Form.BOARD,
        name=places.board,
        from_on=FIRST_OF_BOARDS,
        because=LAW,
        speakers=Speakers(),
        by=by,
    )
