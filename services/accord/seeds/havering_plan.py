"""What Havering's partnership set out to do: priorities, nine months, a shadow year."""

from datetime import date

from sqlalchemy.orm import Session

from accord.seeds.gatherings import Committee
from accord.seeds.havering_bodies import (
    BEGINS,
    DIRECTOR,
    HSPG,
    SCRUTINEER,
    SHADOW_ENDS,
)
from accord.seeds.people import People
from borough.funding import service as funding
from borough.funding.service import Said
from partnership.agencies import STATUTORY
from partnership.forward_plan import service as forward_plan
from partnership.workplan import service as workplan

PUBLISH_BY = date(2019, 6, 30)
ALIGN_BY = date(2020, 6, 30)
REPORT_BY = date(2020, 8, 31)
AUTUMN = date(2020, 9, 30)
OTHERS = ("barking-and-dagenham", "redbridge")
# Both touch children in all three boroughs.
RISKS = ("Adolescent safeguarding", "Child neglect")
ALIGNED = (
    "Align audit and learning reviews",
    "Align how performance data is monitored",
    "Align training",
)


def load(session: Session, cabinet: Committee, people: People) -> None:
    """Enter the work of the first year."""
    by = people.manager
    for title in RISKS:
        workplan.add_priority(
            session,
            title=title,
            reference="Shared by three boroughs, 2019",
            from_on=BEGINS,
            by=by,
            body=HSPG,
        )
    _programme(session, people)
    forward_plan.plan_item(
        session,
        body_id=cabinet.body_id,
        title="The scrutineer's recommendations on the shadow year",
        owner_post=SCRUTINEER,
        due_on=AUTUMN,
        because="The first year is a shadow year, and its effect is judged",
        by=by,
    )
    for agency in STATUTORY:
        about = "Cost-neutral in the first year; the sum is not told"
        said = Said(year=2019, source=agency, about=about)
        funding.enter(session, said=said, by=people.post)


def _programme(session: Session, people: People) -> None:
    by = people.manager
    plan = workplan.add_delivery(
        session,
        title="The partnership's first year",
        note="A common approach of three boroughs; local variation is allowed.",
        from_on=date(2019, 6, 1),
        until_on=SHADOW_ENDS,
        by=by,
        body=HSPG,
    )
    year = workplan.add_programme(
        session,
        delivery_id=plan,
        title="Work programme of the shadow year",
        from_on=date(2019, 6, 1),
        until_on=SHADOW_ENDS,
        by=by,
        body=HSPG,
    )
    own = (
        ("Publish the plan of the new arrangements", DIRECTOR, PUBLISH_BY),
        ("Implement the new arrangements", DIRECTOR, BEGINS),
        ("Extend the joint response to child deaths", DIRECTOR, ALIGN_BY),
        ("Scrutineer's report on the shadow year", SCRUTINEER, REPORT_BY),
    )
    for title, owner, due_on in own:
        workplan.add_milestone(
            session,
            programme_id=year,
            title=title,
            owner_post=owner,
            due_on=due_on,
            by=by,
        )
    for title in ALIGNED:
        workplan.add_milestone(
            session,
            programme_id=year,
            title=title,
            owner_post=DIRECTOR,
            due_on=ALIGN_BY,
            lead="havering",
            seen_by=OTHERS,
            by=by,
        )
