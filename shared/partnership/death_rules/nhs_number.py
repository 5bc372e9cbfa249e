"""NHS numbers: ten digits of which the last checks the others (Modulus 11)."""

from enum import StrEnum

from kit.errors import Invalid

LENGTH = 10
_MODULUS = 11
# Between the groups of a number people put spaces, and some systems put dashes.
_APART = str.maketrans("", "", " -\u00a0")


class WithoutNumber(StrEnum):
    """Why a notification carries no NHS number (notification form of 2022)."""

    NOT_RESIDENT = "not resident in England"
    NOT_AVAILABLE = "not available yet"


def read(text: str) -> str:
    """The ten digits of an NHS number, without what stands between its groups.

    Raises Invalid, with a fault that does not repeat what was typed, for anything that
    is no NHS number: another length, a wrong last digit, or a number never given out.
    """
    digits = text.translate(_APART)
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        raise _invalid("An NHS number has 10 digits, such as 999 000 0018")
    if len(set(digits)) == 1:
        raise _invalid("Ten times the same digit is no NHS number")
    if last_digit(digits[:-1]) != digits[-1]:
        raise _invalid("This is no NHS number: one of its digits is wrong")
    return digits


def last_digit(nine: str) -> str | None:
    """The digit that checks nine others; None where no number begins with these."""
    total = sum(
        int(digit) * weight
        for digit, weight in zip(nine, range(LENGTH, 1, -1), strict=True)
    )
    check = (_MODULUS - total % _MODULUS) % _MODULUS
    return None if check == LENGTH else str(check)


def shown(digits: str) -> str:
    """A number in the three groups in which it is printed."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def _invalid(fault: str) -> Invalid:
    return Invalid(fault, fields={"nhs_number": fault})
