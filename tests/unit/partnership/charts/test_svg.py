"""Pictures: well-formed whatever is in them, readable without colour or sight."""

from itertools import pairwise

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from partnership.charts import funnel, spc, svg
from partnership.charts.canvas import Canvas, Shape
from partnership.charts.sheet import Sheet
from partnership.charts.svg import Bar, Emphasis, Line

SVG = "{http://www.w3.org/2000/svg}"
SAFE = {"class", "style", "href", "src"}
HOSTILE = "</title><script>alert('x')</script>\x00\ud800 & \"quoted\""
values = st.lists(st.none() | st.floats(-1e9, 1e9), max_size=30)


def analysed(numbers, direction=spc.Direction.LOWER, **more):
    points = [spc.Point(str(2000 + i), one) for i, one in enumerate(numbers)]
    return spc.analyse(points, settings=spc.Settings(), direction=direction, **more)


def line(name, numbers, emphasis=Emphasis.NORMAL):
    points = [(str(2000 + i), one) for i, one in enumerate(numbers)]
    return Line(name, points, emphasis)


def drawn(chart, **more):
    words = {"title": "Repeat plans", "description": "They rose.", "unit": "percent"}
    return svg.spc(chart, **{**words, **more})


def tree(picture):
    assert isinstance(picture, Markup)
    return ElementTree.fromstring(str(picture))


def texts(picture):
    return [node.text for node in tree(picture).iter(f"{SVG}text")]


RISING = [10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 30, 32, 34]


def test_a_picture_has_a_title_and_a_description_of_its_own():
    root = tree(drawn(analysed(RISING)))
    assert root.get("role") == "img"
    named = root.get("aria-labelledby").split()
    assert [root.find(f"*[@id='{one}']").text for one in named] == [
        "Repeat plans",
        "They rose.",
    ]


def test_two_pictures_on_a_page_share_no_id():
    ids = [
        node.get("id")
        for picture in (drawn(analysed(RISING)), drawn(analysed(RISING)))
        for node in tree(picture).iter()
        if node.get("id")
    ]
    assert len(ids) == len(set(ids)) == 4


def test_a_picture_scales_and_carries_no_style_class_or_script():
    root = tree(drawn(analysed(RISING)))
    assert root.get("viewBox")
    for node in root.iter():
        assert not SAFE & set(node.attrib)
        assert not any(name.startswith("on") for name in node.attrib)
        assert node.tag.removeprefix(SVG) not in {"script", "style", "foreignObject"}


def test_hostile_words_are_only_words():
    picture = svg.comparison(
        [line(HOSTILE, RISING)], title=HOSTILE, description=HOSTILE, unit=HOSTILE
    )
    assert "<script" not in picture
    assert tree(picture).find(f"{SVG}title").text.startswith("</title><script>")


def test_a_hostile_colour_or_dash_is_only_an_attribute():
    canvas = Canvas(10, 10, title="t")
    canvas.line((0, 0), (1, 1), stroke=HOSTILE, dash=HOSTILE)
    canvas.text((0, 0), "word", anchor=HOSTILE, fill=HOSTILE, weight=HOSTILE)
    canvas.haloed((0, 0), "word", anchor=HOSTILE, weight=HOSTILE)
    for shape in Shape:
        canvas.mark(shape, (0, 0), colour=HOSTILE, size=3)
    tags = {node.tag.removeprefix(SVG) for node in tree(canvas.markup()).iter()}
    assert tags == {"svg", "title", "path", "text", "circle"}


def test_places_are_written_to_a_tenth_and_no_longer_than_needed():
    canvas = Canvas(10, 10.04, title="t")
    canvas.path([(0, 10.0), (-0.04, 0.06), (100.0, 20.25)])
    root = tree(canvas.markup())
    assert root.get("viewBox") == "0 0 10 10"
    assert root.find(f"{SVG}path").get("d") == "M0 10L-0 0.1L100 20.2"


def forms(direction):
    """The drawn outline of an ordinary point and of one above the limits."""
    picture = drawn(analysed([*[10, 20] * 7, 60], direction))
    tips = {
        node.find(f"{SVG}title").text: node.get("d", node.tag.removeprefix(SVG))
        for node in tree(picture).findall(f"*[{SVG}title]")
    }
    return tips["2000: 10.0%"], tips["2014: 60.0%, outside the limits"]


def test_signals_differ_in_shape_as_well_as_colour():
    found = [forms(direction) for direction in spc.Direction]
    assert {ordinary for ordinary, _ in found} == {"circle"}
    assert len({special for _, special in found}) == 3


def test_the_mean_the_limits_and_the_target_are_named_with_their_values():
    chart = analysed([10, 12] * 7, target=20, unit="percent")
    found = texts(drawn(chart))
    assert {"Mean 11.0", "Upper 16.3", "Lower 5.7", "Target 20.0"} <= set(found)


def test_a_limit_no_percentage_can_reach_is_not_drawn():
    found = texts(drawn(analysed([0, 20] * 7, unit="percent")))
    assert any(text.startswith("Upper") for text in found)
    assert not any(text.startswith("Lower") for text in found)


def test_provisional_limits_say_so():
    assert "Provisional limits" in texts(drawn(analysed([10, 12] * 4)))
    assert "Limits" in texts(drawn(analysed([10, 12] * 7)))


def strokes(picture):
    """The lines of the series itself: black, and not dashed."""
    black = tree(picture).findall(f"{SVG}path[@stroke='#0b0c0c'][@stroke-width='2']")
    return [node.get("d").count("L") + 1 for node in black]


def test_a_gap_is_drawn_as_a_cross_and_breaks_the_line():
    whole, broken = [10, 12] * 7, [10, 12, 10, 12, None, 12, 10]
    assert "No figure" not in texts(drawn(analysed(whole)))
    assert "No figure" in texts(drawn(analysed(broken)))
    swatch_at_the_label = 2
    assert strokes(drawn(analysed(whole))) == [14, swatch_at_the_label]
    assert strokes(drawn(analysed(broken))) == [4, 2, swatch_at_the_label]


def test_labels_at_the_ends_of_lines_do_not_overlap():
    lines = [line(f"Area {i}", [20 + i / 10] * 3) for i in range(6)]
    picture = svg.comparison(lines, title="t", description="d", unit="percent")
    places = sorted(
        float(node.get("y"))
        for node in tree(picture).iter(f"{SVG}text")
        if (node.text or "").startswith("Area")
    )
    assert len(places) == 6
    assert all(b - a >= 16 for a, b in pairwise(places))


def test_several_areas_are_named_and_the_first_can_carry_the_analysis():
    lines = [
        line("Havering", RISING, Emphasis.STRONG),
        line("Barking and Dagenham", RISING[::-1]),
        line("England", [15] * 13, Emphasis.QUIET),
    ]
    picture = svg.comparison(
        lines,
        title="t",
        description="d",
        unit="percent",
        chart=analysed(RISING, target=5),
    )
    found = texts(picture)
    assert "Target 5.0" in found
    assert {"Havering", "Barking and", "Dagenham", "England 15.0"} <= {
        text.removesuffix(" 10.0") for text in found
    }


def test_a_chart_without_figures_says_so():
    assert "No figures yet" in texts(drawn(analysed([None, None])))
    assert "No figures yet" in texts(drawn(analysed([])))


@given(values, st.text(max_size=40), st.text(max_size=10))
@settings(max_examples=60, deadline=None)
def test_any_series_and_any_words_make_well_formed_pictures(numbers, words, unit):
    chart = analysed(numbers, unit=unit)
    others = [line(words, numbers), line(words, [None] * len(numbers))]
    more = {"title": words, "description": words, "unit": unit}
    tree(svg.spc(chart, comparators=others, target=5, **more))
    tree(svg.comparison(others, **more))
    tree(svg.sparkline(numbers, title=words))
    tree(svg.bars([Bar(words, one, one) for one in numbers], **more))


@given(
    st.lists(
        st.tuples(st.none() | st.integers(0, 500), st.none() | st.integers(0, 5000)),
        max_size=30,
    ),
    st.sampled_from([100, 10_000]),
    st.text(max_size=20),
)
@settings(max_examples=60, deadline=None)
def test_any_counts_make_a_well_formed_funnel(counts, multiplier, words):
    found = [funnel.FunnelArea(str(i), words, *pair) for i, pair in enumerate(counts)]
    result = funnel.analyse(found, multiplier=multiplier, highlighted={"0", "1"})
    tree(svg.funnel(result, title=words, description=words, unit="percent"))


def test_a_funnel_names_the_highlighted_areas():
    counts = [(40 + i, 200) for i in range(12)]
    found = [funnel.FunnelArea(str(i), f"Area {i}", *p) for i, p in enumerate(counts)]
    result = funnel.analyse(found, multiplier=100, highlighted={"3"})
    picture = svg.funnel(result, title="t", description="d", unit="percent")
    assert "Area 3 21.5%" in texts(picture)
    assert "Area 4 22.0%" not in texts(picture)


def test_a_bar_without_a_figure_says_why_and_has_no_bar():
    items = [Bar("Havering", 23.1, 454), Bar("Redbridge", None, reason="suppressed")]
    picture = svg.bars(
        items, title="t", description="d", unit="percent", reference=("England", 24.5)
    )
    found = texts(picture)
    assert "23.1% (n = 454)" in found
    assert "No figure: suppressed" in found
    assert "England 24.5%" in found


def test_a_long_name_leaves_room_for_its_value():
    items = [Bar("A very long name of a very long named service", 23.1, 454)]
    found = texts(svg.bars(items, title="t", description="d", unit="percent"))
    assert "23.1% (n = 454)" in found
    assert any(text and text.endswith("…") for text in found)


@pytest.mark.parametrize("numbers", [[], [None], [1.0], [1, None, 3], [2, 2, 2]])
def test_a_sparkline_is_drawn_for_any_series(numbers):
    root = tree(svg.sparkline(numbers, title="Repeat plans since 2013"))
    assert root.find(f"{SVG}title").text == "Repeat plans since 2013"


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(colour, ground):
    dark, light = sorted([luminance(colour), luminance(ground)])
    return (light + 0.05) / (dark + 0.05)


def colours_of(picture, ink, tags):
    return {
        node.get(ink)
        for node in tree(picture).iter()
        if node.tag.removeprefix(SVG) in tags and (node.get(ink) or "").startswith("#")
    }


def everything():
    """A chart with every signal, a target, comparators and other areas."""
    others = [line(f"Area {i}", RISING) for i in range(4)]
    backdrop = [line(name, RISING, Emphasis.QUIET) for name in ("London", "England")]
    for direction in spc.Direction:
        yield drawn(analysed([1, *RISING], direction, target=5), comparators=others)
    yield svg.comparison(others + backdrop, title="t", description="d", unit="percent")


def test_texts_and_marks_stand_out_from_their_ground():
    paper, band = "#ffffff", "#eef2f5"
    for picture in everything():
        for colour in colours_of(picture, "fill", {"text"}):
            assert contrast(colour, paper) >= 4.5
        marks = colours_of(picture, "fill", {"circle"}) | {
            node.get("fill") for node in tree(picture).findall(f"{SVG}path[{SVG}title]")
        }
        for colour in marks:
            assert contrast(colour, band) >= 3


def test_lines_of_several_areas_are_told_apart_without_colour():
    strong = [line(f"Area {i}", RISING, Emphasis.STRONG) for i in range(3)]
    quiet = [line(f"Part {i}", RISING, Emphasis.QUIET) for i in range(3)]
    for chart in (None, analysed(RISING)):
        sheet = Sheet(lines=strong + quiet, unit="", decimals=1, chart=chart)
        ways = [(pen.dash, pen.shape) for pen in sheet.pens]
        assert len(set(ways)) == 6
