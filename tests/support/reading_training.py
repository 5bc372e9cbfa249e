"""What a reader makes of summaries of training that left, quarter by quarter.

The reader may be another borough too: it was offered the events, asked for places,
was answered, and was told what became of each.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partnership.training.model import (
    AGENCIES,
    ATTENDED,
    AWAY,
    COURSES,
    HOMES,
    MEASURES,
    NO_SHOW,
    NOT_COME,
    OFFERED,
    TOLD_OF,
    WAYS,
    Counted,
)
from tests.support.readers import Reader

Content = Mapping[str, Any]
Data = Mapping[str, Any]
Numbers = Mapping[str, int]
_MEASURE_OF = {
    "attended": ATTENDED,
    "part_attended": ATTENDED,
    "no_show": NO_SHOW,
    "excused": AWAY,
    "late_cancelled": AWAY,
}
_TURNED_AWAY = {"waitlisted", "refused"}


@dataclass(frozen=True, kw_only=True)
class Received:
    """The ``data`` of messages one other borough got or sent about the same events."""

    borough: str
    offered: Sequence[Data] = ()
    requested: Sequence[Data] = ()
    answered: Sequence[Data] = ()
    told: Sequence[Data] = ()

    def places(self, code: str, events: int) -> int | None:
        """The places of a course, where each of its events was offered."""
        found = [each for each in self.offered if each["course"]["code"] == code]
        return sum(e["capacity"] for e in found) if len(found) == events else None

    def full(self, code: str) -> int:
        """The places of its events that somebody was turned away from in the end."""
        crowded = {
            answer["event_id"]
            for answer in self.answered
            if any(seat["state"] in _TURNED_AWAY for seat in answer["seats"])
        }
        return sum(
            each["capacity"]
            for each in self.offered
            if each["course"]["code"] == code and each["event_id"] in crowded
        )

    def known(self, way: str, row: str, measure: str) -> int:
        """How many of a row the reader can count without any summary."""
        if way == HOMES and row != self.borough:
            return 0
        counts = Counter(
            outcome
            for course, agency, outcome in self._own()
            if row == {COURSES: course, AGENCIES: agency}.get(way, row)
        )
        counts[NOT_COME] = counts[NO_SHOW] + counts[AWAY]
        return counts[measure]

    def _own(self) -> Iterator[tuple[str, str, str]]:
        """The course, agency and outcome of each place of its own people."""
        agencies = {each["request_id"]: each["agency"] for each in self.requested}
        courses = {each["event_id"]: each["course"]["code"] for each in self.offered}
        for each in (*self.told, *self.answered):
            for seat in each["seats"]:
                state = _MEASURE_OF.get(seat.get("outcome", seat.get("state")))
                if state:
                    where = courses[each["event_id"]]
                    yield where, agencies[each["request_id"]], state


NOTHING = Received(borough="")
Release = tuple[Content, Counted, Received]


def training(
    releases: Sequence[Release], *, blind: bool = False
) -> tuple[Reader, list[str]]:
    """Every release of one quarter in its order, what was counted, and what was told.

    Whoever has a place does not come or does, and no more can sit than places are
    offered. Of measures that something is told of, the reader is even told which hidden
    numbers are as they were before. Who is ``blind`` reads no release.
    """
    reading = _Reading(blind=blind)
    for place, (content, counted, received) in enumerate(releases):
        kept = content["kept"]
        reading.place, reading.received = place, received
        if "places" not in kept:
            reading.places(content, counted, kept)
    return reading.reader, sorted(reading.hidden - reading.reader.told)


def before(releases: Sequence[Release]) -> Reader:
    """What the reader made of the messages alone: of each summary nothing is told."""
    return training(releases, blind=True)[0]


class _Reading:
    def __init__(self, *, blind: bool) -> None:
        self.blind = blind
        self.reader, self.hidden, self.place = Reader(), set[str](), 0
        self.received, self.untold = NOTHING, set[str]()

    def places(self, content: Content, counted: Counted, kept: Sequence[str]) -> None:
        """All columns of one release; those that are kept say nothing of this one."""
        measures = [ATTENDED] if NOT_COME in kept else [*MEASURES]
        came = content["counts"][ATTENDED] is not None
        missed = content["counts"][NOT_COME] is not None
        self.untold = {m for m in MEASURES if not (came if m == ATTENDED else missed)}
        total = {name: counted.total(name) for name in MEASURES}
        total[OFFERED] = counted.offered
        whole = self._line("all", content["counts"], total, measures)
        for way in WAYS:
            told = [name for name in TOLD_OF[way] if name in measures]
            raw = {name: counted.by(way, name) for name in MEASURES}
            offered = {each.code: each.offered for each in counted.courses}
            groups = [
                self._group(way, group, raw, offered, told) for group in content[way]
            ]
            for name in set(told) - {OFFERED}:
                self.reader.adds_up(whole[name], [each[name] for each in groups])
        self._offers(counted, whole, kept)

    def _offers(
        self, counted: Counted, whole: Mapping[str, str], kept: Sequence[str]
    ) -> None:
        """What places offered elsewhere bound: in each course, and all together."""
        no_shows = []
        for course in counted.courses:
            name = f"{COURSES} {course.code}"
            number = {each: course.outcomes.of(each) for each in MEASURES}
            sat = self._name(name, ATTENDED, number)
            missed = self._missed(f"{name} of {self.place}", course.code, number)
            no_shows.append(missed)
            told = self.received.places(course.code, course.events)
            if told is not None:
                self._fits(f"{name} places of {self.place}", told, [sat, missed])
            if NOT_COME not in kept:
                away = self._name(name, NOT_COME, number)
                self.reader.at_most(missed, away)
                self._full(f"{name} full {self.place}", course.code, [sat, away])
        if NO_SHOW in whole:
            self.reader.adds_up(whole[NO_SHOW], no_shows)

    def _missed(self, name: str, code: str, number: Numbers) -> str:
        """The no-shows of a course, of which no release tells."""
        missed = f"{name} {NO_SHOW}"
        least = self.received.known(COURSES, code, NO_SHOW)
        self.reader.knows(missed, number[NO_SHOW], least)
        return missed

    def _fits(self, name: str, most: int, parts: Sequence[str]) -> None:
        self.reader.knows(name, sum(self.reader.truth[p] for p in parts), 0, most)
        self.reader.adds_up(name, parts)

    def _full(self, name: str, code: str, parts: Sequence[str]) -> None:
        if not self.received.full(code):
            return
        taken = sum(self.reader.truth[each] for each in parts)
        self.reader.knows(name, taken, self.received.full(code))
        self.reader.adds_up(name, parts)

    def _group(
        self,
        way: str,
        group: Content,
        raw: Mapping[str, Mapping[str, Numbers]],
        offered: Numbers,
        told: Sequence[str],
    ) -> Mapping[str, str]:
        rows = []
        for row in group["rows"]:
            true = {name: raw[name][group["id"]][row["id"]] for name in MEASURES}
            true[OFFERED] = offered.get(row["id"], 0)
            rows.append(self._line(f"{way} {row['id']}", row["counts"], true, told))
            self._own(way, row["id"], rows[-1], true)
        true = {name: sum(raw[name][group["id"]].values()) for name in MEASURES}
        true[OFFERED] = sum(offered.get(row["id"], 0) for row in group["rows"])
        whole = self._line(f"{way} all {group['id']}", group["counts"], true, told)
        for name in set(told) - {OFFERED}:
            self.reader.adds_up(whole[name], [row[name] for row in rows])
        return whole

    def _own(self, way: str, row: str, names: Mapping[str, str], true: Numbers) -> None:
        """A borough knows its own people, and that others can only be more."""
        for measure in names.keys() - {OFFERED}:
            known = self.received.known(way, row, measure)
            whole = way == HOMES and row == self.received.borough
            if known or whole:
                most = known if whole else None
                self.reader.knows(names[measure], true[measure], known, most)

    def _name(self, name: str, measure: str, true: Numbers) -> str:
        """One number; the same one in another release where it is as it was."""
        when = f" of {self.place}" if measure in self.untold else ""
        return f"{name} {measure} {true[measure]}{when}"

    def _line(
        self, name: str, told: Content, true: Numbers, measures: Sequence[str]
    ) -> Mapping[str, str]:
        """The numbers of one line, by measure, and what holds between them."""
        names = {
            measure: self._name(name, measure, true)
            for measure in (*measures, *({OFFERED} & told.keys()))
        }
        for measure, each in names.items():
            shown = None if self.blind else told[measure]
            self.reader.knows(each, true[measure], shown or 0, shown)
            if shown is None:
                self.hidden.add(each)
        if {NOT_COME, NO_SHOW, AWAY} <= names.keys():
            parts = [names[NO_SHOW], names[AWAY]]
            self.reader.adds_up(names[NOT_COME], parts)
        if told.get(OFFERED) is not None and ATTENDED in names and not self.blind:
            self._seated(name, told[OFFERED], names, true)
        return names

    def _seated(
        self, name: str, offered: int, names: Mapping[str, str], true: Numbers
    ) -> None:
        """Those who came and those who did not give notice sat or left a seat empty."""
        sat = [names[each] for each in (ATTENDED, NO_SHOW) if each in names]
        seats = f"{name} seats {self.place}"
        number = sum(self.reader.truth[each] for each in sat)
        self.reader.knows(seats, number, 0, offered)
        self.reader.adds_up(seats, sat)
