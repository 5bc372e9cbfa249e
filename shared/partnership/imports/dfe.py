"""The published files we know, described as data: columns, filters, measures.

Sources: Department for Education, "Children in need", "Children looked after in
England" and "Children's social work workforce"; Office for National Statistics,
mid-year population estimates as the Department publishes them beside those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where one measure is read: a column, or the sum of several, times a factor."""

    measure: str
    columns: tuple[str, ...]
    factor: float = 1


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One published file.

    ``filter_column`` tells kinds of rows apart; ``measures`` gives, for each value
    it may have ("" where there is no such column), what is read from such a row.
    """

    name: str
    title: str
    measures: Mapping[str, Sequence[Source]]
    filter_column: str | None = None

    @property
    def columns(self) -> list[str]:
        """Every column that must be there."""
        wanted = list(PLACE)
        if self.filter_column is not None:
            wanted.append(self.filter_column)
        for sources in self.measures.values():
            for source in sources:
                wanted.extend(name for name in source.columns if name not in wanted)
        return wanted


PLACE = (
    "time_period",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)
LEVELS = {
    "Local authority": ("authority", "new_la_code", "la_name"),
    "Regional": ("region", "region_code", "region_name"),
    "National": ("country", "country_code", "country_name"),
}


def _simple(**columns: str) -> list[Source]:
    """``measure=column`` pairs; ``__`` stands for the colon of a published value."""
    return [
        Source(measure.replace("__", ":"), (column,))
        for measure, column in columns.items()
    ]


def _looked_after(measure: str) -> list[Source]:
    return [
        Source(measure, ("children_count",)),
        Source(f"{measure}:per_10000", ("rate_per_10000",)),
    ]


LAYOUTS = (
    Layout(
        name="dfe-b1",
        title="Children in need (table B1)",
        filter_column="category",
        measures={"Children in Need": _simple(cin_at_31_march="At31_episodes")},
    ),
    Layout(
        name="dfe-c1",
        title="Referrals and re-referrals (table C1)",
        filter_column="category",
        measures={
            "Referrals and Re-referrals": _simple(
                referrals="referral_count",
                rereferrals="rereferral_count",
                rereferrals__percent="rereferral_percent",
                referrals_no_further_action="no_further_action_count",
                referrals_no_further_action__percent="no_further_action_percent",
                referrals_not_in_need="not_in_need_count",
                referrals_not_in_need__percent="not_in_need_percent",
            )
        },
    ),
    Layout(
        name="dfe-d3",
        title="Second or subsequent child protection plans (table D3)",
        filter_column="category",
        measures={
            "Child Protection Plans which are a second or subsequent plan": _simple(
                cpp_started="CPP_start",
                cpp_second_or_subsequent="CPP_subsequent",
                cpp_second_or_subsequent__percent="CPP_subsequent_percent",
            )
        },
    ),
    Layout(
        name="dfe-cla",
        title="Children looked after: numbers and rates",
        filter_column="population_type",
        measures={
            "Children looked after on 31 March each year": _looked_after(
                "cla_at_31_march"
            ),
            "Children starting to be looked after each year": _looked_after(
                "cla_started"
            ),
            "Children ceasing to be looked after each year": _looked_after(
                "cla_ceased"
            ),
        },
    ),
    Layout(
        name="dfe-csww",
        title="Children's social work workforce: indicators",
        measures={
            "": [
                *_simple(
                    sw_vacancy="vacancy_fte",
                    sw_vacancy__percent="vacancy_rate_fte",
                    sw_agency="agency_fte",
                    sw_agency__percent="agency_rate_fte",
                    sw_leavers="leavers_fte",
                    sw_leavers__percent="turnover_rate_fte",
                    sw_in_post="inpost_fte",
                    sw_cases="cases",
                    sw_case_holders="case_holders_fte",
                    sw_cases__ratio="caseload_fte",
                    sw_days_lost="working_days_lost_fte",
                    sw_days_lost__percent="absence_rate_fte",
                ),
                Source("sw_posts", ("inpost_fte", "vacancy_fte")),
                Source("sw_in_post_and_agency", ("inpost_fte", "agency_fte")),
                # The published absence rate counts 253 working days in a year.
                Source("sw_working_days", ("inpost_fte",), factor=253),
            ]
        },
    ),
    Layout(
        name="ons-population",
        title="Mid-year population estimates, children aged 0 to 17",
        filter_column="age_group",
        measures={
            "Children aged 0 to 17 years": _simple(
                population_0_17="population_estimate"
            )
        },
    ),
)


@dataclass(frozen=True, slots=True)
class CoreIndicator:
    """How one indicator of the core file is counted; population is a year older."""

    numerator: str
    denominator: str
    unit: str
    lag: int = 0


def _rate(numerator: str) -> CoreIndicator:
    return CoreIndicator(numerator, "population_0_17", "per_10000", lag=1)


CORE_COLUMNS = (
    "indicator",
    "unit",
    "year",
    "level",
    "area_code",
    "old_la_code",
    "area_name",
    "numerator",
    "denominator",
    "value",
)
CORE_INDICATORS = {
    "referral_rate": _rate("referrals"),
    "rereferral_within_12_months": CoreIndicator("rereferrals", "referrals", "percent"),
    "referral_no_further_action": CoreIndicator(
        "referrals_no_further_action", "referrals", "percent"
    ),
    "referral_assessed_not_in_need": CoreIndicator(
        "referrals_not_in_need", "referrals", "percent"
    ),
    "cin_at_31_march_rate": _rate("cin_at_31_march"),
    "cpp_started_rate": _rate("cpp_started"),
    "cpp_at_31_march_rate": _rate("cpp_at_31_march"),
    "cpp_second_or_subsequent": CoreIndicator(
        "cpp_second_or_subsequent", "cpp_started", "percent"
    ),
    "cpp_two_years_or_more": CoreIndicator(
        "cpp_two_years_or_more", "cpp_at_31_march", "percent"
    ),
    "cla_at_31_march_rate": _rate("cla_at_31_march"),
}
NEIGHBOUR_COLUMNS = ("old_la_code", *(f"SN_{rank}" for rank in range(1, 11)))
