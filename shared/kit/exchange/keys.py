"""The keys of one member: made once on its host, kept in files only it can read."""

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
from joserfc.jwk import OKPKey

from kit import errors


class Use(StrEnum):
    """What a key is for; each purpose has a key of its own."""

    SIGNING = "signing"
    TRAIL = "trail"
    SEALING = "sealing"


# Keys that sign; the one others seal to has a module of its own (``sealing_keys``).
FILES = {Use.SIGNING: "signing.pem", Use.TRAIL: "trail.pem"}


class KeyFileUnsafe(errors.AccordError):
    """A key file must be readable by its owner only (mode 0600)."""

    code = "key-file-unsafe"


class KeyFileMissing(errors.AccordError):
    """There is no key here; make one with ``accord keys init``."""

    code = "key-file-missing"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key that signs, named by its RFC 7638 thumbprint."""

    kid: str
    key: OKPKey


def create_signing_key(directory: Path) -> SigningKey:
    """Make the signing key of a member in ``directory`` (0700, the file 0600).

    Raises FileExistsError when there is one: a key is never written over.
    """
    return create_key(directory, Use.SIGNING)


def create_key(directory: Path, use: Use) -> SigningKey:
    """Make the key for one use, as :func:`create_signing_key` does."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = OKPKey.generate_key("Ed25519")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(directory / FILES[use], flags, 0o600), "wb") as file:
        file.write(key.as_pem(private=True))
    return SigningKey(key.thumbprint(), key)


def create_missing_keys(directory: Path) -> Mapping[Use, SigningKey]:
    """Make the keys a member has not got yet; returns those made, perhaps none."""
    missing = [use for use, name in FILES.items() if not (directory / name).exists()]
    return {use: create_key(directory, use) for use in missing}


def load_signing_key(directory: Path) -> SigningKey:
    """Read the signing key; raises KeyFileMissing or KeyFileUnsafe."""
    return load_key(directory, Use.SIGNING)


def load_key(directory: Path, use: Use) -> SigningKey:
    """Read the key for one use; raises KeyFileMissing or KeyFileUnsafe."""
    path = directory / FILES[use]
    if not path.exists():
        raise KeyFileMissing(f"There is no {use} key at {path}.")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileUnsafe(f"{path} can be read by others; set its mode to 0600.")
    key = OKPKey.import_key(path.read_text())
    return SigningKey(key.thumbprint(), key)


def load_key_if_there(directory: Path, use: Use) -> SigningKey | None:
    """The key for one use, or None where none was made; raises KeyFileUnsafe."""
    try:
        return load_key(directory, use)
    except KeyFileMissing:
        return None


def write_public(
    path: Path, directory: Path, *, further: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Write the public halves of a member's keys as the file it hands to leadership.

    A JWK set (RFC 7517, section 5) whose keys say their ``use``; ``further`` are
    entries that are ready.
    """
    held = {use: load_key_if_there(directory, use) for use in FILES}
    entries = [
        {**public_jwk(key), "use": use.value} for use, key in held.items() if key
    ]
    path.write_bytes(orjson.dumps({"keys": [*entries, *further]}) + b"\n")


def read_public(raw: bytes) -> Mapping[Use, Mapping[str, Any]]:
    """The public halves in such a file; one key alone is a signing key.

    Raises Invalid when it is no file of keys, or names no signing key.
    """
    try:
        content = orjson.loads(raw)
        entries = content.get("keys") or [{**content, "use": Use.SIGNING}]
        found = {Use(entry["use"]): _bare(entry) for entry in entries}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise errors.Invalid("This is not a file of public keys.") from error
    if Use.SIGNING not in found:
        raise errors.Invalid("The file names no signing key.")
    return found


def _bare(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: entry[name] for name in ("kty", "crv", "x") if name in entry}


def public_jwk(key: SigningKey) -> dict[str, Any]:
    """The public half as a JWK (RFC 8037), for the registry."""
    return dict(key.key.as_dict(private=False))
