"""Lock small texts away with keys made from the instance's secret key.

Keys come out of the secret key by HKDF-SHA256, one for each purpose, so that a text
locked for one purpose never opens for another. Texts are locked with AES-256-GCM and
bound to what they are about: moved to another record, they do not open.
"""

import base64
import binascii
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12  # bytes, as AES-GCM wants it (NIST SP 800-38D, 2007)


class CannotUnlock(Exception):
    """The text was locked with another key, for something else, or was changed."""


class Lockbox:
    """Locks and unlocks texts for one purpose."""

    def __init__(self, secret_key: str, *, purpose: str) -> None:
        self._cipher = AESGCM(_derive(secret_key, purpose))

    def lock(self, text: str, *, about: str) -> str:
        """``text`` made unreadable; it opens again only with the same ``about``."""
        nonce = secrets.token_bytes(_NONCE)
        locked = self._cipher.encrypt(nonce, text.encode(), about.encode())
        return base64.b64encode(nonce + locked).decode()

    def unlock(self, locked: str, *, about: str) -> str:
        """What was locked; raises CannotUnlock when it is not what it should be."""
        try:
            raw = base64.b64decode(locked, validate=True)
            opened = self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], about.encode())
        except (binascii.Error, InvalidTag, ValueError) as error:
            raise CannotUnlock from error
        return opened.decode()


def fingerprint(secret_key: str, *, purpose: str, text: str) -> str:
    """64 hexadecimal digits that stand for ``text``: only this instance finds them."""
    return hmac.digest(_derive(secret_key, purpose), text.encode(), "sha256").hex()


def _derive(secret_key: str, purpose: str) -> bytes:
    info = f"accord-lockbox-v1 {purpose}".encode()
    return HKDF(SHA256(), length=32, salt=None, info=info).derive(secret_key.encode())
