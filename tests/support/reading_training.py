"""What a reader makes of summaries of training that left, quarter by quarter."""

from collections.abc import Mapping, Sequence
from typing import Any

from partnership.training.model import (
    ATTENDED,
    AWAY,
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
Numbers = Mapping[str, int]


def training(releases: Sequence[tuple[Content, Counted]]) -> tuple[Reader, list[str]]:
    """Every release of one quarter in its order, with what was counted for it.

    Whoever has a place does not come or does, and no more can sit than places are
    offered. The reader is told which hidden numbers are as they were before.
    """
    reading = _Reading()
    for place, (content, counted) in enumerate(releases):
        kept = content["kept"]
        reading.place = place
        if "places" not in kept:
            reading.places(content, counted, kept)
    return reading.reader, sorted(reading.hidden - reading.reader.told)


class _Reading:
    def __init__(self) -> None:
        self.reader, self.hidden, self.place = Reader(), set[str](), 0

    def places(self, content: Content, counted: Counted, kept: Sequence[str]) -> None:
        """All columns of one release; those that are kept say nothing of this one."""
        measures = [ATTENDED] if NOT_COME in kept else [*MEASURES]
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
        true = {name: sum(raw[name][group["id"]].values()) for name in MEASURES}
        true[OFFERED] = sum(offered.get(row["id"], 0) for row in group["rows"])
        whole = self._line(f"{way} all {group['id']}", group["counts"], true, told)
        for name in set(told) - {OFFERED}:
            self.reader.adds_up(whole[name], [row[name] for row in rows])
        return whole

    def _line(
        self, name: str, told: Content, true: Numbers, measures: Sequence[str]
    ) -> Mapping[str, str]:
        """The numbers of one line, by measure, and what holds between them."""
        names = {
            measure: f"{name} {measure} {true[measure]}"
            for measure in (*measures, *({OFFERED} & told.keys()))
        }
        for measure, each in names.items():
            shown = told[measure]
            self.reader.knows(each, true[measure], shown or 0, shown)
            if shown is None:
                self.hidden.add(each)
        if {NOT_COME, NO_SHOW, AWAY} <= names.keys():
            parts = [names[NO_SHOW], names[AWAY]]
            self.reader.adds_up(names[NOT_COME], parts)
        if told.get(OFFERED) is not None and ATTENDED in names:
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
