"""Where a hat stands on a day, what it is called, and who may agree to it."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
import time_machine

from kit import clock
from kit.errors import Conflict, Invalid
from kit.hats.model import Hat, HatState, Places, SamePerson
from kit.hats.queries import in_words
from kit.hats.service import check_place
from tests.support.people import BOROUGH

HOLDER, GRANTER, SECOND = (UUID(int=number) for number in (1, 2, 3))
FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)
A_DAY = timedelta(days=1)
AGREED = clock.parse_iso("2026-04-01T09:00Z")
PLACES = Places(agencies={"icb": "Integrated care board"})


def a_hat(**more):
    known = {
        "user_id": HOLDER,
        "role": "cdop_panel",
        "from_on": FIRST,
        "until_on": LAST,
        "granted_by": GRANTER,
        "needs_approval": False,
    }
    return Hat(**{**known, **more})


@pytest.mark.parametrize(
    ("hat", "day", "state"),
    [
        (a_hat(), FIRST - A_DAY, HatState.COMING),
        (a_hat(), FIRST, HatState.CURRENT),
        (a_hat(), LAST, HatState.CURRENT),
        (a_hat(), LAST + A_DAY, HatState.OVER),
        (a_hat(until_on=None), date(2099, 1, 1), HatState.CURRENT),
        (a_hat(needs_approval=True), FIRST, HatState.WAITING),
        (a_hat(needs_approval=True), LAST + A_DAY, HatState.OVER),
        (
            a_hat(needs_approval=True, approved_at=AGREED),
            FIRST,
            HatState.CURRENT,
        ),
        (a_hat(ended_at=AGREED), FIRST, HatState.ENDED),
    ],
)
def test_a_hat_stands_where_its_days_and_people_say(hat, day, state):
    assert hat.state(day) is state


@time_machine.travel("2026-04-01T09:00:00Z", tick=False)
def test_a_second_person_is_neither_holder_nor_granter():
    hat = a_hat(needs_approval=True)
    for same in (HOLDER, GRANTER):
        with pytest.raises(SamePerson):
            hat.approve(by=same)
    hat.approve(by=SECOND)
    assert hat.state(FIRST) is HatState.CURRENT
    with pytest.raises(Conflict):
        hat.approve(by=SECOND)


@pytest.mark.parametrize(
    ("role", "agency", "body", "words"),
    [
        ("analyst", None, None, "Analyst"),
        ("partner_representative", "icb", None,
         "Partner agency representative, Integrated care board"),
        ("group_chair", None, "learning-group", "Group chair, learning group"),
        ("forgotten", None, None, "forgotten"),
    ],
)  # fmt: skip
def test_a_hat_is_called_as_people_say_it(role, agency, body, words):
    said = in_words(BOROUGH, PLACES, role=role, agency=agency, body=body)
    assert said == words


def test_a_place_is_one_of_those_listed_where_any_are():
    speaks_for = BOROUGH.roles["partner_representative"]
    place = check_place(speaks_for, agency=" ICB ", body="x", places=PLACES)
    assert place == ("icb", None)
    for wrong in (None, "", "police"):
        with pytest.raises(Invalid, match="Choose the agency"):
            check_place(speaks_for, agency=wrong, body=None, places=PLACES)
    with pytest.raises(Invalid, match="short name"):
        check_place(SimpleNamespace(name="Chair", needs="body"), agency=None, body="!")
