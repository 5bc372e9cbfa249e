"""Made-up reviews of the years that are told, and figures of them two people let go."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import cycle, islice
from typing import NamedTuple

from accord.demo.acting import Scene, on_scene
from accord.demo.colleagues import Colleagues
from accord.demo.days import let_review_be_over
from accord.demo.deaths import analyse, noon, notify, number_of
from accord.demo.ground import Place
from accord.demo.telling import Teller
from borough.death_facts.model import Death, Ethnicity, Identity, PlaceKind, Sex
from borough.death_figures import queries as figures
from borough.death_figures import service as telling
from partnership.death_figures.model import days_of, ends_pool, years_of
from partnership.death_rules.analysis import Domain, Factor
from partnership.death_rules.categories import Category

YEARS = 3
# How many children live there, in round numbers; nobody counted them for this.
CHILDREN = {"havering": 62_000, "barking-and-dagenham": 64_000, "redbridge": 78_000}
# How many deaths were notified in each year. Of so few, much is hidden.
DEATHS: Mapping[str, int] = {
    "havering": 11,
    "barking-and-dagenham": 12,
    "redbridge": 10,
}
# Numbers of the test range that no living case of the demonstration has.
FIRST_NUMBER = 50
# Days old, in an order in which no group of ages is small.
OLD = (5, 200, 4_000, 12, 2_000, 5_000, 20, 3_900, 1_000, 2_500)
CATEGORIES = (
    Category.PERINATAL,
    Category.ACUTE,
    Category.TRAUMA,
    Category.CONGENITAL,
    Category.MALIGNANCY,
    Category.SELF_HARM,
)
CHANGEABLE = [(Domain.B, Factor.SLEEP, True)]


class Past(NamedTuple):
    """One invented death of a year: its day, the child's age and what was found."""

    died_on: date
    old: int
    category: Category
    changeable: bool
    in_time: bool
    soon: bool


def last_pool() -> int:
    """The year that ended the latest three years which are told together."""
    return next(year for year in figures.years() if ends_pool(year, YEARS))


def fill(borough: Place, people: Colleagues, *, last: int, teller: Teller) -> None:
    """Closed reviews of the three years up to ``last``."""
    slug = borough.part.slug
    with on_scene(borough) as scene:
        for place, each in enumerate(_pasts(last, DEATHS[slug])):
            _reviewed(scene, people, each, place, last)
    teller.say(f"{borough.part.short_name} has made-up reviews of three years.")


def release(borough: Place, people: Colleagues, *, last: int, teller: Teller) -> None:
    """One coordinator prepares the figures of those years, another lets them go."""
    slug = borough.part.slug
    with on_scene(borough) as scene:
        learned = figures.learned(scene.session)
        made = scene.act(
            telling.start, year=last, member=slug, found=learned.found,
            steps=learned.steps, children=CHILDREN[slug], by=people.coordinator,
        )  # fmt: skip
        found = figures.summary(scene.session, made, only_released=False)
        scene.act(
            telling.submit, summary_id=made, seen=found.preview,
            note="Made-up reviews, for the demonstration", by=people.coordinator,
        )  # fmt: skip
        scene.act(
            telling.approve, summary_id=made, seen=found.preview,
            area=borough.part.area_code, by=people.second,
        )  # fmt: skip
    teller.say(f"{borough.part.short_name} told leadership of its reviews.")


def _pasts(last: int, each_year: int) -> Iterator[Past]:
    """Deaths spread over the years, in an order that mixes every kind."""
    kinds = zip(cycle(OLD), cycle(CATEGORIES), strict=False)
    number = each_year * YEARS
    for place, (old, category) in enumerate(islice(kinds, number)):
        first, _ = days_of(years_of(last, YEARS)[place % YEARS])
        died_on = first + timedelta(days=10 + 25 * (place // YEARS) % 340)
        yield Past(
            died_on,
            old,
            category,
            changeable=place % 5 < 2,
            in_time=place % 3 < 2,
            soon=place % 7 < 4,
        )


def _reviewed(
    scene: Scene, people: Colleagues, past: Past, place: int, last: int
) -> None:
    died_at = noon(past.died_on, 4)
    received_at = died_at + timedelta(hours=8 if past.in_time else 50)
    who = Identity(
        given="Sample",
        family=f"Testchild {place + 1}",
        born_on=past.died_on - timedelta(days=past.old),
        number=number_of(FIRST_NUMBER + place),
        sex=Sex.UNKNOWN,
        ethnicity=Ethnicity.UNKNOWN,
    )
    death = Death(died_at=died_at, place=PlaceKind.HOSPITAL, story="Made up.")
    case_id = notify(scene, people, who=who, death=death, received_at=received_at)
    factors = CHANGEABLE if past.changeable else []
    analyse(scene, people, case_id, past.category, factors)
    after = timedelta(days=200 if past.soon else 400)
    reviewed_at = min(received_at + after, noon(days_of(last)[1] - timedelta(days=1)))
    let_review_be_over(
        scene.session, case_id, received_at=received_at, reviewed_at=reviewed_at
    )
