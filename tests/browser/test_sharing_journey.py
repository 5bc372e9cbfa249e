"""A manager shares a milestone with another borough; a second one reads every word."""

from datetime import timedelta

from kit import clock
from partnership.workplan import service as workplan
from tests.support.clicks import follow, press, refused, told
from tests.support.plans import MANAGER

PHONE, DESK = 320, 1280
TITLE = "Spread the sessions on supervision to every school of the three boroughs"


def milestone(governance):
    """The address of a milestone that is the borough's own so far."""
    days = {"from_on": clock.today(), "until_on": clock.today() + timedelta(days=300)}
    plan = governance.do(
        workplan.add_delivery, title="Delivery plan", by=MANAGER, **days
    )
    year = governance.do(
        workplan.add_programme, delivery_id=plan, title="Year one", by=MANAGER, **days
    )
    made = governance.do(
        workplan.add_milestone,
        programme_id=year,
        title=TITLE,
        owner_post="Training manager",
        due_on=clock.today() + timedelta(days=30),
        by=MANAGER,
    )
    return f"/workplan/milestones/{made}"


def test_one_person_proposes_and_another_lets_it_go(served):
    at = served("havering")
    address = milestone(at.governance)
    first = at.comes("business_manager")
    second = at.comes("business_manager", agency="police")
    first.goto("/workplan/sharing/")
    told(first, "Nothing was ever to be shared")
    at.seen(first, "sharing-1-none", PHONE, DESK)
    first.goto(address)
    first.get_by_label("Redbridge").check()
    press(first, "Store who sees it")
    told(first, "Awaiting approval")
    at.seen(first, "sharing-2-milestone", PHONE, DESK)
    second.reload()
    follow(second, "A milestone waits for your approval before others see it")
    told(second, TITLE)
    press(second, "Approve and release")
    refused(second, "Tick the box")
    at.seen(second, "sharing-3-refused", PHONE, DESK)
    second.get_by_label("I read every word above").check()
    press(second, "Approve and release")
    told(second, "What left")
    first.goto("/workplan/sharing/")
    told(first, "Released")
    at.seen(first, "sharing-4-list", PHONE, DESK)
