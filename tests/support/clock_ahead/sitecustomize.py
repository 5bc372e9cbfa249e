"""Run first by every Python started with this folder on its path: moves its clock on.

The file says by how many days. It is read each time, so processes that run already
follow it.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from kit import clock

FILE = Path(os.environ["CLOCK_AHEAD_FILE"])
real = clock.now


def now() -> datetime:
    """The real moment, and the days the file says."""
    return real() + timedelta(days=int(FILE.read_text(encoding="utf-8")))


clock.now = now
