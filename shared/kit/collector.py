"""Python's garbage collector, told to wait while masses of plain rows go by.

It looks through all that is alive each time much was made, and rows are made by the
hundred thousand: a third of an import's time went there. Rows hold no circles, so
nothing is missed; circles that other threads leave meanwhile are found afterwards.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_waiting = 0


@contextmanager
def waits() -> Iterator[None]:
    """Nothing is collected inside; on again when the last such work is done.

    Also a decorator, for a function that is such work.
    """
    global _waiting
    with _lock:
        _waiting += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _waiting -= 1
            if not _waiting:
                gc.enable()


@contextmanager
def starts() -> Iterator[None]:
    """Nothing is collected inside, nor walked later: what a program is made of stays.

    Modules are a million objects; to look through them while they come is a sixth of
    what it takes to start.
    """
    with waits():
        yield
        gc.freeze()
