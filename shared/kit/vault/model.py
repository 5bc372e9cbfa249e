"""Tables of wrapped data keys, and what may be wrong with a locked value."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from kit.data_classes import OFFICIAL
from kit.db import SharedBase
from kit.errors import AccordError, NotFound, Unavailable

# The one key that blind indexes are derived from; it outlives every record.
INDEX = "index"


class VaultClosed(Unavailable):
    """This instance was started without its vault's key, so nothing can be opened."""

    code = "vault-closed"


class CannotUnlock(AccordError):
    """The value was locked for another place or with another key, or was changed."""

    code = "cannot-unlock"


class KeyDestroyed(NotFound):
    """What this was locked with was destroyed, so that nobody can read it again."""


class VaultKey(SharedBase):
    """One data key, wrapped by the instance key ``instance_key`` names.

    ``about`` is a word for the class of its record, never which record that is. A
    destroyed key keeps its row, as a tombstone; its ``wrapped`` is zeros.
    """

    __tablename__ = "vault_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    about: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    instance_key: Mapped[str] = mapped_column(String(32), index=True, info=OFFICIAL)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary, info=OFFICIAL)
    made_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    destroyed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)


class VaultInstance(SharedBase):
    """Which instance key wraps new data keys; its one row is the lock of rotation."""

    __tablename__ = "vault_instance"

    id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=OFFICIAL
    )
    instance_key: Mapped[str] = mapped_column(String(32), info=OFFICIAL)
    index_key: Mapped[UUID] = mapped_column(info=OFFICIAL)
    since: Mapped[datetime] = mapped_column(info=OFFICIAL)


class LockedRow(Protocol):
    """A row with locked columns: it has an id, and the id of its record's data key."""

    __tablename__: str

    @property
    def id(self) -> UUID:
        """The row's own id."""

    @property
    def key_id(self) -> UUID:
        """The data key its locked columns are locked with."""
