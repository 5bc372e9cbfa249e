"""The decision of Havering's Cabinet in June 2019, and what it left to a post."""

from datetime import date, time

from sqlalchemy.orm import Session

from accord.seeds import gatherings
from accord.seeds.gatherings import ASSUMED, Committee, Seat, Sitting, moment
from accord.seeds.havering_bodies import DIRECTOR
from accord.seeds.people import People
from borough.documents import service as documents
from borough.documents.model import Kind, Statement
from borough.documents.service import Words
from partnership.bodies.model import Part
from partnership.decisions import service as decisions
from partnership.delegations import service as delegations
from partnership.meetings.model import Purpose

HEARD_ON = date(2019, 6, 12)
FINAL_BY = date(2019, 6, 29)
MEMBER = "Cabinet Member for Education, Children & Families"
PARTS = (
    "The principles and the approach to the new safeguarding arrangements and to child "
    "death reviews are approved.",
    "Finalising the plan by 29 June 2019 is left to the Director of Children's "
    f"Services, who first consults the {MEMBER}.",
    "The arrangements for independent scrutiny in section 3.1 are approved.",
)
PAPERS = (
    "CSP June 2019 Final (004), item 74, PDF 280 KB",
    "EqHIA: changes to the partnership, final, item 74, PDF 621 KB",
)
TEXT = (
    "A common approach of Havering, Barking and Dagenham and Redbridge, which share "
    "the East Command Unit of the Metropolitan Police and their clinical commissioning "
    "group. Local variation is allowed. The plan is published by the end of June 2019 "
    "and in force by the end of September 2019. The first year is a shadow year and "
    "cost-neutral; savings may come later. The response to child deaths was built "
    "across the three boroughs and is to be extended."
)
SCRUTINY = (
    "Scrutiny reviews performance",
    "Scrutiny reviews challenge",
    "Scrutiny reviews the work plan",
    "Scrutiny talks with children, young people and their families",
)


SITTING = Sitting(
    title="Cabinet, June 2019",
    starts_at=moment(HEARD_ON, time(19, 30)),
    place="Havering, town hall",
    item="Item 74: Changes to Havering's Children's Safeguarding Partnership",
    purpose=Purpose.DECIDE,
    presenter=MEMBER,
    came=[MEMBER, DIRECTOR],
    minutes=f"Cabinet approved the new partnership. {ASSUMED}",
)


def load(session: Session, people: People) -> Committee:
    """Enter the meeting, its papers, the decision and the delegation."""
    cabinet = gatherings.convene(
        session,
        slug="cabinet",
        name="Cabinet",
        purpose="Decides for the council",
        seats=(
            Seat(MEMBER, "local-authority"),
            Seat(DIRECTOR, "local-authority", Part.ADVISER),
        ),
        from_on=date(2018, 5, 1),
        by=people.post,
    )
    _decide(session, cabinet, people)
    documents.begin(
        session,
        kind=Kind.ARRANGEMENTS,
        title="Havering's safeguarding arrangements",
        words=Words(text=TEXT, lines={Statement.APPROACH: SCRUTINY}),
        by=people.post,
    )
    return cabinet


def _decide(session: Session, cabinet: Committee, people: People) -> None:
    held = gatherings.sit(session, cabinet, SITTING, people=people)
    for title in PAPERS:
        gatherings.bring(session, held, title, people=people)
    decision_id = decisions.decide(
        session,
        body_id=cabinet.body_id,
        meeting_id=held.meeting_id,
        item_id=held.item_id,
        text="Cabinet approves Havering's new Children's Safeguarding Partnership.",
        basis="For the reasons in the report",
        parts=PARTS,
        by=people.manager,
    )
    delegations.delegate(
        session,
        decision_id=decision_id,
        text="Finalise the plan for the new arrangements",
        to_post=DIRECTOR,
        agency="local-authority",
        due=FINAL_BY,
        consult_post=MEMBER,
        by=people.manager,
    )
