"""The keys others seal to: the one in use, and old ones while something may still come.

``sealing.pem`` is the one the registry tells. A key that was replaced is kept beside
it for ``KEPT``, named by when that was and by its thumbprint: what was sealed to it
may be on its way, or in a backup of a queue, for so long. Then it is destroyed, which
is all the forward secrecy there is: whoever takes the keys later opens nothing older.
"""

import os
import re
import stat
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from kit import clock, errors
from kit.exchange import cross_signing
from kit.exchange.keys import KeyFileMissing, KeyFileUnsafe, SigningKey
from kit.exchange.trust import ToldKey
from kit.sealing import CRV, SealingKey

FILE = "sealing.pem"
# The longest time a member may be away, and a backup of what waited for it.
KEPT = timedelta(days=90)
_MOMENT = "%Y%m%dT%H%M%SZ"
_OLD = re.compile(r"sealing-until-(\d{8}T\d{6}Z)-[\w-]{43}\.pem")


def create(directory: Path) -> SealingKey:
    """Make the first sealing key in ``directory`` (0700, the file 0600).

    Raises FileExistsError when there is one: a key is never written over.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _write(directory / FILE)


def load(directory: Path) -> SealingKey:
    """The key in use; raises KeyFileMissing or KeyFileUnsafe."""
    path = directory / FILE
    if not path.exists():
        raise KeyFileMissing(f"There is no sealing key at {path}.")
    return _read(path)


def held(directory: Path) -> Mapping[str, SealingKey]:
    """Every key that may still open something, by its thumbprint, the one in use first.

    Raises KeyFileMissing where none was made, and KeyFileUnsafe.
    """
    found = [load(directory), *(_read(path) for path, _ in _old(directory))]
    return {key.kid: key for key in found}


def renew(directory: Path) -> SealingKey:
    """Put a new key in use and keep the old one for ``KEPT``; returns the new one.

    Killed at any moment, the folder holds a key in use and every old one. Raises
    KeyFileMissing, KeyFileUnsafe.
    """
    old = load(directory)
    until = (clock.now() + KEPT).strftime(_MOMENT)
    _write(directory / f"sealing-until-{until}-{old.kid}.pem", old)
    coming = directory / "sealing-coming"
    coming.unlink(missing_ok=True)  # what a killed run left
    key = _write(coming)
    coming.replace(directory / FILE)
    return key


def destroy_old(directory: Path) -> Sequence[str]:
    """Destroy each old key whose time is over; the thumbprints of those."""
    in_use = load(directory).kid
    over = [path for path, until in _old(directory) if until <= clock.now()]
    gone = [_read(path).kid for path in over]
    for path in over:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    # A run that was killed may have noted as old what stayed in use.
    return [kid for kid in gone if kid != in_use]


def own_word(directory: Path, *, member: str, signing: SigningKey) -> ToldKey:
    """The key in use as a member tells it, with the word of its signing key."""
    key = load(directory)
    cross_sig = cross_signing.cross_sign(member, key.public, key=signing)
    return ToldKey(kid=key.kid, jwk=key.public, cross_sig=cross_sig)


def public_entry(
    directory: Path, *, member: str, signing: SigningKey
) -> dict[str, object]:
    """The same for the file a member hands to leadership."""
    told = own_word(directory, member=member, signing=signing)
    return {**told.jwk, "use": "sealing", "cross_sig": told.cross_sig}


def read_told(raw: bytes) -> ToldKey | None:
    """The sealing key in such a file; None when it holds none. Raises Invalid."""
    try:
        entries = orjson.loads(raw).get("keys", [])
        [entry] = [each for each in entries if each["use"] == "sealing"] or [None]
        if entry is None:
            return None
        jwk = {name: str(entry[name]) for name in ("crv", "kty", "x")}
        kid, word = cross_signing.thumbprint(jwk), str(entry.get("cross_sig") or "")
    except (AttributeError, JoseError, KeyError, TypeError, ValueError) as error:
        raise errors.Invalid("This is not a file of public keys.") from error
    return ToldKey(kid=kid, jwk=jwk, cross_sig=word)


def _old(directory: Path) -> list[tuple[Path, datetime]]:
    """Old keys and until when they are kept, the latest first."""
    named = [(path, _OLD.fullmatch(path.name)) for path in directory.glob("*.pem")]
    found = [
        (path, datetime.strptime(name[1], _MOMENT).replace(tzinfo=UTC))
        for path, name in named
        if name
    ]
    return sorted(found, key=lambda each: each[1], reverse=True)


def _read(path: Path) -> SealingKey:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileUnsafe(f"{path} can be read by others; set its mode to 0600.")
    return _of(OKPKey.import_key(path.read_text()))


def _write(path: Path, known: SealingKey | None = None) -> SealingKey:
    """Write a key whole or not at all, and never over another."""
    key = OKPKey.import_key(dict(known.private)) if known else _made()
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)  # what a killed run left
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(new, flags, 0o600), "wb") as file:
        file.write(key.as_pem(private=True))
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(new)
    finally:
        new.unlink()
    return _of(key)


def _made() -> OKPKey:
    return OKPKey.generate_key(CRV)


def _of(key: OKPKey) -> SealingKey:
    whole = key.as_dict(private=True)
    public = {name: str(whole[name]) for name in ("crv", "kty", "x")}
    return SealingKey(key.thumbprint(), public, {**public, "d": str(whole["d"])})
