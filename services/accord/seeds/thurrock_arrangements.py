"""Paper 000: a scrutiny committee hears of the new arrangements, early in 2019."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from sqlalchemy.orm import Session

from accord.seeds import alliances, gatherings
from accord.seeds.alliances import PhaseStep, Places
from accord.seeds.gatherings import ASSUMED, Asked, Committee, Seat, Sitting, moment
from accord.seeds.people import People
from accord.seeds.programmes import Due, Programme, Task, expect, lay_out
from borough.arrangements.model import LAST_OF_GROUPS, Phase
from borough.documents import service as documents
from borough.documents.model import Kind, Statement
from borough.documents.service import Words
from borough.funding import service as funding
from borough.funding.model import Nature, Stage
from borough.funding.service import Said
from partnership.bodies import service as bodies
from partnership.bodies.model import BodyKind, Part
from partnership.bodies.service import Stand
from partnership.decisions import service as decisions
from partnership.meetings.model import Purpose

IN_FORCE = date(2019, 5, 7)
BOARD_SINCE = date(2006, 4, 1)
HEARD_ON = date(2019, 2, 12)
FIRST_YEAR_ENDS = date(2020, 5, 6)

DIRECTOR = "Corporate Director of Children's Services"
OFFICER = "Presenting officer"
SCRUTINEER = "Independent Chair and Scrutineer"
CHILDRENS_MANAGER = "Safeguarding and Children's Manager"
CHAIR = "Chair of the Committee"
FIRST_SEAT = "Councillor (first)"
SECOND_SEAT = "Councillor (second)"
PARENT = "Parent Governor representative"
CO_OPTED = "Co-opted member"

COMMITTEE = "childrens-scrutiny"
LSCP = "lscp"
BOARD = "management-executive-board"

SEATS = (
    Seat(CHAIR, "local-authority"),
    Seat(FIRST_SEAT, "local-authority"),
    Seat(SECOND_SEAT, "local-authority"),
    Seat(PARENT, None),
    Seat(CO_OPTED, None),
    Seat(OFFICER, "local-authority", Part.ADVISER),
    Seat(DIRECTOR, "local-authority", Part.ADVISER),
    Seat(SCRUTINEER, None, Part.ADVISER),
    Seat(CHILDRENS_MANAGER, "local-authority", Part.ADVISER),
)
PLACES = Places(
    council="Thurrock Council",
    groups=(("Thurrock Clinical Commissioning Group", LAST_OF_GROUPS),),
    police="Essex Police",
    board="NHS Mid and South Essex Integrated Care Board",
    why=(
        "Safeguarding partner by law; answers to its committees, and to Ofsted for "
        "children's social care alone, not for the partnership",
        "Safeguarding partner by law; answers to the Care Quality Commission",
        "Safeguarding partner by law; answers to the inspectorate of the police",
    ),
)
OPEN_QUESTION = "Who may dissolve the partnership"
QUESTIONS = (
    Asked(
        FIRST_SEAT,
        "The changes look structural. What changes in daily work, and what is gained?",
        "Better outcomes build on the board's; auditing helps to assure quality; there "
        "will be a business plan for safeguarding and scrutiny of the partnership.",
        OFFICER,
    ),
    Asked(
        CHAIR,
        "What changes in how the structure is managed?",
        "The board was built around the council; now three partners stand on an equal "
        "footing, each answering to its own inspectors. A business support team stays.",
        OFFICER,
    ),
    Asked(
        PARENT,
        "Is the business support team part of the council?",
        "Yes. The council contributes each year, and the duties stay as they are. The "
        "arrangements are reviewed over the coming year.",
        OFFICER,
    ),
    Asked(
        CO_OPTED,
        "Of three partners, who is in charge, and will it run smoothly?",
        "Nobody leads another. The chair moves between the partners over the year, and "
        "all three agree on plans together.",
        OFFICER,
    ),
    Asked(
        SECOND_SEAT,
        "What happens in a conflict of interest, and who may dissolve the partnership?",
        "Decisions are by consensus; an independent review board looks into what "
        "cannot be settled. Who may dissolve the partnership was not answered.",
        OFFICER,
    ),
    Asked(
        CHAIR,
        "Will an update on the arrangements come back to this Committee?",
        "Yes. The Committee keeps a part in scrutiny of the partnership, and ways to "
        "engage with the community on safeguarding are to be sought.",
        OFFICER,
    ),
    Asked(
        CHAIR,
        "Will the other partners be inspected as Ofsted inspects the council?",
        "Ofsted looks at children's social care and not at the arrangements of the "
        "partners, although it may comment on the partnership.",
        DIRECTOR,
    ),
    Asked(
        CHAIR,
        "Has the service gained more responsibility by this?",
        "It always had much; what was judged well in one year may not do in the next, "
        "so the service has to go on developing.",
        DIRECTOR,
    ),
)


STEPS = (
    PhaseStep(
        Phase.BOARD,
        "Thurrock Local Safeguarding Children Board",
        "Dissolved; the partnership took its place.",
        BOARD_SINCE,
        date(2019, 5, 6),
    ),
    PhaseStep(
        Phase.FULL,
        "Thurrock Local Safeguarding Children's Partnership",
        "Three partners on an equal footing.",
        IN_FORCE,
        None,
    ),
)
PROGRAMME = Programme(
    plan="LSCP business plan",
    year="The first year of the partnership",
    from_on=IN_FORCE,
    until_on=FIRST_YEAR_ENDS,
    body=LSCP,
    tasks=(
        Task(
            "Review the new arrangements over the first year", OFFICER, FIRST_YEAR_ENDS
        ),
        Task(
            "Engage with the community on safeguarding, so that it shapes it",
            DIRECTOR,
            FIRST_YEAR_ENDS,
        ),
        Task("Audit to assure quality", OFFICER, FIRST_YEAR_ENDS),
    ),
)
SITTING = Sitting(
    title="Committee, early 2019",
    starts_at=moment(HEARD_ON, time(19)),
    place="Thurrock, council offices",
    item="New multi-agency safeguarding arrangements",
    purpose=Purpose.DISCUSS,
    presenter=OFFICER,
    came=[CHAIR, FIRST_SEAT, SECOND_SEAT, PARENT, CO_OPTED, OFFICER, DIRECTOR],
    questions=QUESTIONS,
    minutes=f"The Committee heard of the new arrangements. {ASSUMED}",
)
OPEN = Due(
    f"Open question: {OPEN_QUESTION.lower()}",
    OFFICER,
    FIRST_YEAR_ENDS,
    "Asked at the scrutiny committee and not answered",
)
UPDATE = Due(
    "Update on the arrangements back to Committee",
    OFFICER,
    FIRST_YEAR_ENDS,
    "The Chair asked for it and it was confirmed",
)


@dataclass(frozen=True, kw_only=True)
class Area:
    """What the later papers build on."""

    committee: Committee
    lscp: UUID
    board: UUID
    health: UUID
    council: UUID
    arrangements: UUID
    constitution: UUID


def load(session: Session, people: People) -> Area:
    """Enter the paper."""
    alliances.name_three(session, PLACES, from_on=IN_FORCE, by=people.post)
    alliances.pass_through(session, STEPS, by=people.post)
    lscp, health, council = _partnership(session, people)
    board = _board(session, lscp, people)
    committee = gatherings.convene(
        session,
        slug=COMMITTEE,
        name="Children's Services Overview and Scrutiny Committee",
        purpose="Scrutinises the council's services for children",
        seats=SEATS,
        from_on=date(2018, 5, 1),
        by=people.post,
        minimum=3,
    )
    _fund(session, people)
    lay_out(session, PROGRAMME, people=people)
    _heard(session, committee, lscp, people)
    return Area(
        committee=committee,
        lscp=lscp,
        board=board,
        health=health,
        council=council,
        arrangements=_papers(session, people),
        constitution=_constitution(session, people),
    )


def _partnership(session: Session, people: People) -> tuple[UUID, UUID, UUID]:
    body_id = bodies.found(
        session,
        slug=LSCP,
        kind=BodyKind.PARTNERSHIP,
        stand=Stand(
            name="Thurrock Local Safeguarding Children's Partnership",
            purpose="Keeps children in Thurrock safe: three equal partners",
        ),
        from_on=IN_FORCE,
        by=people.post,
    )
    posts = {
        agency: bodies.add_post(
            session, body_id=body_id, title=title, agency=agency, from_on=IN_FORCE
        )
        for agency, title in (
            ("icb", "Lead of health"),
            ("police", "Lead of the police"),
            ("local-authority", DIRECTOR),
        )
    }
    return body_id, posts["icb"], posts["local-authority"]


def _board(session: Session, lscp: UUID, people: People) -> UUID:
    return bodies.found(
        session,
        slug=BOARD,
        kind=BodyKind.LEADERSHIP,
        stand=Stand(
            name="Management Executive Board",
            purpose="Oversees the partnership's plans, most of them operational",
            parent_id=lscp,
        ),
        from_on=IN_FORCE,
        by=people.post,
    )


def _fund(session: Session, people: People) -> None:
    given = (
        Said(
            year=2019,
            source="local-authority",
            stage=Stage.AGREED,
            about="The council's contribution of each year; the sum is not told",
        ),
        Said(
            year=2019,
            source="local-authority",
            nature=Nature.IN_KIND,
            stage=Stage.AGREED,
            about="The business support team is part of the council",
        ),
    )
    for said in given:
        funding.enter(session, said=said, by=people.post)


def _papers(session: Session, people: People) -> UUID:
    _ladder(session, people)
    return documents.begin(
        session,
        kind=Kind.ARRANGEMENTS,
        title="Thurrock's safeguarding arrangements",
        words=Words(
            text="Three equal partners from 7 May 2019; the chair moves between them.",
            lines={
                Statement.APPROACH: (
                    "A business plan for safeguarding",
                    "Scrutiny of the partnership's work",
                    "Auditing to assure quality",
                    "The arrangements are reviewed over the first year",
                )
            },
        ),
        by=people.post,
    )


def _ladder(session: Session, people: People) -> None:
    documents.begin(
        session,
        kind=Kind.DISPUTES,
        title="How the partners settle disagreement",
        words=Words(
            text=(
                "The three partners decide by consensus. What they cannot settle goes "
                "to an independent review board. Open question, asked in 2019 and not "
                f"answered: {OPEN_QUESTION.lower()}."
            )
        ),
        by=people.post,
    )


def _constitution(session: Session, people: People) -> UUID:
    return documents.begin(
        session,
        kind=Kind.CONSTITUTION,
        title="Constitution of the Thurrock LSCP",
        words=Words(
            text=(
                "Council, health and police answer equally for safeguarding, and the "
                "partnership holds each to account. The Wood review, of which the "
                "committee heard in 2021 as four years past, led to partnerships in "
                "place of boards; they are in law since 2017. A peer review or an "
                "independent review is to take place every year."
            )
        ),
        by=people.post,
    )


def _heard(session: Session, committee: Committee, lscp: UUID, people: People) -> None:
    held = gatherings.sit(session, committee, SITTING, people=people)
    decisions.decide(
        session,
        body_id=committee.body_id,
        meeting_id=held.meeting_id,
        item_id=held.item_id,
        text="The Committee considered the new arrangements and commented on them.",
        basis="Report of the presenting officer",
        by=people.manager,
    )
    expect(session, lscp, [OPEN], people=people)
    expect(session, committee.body_id, [UPDATE], people=people)
