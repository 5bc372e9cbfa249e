"""Made-up work of each borough, and how it stands, released to leadership."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from accord.demo.ground import Place
from accord.demo.telling import Teller
from borough.governance import queries
from borough.governance import service as governance
from kit import clock
from kit.accounts.actor import Actor
from kit.logs import correlation
from partnership.actions import service as actions
from partnership.brag.model import Brag
from partnership.themes import service as themes
from partnership.workplan import queries as priorities
from partnership.workplan import service as workplan

SHARED = ("Adolescent safeguarding", "Child neglect")
AGREED = "Shared by three boroughs, 2019"
INFORMATION, CURIOSITY = "Information sharing", "Professional curiosity"

# How many actions of each theme stand where. Nobody agreed these: they are made up.
Counts = Mapping[str, Mapping[Brag, int]]
MADE_UP: Mapping[str, Counts] = {
    "havering": {
        INFORMATION: {Brag.GREEN: 9, Brag.AMBER: 12},
        CURIOSITY: {Brag.GREEN: 7, Brag.AMBER: 6, Brag.RED: 5},
    },
    "barking-and-dagenham": {
        INFORMATION: {Brag.GREEN: 14, Brag.AMBER: 8},
        CURIOSITY: {Brag.GREEN: 6, Brag.AMBER: 11},
    },
    "redbridge": {
        INFORMATION: {Brag.GREEN: 5, Brag.AMBER: 2, Brag.RED: 6},
    },
}


def tell(borough: Place, *, analyst: Actor, manager: Actor, teller: Teller) -> None:
    """Enter the borough's made-up work; two people then release how it stands."""
    database = borough.instance.database
    with correlation(), database.transaction() as session:
        _enter(session, MADE_UP[borough.part.slug], manager)
        made = governance.start(session, by=analyst, as_at=clock.today())
        seen = queries.the_return(session, made)
        governance.submit(
            session,
            summary_id=made,
            by=analyst,
            seen=seen.preview,
            note="Made-up actions, for the demonstration",
        )
    with correlation(), database.transaction() as session:
        governance.approve(
            session,
            summary_id=made,
            by=manager,
            seen=seen.preview,
            area=borough.part.area_code,
        )
    teller.say(f"{borough.part.short_name} told leadership how it stands.")


def _enter(session: Session, counts: Counts, manager: Actor) -> None:
    known = {each.title for each in priorities.priorities(session)}
    for title in SHARED:
        if title not in known:
            workplan.add_priority(
                session, title=title, reference=AGREED, from_on=_ago(900), by=manager
            )
    plan = actions.make_plan(
        session,
        ref="MADE-UP",
        title="Made-up actions, for the demonstration",
        source="other",
        by=manager,
    )
    for title, split in counts.items():
        theme = themes.add(session, title=title)
        for brag, number in split.items():
            for _ in range(number):
                made = actions.add_action(
                    session,
                    plan_id=plan,
                    title=f"Made-up action on {title.lower()}",
                    owner_post="Head of service",
                    agency="local-authority",
                    by=manager,
                    brag=brag,
                    due=_ago(-60),
                    forecast=_ago(-60),
                )
                themes.give(session, resource="actions", record=made, themes=[theme])


def _ago(days: int) -> date:
    return clock.today() - timedelta(days=days)
