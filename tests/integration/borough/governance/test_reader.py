"""What a reader of all governance returns of a borough can work out from them."""

import orjson
from sqlalchemy import select

from borough.governance import queries, service
from borough.wiring import SERVICE
from kit import clock
from kit.exchange.model import OutboxEvent
from partnership.actions import queries as actions
from partnership.brag.model import Brag
from partnership.themes import service as themes
from tests.support import reading_messages
from tests.support.boroughs import ANALYST, HERE, MANAGER
from tests.support.plans import Plans
from tests.support.reading_messages import too_narrow


def counted(session, theme, title):
    split = actions.totals(session, theme=theme).overall
    row = {brag.value: split.at(brag) for brag in Brag}
    return {"title": title, **row, "total": sum(row.values())}


def released(database, theme):
    """A return as it left, and what was counted for it."""
    with database.transaction() as session:
        made = service.start(session, by=ANALYST, as_at=clock.today())
        seen = queries.the_return(session, made).preview
        service.submit(session, summary_id=made, by=ANALYST, seen=seen, note=None)
        service.approve(session, summary_id=made, by=MANAGER, seen=seen, area=HERE)
        rows = [counted(session, None, "All"), counted(session, theme, "Neglect")]
        left = session.scalars(select(OutboxEvent.body).order_by(OutboxEvent.id)).all()
    return orjson.loads(left[-1])["data"], {"actions": rows, "clocks": []}


def test_two_returns_and_a_theme_hide_what_they_hide(any_database):
    here = any_database("havering", SERVICE.metadatas)
    plans = Plans(here)
    plan = plans.plan("ONE")
    plans.fill(plan, green=6, amber=8)
    with here.transaction() as session:
        theme = themes.add(session, title="Neglect")
        for each in actions.everything(session)[:9]:
            themes.give(session, resource="actions", record=each.id, themes=[theme])
    first = released(here, theme)
    plans.fill(plan, red=3)
    second = released(here, theme)
    assert [row["total"] for row in first[0]["actions"]] == [14, None]
    assert second[0]["actions"][0]["red"] is None
    reader, hidden = reading_messages.governance([first, second])
    assert len(hidden) > 4
    assert too_narrow(reader, hidden) == {}
