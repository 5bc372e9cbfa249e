"""The first look: which counts are too small to show, each by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from partnership.disclosure import table
from partnership.disclosure.model import DisclosureClass, Figure, Reason, Rule

# A count that indicators of several classes use follows the strictest of them, unless
# one of them is official statistics: then everybody has it already.
STRICTNESS = (
    DisclosureClass.STAFF,
    DisclosureClass.PEOPLE,
    DisclosureClass.DEATHS,
    DisclosureClass.PUBLISHED,
)

CODES: Mapping[str, Reason] = {
    "c": Reason.CONFIDENTIAL,
    "low": Reason.ROUNDS_TO_ZERO,
    "u": Reason.LOW_RELIABILITY,
    "z": Reason.NOT_APPLICABLE,
    "x": Reason.NOT_AVAILABLE,
}
HIDING_CODES = {Reason.CONFIDENTIAL, Reason.ROUNDS_TO_ZERO, Reason.LOW_RELIABILITY}


@dataclass(frozen=True)
class RuleBook:
    """Which rule each measure follows."""

    of_class: Mapping[DisclosureClass, Rule]
    of_measure: Mapping[str, Rule]

    def rule(self, count: table.Count) -> Rule:
        """The rule of one count."""
        return self.of_measure[count.measure]


def rule_book(
    figures: Iterable[Figure], rules: Mapping[DisclosureClass, Rule]
) -> RuleBook:
    """Find the rule of every measure the figures use."""
    used = {(table.measures(each), each.disclosure_class) for each in figures}
    chosen: dict[str, DisclosureClass] = {}
    for names, kind in used:
        for name in names:
            chosen[name] = max(chosen.get(name, kind), kind, key=STRICTNESS.index)
    of_measure = {measure: rules[name] for measure, name in chosen.items()}
    return RuleBook(of_class=rules, of_measure=of_measure)


def in_question(figures: Iterable[Figure], book: RuleBook) -> set[str]:
    """The indicators whose counts can be hidden, or tell hidden ones.

    Official statistics are in question only as a part or a total beside others:
    alone they are known to everybody and tell nothing new.
    """
    placed = {(each.indicator, each.part_of, each.disclosure_class) for each in figures}
    wanted = {name for name, _, kind in placed if not book.of_class[kind].public}
    families = {total or name for name, total, _ in placed if name in wanted}
    return wanted | {
        name for name, total, _ in placed if name in families or total in families
    }


def hidden_counts(figures: Iterable[Figure], book: RuleBook) -> set[table.Count]:
    """The counts that their own size, or that of the rest of the group, hides."""
    hidden: set[table.Count] = set()
    for figure in figures:
        top, bottom = table.numerator(figure), table.denominator(figure)
        for count in (top, bottom):
            if count is not None and book.rule(count).hides(count.number):
                hidden.add(count)
        rest_hides = rest_is_small(figure, book.of_class[figure.disclosure_class])
        if top is not None and rest_hides and not book.rule(top).public:
            hidden.add(top)
    return hidden


def rest_is_small(figure: Figure, rule: Rule) -> bool:
    """Whether those not counted are so few that the count would tell of them.

    Nobody left over is no small group: 0 is shown.
    """
    if figure.unit != "percent" or None in (figure.numerator, figure.denominator):
        return False
    rest = (figure.denominator or 0) - (figure.numerator or 0)
    return rest > 0 and rule.hides(rest)


def missing(figure: Figure) -> Reason | None:
    """Why there is no figure; None when there is one."""
    if figure.code is not None:
        return CODES.get(figure.code, Reason.MISSING)
    if figure.numerator is None and figure.value is None:
        return Reason.MISSING
    return None
