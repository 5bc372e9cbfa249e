"""Values stand on the line between their limits, and what is hidden is not drawn."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from partnership.charts.intervals import Between, draw

SVG = "{http://www.w3.org/2000/svg}"
PARTS = st.lists(st.floats(0, 100), min_size=3, max_size=3).map(sorted)


def drawn(areas, unit="percent"):
    words = draw(areas, title="T", description="D", unit=unit)
    return ET.fromstring(str(words))  # noqa: S314 - drawn by ourselves


@given(
    st.lists(st.tuples(st.text(max_size=30), PARTS), min_size=1, max_size=4),
    st.sampled_from(["percent", "a year in 100,000 children"]),
)
def test_every_dot_lies_inside_the_sheet_and_between_its_limits(told, unit):
    areas = [Between(name, mid, low, high) for name, (low, mid, high) in told]
    picture = drawn(areas, unit)
    dots = list(picture.iter(f"{SVG}circle"))
    assert len(dots) == len(areas)
    whiskers = [
        path.attrib["d"]
        for path in picture.iter(f"{SVG}path")
        if path.attrib["stroke"] == "#0b0c0c"
    ]
    for dot, line in zip(dots, whiskers[::3], strict=True):
        (low, _), (high, _) = (
            map(float, end.split()) for end in line.removeprefix("M").split("L")
        )
        assert 0 <= low - 0.1 <= float(dot.attrib["cx"]) <= high + 0.1 <= 420


def test_an_area_whose_value_is_hidden_has_a_name_and_no_dot():
    picture = drawn([Between("Havering"), Between("Redbridge", 40.0, 24.6, 57.7)])
    texts = [each.text for each in picture.iter(f"{SVG}text")]
    assert texts[-4:] == ["Havering", "hidden", "Redbridge", "40.0 (24.6 to 57.7)"]
    assert len(list(picture.iter(f"{SVG}circle"))) == 1
