"""Reading the rows of published files: layouts, the core file and neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from partnership.imports import dfe
from partnership.imports.gathering import (
    AreaFound,
    Cell,
    Gathered,
    Known,
    Memo,
    is_area_code,
)

JOINT = "Rows for two authorities that report together were left out"
UNKNOWN_NEIGHBOUR = "Neighbours that are not known areas were left out"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the columns that say the level and the area stand."""

    level: str
    code: int
    name: int


@dataclass(frozen=True, slots=True)
class _Source:
    measure: str
    at: tuple[int, ...]
    factor: float


class LayoutReader:
    """Reads one of the published layouts."""

    def __init__(self, layout: dfe.Layout, header: Sequence[str]) -> None:
        at = {name: place for place, name in enumerate(header)}
        self._header = header
        self._memo = Memo()
        self._seen: dict[tuple[str, str, str], int] = {}
        self._period = at["time_period"]
        self._level = at["geographic_level"]
        self._old_code = at["old_la_code"]
        self._region = at["region_code"]
        self._kind = None if layout.filter_column is None else at[layout.filter_column]
        self._places = {
            word: _Place(level, at[code], at[name])
            for word, (level, code, name) in dfe.LEVELS.items()
        }
        self._sources = {
            kind: [
                _Source(
                    source.measure,
                    tuple(at[name] for name in source.columns),
                    source.factor,
                )
                for source in sources
            ]
            for kind, sources in layout.measures.items()
        }

    def __call__(self, number: int, row: list[str], gathered: Gathered) -> None:
        """Take one row in."""
        try:
            period = self._memo.period(row[self._period])
        except ValueError as error:
            self._wrong(number, self._period, row, str(error), gathered)
            return
        kind = "" if self._kind is None else row[self._kind]
        sources = self._sources.get(kind)
        if sources is None:
            expected = " or ".join(f"“{name}”" for name in self._sources)
            self._wrong(number, self._kind, row, f"expected {expected}", gathered)
            return
        area = self._area(number, row, period, gathered)
        if area is None or self._repeated(number, (area, period, kind), gathered):
            return
        figures = gathered.figures
        for source in sources:
            cell = self._cell(number, row, source, gathered)
            if cell is not None:
                figures[source.measure, area, period] = cell

    def _wrong(
        self,
        number: int,
        place: int | None,
        row: list[str],
        what: str,
        gathered: Gathered,
    ) -> None:
        column = None if place is None else self._header[place]
        found = "" if place is None else row[place]
        gathered.problems.add(number, column, found, what)

    def _area(
        self, number: int, row: list[str], period: str, gathered: Gathered
    ) -> str | None:
        place = self._places.get(row[self._level])
        if place is None:
            expected = ", ".join(self._places)
            self._wrong(
                number, self._level, row, f"expected one of: {expected}", gathered
            )
            return None
        code = row[place.code]
        known = gathered.areas.get(code)
        if known is not None and known[0] >= period:
            return code
        if not is_area_code(code):
            if all(is_area_code(part) for part in code.split(" / ")):
                gathered.note(JOINT)
            else:
                what = "write the nine-character ONS code, such as E09000016"
                self._wrong(number, place.code, row, what, gathered)
            return None
        authority = place.level == "authority"
        gathered.meet_area(
            period,
            AreaFound(
                code,
                (row[self._old_code] or None) if authority else None,
                row[place.name],
                place.level,
                (row[self._region] or None) if authority else None,
            ),
        )
        return code

    def _repeated(
        self, number: int, key: tuple[str, str, str], gathered: Gathered
    ) -> bool:
        first = self._seen.setdefault(key, number)
        if first == number:
            return False
        gathered.problems.add(
            number, None, " ".join(key).strip(), f"row {first} is for the same figures"
        )
        return True

    def _cell(
        self, number: int, row: list[str], source: _Source, gathered: Gathered
    ) -> Cell | None:
        total = 0.0
        for place in source.at:
            try:
                value, code = self._memo.cell(row[place])
            except ValueError as error:
                self._wrong(number, place, row, str(error), gathered)
                return None
            if value is None:
                return None, code
            total += value
        # Sums of decimals such as 10.1 + 20.2 would show the doubles' last digits.
        return round(total * source.factor, 6), None


class CoreReader:
    """Reads the file of core indicators: one row an indicator, area and year."""

    def __init__(self, header: Sequence[str]) -> None:
        self._at = {name: place for place, name in enumerate(header)}
        self._memo = Memo()
        self._seen: dict[tuple[str, str, str], int] = {}

    def __call__(self, number: int, row: list[str], gathered: Gathered) -> None:
        """Take one row in."""
        text = {name: row[place] for name, place in self._at.items()}
        rule = dfe.CORE_INDICATORS.get(text["indicator"])
        if rule is None:
            known = ", ".join(dfe.CORE_INDICATORS)
            gathered.problems.add(
                number, "indicator", text["indicator"], f"expected one of: {known}"
            )
            return
        level = dfe.LEVELS.get(text["level"])
        if level is None or not is_area_code(text["area_code"]):
            column = "level" if level is None else "area_code"
            what = f"expected one of: {', '.join(dfe.LEVELS)}"
            if level is not None:
                what = "write the nine-character ONS code, such as E09000016"
            gathered.problems.add(number, column, text[column], what)
            return
        try:
            period = self._memo.period(text["year"])
        except ValueError as error:
            gathered.problems.add(number, "year", text["year"], str(error))
            return
        self._meet_area(text, level[0], period, gathered)
        self._take(number, text, rule, period, gathered)

    def _meet_area(
        self, text: dict[str, str], level: str, period: str, gathered: Gathered
    ) -> None:
        gathered.meet_area(
            period,
            AreaFound(
                text["area_code"],
                text["old_la_code"] or None,
                text["area_name"],
                level,
                None,
            ),
        )

    def _take(
        self,
        number: int,
        text: dict[str, str],
        rule: dfe.CoreIndicator,
        period: str,
        gathered: Gathered,
    ) -> None:
        area = text["area_code"]
        key = (text["indicator"], area, period)
        first = self._seen.setdefault(key, number)
        if first != number:
            what = f"row {first} is for the same figures"
            gathered.problems.add(number, None, " ".join(key), what)
            return
        before = str(int(period) - rule.lag)
        for column, measure, when in (
            ("numerator", rule.numerator, period),
            ("denominator", rule.denominator, before),
            ("value", f"{rule.numerator}:{rule.unit}", period),
        ):
            try:
                cell = self._memo.cell(text[column])
            except ValueError as error:
                gathered.problems.add(number, column, text[column], str(error))
                continue
            if not gathered.put((measure, area, when), cell):
                gathered.problems.add(
                    number, column, text[column], f"another row says other {measure}"
                )


class NeighbourReader:
    """Reads the statistical neighbours model: ten old codes for each authority."""

    def __init__(self, header: Sequence[str], known: Known) -> None:
        self._at = [header.index(name) for name in dfe.NEIGHBOUR_COLUMNS]
        self._codes = known.old_codes

    def __call__(self, number: int, row: list[str], gathered: Gathered) -> None:
        """Take one row in."""
        own, *others = (row[place].strip() for place in self._at)
        area = self._codes.get(own)
        if area is None:
            gathered.problems.add(
                number,
                "old_la_code",
                own,
                "this authority is not known yet; upload a figures file with its "
                "areas first, such as the population estimates",
            )
            return
        if area in gathered.neighbours:
            gathered.problems.add(number, "old_la_code", own, "this row is repeated")
            return
        found = [self._codes[code] for code in others if code in self._codes]
        if len(found) < len(others):
            gathered.note(UNKNOWN_NEIGHBOUR)
        gathered.neighbours[area] = found
