from kit.exchange.broker import Message
from kit.exchange.windows import BYTES, MESSAGES, windows


def messages(*sizes: int) -> list[Message]:
    return [
        Message(exchange="e", key="k", body=b"x" * size, message_id=str(place))
        for place, size in enumerate(sizes)
    ]


def lengths(*sizes: int) -> list[int]:
    return [len(part) for part in windows(messages(*sizes))]


def test_nothing_is_no_window() -> None:
    assert lengths() == []


def test_a_window_has_at_most_five_hundred_messages() -> None:
    assert lengths(*[1] * (2 * MESSAGES + 1)) == [MESSAGES, MESSAGES, 1]


def test_a_window_is_cut_before_it_holds_too_many_bytes() -> None:
    assert lengths(BYTES // 2, BYTES // 2, 1) == [2, 1]


def test_one_message_too_large_travels_alone() -> None:
    assert lengths(1, BYTES + 1, 1) == [1, 1, 1]


def test_no_message_is_lost_or_moved() -> None:
    sent = messages(*[BYTES // 3] * 10)
    assert [each for part in windows(sent) for each in part] == sent
