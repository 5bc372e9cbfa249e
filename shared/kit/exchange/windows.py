"""Cut what is published into windows: many messages, but never too many bytes."""

from collections.abc import Iterator, Sequence

from kit.exchange.broker import Message

MESSAGES = 500
BYTES = 8 * 1024 * 1024


def windows(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    """Parts in order, each of at most 500 messages and (but for one) 8 MiB."""
    start = size = 0
    for place, message in enumerate(messages):
        full = place - start == MESSAGES or size + len(message.body) > BYTES
        if full and place > start:
            yield messages[start:place]
            start, size = place, 0
        size += len(message.body)
    if start < len(messages):
        yield messages[start:]
