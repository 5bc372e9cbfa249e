"""A borough with an indicator set, figures of its own and people to release them."""

from dataclasses import dataclass
from uuid import UUID

from kit.accounts.actor import Actor
from partnership.figures import service as figures
from partnership.figures.service import MeasureRow

HERE = "E09000016"


def a_definition(identifier, position=1, **more):
    return {
        "id": identifier,
        "position": position,
        "title": f"Title of {identifier}",
        "definition": f"What {identifier} counts.",
        "numerator": f"{identifier.lower()}_counted",
        "denominator": f"{identifier.lower()}_group",
        "denominator_lag": 0,
        "unit": "percent",
        "decimals": 1,
        "polarity": "higher",
        "supplier": "Local authority",
        "frequency": "Quarterly",
        "year_end": "31 March",
        "source": "Own records",
        "disclosure_class": "people",
        "part_of": None,
        **more,
    }


def a_person(role, number):
    return Actor(
        user_id=UUID(int=number), name=f"The {role}", role=role, email="a@example.org"
    )


ANALYST = a_person("analyst", 1)
MANAGER = a_person("business_manager", 2)
OTHER_MANAGER = a_person("business_manager", 3)
ADMINISTRATOR = a_person("administrator", 4)


@dataclass
class Borough:
    """A borough's database, with verbs that read well in tests."""

    database: object

    def learn(self, *definitions, version=1):
        with self.database.transaction() as session:
            figures.learn_indicators(session, definitions, version=version)

    def count(self, indicator, period, numerator, denominator=None):
        rows = [
            MeasureRow(f"{indicator.lower()}_counted", HERE, period, numerator, None)
        ]
        if denominator is not None:
            rows.append(
                MeasureRow(
                    f"{indicator.lower()}_group", HERE, period, denominator, None
                )
            )
        with self.database.transaction() as session:
            figures.record_measures(session, rows, own_area=HERE)


def a_borough(database):
    with database.transaction() as session:
        figures.learn_areas(
            session,
            [
                {
                    "code": code,
                    "old_code": None,
                    "name": name,
                    "level": level,
                    "region": "E12000007" if level == "authority" else None,
                    "neighbours": [],
                }
                for code, name, level in (
                    (HERE, "Havering", "authority"),
                    ("E12000007", "London", "region"),
                    ("E92000001", "England", "country"),
                )
            ],
        )
    made = Borough(database)
    made.learn(
        a_definition("AS01", 1),
        a_definition("FD04", 2, unit="count", denominator=None),
        a_definition("CP03", 3, disclosure_class="published", polarity="lower"),
    )
    made.count("AS01", "2025-Q1", 43.0, 101.0)
    made.count("AS01", "2025-Q2", 3.0, 96.0)
    made.count("FD04", "2025-Q1", 612.0)
    made.count("CP03", "2025", 6.0, 40.0)
    return made
