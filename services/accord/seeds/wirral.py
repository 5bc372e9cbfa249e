"""Wirral as an area of its own, paper 003: a committee hears of the model to come."""

from datetime import date, time
from uuid import UUID

from sqlalchemy.orm import Session

from accord.seeds import alliances, gatherings
from accord.seeds.alliances import PhaseStep, Places
from accord.seeds.gatherings import ASSUMED, Asked, Committee, Seat, Sitting, moment
from accord.seeds.people import People, gather
from accord.seeds.programmes import Due, Programme, Task, expect, lay_out
from borough.agencies import service as agencies
from borough.agencies.model import Entry
from borough.agencies.model import Kind as AgencyKind
from borough.arrangements.model import LAST_OF_GROUPS, Phase
from borough.documents import service as documents
from borough.documents.model import Kind, Statement
from borough.documents.service import Words
from kit.db import Database
from partnership.bodies import service as bodies
from partnership.bodies.model import BodyKind, Part
from partnership.bodies.service import Stand
from partnership.decisions import service as decisions
from partnership.meetings.model import Purpose

HEARD_ON = date(2018, 11, 27)
BOARD_SINCE = date(2006, 4, 1)
SHADOW = date(2019, 4, 1)
EXPECTED = "As expected in 2018"
FULL = date(2019, 9, 1)

OFFICER = "Chief Superintendent"
DIRECTOR = "Corporate Director for Children's Services"
CHAIR = "Chair of the Committee"
MEMBERS = "Members of the Committee"
PARTNERSHIP = "wirral-partnership"

PLACES = Places(
    council="Wirral Council",
    groups=(("Wirral Clinical Commissioning Group", LAST_OF_GROUPS),),
    police="Merseyside Police",
    board="NHS Cheshire and Merseyside Integrated Care Board",
)
SEATS = (
    Seat(CHAIR, "local-authority"),
    Seat(MEMBERS, "local-authority"),
    Seat(OFFICER, "police", Part.ADVISER),
    Seat(DIRECTOR, "local-authority", Part.ADVISER),
)
# Made up: no school is meant.
SCHOOLS = (
    ("Example primary school (made up)", AgencyKind.MAINTAINED, "900001"),
    ("Example academy (made up)", AgencyKind.ACADEMY, "900002"),
    ("Example special school (made up)", AgencyKind.SPECIAL, "900003"),
)
PURPOSES = (
    "Excellent practice everywhere",
    "Partners hold one another to account",
    "New safeguarding issues are identified early",
    "Learning takes root",
    "Information reaches those who need it",
    "The public can trust that children are safe from harm",
)
INTELLIGENCE = (
    "Data analysis",
    "Auditing",
    "Reviews and peer reviews",
    "Feedback of children and families",
    "Views of frontline professionals",
    "Regular learning events",
    "Results of inspections",
    "Research into what works",
)
APPROACHES = (
    "The right help at the right time, with published thresholds",
    "A model and a method for local reviews",
    "Supporting Families Enhancing Futures: developed further and evaluated",
    "Monitoring, scrutiny and challenge",
    "Embedding learning, and testing that it is embedded",
    "Multi-agency training",
    "Local governance, links with other bodies, independent scrutiny, yearly report",
)
OPTIONS = (
    "Keep the present independent chair",
    "A reciprocal arrangement with another council",
    "Elect another chair every year",
)
MODEL = (
    "The model has three parts. Governance is arranged last, so that it reflects how "
    "the model works. Services are arranged by strong partnership for good outcomes. "
    "Practice is its basis, with Supporting Families Enhancing Futures (SFEF) at the "
    "centre. All schools are included. The partners publish the arrangements, and how "
    "they are scrutinised independently. No option for an independent chair is "
    "preferred yet: a preference is to be put to members."
)
ISSUES = (
    "C100 applications to court, and what follows where an order is broken",
    "Grooming: will the new arrangements keep it from happening again?",
    "How close partners work together, on cases and across county lines",
    "Multi-agency training",
    "Does local strategy learn from elsewhere? Wirral differs from its region",
    "Partners scrutinise one another: how is the independent element guaranteed?",
    "External audit: which processes are there?",
    "The future chair: keep, share with another council, or elect every year?",
)
ANSWER = "Answered at the meeting; the record does not say in which words."
RESOLVED = (
    "The presenter is thanked for an informative presentation.",
    "A workshop for members on progress is held early in the new year.",
)


STEPS = (
    PhaseStep(
        Phase.BOARD,
        "Wirral Local Safeguarding Children Board",
        "Standing down, as the committee heard",
        BOARD_SINCE,
        date(2019, 8, 31),
    ),
    PhaseStep(
        Phase.SHADOW,
        "The new model in shadow form",
        EXPECTED,
        SHADOW,
        date(2019, 8, 31),
    ),
    PhaseStep(Phase.FULL, "The new model in full", EXPECTED, FULL, None),
)
PROGRAMME = Programme(
    plan="Towards the new arrangements",
    note="Local and regional collaboration is sought where it is of use.",
    year="Shadow form, then full",
    from_on=HEARD_ON,
    until_on=date(2019, 12, 31),
    body=PARTNERSHIP,
    tasks=(
        Task("The model is in place in shadow form", OFFICER, date(2019, 4, 30)),
        Task(
            "The arrangements and their scrutiny are published",
            OFFICER,
            date(2019, 6, 29),
        ),
        Task("The model is fully in place", OFFICER, date(2019, 9, 30)),
        Task(
            "Regional collaboration is sought where it is of use",
            OFFICER,
            date(2019, 9, 30),
        ),
    ),
)
WORKSHOP = Due(
    "Workshop for members on the progress of the new arrangements",
    DIRECTOR,
    date(2019, 1, 31),
    "Resolution of late 2018: early in the new year",
)
SITTING = Sitting(
    title="Committee, late 2018",
    starts_at=moment(HEARD_ON, time(18)),
    place="Wirral, council offices",
    item="Future safeguarding arrangements",
    purpose=Purpose.DISCUSS,
    presenter=OFFICER,
    came=[CHAIR, MEMBERS, OFFICER, DIRECTOR],
    questions=[
        Asked(MEMBERS, text, ANSWER, f"{OFFICER}; {DIRECTOR}") for text in ISSUES
    ],
    minutes=f"The Committee heard of the draft model. {ASSUMED}",
)


def load(database: Database) -> None:
    """Load the paper, or nothing of it."""
    with database.transaction() as session:
        people = gather(session)
        alliances.name_three(session, PLACES, from_on=SHADOW, by=people.post)
        alliances.name_two(session, PLACES, from_on=SHADOW, by=people.post)
        alliances.pass_through(session, STEPS, by=people.post)
        _register(session)
        _model(session, people)
        _partnership(session, people)
        lay_out(session, PROGRAMME, people=people)
        _heard(session, people)
        people.seat(session)


def _register(session: Session) -> None:
    for name, kind, urn in SCHOOLS:
        entry = Entry(
            name=name,
            kind=kind,
            urn=urn,
            lead="Designated safeguarding lead",
            from_on=SHADOW,
            until_on=None,
        )
        agencies.enter(session, entry=entry)


def _model(session: Session, people: People) -> None:
    documents.begin(
        session,
        kind=Kind.ARRANGEMENTS,
        title="Wirral's model of safeguarding arrangements",
        words=Words(
            text=MODEL,
            lines={
                Statement.PURPOSE: PURPOSES,
                Statement.APPROACH: APPROACHES,
                Statement.INTELLIGENCE: INTELLIGENCE,
                Statement.OPTION: OPTIONS,
            },
        ),
        by=people.post,
    )


def _partnership(session: Session, people: People) -> UUID:
    return bodies.found(
        session,
        slug=PARTNERSHIP,
        kind=BodyKind.PARTNERSHIP,
        stand=Stand(
            name="Wirral Safeguarding Children Partnership",
            purpose="Three partners work together, with others and with all schools",
        ),
        from_on=SHADOW,
        by=people.post,
    )


def _committee(session: Session, people: People) -> Committee:
    return gatherings.convene(
        session,
        slug="childrens-committee",
        name="Children and Families Overview and Scrutiny Committee",
        purpose="Scrutinises the council's services for children",
        seats=SEATS,
        from_on=date(2018, 5, 1),
        by=people.post,
    )


def _heard(session: Session, people: People) -> None:
    committee = _committee(session, people)
    held = gatherings.sit(session, committee, SITTING, people=people)
    decisions.decide(
        session,
        body_id=committee.body_id,
        meeting_id=held.meeting_id,
        item_id=held.item_id,
        text="Resolved after the presentation of the draft model",
        basis="Presentation and members' questions",
        parts=RESOLVED,
        by=people.manager,
    )
    expect(session, committee.body_id, [WORKSHOP], people=people)
