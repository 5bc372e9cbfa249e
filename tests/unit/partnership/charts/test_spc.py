"""Series judged whole: worked examples, directions, targets, segments and words."""

import pytest

from kit.errors import Invalid
from partnership.charts import spc
from partnership.charts.spc import Assurance, Direction, Point, Signal, Variation

# Child protection plans that were a second or subsequent one, of plans started, in
# Havering, reporting years 2013 to 2025. Source: Department for Education,
# Characteristics of children in need, 2025 (table D3); Open Government Licence v3.0.
REPEAT = (9, 12, 7, 30, 45, 30, 38, 27, 42, 72, 49, 82, 105)
STARTED = (158, 175, 261, 386, 305, 264, 230, 163, 206, 320, 322, 357, 454)
YEARS = range(2013, 2026)


def havering(decimals=None):
    shares = [100 * part / whole for part, whole in zip(REPEAT, STARTED, strict=True)]
    if decimals is not None:
        shares = [round(share, decimals) for share in shares]
    return [Point(str(year), share) for year, share in zip(YEARS, shares, strict=True)]


def series(*values, rebase_at=None):
    return [
        Point(str(2000 + i), value, rebase="new system" if i == rebase_at else None)
        for i, value in enumerate(values)
    ]


def judged(points, direction=Direction.LOWER, target=None, **settings):
    return spc.analyse(
        points,
        settings=spc.Settings(**settings),
        direction=direction,
        target=target,
        unit="percent",
    )


def test_repeat_plans_in_havering_have_these_mean_and_limits():
    chart = judged(havering())
    assert (chart.mean, chart.lower, chart.upper) == pytest.approx(
        (14.34, 3.89, 24.79), abs=0.005
    )


def test_repeat_plans_as_published_in_one_decimal_come_to_nearly_the_same():
    chart = judged(havering(decimals=1))
    assert (chart.mean, chart.lower, chart.upper) == pytest.approx(
        (14.35, 3.9, 24.8), abs=0.06
    )


def test_repeat_plans_in_havering_shifted_from_2019_to_2025():
    chart = judged(havering())
    runs = [one for one in chart.findings if one.rule is spc.Rule.RUN]
    assert [chart.points[i].label for i in runs[0].positions] == [
        str(year) for year in range(2019, 2026)
    ]
    assert chart.variation is Variation.CONCERNING
    assert chart.sentences[0] == (
        "7 figures in a row, 2019 to 2025, are above the mean of 14.3%: more than "
        "ordinary variation, and a concern because lower is wanted."
    )


def test_the_low_start_of_repeat_plans_in_havering_is_an_improvement():
    chart = judged(havering())
    assert [point.signal for point in chart.points[:4]] == [
        Signal.IMPROVEMENT,
        Signal.IMPROVEMENT,
        Signal.IMPROVEMENT,
        Signal.COMMON,
    ]


@pytest.mark.parametrize(
    ("direction", "variation"),
    [
        (Direction.HIGHER, Variation.IMPROVING),
        (Direction.LOWER, Variation.CONCERNING),
        (Direction.CONTEXT, Variation.NEUTRAL_HIGH),
    ],
)
def test_the_direction_wanted_decides_what_a_rise_means(direction, variation):
    assert judged(havering(), direction).variation is variation


def test_a_fall_in_a_context_indicator_is_a_change_downwards():
    chart = judged(series(*[9.0, 8.9] * 8, 1.0), Direction.CONTEXT)
    assert chart.variation is Variation.NEUTRAL_LOW
    assert "so ask why" in chart.sentences[0]


def test_the_last_figure_decides_the_variation():
    chart = judged(series(*[9.0, 9.4] * 8, 1.0, 9.0))
    assert chart.variation is Variation.COMMON
    assert chart.points[-2].signal is Signal.IMPROVEMENT


@pytest.mark.parametrize(
    ("direction", "target", "assurance"),
    [
        (Direction.LOWER, 30, Assurance.PASS),
        (Direction.LOWER, 2, Assurance.FAIL),
        (Direction.HIGHER, 30, Assurance.FAIL),
        (Direction.HIGHER, 2, Assurance.PASS),
        (Direction.LOWER, 20, Assurance.HIT_OR_MISS),
        (Direction.CONTEXT, 20, Assurance.NONE),
        (Direction.LOWER, None, Assurance.NONE),
    ],
)
def test_assurance_compares_the_target_with_the_limits(direction, target, assurance):
    assert judged(havering(), direction, target).assurance is assurance


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (30, "The target of 30.0% will be met consistently if nothing changes."),
        (2, "The target of 2.0% will not be met unless something changes."),
        (20, "The target of 20.0% is within the limits: as things are it will be hit"),
    ],
)
def test_the_target_is_spoken_of(target, words):
    sentences = judged(havering(), target=target).sentences
    assert any(sentence.startswith(words) for sentence in sentences)


def test_limits_start_again_at_a_rebase_and_the_chart_says_so():
    chart = judged(series(*[10, 12] * 6, *[50, 52] * 6, rebase_at=12))
    assert [segment.limits.mean for segment in chart.segments] == [11, 51]
    assert all(point.signal is Signal.COMMON for point in chart.points)
    assert "Mean and limits start again at 2012: new system." in chart.sentences


def test_the_same_step_without_a_rebase_is_found():
    chart = judged(series(*[10, 12] * 6, *[50, 52] * 6))
    assert chart.variation is Variation.CONCERNING


def test_a_run_does_not_cross_a_rebase():
    low_then_high = [1, 9, 9, 9, 9] + [1, 9, 9, 9, 9] + [1] * 2
    chart = judged(series(*low_then_high, *[9, 1] * 6, rebase_at=6))
    assert not any(one.rule is spc.Rule.RUN for one in chart.findings)


def test_few_figures_have_provisional_limits():
    chart = judged(series(*[10, 12] * 4))
    assert chart.provisional
    assert (
        "Limits are provisional: they rest on 8 figures, and 12 or more are wanted."
    ) in chart.sentences


def test_very_few_figures_have_no_limits_and_no_verdict():
    chart = judged(series(10, 12, 50), target=20)
    assert chart.limits is None
    assert chart.variation is Variation.UNKNOWN
    assert chart.assurance is Assurance.UNKNOWN
    assert chart.sentences[0].startswith("With 3 figures it is too early to tell")


def test_a_gap_is_a_gap_and_never_zero():
    points = [*series(*[10, 12] * 7), Point("2014", None, reason="confidential")]
    chart = judged(points)
    assert chart.points[-1].signal is Signal.GAP
    assert chart.mean == 11
    assert chart.variation is Variation.COMMON
    assert chart.sentences[-1] == (
        "There is no figure for 2014 (confidential); it is not zero."
    )


@pytest.mark.parametrize("points", [[], series(None, None)])
def test_nothing_to_judge_is_said_plainly(points):
    chart = judged(points, target=5)
    assert chart.latest is None
    assert chart.sentences[0] == "There are no figures yet."


def test_limits_keep_their_sums_but_sentences_stay_possible():
    chart = judged(series(*[0, 20] * 7))
    assert chart.lower is not None
    assert chart.lower < 0
    assert any("between 0.0% and" in sentence for sentence in chart.sentences)


def test_nothing_special_is_worth_saying_too():
    chart = judged(series(*[10, 12, 11] * 5))
    assert chart.sentences[0] == (
        "No significant change: the figures vary as usual around a mean of 11.0%."
    )


def test_the_rules_in_force_are_told():
    text = judged(havering(), run_length=8, two_of_three=False).rule_text
    assert "one of 8 or more in a row" in text
    assert "2 of 3" not in text


def test_a_figure_must_be_a_number():
    with pytest.raises(Invalid, match="2020"):
        Point("2020", float("nan"))
