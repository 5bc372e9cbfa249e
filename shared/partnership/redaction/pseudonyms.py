"""What a case is called in the papers of one meeting, and nowhere else.

The code comes from a key of the case and the id of the meeting. Without the key nobody
can tell that two codes of two meetings mean the same child.
"""

import hmac
from itertools import count

# Without letters and digits that are taken for others when a code is read out.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# As long as the digest.
KEY = 32
_LENGTH = 6
_APART = 4


def pseudonym(key: bytes, purpose: str, *, taken: frozenset[str] = frozenset()) -> str:
    """A neutral code such as ``K7QF-2M``: the same for the same key and purpose.

    Raises ValueError for a key of less than ``KEY`` bytes. One of those ``taken`` is
    passed over; the next one is as neutral.
    """
    if len(key) < KEY:
        raise ValueError("The key of a pseudonym is too short")
    found = (_code(key, f"{purpose}|{turn}") for turn in count())
    return next(code for code in found if code not in taken)


def _code(key: bytes, words: str) -> str:
    digest = hmac.digest(key, words.encode(), "sha256")
    # 256 is a multiple of the number of signs: each is as likely as any other.
    signs = "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:_LENGTH])
    return f"{signs[:_APART]}-{signs[_APART:]}"
