"""Paper 002: Cabinet hears of the independent review, 9 December 2020, item 15."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from accord.seeds import gatherings
from accord.seeds.gatherings import Seat, Sitting, moment
from accord.seeds.people import People
from accord.seeds.programmes import Due, expect
from accord.seeds.thurrock_arrangements import BOARD, DIRECTOR, IN_FORCE, Area
from borough.documents import service as documents
from borough.documents.model import Opinion
from borough.funding import service as funding
from borough.funding.service import Said
from borough.recommendations import service as recommendations
from borough.reviews import service as reviews
from borough.reviews.model import ReviewKind
from partnership.bodies import service as bodies
from partnership.bodies.model import Basis, Part
from partnership.bodies.model import Seat as BodySeat
from partnership.meetings import service as meetings
from partnership.meetings.model import Interest, Purpose, Then
from partnership.reports import service as reports
from partnership.reports.model import Cover
from partnership.reports.model import Purpose as Asked

HEARD_ON = date(2020, 12, 9)
COMMISSIONED = datetime(2020, 6, 1, 12, tzinfo=UTC)
CARRIED_OUT = date(2020, 8, 31)
PORTFOLIO = "Portfolio Holder, Adult and Children's Social Care"
ASSISTANT = "Assistant Director, Children's Social Care and Early Help"
RECOMMENDATIONS = 26

SCOPE = (
    "Is the structure fit for purpose, and what would improve it?",
    "Do managed reviews and learning practice reviews work, and come within 6 months?",
    "How can an independent overview of the partnership be secured?",
    "Do the working groups work, and what do they achieve?",
    "Is the funding right, and which other models are there?",
    "Where are gaps in partnership working, and how can they be closed?",
    "Which good examples are there of what the partnership does?",
    "How will the partnership know that it is effective?",
)
HEADLINES = (
    ("Recruit an independent chair or scrutineer, or both", "local-authority"),
    ("Raise the contributions of health and police over two years", "icb"),
    ("Involve frontline staff and schools otherwise: learning hubs", "education"),
    ("Agree a multi-agency dataset with proxy indicators and analysis", "police"),
    ("Agree an audit schedule that audits some areas again each year", "police"),
    ("Develop quicker models of review, to keep statutory time", "local-authority"),
)
ASKED = (
    "1.1 Comment on the independent review and support acting on what it recommends",
    "1.2 Support an Independent Chair, to be a critical friend of all partners",
    "1.3 Ask for a review after a year of whether there is capacity to review cases of "
    "concern before they become formal reviews, and not only those",
)
COVER = Cover(
    title="Item 15: Independent review of the LSCP",
    committee="Cabinet",
    purpose=Asked.DISCUSS,
    author_post=f"{DIRECTOR} (Chair of the LSCP)",
    sponsor_post=PORTFOLIO,
    accountable_post=f"{ASSISTANT}; {DIRECTOR}",
    contact_post=f"{DIRECTOR} (Chair of the LSCP)",
    wards="All",
    is_key=False,
    recommendations="\n".join(ASKED),
    reasons="The review is complete; Cabinet oversees reports on safeguarding.",
    consultation="The overview and scrutiny committee for children",
    priorities="People: all ages are proud to work and play, live and stay here",
    appendices="Appendix 1: the independent review of August 2020",
    financial="Three partners fund the LSCP, with small contributions of others.",
    financial_by="Strategic Lead, Finance",
    legal=(
        "Law of 2017 and guidance of 2018 ended boards; the arrangements must have "
        "scrutiny by an independent person."
    ),
    legal_by="Interim Deputy Head of Legal",
    diversity="The partners promote equality under the Equality Act 2010.",
    diversity_by="Team Manager, Community Development and Equalities",
)


SEATS = (
    Seat(PORTFOLIO, "local-authority"),
    Seat(ASSISTANT, "local-authority", Part.ADVISER),
    Seat(DIRECTOR, "local-authority", Part.ADVISER),
)
SITTING = Sitting(
    title="Cabinet",
    starts_at=moment(HEARD_ON, time(19)),
    place="Thurrock, council offices",
    item="Item 15: Independent review of the LSCP",
    purpose=Purpose.DISCUSS,
    presenter=PORTFOLIO,
    came=[PORTFOLIO, ASSISTANT, DIRECTOR],
    minutes=(
        "A public report, and no key decision. Consulted: the overview and scrutiny "
        "committee for children. Corporate priority: People. "
        f"Accountable: {ASSISTANT}; {DIRECTOR}. Background papers: none."
    ),
)
YEARLY = Due(
    "Peer review or independent review of this year",
    DIRECTOR,
    date(2021, 8, 31),
    "The partnership's governance asks for one every year",
)
AFTER_A_YEAR = Due(
    "Review after a year: capacity to review cases of concern proactively",
    DIRECTOR,
    date(2021, 12, 9),
    "Recommendation 1.3 of item 15",
)


def load(session: Session, area: Area, people: People) -> None:
    """Enter the paper."""
    _chairs(session, area)
    review = _review(session, people)
    _recommend(session, review, people)
    _assure(session, area, people)
    _fund(session, people)
    _report(session, people)
    _cabinet(session, people)
    expect(session, area.lscp, [YEARLY], people=people)


def _chairs(session: Session, area: Area) -> None:
    turns = (
        (area.health, IN_FORCE, date(2020, 3, 31)),
        (area.council, date(2020, 4, 1), None),
    )
    for post_id, from_on, until_on in turns:
        bodies.start_term(
            session,
            post_id=post_id,
            seat=BodySeat.CHAIR,
            basis=Basis.ROTATION,
            from_on=from_on,
            until_on=until_on,
        )


def _review(session: Session, people: People) -> UUID:
    questions = "\n".join(f"{n}. {text}" for n, text in enumerate(SCOPE, 1))
    return reviews.open_review(
        session,
        kind=ReviewKind.INDEPENDENT,
        title="Independent review of the LSCP",
        lead_agency="local-authority",
        lead_post="Independent reviewer",
        by=people.manager,
        body=BOARD,
        scope=questions,
        narrative="Commissioned in June 2020, carried out in August 2020.",
        opened_at=COMMISSIONED,
    )


def _recommend(session: Session, review: UUID, people: People) -> None:
    told = [*HEADLINES]
    told += [
        (f"Recommendation {number} of section 21, in words not told", "local-authority")
        for number in range(len(HEADLINES) + 1, RECOMMENDATIONS + 1)
    ]
    for text, owner in told:
        recommendations.add(
            session, review_id=review, text=text, owner=owner, by=people.manager
        )


def _assure(session: Session, area: Area, people: People) -> None:
    documents.assure(
        session,
        document_id=area.arrangements,
        post="Independent reviewer",
        scope="The arrangements of Thurrock's partnership against the guidance of 2018",
        opinion=Opinion.ASSURED,
        text="The arrangements comply with Working Together 2018.",
        given_on=CARRIED_OUT,
        by=people.post,
    )


def _fund(session: Session, people: People) -> None:
    for year in (2021, 2022):
        for agency in ("icb", "police"):
            about = "A gradual rise over two years, as the review recommends"
            said = Said(year=year, source=agency, about=about)
            funding.enter(session, said=said, by=people.post)
    others = Said(year=2020, source="others", giver="Other members of the partnership")
    funding.enter(session, said=others, by=people.post)


def _report(session: Session, people: People) -> None:
    made = reports.draft(session, cover=COVER, as_at=HEARD_ON, by=people.manager)
    reports.issue(session, report_id=made, version=1, by=people.manager)


def _cabinet(session: Session, people: People) -> None:
    cabinet = gatherings.convene(
        session,
        slug="cabinet",
        name="Cabinet",
        purpose="Decides for the council",
        seats=SEATS,
        from_on=date(2018, 5, 1),
        by=people.post,
    )
    held = gatherings.sit(session, cabinet, SITTING, people=people)
    gatherings.bring(
        session, held, "Appendix 1: Independent review, August 2020", people=people
    )
    meetings.declare(
        session,
        meeting_id=held.meeting_id,
        item_id=held.item_id,
        post_id=cabinet.posts[DIRECTOR],
        interest=Interest.DUAL_ROLE,
        text="Accountable director for the report, and Chair of the partnership in it",
        then=Then.STAYS,
    )
    expect(session, cabinet.body_id, [AFTER_A_YEAR], people=people)
