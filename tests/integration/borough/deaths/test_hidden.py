"""Every door of the work on cases, for each way in which a person stands to a case.

What must stay hidden looks as what is not there: the same status, the same headers,
the same words, and the same number of questions to the database.
"""

from dataclasses import dataclass

import pytest
import time_machine

from borough.case_people import service as people
from borough.deaths.model import CASE
from borough.panels.model import PACK
from borough.reporting_forms.model import NARRATIVE
from borough.shared_cases.model import SHARES
from borough.wiring import SERVICE
from kit.access import service as access
from kit.access.model import ConflictKind
from kit.vault import keyring
from kit.web import limits
from partnership.access import Role
from tests.integration.borough.deaths.conftest import FRIDAY, Cases
from tests.support.databases import SqliteDatabases
from tests.support.gathering import HEALTH, Gathering
from tests.support.hidden_cases import (
    NO_SUCH,
    Watched,
    client_of,
    nothing_changes,
    on_a_panel,
    plant,
    received,
)
from tests.support.settings import some_settings

OPEN, HIDDEN, REFUSED = "open", "hidden", "refused"
REASON = "A sibling may be at risk tonight"
FIXED = {"number": 1, "name": "identity"}
# What addresses of an area begin with.
AREAS = {
    "case": "/deaths/<uuid:case_id>",
    "page": "/panels/pages/",
    "meeting": "/panels/<uuid:meeting_id>",
    "form": "/reporting-forms/<uuid:",
    "received": "/shared-cases/<uuid:",
}
# Every way to stand, and how far the doors of each area are open from there.
# Coordinators prepare every meeting; what they see of its agenda is another matter.
TABLE = {
    "coordinator of the case": {
        "case": OPEN, "page": OPEN, "meeting": OPEN, "form": HIDDEN, "received": HIDDEN,
    },
    "coordinator of another case": {
        "case": HIDDEN, "page": HIDDEN, "form": HIDDEN, "received": HIDDEN,
    },
    "coordinator with a conflict": {
        "case": HIDDEN, "page": HIDDEN, "form": HIDDEN, "received": HIDDEN,
    },
    "coordinator in an emergency": {
        "case": OPEN, "page": OPEN, "meeting": OPEN, "form": HIDDEN, "received": HIDDEN,
    },
    "coordinator it was shared with": {
        "case": HIDDEN, "page": HIDDEN, "form": HIDDEN, "received": OPEN,
    },
    "coordinator with a conflict in a share": {
        "case": HIDDEN, "page": HIDDEN, "form": HIDDEN, "received": HIDDEN,
    },
    "panel member of the meeting": {
        "case": REFUSED, "page": REFUSED, "form": REFUSED, "received": REFUSED,
    },
    "panel member of another meeting": {
        "meeting": HIDDEN,
    },
    "agency that was asked": {
        "case": REFUSED, "page": REFUSED, "meeting": REFUSED, "form": OPEN,
        "received": REFUSED,
    },
    "agency asked of another case": {"form": HIDDEN},
    "agency with a conflict": {"form": HIDDEN},
}  # fmt: skip
ROWS = [(who, area) for who, found in TABLE.items() for area in found]


@dataclass
class World:
    """One borough, watched; people by how they stand, and ids by area."""

    watched: Watched
    cases: Cases
    people: dict
    ids: dict

    def doors(self, area, methods):
        """Method, and address with the real ids and with ids of nothing."""
        adapter = self.watched.app.url_map.bind("localhost")
        for rule in self.watched.app.url_map.iter_rules():
            if not rule.rule.startswith(AREAS[area]):
                continue
            ids = self.ids[area]
            real = {n: FIXED.get(n, ids.get(n, NO_SUCH)) for n in rule.arguments}
            none = {n: FIXED.get(n, NO_SUCH) for n in rule.arguments}
            for method in sorted(rule.methods & methods):
                yield (
                    method,
                    adapter.build(rule.endpoint, real, method=method),
                    adapter.build(rule.endpoint, none, method=method),
                )

    def client(self, who):
        limits.register(self.watched.app)  # each asks as if for the first time
        return client_of(self.watched.app, self.people[who])


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hidden")
    (folder / "templates").mkdir()
    with time_machine.travel(FRIDAY, tick=False):
        settings = some_settings("havering", folder)
        keyring.create(settings.vault_file)
        databases = SqliteDatabases(templates=folder / "templates", folder=folder)
        database = databases("havering", SERVICE.metadatas)
        app = SERVICE.create_app(settings, database)
        cases = Cases(database)
        yield peopled(Watched(app), cases)
        databases.close()


def peopled(watched, cases):
    gathering = Gathering(cases)
    first, second = (cases.person(Role.CDOP_PANEL) for _ in range(2))
    stood = {
        "coordinator of the case": cases.by,
        "coordinator of another case": cases.person(),
        "coordinator with a conflict": cases.person(),
        "coordinator in an emergency": cases.person(),
        "coordinator it was shared with": cases.person(),
        "coordinator with a conflict in a share": cases.person(),
        "panel member of the meeting": first,
        "panel member of another meeting": second,
        "agency that was asked": gathering.asked,
        "agency asked of another case": gathering.of_agency(HEALTH),
        "agency with a conflict": gathering.of_agency(HEALTH),
    }
    ids = plant(gathering)
    meeting = on_a_panel(cases, ids["case_id"], first)
    ids_by_area = {
        "case": ids, "page": meeting, "meeting": meeting, "form": ids,
        "received": {
            "shared_id": received(cases, stood["coordinator it was shared with"])
        },
    }  # fmt: skip
    stand(cases, stood, ids_by_area)
    return World(watched, cases, stood, ids_by_area)


def stand(cases, stood, ids):
    """Let each stand to the case as their name says."""
    case_id = ids["case"]["case_id"]
    elsewhere = stood["coordinator of another case"]
    cases.detailed(by=elsewhere, another=True)
    conflicted = stood["coordinator with a conflict"]
    cases.do(people.assign, case_id=case_id, user_id=conflicted.user_id)
    code = cases.look(lambda session: _code(session, case_id))
    cases.do(
        people.open_in_emergency, code=code, reason=REASON,
        by=stood["coordinator in an emergency"],
    )  # fmt: skip
    for who, resource, record in (
        (conflicted, CASE, case_id),
        (conflicted, PACK, ids["page"]["item_id"]),
        (stood["agency with a conflict"], NARRATIVE, case_id),
        (
            stood["coordinator with a conflict in a share"], SHARES,
            ids["received"]["shared_id"],
        ),
    ):  # fmt: skip
        cases.do(
            access.declare_conflict, by=who, resource=resource, record=str(record),
            kind=next(iter(ConflictKind)),
        )  # fmt: skip


def _code(session, case_id):
    return session.connection().exec_driver_sql(
        "SELECT code FROM deaths_case WHERE id = ?", (case_id.hex,)
    ).scalar()  # fmt: skip


@pytest.fixture(autouse=True)
def on_friday():
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.mark.parametrize(
    ("who", "area"), [r for r in ROWS if TABLE[r[0]][r[1]] == OPEN]
)
def test_what_is_open_to_somebody_opens(world, who, area):
    client = world.client(who)
    looked = {
        address: client.get(address).status_code
        for _, address, _ in world.doors(area, {"GET"})
        if str(NO_SUCH) not in address
    }
    assert {a: s for a, s in looked.items() if s not in (200, 302)} == {}


@pytest.mark.parametrize(
    ("who", "area"), [r for r in ROWS if TABLE[r[0]][r[1]] == REFUSED]
)
def test_a_role_that_works_on_none_is_refused_all(world, who, area):
    client = world.client(who)
    for method, real, _ in world.doors(area, {"GET", "POST"}):
        answer = client.open(real, method=method)
        assert answer.status_code == 403, (method, real)


@pytest.mark.parametrize(
    ("who", "area"), [r for r in ROWS if TABLE[r[0]][r[1]] == HIDDEN]
)
def test_what_is_hidden_looks_as_what_is_not_there(world, who, area):
    client = world.client(who)
    client.get(f"/deaths/{NO_SUCH}")  # the first answer of all carries a cookie
    told = []
    with nothing_changes(world.watched.app):
        for method, real, none in world.doors(area, {"GET", "POST"}):
            hidden = world.watched.looks(client, method, real)
            missing = world.watched.looks(client, method, none)
            if hidden != missing or hidden.status not in (403, 404):
                told.append((method, real, hidden.differs_from(missing)))
    assert told == []
