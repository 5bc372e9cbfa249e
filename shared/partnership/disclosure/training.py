"""What of a quarter's training may leave a borough.

Attended places and places that nobody came to are told as two columns, each controlled
by itself for a reader who knows both totals (:mod:`margins`). Those who did not come
are told apart by agency, as no-shows and the rest, only where neither total is small.
Places offered bound the others from above, so they are told only where that bound
leaves room. What other boroughs were told of the same events counts as known
(:mod:`told_elsewhere`). What was heard three months on is told once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from partnership.disclosure.margins import (
    HIDDEN,
    ToldColumn,
    ToldGroup,
    control_column,
    nothing_of,
    restated,
)
from partnership.disclosure.model import Rule
from partnership.disclosure.scales import STEPS, control_scale
from partnership.disclosure.told_elsewhere import (
    empty_seats_tell,
    known,
    no_shows_tell,
    readers,
    waiting_tells,
)
from partnership.training.model import (
    AGENCIES,
    ATTENDED,
    AWAY,
    COURSES,
    MEASURES,
    NO_SHOW,
    NOT_COME,
    OFFERED,
    RULE,
    TOLD_OF,
    WAYS,
    Asked,
    Counted,
    CourseCount,
    Later,
    row_title,
    title_of,
)

PLACES, LATER = "places", "later"
_NOTHING = ToldColumn(None, {})
Content = Mapping[str, Any]
Columns = Mapping[str, ToldColumn]


def control(
    counted: Counted, *, earlier: Content | None = None, rule: Rule = RULE
) -> dict[str, Any]:
    """What of a quarter may leave, as the message says it; None is a hidden number.

    ``earlier`` is what the latest release of the same quarter said. ``kept`` names
    what is repeated from it because a correction of it cannot be told: ``places``,
    ``not_come`` or ``later``.
    """
    before = _Told.read(earlier) if earlier else None
    kept = []
    missed = _missed(counted, before, rule)
    if missed is None and before:
        kept, missed = [NOT_COME], before.missed
    told = _came(counted, missed or {}, before, rule)
    if told is None and earlier:
        kept = [PLACES]
        places = {name: earlier[name] for name in ("events", "counts", *WAYS)}
    else:
        places = _places(counted, told or _Told({}, offered=False))
    later: Any = _later(counted.later, rule)
    if earlier and earlier[LATER]["answered"]:
        kept, later = [*kept, LATER], earlier[LATER]
    return {
        "period": counted.period, **places, LATER: later, "kept": kept, "rule": rule.id,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of places: a column for each measure, and whether of offers too."""

    columns: Columns
    offered: bool

    @property
    def missed(self) -> Columns:
        """The columns of those who did not come."""
        return {name: each for name, each in self.columns.items() if name != ATTENDED}

    @classmethod
    def read(cls, content: Content) -> Self:
        """What an earlier release told."""
        columns = {
            name: ToldColumn(
                content["counts"][name],
                {way: _read(content[way], name) for way in ways},
            )
            for name, ways in _ways(apart=content["counts"][NO_SHOW] is not None)
        }
        return cls(columns, offered=content["counts"][OFFERED] is not None)


def _ways(*, apart: bool) -> Sequence[tuple[str, Sequence[str]]]:
    """The columns there are, and the ways each is told in.

    Where agencies are told of no-shows ``apart`` from the rest, both together are not
    a column of theirs: it would tie the two.
    """
    if not apart:
        return ((ATTENDED, WAYS), (NOT_COME, WAYS))
    together = tuple(way for way in WAYS if way != AGENCIES)
    agencies = (AGENCIES,)
    return (
        (ATTENDED, WAYS), (NOT_COME, together), (NO_SHOW, agencies), (AWAY, agencies),
    )  # fmt: skip


def _read(groups: Sequence[Content], measure: str) -> dict[str, ToldGroup]:
    found = {}
    for each in groups:
        rows = {row["id"]: row["counts"][measure] for row in each["rows"]}
        total = each["counts"][measure]
        hidden = total is None or None in rows.values()
        found[each["id"]] = ToldGroup(total, None if hidden else rows)
    return found


def _column(
    counted: Counted, measure: str, ways: Sequence[str], rule: Rule
) -> ToldColumn:
    margins = {way: counted.by(way, measure) for way in ways}
    return control_column(margins, rule, readers(counted, measure))


def _missed(counted: Counted, before: _Told | None, rule: Rule) -> Columns | None:
    """The columns of those who did not come; None where no correction may be told."""
    told = before.missed if before and before.missed[NOT_COME].total else None
    apart = _apart(counted, rule)
    if told and NO_SHOW in told and not apart:
        return None
    columns = {
        name: _column(counted, name, ways, rule)
        for name, ways in _ways(apart=NO_SHOW in told if told else apart)
        if name != ATTENDED
    }
    if not told:
        return columns
    fitted = {
        name: restated(columns[name], told[name], rule, readers(counted, name))
        for name in columns
    }
    found = {name: each for name, each in fitted.items() if each is not None}
    return found if len(found) == len(fitted) else None


def _apart(counted: Counted, rule: Rule) -> bool:
    """Whether no-shows may be told apart: no part is small to any reader."""
    parts = [
        counted.total(name) - number
        for name in (NOT_COME, NO_SHOW, AWAY)
        for number in known(counted, name)
    ]
    if any(map(rule.hides, parts)):
        return False
    came = _column(counted, ATTENDED, WAYS, rule)
    return came.total is not None or not no_shows_tell(counted)


def _came(
    counted: Counted, missed: Columns, before: _Told | None, rule: Rule
) -> _Told | None:
    """All that is told of places; None where no correction may be told.

    Who has a place and does not come is bounded by the places nobody sat on.
    """
    column = _column(counted, ATTENDED, WAYS, rule)
    hidden = missed.get(NOT_COME, _NOTHING).total is None
    if (NO_SHOW not in missed and empty_seats_tell(counted)) or (
        hidden and waiting_tells(counted)
    ):
        column = nothing_of(column.margins)
    empty = counted.offered - counted.total(ATTENDED)
    roomy = NO_SHOW in missed or empty >= rule.smallest_shown
    offered = column.total is not None and roomy
    if before and before.columns[ATTENDED].total:
        earlier = before.columns[ATTENDED]
        fitted = restated(column, earlier, rule, readers(counted, ATTENDED))
        if fitted is None or (before.offered and not offered):
            return None
        column, offered = fitted, before.offered
    if column.total is None and any(course.full for course in counted.courses):
        # Where all was full, who did not come tells who came.
        if before and before.missed[NOT_COME].total is not None:
            return None
        missed = {}
    return _Told({ATTENDED: column, **missed}, offered=offered)


def _places(counted: Counted, told: _Told) -> dict[str, Any]:
    totals = {
        name: told.columns[name].total if name in told.columns else None
        for name in MEASURES
    }
    return {
        "events": sum(each.events for each in counted.courses),
        "counts": {OFFERED: counted.offered if told.offered else None, **totals},
        **{way: _groups(counted, told, way) for way in WAYS},
    }


def _groups(counted: Counted, told: _Told, way: str) -> list[dict[str, Any]]:
    found = []
    for group, rows in counted.rows(way).items():
        groups = {
            name: told.columns[name].margins.get(way, {}).get(group, HIDDEN)
            for name in TOLD_OF[way]
            if name in told.columns
        }
        taught = [each for each in counted.courses if each.level == group]
        found.append(
            {
                "id": group,
                "title": title_of(way, group, counted.levels),
                "counts": _of_group(way, groups, taught, told),
                "rows": [_row(way, row, groups, taught, told) for row in rows],
            }
        )
    return found


def _of_group(
    way: str,
    groups: Mapping[str, ToldGroup],
    taught: Sequence[CourseCount],
    told: _Told,
) -> dict[str, int | None]:
    counts = {name: groups.get(name, HIDDEN).total for name in TOLD_OF[way]}
    if way == COURSES and told.offered and counts[ATTENDED] is not None:
        counts[OFFERED] = sum(each.offered for each in taught)
    return _together(way, counts)


def _row(
    way: str,
    row: str,
    groups: Mapping[str, ToldGroup],
    taught: Sequence[CourseCount],
    told: _Told,
) -> dict[str, Any]:
    counts = {
        name: (groups.get(name, HIDDEN).rows or {}).get(row) for name in TOLD_OF[way]
    }
    if way != COURSES:
        return {
            "id": row,
            "title": row_title(way, row),
            "counts": _together(way, counts),
        }
    (course,) = [each for each in taught if each.code == row]
    if told.offered and counts[ATTENDED] is not None:
        counts[OFFERED] = course.offered
    return {
        "id": row,
        "title": course.title,
        "item": course.item,
        "events": course.events,
        "counts": counts,
    }


def _together(way: str, counts: dict[str, int | None]) -> dict[str, int | None]:
    """With both parts of those who did not come where an agency tells them apart.

    Where nobody was missing, neither part is hidden: both are 0.
    """
    if way == AGENCIES and counts[NOT_COME] == 0:
        counts |= {NO_SHOW: 0, AWAY: 0}
    elif way == AGENCIES:
        parts = [counts[NO_SHOW], counts[AWAY]]
        known = [number for number in parts if number is not None]
        if len(known) == len(parts):
            counts[NOT_COME] = sum(known)
    return counts


def _later(later: Later, rule: Rule) -> dict[str, Any]:
    """How many were asked, answered and did so twice; and what those chose.

    A number is told with what is left of the one before it, or neither is. Those who
    were asked are those who came in the quarter before, so they are told of only where
    those were, and as the same number.
    """
    same = later.invited in (0, later.told)
    invited = None if rule.hides(later.invited) or not same else later.invited
    answered = _part(later.answered, invited, rule)
    pairs = _part(later.pairs, answered, rule)
    uses = answered is not None and not any(map(rule.hides, later.used.values()))
    return {
        "invited": invited,
        "answered": answered,
        "pairs": pairs,
        "used": [
            {"answer": words, "count": number if uses else None}
            for words, number in later.used.items()
        ],
        "questions": [_asked(each, pairs, rule) for each in later.questions],
    }


def _part(number: int, whole: int | None, rule: Rule) -> int | None:
    if whole is None or rule.hides(number) or rule.hides(whole - number):
        return None
    return number


def _asked(question: Asked, pairs: int | None, rule: Rule) -> dict[str, Any]:
    return {
        "id": question.id,
        "title": question.title,
        "before": _scale(question.before, pairs, rule),
        "later": _scale(question.later, pairs, rule),
    }


def _scale(counts: Sequence[int], pairs: int | None, rule: Rule) -> dict[str, Any]:
    """Four counts; of a number of people that is not told, nothing is."""
    if not pairs:
        told = None if pairs is None else 0
        return {"counts": [told] * STEPS, "upper": told, "lower": told, "band": ""}
    scale = control_scale(counts, rule)
    return {
        "counts": list(scale.counts),
        "upper": scale.upper.total,
        "lower": scale.lower.total,
        "band": scale.band,
    }
