"""What a help page is about, whom it is for and which pages lead to it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """One help page.

    ``template`` is the path of its words; ``roles`` are those it was written for, and
    empty for a page about a task; ``places`` are the endpoints and blueprints whose
    pages link it.
    """

    slug: str
    title: str
    about: str
    template: str
    roles: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
