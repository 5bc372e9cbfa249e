"""Leadership with figures in it, whose pages are remembered until they change."""

import re
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as sql

from kit.db import Database
from leadership.app import create_app
from leadership.members import service as members
from leadership.performance import service
from leadership.standards import service as standards
from partnership.figures import service as figures
from tests.integration.leadership.conftest import BOROUGHS, a_public_jwk
from tests.support.people import client_for
from tests.support.released import AREAS, a_return, an_observation
from tests.support.settings import some_settings

ENGLAND, LONDON, HAVERING = "E92000001", "E12000007", "E09000016"
PAGE = "/performance/CP03"


@dataclass
class Leadership:
    """One leadership service with a reader at its pages."""

    database: Database
    app: Flask
    reader: FlaskClient

    def page(self, address=PAGE):
        """The words of a page without its shell, or of a download."""
        text = self.reader.get(address).get_data(as_text=True)
        text = text.split("<main", 1)[-1].split("</main>")[0]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))

    def questions(self, address=PAGE):
        asked = []

        def note(_connection, _cursor, statement, *_rest):
            if not statement.startswith(("BEGIN", "PRAGMA")):
                asked.append(statement)

        sql.listen(self.database.engine, "before_cursor_execute", note)
        self.reader.get(address)
        sql.remove(self.database.engine, "before_cursor_execute", note)
        return asked

    def do(self, work):
        with self.database.transaction() as session:
            work(session)


def a_leadership(database, folder, compiled):
    app = create_app(some_settings("leadership", folder), database)
    app.config["TESTING"] = True
    app.jinja_env.bytecode_cache = compiled
    found = Leadership(database, app, client_for(app, "leadership_member"))
    found.do(fill)
    return found


def fill(session):
    """Three boroughs, the indicator set, some areas and what Havering released."""
    for slug, (name, area_code) in BOROUGHS.items():
        members.add_member(
            session, slug=slug, name=name, area_code=area_code, jwk=a_public_jwk()
        )
    standards.draft_indicator_set(session)
    standards.publish_indicator_set(session, version=1, published_by="x")
    figures.learn_areas(
        session,
        [
            an_area(ENGLAND, "England", "country"),
            an_area(LONDON, "London", "region"),
            *(an_area(code, BOROUGHS[slug][0]) for slug, code in AREAS.items()),
            *(an_area(f"E0800{n:04d}", f"Town {n}", region="N") for n in range(12)),
        ],
    )
    counted = [f"E0800{number:04d}" for number in range(12)]
    publish(session, *counted)
    service.take_observations(session, [an_observation(value=12.5)])
    service.take_returns(session, [a_return()])


def an_area(code, name, level="authority", region="E13000002"):
    return {
        "code": code,
        "old_code": None,
        "name": name,
        "level": level,
        "region": region if level == "authority" else None,
        "neighbours": [],
    }


def publish(session, *areas, value=33.3):
    figures.record_published(
        session,
        indicator="CP03",
        period="2025",
        values=[
            {
                "area": area,
                "numerator": 333.0,
                "denominator": 1000.0,
                "value": value,
                "code": None,
            }
            for area in areas
        ],
    )
