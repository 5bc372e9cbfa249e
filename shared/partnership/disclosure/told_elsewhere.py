"""What other boroughs were told of a quarter's training before any summary of it.

An event that is offered says how many places it has. The borough people come from is
told what became of each place of theirs. And whoever was still waiting in the end knows
that every place was taken.
"""

from collections.abc import Mapping, Sequence

from partnership.disclosure.besides import ENOUGH, Besides, Bounds
from partnership.training.model import (
    ATTENDED,
    COURSES,
    ELSEWHERE,
    HOMES,
    NO_SHOW,
    NOT_COME,
    OWN,
    WAYS,
    Counted,
    CourseCount,
    Guests,
)

NOBODY = Guests({}, {})
Limits = Mapping[str, Mapping[str, Mapping[str, Bounds]]]


def readers(counted: Counted, measure: str) -> Sequence[Besides]:
    """Who may read one measure of a summary: anybody, and each borough of guests.

    Every number of places is taken to be known, as it may be told in the summary.
    """
    public = Besides(limits=_limits(counted, measure, "", NOBODY))
    return [public, *(_borough(counted, measure, slug) for slug in counted.guests)]


def known(counted: Counted, measure: str) -> Sequence[int]:
    """How many of all places each reader can count without a summary."""
    return [0, *(each.total(measure) for each in counted.guests.values())]


def empty_seats_tell(counted: Counted) -> bool:
    """Whether those who came tell how many were no-shows, or nearly.

    Who stays away without notice leaves a seat empty. Where all places are known, so
    are the empty ones, and with one or two of them there are too few things to think.
    """
    empty = counted.offered - counted.total(ATTENDED)
    left = [empty - number for number in known(counted, NO_SHOW)]
    shared = all(each.shared for each in counted.courses)
    return shared and any(0 < each < ENOUGH for each in left)


def no_shows_tell(counted: Counted) -> bool:
    """Whether no-shows leave nearly no seat that somebody could have come to."""
    seats = counted.offered - counted.total(NO_SHOW)
    return any(seats - number < ENOUGH for number in known(counted, ATTENDED))


def waiting_tells(counted: Counted) -> bool:
    """Whether those who came, and that all was full, tell nearly who did not come."""
    courses = [_full(each, ATTENDED) for each in counted.courses]
    return max([*courses, sum(courses), 0]) >= ENOUGH


def _borough(counted: Counted, measure: str, slug: str) -> Besides:
    """What the borough of some guests can count of one measure."""
    guests, places = counted.guests[slug], {}
    for way in WAYS:
        own = {slug: guests.total(measure)} if way == HOMES else guests.by(way, measure)
        places[way] = {
            group: {row: own.get(row, 0) for row in rows}
            for group, rows in counted.rows(way).items()
        }
    return Besides(known=places, limits=_limits(counted, measure, slug, guests))


def _limits(counted: Counted, measure: str, slug: str, guests: Guests) -> Limits:
    """What bounds the rows of courses, and that a borough knows its own people."""
    own = guests.by(COURSES, measure)
    missed = guests.by(COURSES, NO_SHOW)
    found = {
        course.code: Bounds(
            least=max(own.get(course.code, 0), _full(course, _other(measure))),
            most=course.offered - missed.get(course.code, 0)
            if measure == ATTENDED
            else None,
        )
        for course in counted.courses
    }
    by_group = {
        group: {row: found[row] for row in rows}
        for group, rows in counted.rows(COURSES).items()
    }
    number = guests.total(measure)
    homes = {
        group: {
            row: Bounds(number, number) if row == slug else Bounds() for row in rows
        }
        for group, rows in counted.rows(HOMES).items()
        if group in (OWN, ELSEWHERE)
    }
    return {COURSES: by_group, HOMES: homes}


def _other(measure: str) -> str | None:
    """What with a measure makes up all places that were taken."""
    return {ATTENDED: NOT_COME, NOT_COME: ATTENDED}.get(measure)


def _full(course: CourseCount, told: str | None) -> int:
    """How many of a course's full places are left for those who are not told."""
    return max(0, course.full - course.outcomes.of(told)) if told else 0
