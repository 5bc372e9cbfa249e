"""Passwords: what is accepted, and how they are kept (argon2id)."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kit.errors import Invalid

SHORTEST = 12
LONGEST = 256
FEWEST_DIFFERENT = 5

# OWASP's floor (2024) is 19 MiB and 2 passes; this is the library's stronger default.
_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
# 64 MiB each: sign-ins at once wait for each other instead of filling the memory.
_at_once = BoundedSemaphore(4)

# A hash of nothing anyone knows: an unknown address costs as much as a known one.
_NOBODY = (  # pragma: allowlist secret
    "$argon2id$v=19$m=65536,t=3,p=1$"
    "zB3I8ytLIhkG89QV43yDFQ$FV9H67A/QpCVLDZV+n/WUc6HRgvcAZWQAsvLMHQvRfM"
)


def check_choice(password: str, *, about: str) -> None:
    """Refuse a password that is too easy; ``about`` is the person's e-mail address.

    Any characters, no rules of composition (NCSC guidance on passwords, 2018).
    Raises Invalid naming the field ``password``.
    """
    fault = _fault(password, about.casefold())
    if fault:
        raise Invalid(fault, fields={"password": fault})


def _fault(password: str, about: str) -> str:
    if len(password) < SHORTEST:
        return f"Password must have {SHORTEST} characters or more"
    if len(password) > LONGEST:
        return f"Password must have {LONGEST} characters or fewer"
    if len(set(password)) < FEWEST_DIFFERENT:
        return "Password must not be a few characters over and over"
    if password.casefold() in {about, about.partition("@")[0]}:
        return "Password must not be your e-mail address"
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
