"""Passwords: what is accepted, and how they are kept (argon2id)."""

import re
from collections.abc import Iterable
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kit.accounts import common_words
from kit.errors import Invalid

SHORTEST = 12
LONGEST = 256
FEWEST_DIFFERENT = 5

_WORD = re.compile(r"[^\W\d_]{4,}")

# OWASP's floor (2024) is 19 MiB and 2 passes; this is the library's stronger default.
_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
# 64 MiB each: sign-ins at once wait for each other instead of filling the memory.
_at_once = BoundedSemaphore(4)

# A hash of nothing anyone knows: an unknown address costs as much as a known one.
_NOBODY = (  # pragma: allowlist secret
    "$argon2id$v=19$m=65536,t=3,p=1$"
    "zB3I8ytLIhkG89QV43yDFQ$FV9H67A/QpCVLDZV+n/WUc6HRgvcAZWQAsvLMHQvRfM"
)


def check_choice(password: str, *, email: str, words: Iterable[str] = ()) -> None:
    """Refuse a password that is too easy, for the person with this e-mail address.

    ``words`` are further ones that come to mind here, such as the person's name. Any
    characters, exactly as typed, no rules of composition, no end of its days (NCSC,
    Password administration for system owners, 2018). Raises Invalid naming the field
    ``password``.
    """
    fault = _fault(password, email.casefold(), words)
    if fault:
        raise Invalid(fault, fields={"password": fault})


def _fault(password: str, email: str, words: Iterable[str]) -> str:
    if len(password) < SHORTEST:
        return f"Password must have {SHORTEST} characters or more"
    if len(password) > LONGEST:
        return f"Password must have {LONGEST} characters or fewer"
    if len(set(password)) < FEWEST_DIFFERENT:
        return "Password must not be a few characters over and over"
    if password.casefold() in {email, email.partition("@")[0]}:
        return "Password must not be your e-mail address"
    about = [email, *_WORD.findall(email), *words]
    if common_words.is_like_a_common_one(password, about=about):
        return (
            "Password is too easy to guess: it is a common one, or a word people "
            "think of here with a little added. Choose three random words"
        )
    return ""


def hash_password(password: str) -> str:
    """What is stored in place of the password."""
    with _at_once:
        return _hasher.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether ``password`` is the one ``stored``; as slow when there is none."""
    if len(password) > LONGEST:
        return False
    with _at_once:
        try:
            _hasher.verify(stored or _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def outdated(stored: str) -> bool:
    """Whether ``stored`` was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)
