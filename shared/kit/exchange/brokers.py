"""Choose the broker adapter by the address in the settings."""

from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from kit.exchange.broker import Broker, BrokerRefuses
from kit.exchange.local import LocalBroker
from kit.exchange.rabbit.broker import RabbitBroker

LOCAL = "local"
RABBIT = frozenset({"amqp", "amqps"})


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
