"""What both services mount of the partnership's slices: pages, links, front, search."""

from partnership.action_log import routes as action_log
from partnership.actions import routes as actions
from partnership.attention import routes as attention
from partnership.bodies import routes as bodies
from partnership.calendar import routes as calendar
from partnership.clocks import routes as clocks
from partnership.decisions import routes as decisions
from partnership.delegations import routes as delegations
from partnership.disputes import routes as disputes
from partnership.forward_plan import routes as forward_plan
from partnership.meeting_actions import routes as meeting_actions
from partnership.meetings import routes as meetings
from partnership.minutes import routes as minutes
from partnership.packs import routes as packs
from partnership.papers import routes as papers
from partnership.plans import routes as plans
from partnership.reports import routes as reports
from partnership.seats import routes as seats
from partnership.sharing import routes as sharing
from partnership.snapshots import routes as snapshots
from partnership.themes import routes as themes
from partnership.workplan import routes as workplan

PAGES = (
    bodies.pages,
    seats.pages,
    calendar.pages,
    meetings.pages,
    minutes.pages,
    papers.pages,
    packs.pages,
    action_log.pages,
    meeting_actions.pages,
    decisions.pages,
    delegations.pages,
    forward_plan.pages,
    disputes.pages,
    plans.pages,
    actions.pages,
    themes.pages,
    snapshots.pages,
    reports.pages,
    workplan.pages,
    sharing.pages,
    clocks.pages,
)

# The links at the top.
NAVIGATION = (
    *bodies.NAVIGATION,
    *calendar.NAVIGATION,
    *plans.NAVIGATION,
    *actions.NAVIGATION,
    *clocks.NAVIGATION,
)

FINDERS = (
    *bodies.FINDERS,
    *calendar.FINDERS,
    *decisions.FINDERS,
    *disputes.FINDERS,
    *attention.FINDERS,
    *reports.FINDERS,
    *workplan.FINDERS,
)

# What the front page and the weekly letter ask.
SOURCES = (
    *bodies.SOURCES,
    *calendar.SOURCES,
    *decisions.SOURCES,
    *delegations.SOURCES,
    *forward_plan.SOURCES,
    *disputes.SOURCES,
    *attention.SOURCES,
    *workplan.SOURCES,
    *sharing.SOURCES,
    *clocks.SOURCES,
)
