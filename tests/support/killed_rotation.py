"""A rotation in a process of its own that is killed at a step, as ``kill -9`` does."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from sqlalchemy import event

from kit.db import Database
from kit.vault import keyring, rotation
from kit.vault.keyring import Keyring

BATCH = 7
# Python code between two of these changes nothing that outlives the process.
_STEPS = ((os, "fsync"), (os, "open"), (keyring, "_fill"), (Path, "replace"))


def rotate_until(url: str, file: Path, step: int) -> int:
    """Rotate in another process, killed just before its step; its exit code.

    That is how many steps it took, where it was not killed.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_rotate, args=(url, file, step))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _rotate(url: str, file: Path, step: int) -> None:
    taken = 0

    def count(*_told: Any, **_more: Any) -> None:
        nonlocal taken
        taken += 1
        if taken == step:
            os.kill(os.getpid(), signal.SIGKILL)

    for owner, name in _STEPS:
        setattr(owner, name, _counted(getattr(owner, name), count))
    database = Database(url, member="havering")
    database.info["vault_keyring"] = Keyring(file)
    for told in ("before_cursor_execute", "commit"):
        event.listen(database.engine, told, count)
    rotation.rotate(database, Keyring(file), batch=BATCH)
    sys.exit(taken)


def _counted(function: Callable[..., Any], count: Callable[..., None]) -> Any:
    @wraps(function)
    def counted(*args: Any, **more: Any) -> Any:
        count()
        return function(*args, **more)

    return counted
