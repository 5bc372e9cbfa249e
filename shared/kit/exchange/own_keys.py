"""This member's own keys, where verbs sign a word for good or open what was sealed.

Bundles are signed by the exchange alone. What must show who said it for longer than
its bundle is at hand carries a signature of its own, with a purpose of its own.
"""

from pathlib import Path

from sqlalchemy.orm import Session

from kit import sealing
from kit.db import Database
from kit.exchange import sealing_keys, trust
from kit.exchange.keys import KeyFileMissing, load_signing_key
from kit.exchange.trust import Typ
from kit.sealing import CannotOpen, Context, Fault, Payload
from kit.settings import Settings

_FOLDER = "keys_folder"


def open_keys(database: Database, settings: Settings) -> None:
    """Let verbs in this database's transactions sign, and open what was sealed."""
    database.info[_FOLDER] = settings.keys_dir


def sign(session: Session, payload: bytes, *, typ: Typ) -> str:
    """A compact JWS by this member; raises KeyFileMissing and KeyFileUnsafe."""
    key = load_signing_key(_folder(session))
    return trust.sign(payload, typ=typ, key=key).decode()


def unsealed(session: Session, sealed: str, *, context: Context) -> Payload:
    """What was sealed to the key in use, or to an old one that is still kept.

    Raises CannotOpen (``other-key`` where none of them fits, or there is none) and
    KeyFileUnsafe.
    """
    try:
        held = sealing_keys.held(_folder(session))
    except KeyFileMissing as error:
        raise CannotOpen(Fault.OTHER_KEY) from error
    for key in held.values():
        try:
            return sealing.unseal(sealed, key=key.private, context=context)
        except CannotOpen as error:
            if error.fault is not Fault.OTHER_KEY:
                raise
    raise CannotOpen(Fault.OTHER_KEY)


def _folder(session: Session) -> Path:
    folder: Path | None = session.info.get(_FOLDER)
    if folder is None:
        raise KeyFileMissing("This process was started without its keys.")
    return folder
