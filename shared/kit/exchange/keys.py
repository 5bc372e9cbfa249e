"""The keys of one member: made once on its host, kept in files only it can read."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc.jwk import OKPKey

from kit import errors

SIGNING_FILE = "signing.pem"


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
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = OKPKey.generate_key("Ed25519")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(directory / SIGNING_FILE, flags, 0o600), "wb") as file:
        file.write(key.as_pem(private=True))
    return SigningKey(key.thumbprint(), key)


def load_signing_key(directory: Path) -> SigningKey:
    """Read the signing key; raises KeyFileMissing or KeyFileUnsafe."""
    path = directory / SIGNING_FILE
    if not path.exists():
        raise KeyFileMissing(f"There is no signing key at {path}.")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileUnsafe(f"{path} can be read by others; set its mode to 0600.")
    key = OKPKey.import_key(path.read_text())
    return SigningKey(key.thumbprint(), key)


def public_jwk(key: SigningKey) -> dict[str, Any]:
    """The public half as a JWK (RFC 8037), for the registry."""
    return dict(key.key.as_dict(private=False))
