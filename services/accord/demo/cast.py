"""Who plays in the demonstration: four members, and people named by their role.

Two more areas stand apart: pages with what their public papers say, and no exchange.
"""

from dataclasses import dataclass

from partnership.access import Role

LEADERSHIP = "leadership"


@dataclass(frozen=True, kw_only=True)
class Person:
    """A made-up account; the name is the post, as nobody real is meant.

    ``agency`` and ``body`` say where the role counts, for those that count somewhere.
    """

    title: str
    role: Role
    agency: str | None = None
    body: str | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """One member: which service it runs, its area and its colour."""

    slug: str
    service: str
    name: str
    short_name: str
    area_code: str
    colour: str
    people: tuple[Person, ...]

    def email(self, person: Person) -> str:
        """The address of a person here, in a domain kept for examples (RFC 2606)."""
        return f"{person.role.value.replace('_', '-')}@{self.slug}.example.org"

    def person(self, role: Role) -> Person:
        """The one who holds this role."""
        return next(person for person in self.people if person.role is role)


_BOROUGH_PEOPLE = (
    Person(title="business manager", role=Role.BUSINESS_MANAGER),
    Person(title="analyst", role=Role.ANALYST),
    Person(
        title="police representative",
        role=Role.PARTNER_REPRESENTATIVE,
        agency="police",
    ),
    Person(title="case review chair", role=Role.GROUP_CHAIR, body="case-review-group"),
    Person(title="scrutineer", role=Role.SCRUTINEER),
    Person(title="school lead", role=Role.TRAINING_PARTICIPANT),
    Person(title="CDOP coordinator", role=Role.CDOP_COORDINATOR),
    Person(title="CDOP panel member", role=Role.CDOP_PANEL),
    Person(title="administrator", role=Role.ADMINISTRATOR),
)
_LEADERSHIP_PEOPLE = (
    Person(title="group member", role=Role.LEADERSHIP_MEMBER),
    Person(title="administrator", role=Role.LEADERSHIP_ADMINISTRATOR),
)


def _borough(slug: str, name: str, area_code: str, colour: str) -> Part:
    return Part(
        slug=slug,
        service="borough",
        name=f"{name} Safeguarding Children Partnership",
        short_name=name,
        area_code=area_code,
        colour=colour,
        people=_BOROUGH_PEOPLE,
    )


BOROUGHS = (
    _borough("havering", "Havering", "E09000016", "#00477a"),
    _borough("barking-and-dagenham", "Barking and Dagenham", "E09000002", "#7a1f4b"),
    _borough("redbridge", "Redbridge", "E09000026", "#1c5b34"),
)
LEADERS = Part(
    slug=LEADERSHIP,
    service="leadership",
    name="Leadership Group",
    short_name="Leadership",
    area_code="",
    colour="#3b3171",
    people=_LEADERSHIP_PEOPLE,
)
PARTS = (LEADERS, *BOROUGHS)


def _example(slug: str, name: str, area_code: str, colour: str) -> Part:
    return Part(
        slug=slug,
        service="borough",
        name=f"{name} (example from public papers)",
        short_name=name,
        area_code=area_code,
        colour=colour,
        people=_BOROUGH_PEOPLE,
    )


# No members of the federation: what they hold stays with them.
EXAMPLES = (
    _example("thurrock", "Thurrock", "E06000034", "#5b3a1c"),
    _example("wirral", "Wirral", "E08000015", "#1c4b5b"),
)
