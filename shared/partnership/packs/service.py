"""Read and bind PDFs that people brought, in a process of their own with limits."""

import json
from collections.abc import Sequence

from kit import confined
from kit.confined import Limits, TooMuch
from kit.errors import Conflict
from partnership.packs import model

# A paper of 500 pages takes seconds; a pack has many.
LOOKING = Limits(processor=20, clock=40.0)
BINDING = Limits(memory=1024 * 1024 * 1024, processor=60, clock=90.0)


class Unreadable(Conflict):
    """This PDF cannot be read."""

    code = "pdf-unreadable"


class CannotBind(Conflict):
    """These papers cannot be made into one PDF. Print the page and open them from it.

    One of them is broken, or together they are too large.
    """

    code = "pack-not-bound"


def pages_in(file: bytes) -> int:
    """How many pages a PDF has, 0 where it is locked; raises Unreadable."""
    try:
        with confined.started(f"{model.__name__}:look", LOOKING) as process:
            process.hand_over("", file)
            found = process.message()
    except TooMuch as fault:
        raise Unreadable(
            "This PDF takes more time or memory to read than papers do. Print it to a "
            "new PDF and choose that one"
        ) from fault
    if "pages" not in found:
        raise Unreadable("This PDF is broken. Save it again and choose it anew")
    return int(found["pages"])


def bound(front: bytes, papers: Sequence[tuple[str, bytes]]) -> bytes:
    """One PDF of the front pages and of papers (title, file); raises CannotBind."""
    parts = [("", front), *papers]
    said = json.dumps([(title, len(file)) for title, file in parts])
    try:
        with confined.started(f"{model.__name__}:bind", BINDING) as process:
            process.hand_over(said, b"".join(file for _, file in parts))
            if "size" not in process.message():
                raise CannotBind
            return process.said()
    except TooMuch as fault:
        raise CannotBind from fault
