"""What one process of a demonstration does: an ordinary ``accord`` command."""

import os
import signal
import sys
import threading
from multiprocessing import connection, parent_process
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from accord.cli import load, main
from kit import collector

# Imported here so that a process forked from this one need not import them again, nor
# work out once more how their tables belong together.
LOADED = (load("borough"), load("leadership"))
with collector.starts():
    configure_mappers()


def run(arguments: list[str], log: Path) -> None:
    """Run ``accord`` with these arguments, its output in a log; ends the process."""
    os.setsid()  # only the demonstration ends us, not a key pressed in its terminal
    _write_to(log)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    main(arguments)


def _write_to(log: Path) -> None:
    with log.open("ab") as file, Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        for number in (1, 2):
            os.dup2(file.fileno(), number)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr] # real files


def _end_with_the_parent() -> None:
    """End when the demonstration is gone, even if it was killed and told nobody."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
