"""What an application does before its first reader comes, so that nobody waits."""

import gc
from collections.abc import Callable, Sequence

from flask import Flask

from kit import logs

Preparing = Callable[[Flask], None]


def furnish(app: Flask, preparing: Sequence[Preparing]) -> None:
    """Say what is done ahead for ``app``."""
    app.extensions["accord-ahead"] = tuple(preparing)


def prepare(app: Flask) -> Flask:
    """Do it; returns ``app``.

    What fails is logged and left, for no preparation may keep pages away.
    """
    for one in app.extensions.get("accord-ahead", ()):
        try:
            one(app)
        except Exception as error:
            logs.get_logger(__name__).warning(
                "not prepared", error=type(error).__qualname__, exc_info=True
            )
    # What is there now stays; the collector need not walk it in the middle of a page.
    gc.collect()
    gc.freeze()
    return app
