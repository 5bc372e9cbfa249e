"""Bundles the receiver has just opened, so that the applier need not open them again.

Only a shortcut: the database holds the bundles, and the applier reads there whatever
is not here. A bundle kept here by a transaction that was then rolled back is harmless:
it is found by its hash, which the stored row names.
"""

import threading
from collections import OrderedDict

from kit.exchange.bundle import Bundle

KEPT = 64


class Recent:
    """The last few opened bundles by their hash; shared by two threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bundles: OrderedDict[str, Bundle] = OrderedDict()

    def keep(self, opened: Bundle) -> None:
        """Remember a bundle, forgetting the oldest when there are too many."""
        with self._lock:
            self._bundles[opened.hash] = opened
            while len(self._bundles) > KEPT:
                self._bundles.popitem(last=False)

    def take(self, hash_: str) -> Bundle | None:
        """The bundle of that hash, if it is still here; it is then forgotten."""
        with self._lock:
            return self._bundles.pop(hash_, None)

    def newest(self, stream: str) -> Bundle | None:
        """The last bundle of a stream that was kept; it stays here."""
        with self._lock:
            kept = reversed(self._bundles.values())
            return next((one for one in kept if one.stream == stream), None)
