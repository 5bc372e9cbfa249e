"""Paper 001: a committee hears how five plans stand, at the end of 2021."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from accord.seeds import gatherings
from accord.seeds.gatherings import ASSUMED, Asked, Sitting, moment
from accord.seeds.people import People
from accord.seeds.programmes import Due, Programme, Task, expect, lay_out
from accord.seeds.thurrock_arrangements import (
    BOARD,
    CHAIR,
    CHILDRENS_MANAGER,
    FIRST_SEAT,
    LSCP,
    SCRUTINEER,
    SECOND_SEAT,
    Area,
)
from borough.library import service as library
from borough.reviews import service as reviews
from borough.reviews.model import Flag, ReviewKind
from partnership.actions import service as actions
from partnership.bodies import service as bodies
from partnership.bodies.model import Basis, Part, Seat
from partnership.brag.model import Brag, Shows, Split
from partnership.meetings.model import Purpose
from partnership.reports import service as reports
from partnership.reports.model import Cover
from partnership.reports.model import Purpose as Wanted
from partnership.snapshots import service as snapshots
from partnership.themes import service as themes
from partnership.workplan import service as workplan

HEARD_ON = date(2021, 12, 7)
OPENED = datetime(2021, 3, 1, 12, tzinfo=UTC)
EMBEDDED = datetime(2021, 11, 1, 12, tzinfo=UTC)
AMBER_DUE = date(2022, 3, 31)
FEBRUARY = date(2022, 2, 28)
LEFT_AT = time(19, 45)

THEMES = (
    "Information sharing",
    "Professional curiosity",
    "Thresholds and escalations",
    "Working with resistance",
)
PRIORITIES = (
    "Identify vulnerability early",
    "Learning is embedded in the partnership",
    "Information reaches those who need it",
)
PEER_FINDINGS = (
    "More scrutiny and governance: an independent chair and scrutineer",
    "More use of key performance indicators",
    "Closer work with police, health and schools",
    "More quality assurance, through multi-agency audits",
)


class Told(NamedTuple):
    """A plan as it was told: its source, and its split or nothing."""

    ref: str
    title: str
    source: str
    split: Split | None


PLANS = (
    Told("FRANKIE", "Frankie", "review", Split(blue=11, amber=3)),
    Told("SK", "Sam and Kyle", "review", Split(blue=16, amber=2)),
    Told("LEO", "Leo", "review", Split(blue=1, green=4, amber=9)),
    Told("SA", "Shay and Ashley", "review", None),
    Told("PEER", "Peer review", "peer-review", Split(blue=23, amber=3)),
)
OWNERS = (
    ("police", "Head of public protection", "icb"),
    ("icb", "Designated nurse", "police"),
    ("local-authority", "Head of safeguarding", "icb"),
)
QUESTION = Asked(
    SECOND_SEAT,
    "Are the amber actions on course to be completed, and have they deadlines?",
    "All amber actions are on course. Awareness sessions are spread out more, so that "
    "as many as can be attend.",
    CHILDRENS_MANAGER,
)


PROGRAMME = Programme(
    plan="2022-2024 LSCP delivery plan",
    note='Printed as "20222-2024 LSCO"; the LSCP Dataset is its basis.',
    year="Programme of 2022",
    from_on=date(2022, 1, 1),
    until_on=date(2024, 12, 31),
    year_until=date(2022, 12, 31),
    body=LSCP,
    tasks=(
        Task(
            "Collect the LSCP Dataset as the basis of the plan",
            CHILDRENS_MANAGER,
            AMBER_DUE,
        ),
        Task(
            "Spread awareness sessions out, so that most can attend",
            CHILDRENS_MANAGER,
            AMBER_DUE,
        ),
    ),
)
LEFT = moment(HEARD_ON, LEFT_AT)
SITTING = Sitting(
    title="Committee, end of 2021",
    starts_at=moment(HEARD_ON, time(19)),
    place="Thurrock, council offices",
    item="Items raised by the Thurrock LSCP: verbal update",
    purpose=Purpose.NOTE,
    presenter=SCRUTINEER,
    came=[CHAIR, FIRST_SEAT, SECOND_SEAT, SCRUTINEER, CHILDRENS_MANAGER],
    left={SCRUTINEER: LEFT, CHILDRENS_MANAGER: LEFT},
    questions=[QUESTION],
    minutes=f"The Committee heard how five plans stand. {ASSUMED}",
)
COMING = (
    Due(
        "Written report with the RAG rated action plan",
        CHILDRENS_MANAGER,
        FEBRUARY,
        "The Chair asked for it at the end of 2021",
    ),
    Due(
        "Report on the priorities of next year",
        SCRUTINEER,
        date(2022, 12, 31),
        "Offered at the end of 2021",
    ),
)


def load(session: Session, area: Area, people: People) -> None:
    """Enter the paper."""
    tags = {title: themes.add(session, title=title) for title in THEMES}
    for told in PLANS:
        _plan(session, told, tags, people)
    _scrutineer(session, area)
    _work(session, people)
    _heard(session, area, people)
    _report(session, people)


def _plan(
    session: Session, told: Told, tags: Mapping[str, UUID], people: People
) -> None:
    review = _review(session, told, tags, people)
    plan_id = actions.make_plan(
        session,
        ref=told.ref,
        title=told.title,
        source=told.source,
        source_record=str(review),
        body_slug=BOARD if told.ref == "PEER" else LSCP,
        opened_on=OPENED.date(),
        counted=told.split is not None,
        by=people.manager,
    )
    if told.split is None:
        return
    states = [brag for brag in Brag for _ in range(told.split.at(brag))]
    for number, brag in enumerate(states, 1):
        title = f"{told.title}: action {number} of {len(states)}, in words not told"
        _action(session, plan_id, number, title, brag, people)


def _action(
    session: Session,
    plan_id: UUID,
    number: int,
    title: str,
    brag: Brag,
    people: People,
) -> None:
    agency, post, other = OWNERS[number % len(OWNERS)]
    dated = {"due": AMBER_DUE, "forecast": AMBER_DUE} if brag is Brag.AMBER else {}
    action_id = actions.add_action(
        session,
        plan_id=plan_id,
        title=title,
        owner_post=post,
        agency=agency,
        brag=Brag.AMBER if brag is Brag.AMBER else Brag.GREEN,
        by=people.manager,
        at=OPENED,
        **dated,
    )
    if brag is Brag.BLUE:
        _embed(session, action_id, other, people)
    elif brag is Brag.AMBER:
        actions.update(
            session,
            action_id=action_id,
            by=people.manager,
            note="On course to be completed, as the committee heard",
            at=EMBEDDED,
        )


def _embed(session: Session, action_id: UUID, other: str, people: People) -> None:
    actions.add_evidence(
        session,
        action_id=action_id,
        shows=Shows.FILE_SAMPLE,
        dated_on=(EMBEDDED - timedelta(days=30)).date(),
        text="Made-up evidence: the committee heard that it is embedded, and no more",
        by=people.manager,
        at=EMBEDDED,
    )
    actions.propose(
        session, action_id=action_id, asked=other, by=people.manager, at=EMBEDDED
    )
    actions.confirm(
        session, action_id=action_id, by=people.partners[other], at=EMBEDDED
    )


def _review(
    session: Session, told: Told, tags: Mapping[str, UUID], people: People
) -> UUID:
    peer = told.ref == "PEER"
    review = reviews.open_review(
        session,
        kind=ReviewKind.PEER if peer else ReviewKind.LOCAL,
        title=told.title,
        lead_agency="local-authority",
        lead_post=CHILDRENS_MANAGER,
        by=people.manager,
        body=BOARD if peer else LSCP,
        scope="Of last year, seen from 2021" if peer else "",
        opened_at=OPENED,
    )
    _find(session, review, told, tags, people)
    if told.split is None:
        _publish(session, review, people)
    return review


def _find(
    session: Session,
    review: UUID,
    told: Told,
    tags: Mapping[str, UUID],
    people: People,
) -> None:
    if told.ref == "PEER":
        for text in PEER_FINDINGS:
            library.add(
                session, review_id=review, text=text, tagged=(), by=people.manager
            )
        return
    for theme, tag in tags.items():
        library.add(
            session,
            review_id=review,
            text=f"{theme} is one of four themes over all reviews",
            tagged=[tag],
            by=people.manager,
        )


def _publish(session: Session, review: UUID, people: People) -> None:
    """Learning is published; no body has ratified the review."""
    on = HEARD_ON - timedelta(days=30)
    reviews.set_flag(
        session, review_id=review, flag=Flag.LEARNING_SHARED, on=on, by=people.manager
    )
    reviews.propose(
        session,
        review_id=review,
        text="The learning is published. Governance has not ratified the review yet.",
        seen=2,
        by=people.manager,
    )
    reviews.publish(session, review_id=review, seen=3, on=on, by=people.second)


def _scrutineer(session: Session, area: Area) -> None:
    """Newly appointed: the chair moves on from the council."""
    from_on = date(2021, 11, 1)
    post = bodies.add_post(
        session,
        body_id=area.lscp,
        title=SCRUTINEER,
        agency=None,
        part=Part.ADVISER,
        from_on=from_on,
    )
    bodies.start_term(
        session,
        post_id=post,
        seat=Seat.CHAIR,
        basis=Basis.INDEPENDENT,
        from_on=from_on,
        hands_over=True,
    )


def _work(session: Session, people: People) -> None:
    for title in PRIORITIES:
        workplan.add_priority(
            session, title=title, from_on=date(2021, 4, 1), by=people.manager, body=LSCP
        )
    lay_out(session, PROGRAMME, people=people)


def _heard(session: Session, area: Area, people: People) -> None:
    gatherings.sit(session, area.committee, SITTING, people=people)
    expect(session, area.committee.body_id, COMING, people=people)


def _report(session: Session, people: People) -> None:
    """The report February's meeting asked for, from a snapshot of the day."""
    snapshot_id = snapshots.take(
        session, as_at=HEARD_ON, title="As the committee heard it", by=people.manager
    )
    reports.draft(
        session,
        cover=Cover(
            title="Action plans of the LSCP, RAG rated",
            committee="Children's Services Overview and Scrutiny Committee",
            purpose=Wanted.NOTE,
            author_post=CHILDRENS_MANAGER,
            sponsor_post=SCRUTINEER,
            wards="All",
            recommendations="Note how the five plans stand",
        ),
        snapshot_id=snapshot_id,
        by=people.manager,
    )
