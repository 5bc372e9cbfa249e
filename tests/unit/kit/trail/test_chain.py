"""A row of the trail cannot be changed by as little as a bit without being found."""

import pytest

from kit.trail import chain
from kit.trail.chain import COLUMNS, Breach, Walk
from kit.trail.model import CLOCK_SET_BACK, ERASED, TRAIL
from tests.support.trails import a_chain

LENGTH = 1000


@pytest.fixture(scope="module")
def rows():
    return a_chain(LENGTH)


def walked(rows):
    """What is wrong with the first row that is, and its place."""
    walk = Walk()
    for row in rows:
        breach = walk.follow(row)
        if breach is not None:
            return breach, walk.n + 1
    return None


def at(row):
    """Standing on the row before this one."""
    return Walk(n=row["n"] - 1, hash=row["prev"])


def flipped(value):
    """The value once for each of its bytes, with one bit of that byte turned over."""
    if isinstance(value, int):
        yield from (value ^ (1 << bit) for bit in range(16))
        return
    for place, letter in enumerate(value):
        for bit in (1, 32):
            yield value[:place] + chr(ord(letter) ^ bit) + value[place + 1 :]


def test_a_trail_as_it_was_written_is_whole(rows):
    assert walked(rows) is None


def test_every_flipped_byte_of_every_column_of_every_row_is_found(rows):
    missed = [
        (row["n"], column, value)
        for row in rows
        for column in COLUMNS
        if row[column] is not None
        for value in flipped(row[column])
        if at(row).follow({**row, column: value}) is None
    ]
    assert missed == []


def test_what_was_empty_and_is_filled_is_found(rows):
    missed = [
        (row["n"], column, value)
        for row in rows
        for column in COLUMNS
        if row[column] is None
        for value in ("", "x", 0)
        if at(row).follow({**row, column: value}) is None
    ]
    assert missed == []


def test_what_was_filled_and_is_emptied_is_found(rows):
    missed = [
        (row["n"], column)
        for row in rows
        for column in COLUMNS
        if row[column] is not None
        if at(row).follow({**row, column: None}) is None
    ]
    assert missed == []


def test_a_number_written_as_text_is_found(rows):
    row = rows[10]
    assert at(row).follow({**row, "n": str(row["n"])}) is Breach.UNREADABLE


@pytest.mark.parametrize("place", [0, 1, 499, 998])
def test_a_missing_row_is_found(rows, place):
    assert walked(rows[:place] + rows[place + 1 :]) == (Breach.MISSING, place + 1)


@pytest.mark.parametrize("place", [0, 1, 499, 998])
def test_swapped_rows_are_found(rows, place):
    swapped = [*rows]
    swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
    assert walked(swapped) == (Breach.MISSING, place + 1)


def test_swapped_rows_that_also_swapped_their_numbers_are_found(rows):
    one, other = rows[40], rows[41]
    swapped = [*rows]
    swapped[40] = {**other, "n": one["n"]}
    swapped[41] = {**one, "n": other["n"]}
    assert walked(swapped) == (Breach.UNLINKED, 41)


def test_an_inserted_row_is_found(rows):
    assert walked([*rows[:50], rows[49], *rows[50:]]) == (Breach.MISSING, 51)


def test_a_row_written_anew_breaks_the_next_one(rows):
    forged = {**rows[70], "outcome": "failed"}
    forged["hash"] = chain.row_hash(forged, forged["prev"])
    assert walked([*rows[:70], forged, *rows[71:]]) == (Breach.UNLINKED, 72)


def test_two_fields_cannot_trade_their_letters():
    assert chain.canonical(["ab", "c"]) != chain.canonical(["a", "bc"])
    assert chain.canonical([None]) != chain.canonical([""])


def test_time_that_goes_back_is_found_unless_it_is_told(rows):
    last = rows[-1]
    walk = Walk(n=last["n"], hash=last["hash"], at="2999-01-01T00:00:00.000000Z")
    following = {**last, "n": last["n"] + 1, "prev": last["hash"]}
    following["hash"] = chain.row_hash(following, following["prev"])
    assert walk.follow(following) is Breach.TIME_GOES_BACK
    told = {**following, "act": CLOCK_SET_BACK}
    told["hash"] = chain.row_hash(told, told["prev"])
    assert walk.follow(told) is None


def test_an_erasure_that_no_row_tells_of_is_found(rows):
    erased = next(row for row in rows if row["detail"] is not None)
    walk = at(erased)
    assert walk.follow({**erased, "detail": None, "salt": None}) is None
    assert walk.erased_in_silence() == [erased["n"]]
    told = {
        **erased,
        "n": erased["n"] + 1,
        "act": ERASED,
        "resource": TRAIL,
        "record": str(erased["n"]),
        "prev": erased["hash"],
    }
    told["hash"] = chain.row_hash(told, told["prev"])
    assert walk.follow(told) is None
    assert walk.erased_in_silence() == []
