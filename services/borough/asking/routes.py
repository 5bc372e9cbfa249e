"""Ask for one record on a page of its own: both services do it alike."""

from partnership.asking.routes import (
    FORM,
    Box,
    Choices,
    Look,
    Page,
    Prepare,
    Verb,
    asked,
    post_of_actor,
    words_of,
)

__all__ = [
    "FORM",
    "Box",
    "Choices",
    "Look",
    "Page",
    "Prepare",
    "Verb",
    "asked",
    "post_of_actor",
    "words_of",
]
