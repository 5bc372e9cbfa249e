"""Rare events are shown only as sums of several years.

The blocks of years are fixed by the calendar and never overlap, so that no two
releases can be subtracted from each other.
"""

from collections.abc import Iterable, Mapping

from partnership.disclosure.model import (
    MULTIPLIERS,
    Controlled,
    Figure,
    Reason,
    Rule,
    Status,
)

Place = tuple[str, str, int]  # indicator, area, last year of the block


def pool(
    figures: Iterable[Figure], rule: Rule
) -> dict[tuple[str, str, str], Controlled]:
    """One cell for each figure: the block's sum on its last year, nothing before.

    A block of three ends in a year that three divides: 2025 stands for 2023 to 2025.
    """
    kept = list(figures)
    blocks: dict[Place, list[Figure]] = {}
    for figure in kept:
        if figure.period.isdigit():
            blocks.setdefault(_block(figure, rule), []).append(figure)
    return {figure.key: _cell(figure, blocks, rule) for figure in kept}


def _block(figure: Figure, rule: Rule) -> Place:
    year = int(figure.period)
    last = year + (-year % rule.pool_years)
    return (figure.indicator, figure.area, last)


def _cell(
    figure: Figure, blocks: Mapping[Place, list[Figure]], rule: Rule
) -> Controlled:
    if not figure.period.isdigit():
        return hidden(figure, rule, Reason.AWAITS_POOL)
    place = _block(figure, rule)
    years = blocks[place]
    numbers = [each.numerator for each in years if each.numerator is not None]
    if int(figure.period) != place[2] or len(numbers) < rule.pool_years:
        return hidden(figure, rule, Reason.AWAITS_POOL)
    if rule.hides(sum(numbers)):
        return hidden(figure, rule, Reason.SMALL)
    return _pooled(figure, years, sum(numbers), rule)


def hidden(figure: Figure, rule: Rule, reason: Reason) -> Controlled:
    """A cell that says nothing but that it is hidden."""
    return Controlled(
        figure=figure,
        status=Status.SUPPRESSED,
        numerator=None,
        denominator=None,
        value=None,
        rule=rule.id,
        reason=reason,
    )


def _pooled(
    figure: Figure, years: list[Figure], total: float, rule: Rule
) -> Controlled:
    numerator = rule.shown(total)
    known = [each.denominator for each in years if each.denominator is not None]
    denominator = sum(known) if len(known) == len(years) else None
    return Controlled(
        figure=figure,
        status=Status.POOLED,
        numerator=numerator,
        denominator=denominator,
        value=rate(numerator, denominator, figure.unit, rule),
        rule=rule.id,
        reason=Reason.POOLED,
    )


def rate(
    numerator: float, denominator: float | None, unit: str, rule: Rule
) -> float | None:
    """The rate of two controlled counts; None where the group is too small for one."""
    if unit == "count":
        return numerator
    if not denominator or denominator < rule.minimum_denominator:
        return None
    return numerator / denominator * MULTIPLIERS[unit]
