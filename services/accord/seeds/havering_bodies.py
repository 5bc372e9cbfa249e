"""Partners, phases and bodies of Havering, with names that changed later."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from accord.seeds import alliances
from accord.seeds.alliances import PhaseStep, Places
from accord.seeds.people import People
from borough.arrangements.model import LAST_OF_GROUPS, Phase
from partnership.bodies import service as bodies
from partnership.bodies.model import Basis, BodyKind, Part, Seat
from partnership.bodies.service import Stand

BOARD_SINCE = date(2006, 4, 1)
BEGINS = date(2019, 9, 30)
SHADOW_ENDS = date(2020, 9, 29)
# A later published list has other names; the day they changed on is assumed.
RENAMED = date(2023, 4, 1)

DIRECTOR = "Director of Children's Services"
SCRUTINEER = "Independent scrutineer"
LEADERS = "safeguarding-leadership-group"
HSPG = "hspg"
SCHOOLS = "schools-and-learners"
TASK = "process-alignment"

PLACES = Places(
    council="London Borough of Havering",
    groups=(
        (
            "Barking and Dagenham, Havering and Redbridge Clinical Commissioning Group",
            date(2021, 3, 31),
        ),
        ("NHS North East London Clinical Commissioning Group", LAST_OF_GROUPS),
    ),
    police="Metropolitan Police, East Command Unit",
    board="NHS North East London Integrated Care Board",
)
THEMATIC = (
    ("adolescent-safeguarding", "Adolescent Safeguarding"),
    ("quality-and-effectiveness", "Quality and Effectiveness"),
    (SCHOOLS, "Schools and Learners"),
    ("case-review-group", "Case Review Group"),
)


STEPS = (
    PhaseStep(
        Phase.BOARD,
        "Havering Local Safeguarding Children Board",
        "The partnership took its place.",
        BOARD_SINCE,
        date(2019, 9, 29),
    ),
    PhaseStep(
        Phase.SHADOW,
        "Shadow year of the partnership",
        "The new approach is tested; cost-neutral. The scrutineer reports on it.",
        BEGINS,
        SHADOW_ENDS,
    ),
    PhaseStep(
        Phase.FULL,
        "Havering Safeguarding Children Partnership",
        "Efficiencies may come as the partnership matures.",
        date(2020, 9, 30),
        None,
    ),
)


def load(session: Session, people: People) -> None:
    """Enter who decides with whom."""
    alliances.name_three(session, PLACES, from_on=BEGINS, by=people.post)
    alliances.name_two(session, PLACES, from_on=BEGINS, by=people.post)
    alliances.pass_through(session, STEPS, by=people.post)
    group = _groups(session, people)
    thematic = {
        slug: _found(
            session,
            slug,
            BodyKind.THEMATIC,
            name,
            f"Oversees a priority area: {name.lower()}",
            group,
            people,
        )
        for slug, name in THEMATIC
    }
    _later(session, thematic[SCHOOLS], group, people)
    _task_group(session, group, people)


def _groups(session: Session, people: People) -> UUID:
    """The leadership group, and the partnership group the director chairs."""
    leaders = _found(
        session,
        LEADERS,
        BodyKind.LEADERSHIP,
        "Safeguarding Leadership Group",
        "A small, senior group: challenge, oversight, guidance, adequate scrutiny",
        None,
        people,
    )
    _seat(session, leaders)
    group = _found(
        session,
        HSPG,
        BodyKind.PARTNERSHIP,
        "Havering Safeguarding Partnership Group",
        "Direction and governance of the partnership within Havering",
        leaders,
        people,
    )
    _chair(session, _seat(session, group))
    return group


def _found(
    session: Session,
    slug: str,
    kind: BodyKind,
    name: str,
    purpose: str,
    parent: UUID | None,
    people: People,
) -> UUID:
    return bodies.found(
        session,
        slug=slug,
        kind=kind,
        stand=Stand(name=name, purpose=purpose, parent_id=parent),
        from_on=BEGINS,
        by=people.post,
    )


def _seat(session: Session, body_id: UUID) -> UUID:
    """Seat the three partners and the scrutineer; returns the director's post."""
    seats = (
        ("Lead of health", "icb", Part.MEMBER),
        ("Lead of the East Command Unit", "police", Part.MEMBER),
        (SCRUTINEER, None, Part.ADVISER),
        (DIRECTOR, "local-authority", Part.MEMBER),
    )
    for title, agency, part in seats:
        last = bodies.add_post(
            session,
            body_id=body_id,
            title=title,
            agency=agency,
            part=part,
            from_on=BEGINS,
        )
    return last


def _chair(session: Session, director: UUID) -> None:
    bodies.start_term(
        session,
        post_id=director,
        seat=Seat.CHAIR,
        basis=Basis.OFFICE,
        from_on=BEGINS,
    )


def _later(session: Session, schools: UUID, group: UUID, people: People) -> None:
    bodies.change(
        session,
        body_id=schools,
        seen=1,
        stand=Stand(
            name="Education Strategic Partnership",
            purpose="Oversees a priority area: schools and learners",
            parent_id=group,
        ),
        from_on=RENAMED,
        reason="A later published list has this name; that it is this group is assumed",
        by=people.post,
    )
    bodies.found(
        session,
        slug="early-help-partnership-board",
        kind=BodyKind.THEMATIC,
        stand=Stand(
            name="Early Help Partnership Board",
            purpose="On a later published list",
            parent_id=group,
        ),
        from_on=RENAMED,
        by=people.post,
    )


def _task_group(session: Session, group: UUID, people: People) -> None:
    """Such groups are made as needed; this one is made up, and has ended."""
    made = _found(
        session,
        TASK,
        BodyKind.TASK_AND_FINISH,
        "Alignment of processes (made up)",
        "Nine months of aligning audit, learning reviews, data and training",
        group,
        people,
    )
    bodies.retire(
        session, body_id=made, until_on=date(2020, 6, 30), reason="Nine months are over"
    )
