"""Choose the broker adapter by the address in the settings."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Protocol, TypeVar
from urllib.parse import unquote, urlsplit

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_when_event_set,
    wait_random_exponential,
)

from kit import logs
from kit.exchange.broker import Broker, BrokerAway, BrokerRefuses
from kit.exchange.local import LocalBroker
from kit.exchange.rabbit.broker import RabbitBroker

LOCAL = "local"
RABBIT = frozenset({"amqp", "amqps"})
MOST_WAIT = 30

T = TypeVar("T")
_log = logs.get_logger(__name__)


class BrokerSettings(Protocol):
    """The three settings a connection needs (``kit.settings.Settings`` has them)."""

    @property
    def member(self) -> str:
        """The slug, which is the broker's user."""

    @property
    def broker_url(self) -> str:
        """``amqp(s)://member@host:port/vhost`` or ``local:///path``."""

    @property
    def broker_password(self) -> str:
        """The member's password at the broker."""


def connect(settings: BrokerSettings) -> Broker:
    """The broker these settings name; nothing is opened yet.

    Raises BrokerRefuses for another scheme, or an address with another member's name.
    """
    parts = urlsplit(settings.broker_url)
    if parts.scheme == LOCAL:
        path = Path(unquote(parts.path))
        return LocalBroker(
            path, member=settings.member, password=settings.broker_password
        )
    if parts.scheme not in RABBIT:
        raise BrokerRefuses(f"There is no broker for addresses of {parts.scheme!r}")
    if parts.username != settings.member:
        # Receivers believe the broker's word for who published.
        raise BrokerRefuses("The user in the broker's address must be the member")
    return RabbitBroker(settings.broker_url, password=settings.broker_password)


def patiently(opening: Callable[[], T], *, stop: Event) -> T:
    """Open a publisher or consumer, however long the broker is away.

    Waits longer and longer, at random, up to 30 seconds. Raises BrokerAway once
    ``stop`` is set, and BrokerRefuses at once.
    """
    retrying = Retrying(
        retry=retry_if_exception_type(BrokerAway),
        stop=stop_when_event_set(stop),
        sleep=sleep_using_event(stop),
        wait=wait_random_exponential(multiplier=0.2, max=MOST_WAIT),
        before_sleep=_tell,
        reraise=True,
    )
    return retrying(opening)


def _tell(state: RetryCallState) -> None:
    _log.warning("broker_away", attempt=state.attempt_number, wait=state.upcoming_sleep)
