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
from accord.seeds.programmes import Due, Programme, Task, expect, lay_out
from borough.funding import service as funding
from borough.funding.service import Said
from partnership.agencies import STATUTORY
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


PROGRAMME = Programme(
    plan="The partnership's first year",
    note="A common approach of three boroughs; local variation is allowed.",
    year="Work programme of the shadow year",
    from_on=date(2019, 6, 1),
    until_on=SHADOW_ENDS,
    body=HSPG,
    tasks=(
        Task("Publish the plan of the new arrangements", DIRECTOR, PUBLISH_BY),
        Task("Implement the new arrangements", DIRECTOR, BEGINS),
        Task("Extend the joint response to child deaths", DIRECTOR, ALIGN_BY),
        Task("Scrutineer's report on the shadow year", SCRUTINEER, REPORT_BY),
        *(Task(title, DIRECTOR, ALIGN_BY, "havering", OTHERS) for title in ALIGNED),
    ),
)
REPORT = Due(
    "The scrutineer's recommendations on the shadow year",
    SCRUTINEER,
    AUTUMN,
    "The first year is a shadow year, and its effect is judged",
)


def load(session: Session, cabinet: Committee, people: People) -> None:
    """Enter the work of the first year."""
    for title in RISKS:
        workplan.add_priority(
            session,
            title=title,
            reference="Shared by three boroughs, 2019",
            from_on=BEGINS,
            by=people.manager,
            body=HSPG,
        )
    lay_out(session, PROGRAMME, people=people)
    expect(session, cabinet.body_id, [REPORT], people=people)
    for agency in STATUTORY:
        about = "Cost-neutral in the first year; the sum is not told"
        said = Said(year=2019, source=agency, about=about)
        funding.enter(session, said=said, by=people.post)
