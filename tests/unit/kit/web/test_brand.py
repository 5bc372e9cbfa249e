import pytest

from kit.web import brand


def test_black_on_white_has_the_greatest_contrast():
    assert brand.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


def test_a_known_pair_has_its_published_contrast():
    # #767676 is the palest grey that passes AA on white: 4.54 to 1.
    assert brand.contrast((0x76,) * 3, (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


def test_a_colour_too_pale_for_white_text_is_refused_with_a_reason():
    with pytest.raises(ValueError, match="Choose a darker colour"):
        brand.parse("#777777")


@pytest.mark.parametrize("text", ["red", "#fff", "#1d5c6;", "#1d5c63}body{"])
def test_only_a_six_digit_colour_reaches_the_style_sheet(text):
    with pytest.raises(ValueError, match="must look like"):
        brand.style_sheet(text)


def test_another_colour_has_another_address():
    assert brand.fingerprint("#1d5c63") != brand.fingerprint("#5c1d63")
