"""Three hundred invented cases: what the assistant leaves before a person reads.

Each case has a child, two relatives and three professionals, whose details stand in
its texts as people write them: whole, in capitals, owned, spaced out, misspelt, with
and without blanks, in figures and words.
"""

import calendar
import random
import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from partnership.death_rules import nhs_number
from partnership.redaction.assistant import clean
from partnership.redaction.known import Kind, Known, Person, Somewhere

CASES = 300
GIVEN = re.findall(
    r"\S+",
    "Ella Zoë Amara Mohammed Olivia Noah Grace Will May Rose Kai Aisha Oluwaseun "
    "Theodore Maximilian Anaïs Jay-Jay Siobhán Ying Li Chidera Priyanka Tomasz Ioana "
    "Harrison Mia Leo Ezra Fatima Yusuf",
)
FAMILY = re.findall(
    r"\S+",
    "Testname O'Brienson Madeupova Al-Invented Ng Nowheresworth Featherstonebury "
    "Papadopoulou Blankovich Example-Smythe Okonkwoson Rahmanovic Sampleton Wójcikowa "
    "Fictionby Placeholderly Madgwickson Quillfeather Brayson Thistledown",
)
SCHOOLS = (
    "Inventwell Primary School", "St Nobody's CofE Infant School",
    "Larkrise Fictional Academy", "Made Up Lane Nursery",
)  # fmt: skip
STREETS = ("Nowhere Street", "Imaginary Avenue", "Farfetched Close", "Notional Hill")
PARTS = ("general practitioner", "health visitor", "social worker")
MONTHS = calendar.month_name[1:]
SENTENCES = (
    "{} was found in the morning by a relative.", "Seen with {} two weeks before.",
    "The note of {} says that all was well.", "We wrote to {} and had no answer.",
    "At the visit {} was calm and fed well.", "({})", "Discussed with {}; see plan.",
    "It is not known whether {} was told.",
)  # fmt: skip


@dataclass
class Case:
    """One invented case, and what was planted in its text."""

    known: Known
    text: str
    exact: list[str]
    near: list[str]


def a_case(seed):
    chance = random.Random(seed)  # noqa: S311 - invented people, no secret
    known = known_of(chance)
    exact = [written for form in exact_forms(known, chance) if (written := form)]
    long = [word for word in name_words(known) if len(word) > 4]
    near = [misspelt(word, chance) for word in (*long, *long)]
    near = [word for word in near if word.casefold() not in " ".join(SENTENCES)]
    planted = [*exact, *near]
    chance.shuffle(planted)
    text = " ".join(chance.choice(SENTENCES).format(each) for each in planted)
    return Case(known, text, exact, near)


def known_of(chance):
    family = chance.choice(FAMILY)
    child = f"{chance.choice(GIVEN)} {family}"
    people = [Person(name=child, label="the child")]
    for label in ("relative", "relative", *PARTS):
        surname = family if label == "relative" else chance.choice(FAMILY)
        name = f"{chance.choice(GIVEN)} {surname}"
        people.append(Person(name=name, label=label))
    died = date(2024, 1, 1) + timedelta(days=chance.randrange(700))
    street = f"{chance.randrange(1, 300)} {chance.choice(STREETS)}"
    return Known(
        people=people,
        places=[
            Somewhere(name=chance.choice(SCHOOLS), label="a school"),
            Somewhere(name=street, label="an address", kind=Kind.ADDRESS),
        ],
        number=a_number(chance),
        postcode=f"ZZ{chance.randrange(1, 99)} {chance.randrange(1, 9)}WZ",
        born_on=died - timedelta(days=chance.randrange(1, 6000)),
        died_on=died,
    )


def a_number(chance):
    while True:
        nine = "999" + "".join(str(chance.randrange(10)) for _ in range(6))
        if last := nhs_number.last_digit(nine):
            return nine + last


def exact_forms(known, chance):
    for person in known.people:
        given, _, family = person.name.partition(" ")
        yield from (person.name, person.name.upper(), f"{given}’s", f"{family}'s")
        yield from (f"Dr {family}", f"{family}, {given}", f"{given[0]}. {family}")
        yield from (f"{given[0]}.{family[0]}.", f"{given[0]}{family[0]}")
        yield " ".join(family.upper().replace("-", "").replace("'", ""))
    number = known.number
    yield from (number, nhs_number.shown(number), "-".join(number))
    yield from (known.postcode, known.postcode.lower().replace(" ", ""))
    yield f"0{chance.randrange(10**9, 10**10 - 1)}"
    yield f"+44 (0)20 7946 0{chance.randrange(100, 999)}"
    yield f"family{chance.randrange(99)}@example.org"
    for day in (known.born_on, known.died_on, known.died_on - timedelta(days=9)):
        yield from days(day)
    yield from (place.name for place in known.places)


def days(day):
    month = MONTHS[day.month - 1]
    yield f"{day.day}/{day.month}/{day.year}"
    yield f"{day:%d.%m.%y}"
    yield day.isoformat()
    yield f"{day.day} {month} {day.year}"
    yield f"{month[:3]} {day.day}, {day.year}"
    yield f"{day.day}th of {month}"


def name_words(known):
    parts = " ".join(person.name for person in known.people)
    return sorted(set(re.findall(r"[^\W\d_]+", parts)))


def misspelt(word, chance):
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice("aeiourstln")
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def stands_in(planted, text):
    return re.search(rf"(?<!\w){re.escape(planted)}(?!\w)", text) is not None


@pytest.fixture(scope="module")
def cleaned():
    found = [a_case(seed) for seed in range(CASES)]
    return [(case, clean(case.text, case.known).text) for case in found]


def test_no_exact_identifier_survives(cleaned):
    survived = [
        planted
        for case, text in cleaned
        for planted in case.exact
        if stands_in(planted, text)
    ]
    assert survived == []
    assert sum(len(case.exact) for case, _ in cleaned) > 20_000


def test_less_than_one_in_a_hundred_misspelt_names_survives(cleaned):
    planted = sum(len(case.near) for case, _ in cleaned)
    survived = [
        word for case, text in cleaned for word in case.near if stands_in(word, text)
    ]
    share = len(survived) / planted
    print(f"{len(survived)} of {planted} misspelt names survive: {share:.2%}")  # noqa: T201 - the figure is the finding
    assert planted > 2_000
    assert share < 0.01


def test_names_do_not_survive_inside_what_is_left(cleaned):
    for case, text in cleaned:
        apart = {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}
        for word in name_words(case.known):
            if len(word) > 4 and word not in ("Grace",):
                assert word.casefold() not in apart
