"""Recovery codes as they are made, printed and typed again."""

import pytest

from kit.second_step.model import ALPHABET, RECOVERY_CODES, new_codes, read_code


def test_ten_codes_are_made_and_each_has_a_finder_of_its_own():
    codes = new_codes()
    assert len(codes) == RECOVERY_CODES == 10
    assert len({code.finder for code in codes}) == 10
    assert all(set(code.text) <= set(ALPHABET) for code in codes)
    assert all(len(code.text) == 12 for code in codes)
    assert new_codes() != codes


def test_a_code_is_printed_in_groups_and_read_again():
    (code, *_) = new_codes()
    assert [len(group) for group in code.shown.split("-")] == [4, 4, 4]
    assert read_code(code.shown) == code
    assert read_code(f"  {code.shown.upper().replace('-', ' ')} ") == code


def test_letters_that_look_alike_are_read_as_what_they_look_like():
    assert read_code("OoIi-lL11-0000") == read_code("0011-1111-0000")


@pytest.mark.parametrize(
    "typed", ["", "123456", "abcd-efgh-jkm", "abcd-efgh-jkmnp", "uuuu-uuuu-uuuu"]
)
def test_what_is_no_code_is_not_read_as_one(typed):
    assert read_code(typed) is None
