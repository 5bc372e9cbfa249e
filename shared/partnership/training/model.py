"""What a borough counts of one quarter's training.

Places are counted by what became of them and told in three ways: by course, by kind of
agency and by the borough people came from, each at the events of this borough alone.
What its own people did elsewhere the hosts tell, so no number is told by two boroughs.
What of it may leave is decided by ``partnership.disclosure.training``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from partnership.agencies import agency_name
from partnership.disclosure.model import DEFAULT_RULES, DisclosureClass
from partnership.figures import periods

# Counts of people at work, who are no people at risk.
RULE = DEFAULT_RULES[DisclosureClass.STAFF]

ATTENDED, NOT_COME = "attended", "not_come"
NO_SHOW, AWAY = "no_show", "away"
OFFERED = "offered"
MEASURES = (ATTENDED, NOT_COME, NO_SHOW, AWAY)
WORDS: Mapping[str, str] = {
    OFFERED: "Places offered",
    ATTENDED: "Attended, in whole or in part",
    NOT_COME: "Booked and did not come",
    NO_SHOW: "No-show",
    AWAY: "Cancelled late, or excused",
}
COURSES, AGENCIES, HOMES = "courses", "agencies", "homes"
WAYS = (COURSES, AGENCIES, HOMES)
# In the order they are told, until one is small: first where most people come from.
GROUPS: Mapping[str, tuple[str, Sequence[str]]] = {
    "care-and-learning": (
        "Health, schools and early years",
        ("health-provider", "education", "early-years"),
    ),
    "partners": ("Safeguarding partners", ("local-authority", "icb", "police")),
    "others": (
        "Justice, housing and voluntary",
        ("probation", "youth-justice", "housing", "voluntary"),
    ),
}
# The steps of the scale that questions are answered on, the best first.
STEPS = ("Fully", "Mostly", "A little", "Not at all")
WAY_WORDS: Mapping[str, str] = {
    COURSES: "By course",
    AGENCIES: "By kind of agency",
    HOMES: "By the borough people came from",
}
LATER_WORDS: Mapping[str, str] = {
    "invited": "Asked three months on",
    "answered": "Answered",
    "pairs": "Answered before it too",
}
WHEN_WORDS: Mapping[str, str] = {"before": "Before", "later": "Three months on"}
# What of the places each way tells.
TOLD_OF: Mapping[str, Sequence[str]] = {
    COURSES: (OFFERED, ATTENDED, NOT_COME),
    AGENCIES: (ATTENDED, NOT_COME, NO_SHOW, AWAY),
    HOMES: (ATTENDED, NOT_COME),
}
FIRST_MONTH = 4
OWN, ELSEWHERE = "own", "elsewhere"
HOME_WORDS: Mapping[str, str] = {
    OWN: "This borough",
    ELSEWHERE: "Other boroughs",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcomes:
    """What became of booked places: three parts that do not overlap.

    ``away`` gave notice late or was excused; a place given back late may be taken by
    somebody else, so these can be more than places offered.
    """

    attended: int = 0
    no_show: int = 0
    away: int = 0

    def of(self, measure: str) -> int:
        """One measure; ``not_come`` is the sum of the last two parts."""
        if measure == NOT_COME:
            return self.no_show + self.away
        count: int = getattr(self, measure)
        return count


NOTHING = Outcomes()


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseCount:
    """One course in the quarter: ``item`` is the shared item it teaches, if any.

    ``shared``: other boroughs were told how many places each event of it had. ``full``
    are the places of events that somebody of another borough still waited for in the
    end; all of them were taken when bookings closed.
    """

    code: str
    title: str
    level: str
    item: str | None
    events: int
    offered: int
    outcomes: Outcomes
    shared: bool = False
    full: int = 0


@dataclass(frozen=True, slots=True)
class Guests:
    """What became of places of people from one other borough, which was told of each.

    By course and by agency, which that borough knows; both count the same places.
    """

    courses: Mapping[str, Outcomes]
    agencies: Mapping[str, Outcomes]

    def by(self, way: str, measure: str) -> dict[str, int]:
        """One measure of each row of ``courses`` or ``agencies``."""
        rows = self.courses if way == COURSES else self.agencies
        return {row: each.of(measure) for row, each in rows.items()}

    def total(self, measure: str) -> int:
        """One measure of all their places."""
        return sum(each.of(measure) for each in self.courses.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question, of those who answered before and three months later.

    ``before`` and ``later`` are how many chose each of four steps, the best first.
    """

    id: str
    title: str
    before: Sequence[int]
    later: Sequence[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Later:
    """What was heard three months on: of whom it was asked in this quarter.

    ``used`` is by answer, and adds up to ``answered``. ``told`` is how many of those
    who were asked were told of as attended in the quarter before; None where they were
    not.
    """

    invited: int = 0
    told: int | None = None
    answered: int = 0
    pairs: int = 0
    used: Mapping[str, int] = field(default_factory=dict)
    questions: Sequence[Asked] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """All a borough counts of a quarter, before control; never leaves as it is.

    ``agencies`` and ``homes`` are by slug; ``own`` is the borough's own slug, and
    ``homes`` has every borough, those nobody came from too. All three ways count the
    same places. ``levels`` are the titles of groups of courses. ``guests`` are by slug
    of the borough they came from, and are among the others.
    """

    period: str
    own: str
    courses: Sequence[CourseCount]
    agencies: Mapping[str, Outcomes]
    homes: Mapping[str, Outcomes]
    later: Later
    levels: Mapping[str, str]
    guests: Mapping[str, Guests] = field(default_factory=dict)

    def total(self, measure: str) -> int:
        """One measure of all places."""
        return sum(each.outcomes.of(measure) for each in self.courses)

    @property
    def offered(self) -> int:
        """How many places its events had."""
        return sum(each.offered for each in self.courses)

    def by(self, way: str, measure: str) -> dict[str, dict[str, int]]:
        """One measure in one way: by group, then by row."""
        found = self._rows_of(way)
        return {
            group: {row: found.get(row, NOTHING).of(measure) for row in rows}
            for group, rows in self.rows(way).items()
        }

    def _rows_of(self, way: str) -> Mapping[str, Outcomes]:
        if way == COURSES:
            return {each.code: each.outcomes for each in self.courses}
        return self.agencies if way == AGENCIES else self.homes

    def rows(self, way: str) -> Mapping[str, Sequence[str]]:
        """What stands in each group of a way; an agency of no group in the last."""
        if way == COURSES:
            return {
                level: [each.code for each in self.courses if each.level == level]
                for level in sorted({each.level for each in self.courses})
            }
        if way == HOMES:
            others = sorted(slug for slug in self.homes if slug != self.own)
            return {OWN: [self.own], ELSEWHERE: others}
        known = {slug for _, slugs in GROUPS.values() for slug in slugs}
        rest = sorted(slug for slug in self.agencies if slug not in known)
        last = list(GROUPS)[-1]
        return {
            key: [*slugs, *(rest if key == last else ())]
            for key, (_, slugs) in GROUPS.items()
        }


def title_of(way: str, group: str, levels: Mapping[str, str]) -> str:
    """A group of a way, as people say it."""
    if way == COURSES:
        return levels[group]
    return GROUPS[group][0] if way == AGENCIES else HOME_WORDS[group]


def row_title(way: str, row: str) -> str:
    """An agency or a borough as people say it."""
    return agency_name(row) if way == AGENCIES else borough_title(row)


def borough_title(slug: str) -> str:
    """A borough as people say it."""
    return slug.replace("-", " ").title().replace(" And ", " and ")


@dataclass(frozen=True, slots=True)
class Line:
    """One number that a summary tells, and of what; None is hidden."""

    way: str
    group: str
    of: str
    measure: str
    number: int | None


def lines(content: Mapping[str, Any]) -> Iterator[Line]:
    """Every number that the content of a summary tells or hides, in its order."""
    for name, number in content["counts"].items():
        yield Line("All places", "", "", WORDS[name], number)
    for way in WAYS:
        for group in content[way]:
            everything = {"title": "All of it", "counts": group["counts"]}
            for row in (*group["rows"], everything):
                for name in TOLD_OF[way]:
                    number = row["counts"][name]
                    yield Line(
                        WAY_WORDS[way],
                        group["title"],
                        row["title"],
                        WORDS[name],
                        number,
                    )
    yield from _later_lines(content["later"])


def _later_lines(later: Mapping[str, Any]) -> Iterator[Line]:
    way = "Three months on"
    for name, words in LATER_WORDS.items():
        yield Line(way, "", "", words, later[name])
    for each in later["used"]:
        yield Line(way, "Used it", "", each["answer"], each["count"])
    for each in later["questions"]:
        for when, words in WHEN_WORDS.items():
            told = each[when]
            for step, number in zip(STEPS, told["counts"], strict=True):
                yield Line(way, each["title"], words, step, number)
            yield Line(way, each["title"], words, "Better half", told["upper"])
            yield Line(way, each["title"], words, "Other half", told["lower"])


def days_of(period: str) -> tuple[date, date]:
    """The first day of a quarter such as ``2027-Q3``, and the first day after it.

    A reporting year begins on 1 April and is named by the year it ends in.
    """
    year, quarter = periods.year_of(period), periods.quarter_of(period) or 1
    return _begins(year, quarter), _begins(year, quarter + 1)


def _begins(year: int, quarter: int) -> date:
    """The first day of a quarter of a reporting year; its fifth begins the next."""
    month = FIRST_MONTH + 3 * (quarter - 1)
    return date(year - 1, month, 1) if month <= 12 else date(year, month - 12, 1)


def quarter_with(day: date) -> str:
    """The quarter a day is in."""
    year = day.year + (day.month >= FIRST_MONTH)
    return f"{year}-Q{(day.month - FIRST_MONTH) // 3 % 4 + 1}"
