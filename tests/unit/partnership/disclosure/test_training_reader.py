"""Another borough, told of events and of its own people, cannot narrow what is hidden.

It holds every summary besides, knows what adds up, and works out the least and the most
each hidden number could be. Where its own messages leave fewer than three, a summary
takes none away.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from partnership.disclosure.training import control
from partnership.training.model import Counted, CourseCount, Guests, Later, Outcomes
from tests.support.readers import ENOUGH
from tests.support.reading_messages import too_narrow
from tests.support.reading_training import NOTHING, Received, before, training

OWN, GUESTS = "havering", ("redbridge", "barking-and-dagenham")
OUTCOMES = ("attended",) * 5 + ("no_show", "away")
LEVELS = {"A1": "A", "A2": "A", "B1": "B"}
PLACE = st.tuples(
    st.sampled_from(sorted(LEVELS)),
    st.sampled_from(("police", "icb", "education", "housing")),
    st.sampled_from((OWN, OWN, *GUESTS)),
    st.sampled_from(OUTCOMES),
)


def outcomes_of(places):
    states = [outcome for *_, outcome in places]
    return Outcomes(**{name: states.count(name) for name in set(OUTCOMES)})


def by_name(places, which):
    names = {place[which] for place in places}
    return {n: outcomes_of([p for p in places if p[which] == n]) for n in names}


def a_course(code, places, free, *, crowded):
    """It had some seats more than people who held on to one."""
    some = [place for place in places if place[0] == code]
    offered = sum(place[3] != "away" for place in some) + free
    full = offered if crowded and offered <= len(some) else 0
    return CourseCount(
        code=code, title=code, level=LEVELS[code], item=None, events=1,
        offered=offered, outcomes=outcomes_of(some), shared=True, full=full,
    )  # fmt: skip


def a_quarter(places, free=(9, 9, 9), *, crowded=False):
    """A quarter of three courses, each offered to the other boroughs."""
    courses = [
        a_course(code, places, seats, crowded=crowded)
        for code, seats in zip(LEVELS, free, strict=True)
    ]
    guests = {home: [p for p in places if p[2] == home] for home in GUESTS}
    none = dict.fromkeys((OWN, *GUESTS), Outcomes())
    return Counted(
        period="2027-Q3", own=OWN, courses=courses, later=Later(),
        agencies=by_name(places, 1), homes=none | by_name(places, 2),
        levels={"A": "Contact", "B": "Leads"},
        guests={h: Guests(by_name(p, 0), by_name(p, 1)) for h, p in guests.items()},
    )  # fmt: skip


def received(home, places, counted):
    """What the host and another borough wrote to each other about this quarter."""
    own = [each for each in enumerate(places) if each[1][2] == home]
    crowded = [course.code for course in counted.courses if course.full]
    return Received(
        borough=home,
        offered=[
            {"event_id": each.code, "course": {"code": each.code},
             "capacity": each.offered}
            for each in counted.courses
        ],
        requested=[{"request_id": n, "agency": place[1]} for n, place in own],
        answered=[
            {"request_id": "", "event_id": code, "seats": [{"state": "refused"}]}
            for code in crowded
        ],
        told=[
            {"request_id": n, "event_id": code, "seats": [{"outcome": TOLD[outcome]}]}
            for n, (code, _, _, outcome) in own
        ],
    )  # fmt: skip


TOLD = {"attended": "attended", "no_show": "no_show", "away": "excused"}


def narrowed(*releases):
    """What is hidden, could be fewer than three, and could be more without summaries.

    What was hidden once stays so where nobody is left but people the reader sent, which
    a sum of 0 tells. The rule hides no 0.
    """
    reader, hidden = training(releases)
    found = too_narrow(reader, hidden)
    if not found:
        return {}
    alone = before(releases)
    return {
        name: span
        for name, span in found.items()
        if span < min(ENOUGH, alone.span(name))
        and not (span == 1 and is_least(alone, name))
    }


def is_least(reader, name):
    """Whether the truth is the least it could be."""
    return reader.reached[name][0] == 0


def released(home, places, free, **more):
    counted = a_quarter(places, free, **more)
    told = received(home, places, counted) if home else NOTHING
    return control(counted), counted, told


@settings(max_examples=12, deadline=None)
@given(
    home=st.sampled_from(["", *GUESTS]),
    places=st.lists(PLACE, max_size=40),
    more=st.lists(PLACE, max_size=8),
    fewer=st.integers(0, 12),
    free=st.tuples(*[st.integers(0, 4)] * 3),
    crowded=st.booleans(),
)
def test_a_quarter_of_training_and_its_correction_hide_what_they_hide(
    home, places, more, fewer, free, crowded
):
    first = released(home, places, free, crowded=crowded)
    _, second, told = released(home, [*places[fewer:], *more], free, crowded=crowded)
    assert narrowed(first, (control(second, earlier=first[0]), second, told)) == {}
