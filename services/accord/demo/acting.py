"""How a demonstration does what people would do: one verb, one person, the trail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from accord.demo.ground import Place
from kit import clock
from kit.accounts.actor import Actor
from kit.logs import correlation

T = TypeVar("T")


class Scene:
    """One transaction of a member in which people act, each under their own name."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def act(self, verb: Callable[..., T], *, by: Actor, **given: Any) -> T:  # noqa: ANN401 - whatever the verb takes
        """Let somebody do something; the trail says that it was they."""
        self.session.info["actor"] = by
        return verb(self.session, by=by, **given)

    def nobody(self) -> Session:
        """The records, for what people do without saying who they are."""
        self.session.info["actor"] = None
        return self.session


@contextmanager
def on_scene(place: Place) -> Iterator[Scene]:
    """A member's records, to act in: all or nothing."""
    with correlation(), place.instance.database.transaction() as session:
        yield Scene(session)


def ago(days: int) -> date:
    """A day so many days before today; after it where negative."""
    return clock.today() - timedelta(days=days)
