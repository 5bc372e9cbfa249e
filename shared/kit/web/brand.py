"""A member's colour, checked for contrast and written as one small style sheet."""

import hashlib
import re

# WCAG 2.2, success criterion 1.4.3: text of ordinary size.
LEAST_CONTRAST = 4.5

_HEX = re.compile(r"^#[0-9a-fA-F]{6}$")
_WHITE = (255, 255, 255)
_BLACK = (0, 0, 0)

Colour = tuple[int, int, int]


def parse(text: str) -> Colour:
    """Read ``#rrggbb``.

    Raises ValueError when it is not that, or too pale for white text.
    """
    if not _HEX.match(text):
        raise ValueError(f"The brand colour must look like #1d5c63, not {text!r}")
    colour = (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))
    found = contrast(colour, _WHITE)
    if found < LEAST_CONTRAST:
        raise ValueError(
            f"White text on the brand colour {text} has a contrast of {found:.1f}; "
            f"it needs {LEAST_CONTRAST} or more. Choose a darker colour."
        )
    return colour


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def style_sheet(text: str) -> str:
    """The custom properties that give every page the colour ``text``."""
    brand = parse(text)
    return (
        ":root{"
        f"--govuk-brand-colour:{text};"
        f"--accord-brand:{text};"
        f"--accord-brand-dark:{_hex(_mix(brand, _BLACK, 0.35))};"
        f"--accord-brand-tint:{_hex(_mix(brand, _WHITE, 0.92))};"
        f"--accord-brand-line:{_hex(_mix(brand, _WHITE, 0.6))}"
        "}\n"
    )


def fingerprint(text: str) -> str:
    """What the sheet's address carries, so browsers may keep it for ever."""
    return hashlib.sha256(style_sheet(text).encode()).hexdigest()[:12]


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _mix(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (
        round(mine + (theirs - mine) * share)
        for mine, theirs in zip(colour, other, strict=True)
    )
    return red, green, blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
