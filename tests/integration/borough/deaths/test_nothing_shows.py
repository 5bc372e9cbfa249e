"""Lists, counts, search, files and notices before a case is there and after.

Everything a person sees is held together word by word, and the questions to the
database one by one: nothing of a case that is not theirs may move any of it.
"""

from dataclasses import replace

import pytest
import time_machine

from borough.case_people import service as people
from borough.deaths.model import CASE
from borough.panels import service as panels
from borough.wiring import SERVICE
from kit import clock
from kit.access import service as access
from kit.access.model import ConflictKind
from kit.vault import keyring
from kit.web import limits
from partnership.access import Role
from tests.integration.borough.deaths.conftest import ELLA, FRIDAY, Cases
from tests.support.databases import SqliteDatabases
from tests.support.gathering import HEALTH, Gathering
from tests.support.hidden_cases import Watched, client_of, plant
from tests.support.people import client_for
from tests.support.settings import some_settings

PAGES = (
    "/", "/deaths/", "/deaths/?done=yes", "/deaths/cases.csv", "/deaths/forms/",
    "/deaths/forms/outstanding.csv", "/clocks/", "/clocks/clocks.csv", "/search/",
    "/notices/", "/shared-cases/", "/shared-cases/shared-cases.csv", "/disposals/",
    "/disposals/disposals.csv", "/reporting-forms/", "/death-figures/", "/trail/",
)  # fmt: skip
WHO = (
    "coordinator with another case", "coordinator with a conflict",
    "coordinator with none", "panel member of another meeting", "agency not asked",
    "business manager", "group chair", "scrutineer", "analyst",
)  # fmt: skip
# The first two read the whole trail: acts, and records by their ids. The third reads
# its own acts, and searched in between.
TRAILS = {
    (who, "/trail/") for who in ("business manager", "scrutineer", "agency not asked")
}
OTHER = replace(ELLA, given="Nora", family="Elsewhere", number="9990000026")


class Before:
    """What everybody saw before the case came, and the same borough after."""

    def __init__(self, app) -> None:
        self.cases = Cases(app.extensions["accord"].database)
        self.watched = Watched(app)
        self.with_another, self.conflicted = self.cases.person(), self.cases.person()
        self.clients = self._clients(app)
        self._others()
        for who in WHO:  # the first answer of all carries a cookie
            self.seen(who)
        self.before = {who: self.seen(who) for who in WHO}
        self._planted()
        self.after = {who: self.seen(who) for who in WHO}

    def _clients(self, app):
        roles = {
            "agency not asked": Role.PARTNER_REPRESENTATIVE,
            "business manager": Role.BUSINESS_MANAGER, "group chair": Role.GROUP_CHAIR,
            "scrutineer": Role.SCRUTINEER, "analyst": Role.ANALYST,
        }  # fmt: skip
        self.member = self.cases.person(Role.CDOP_PANEL)
        return {
            "coordinator with another case": client_of(app, self.with_another),
            "coordinator with a conflict": client_of(app, self.conflicted),
            "coordinator with none": client_of(app, self.cases.person()),
            "panel member of another meeting": client_of(app, self.member),
            **{
                who: client_for(app, role, agency=HEALTH, body="cdop")
                for who, role in roles.items()
            },
        }

    def _others(self):
        """A case of somebody's own, and a meeting somebody is invited to."""
        self.cases.detailed(by=self.with_another, who=OTHER, another=True)
        other = self.cases.do(panels.plan, at=clock.now())
        self.cases.do(panels.invite, meeting_id=other, user_id=self.member.user_id)

    def _planted(self):
        """A case with all there can be about it, opened to one under a conflict."""
        gathering = Gathering(self.cases)
        plant(gathering)
        case_id = gathering.case_id
        by = self.conflicted
        self.cases.do(
            access.declare_conflict, by=by, resource=CASE, record=str(case_id),
            kind=next(iter(ConflictKind)),
        )  # fmt: skip
        self.cases.do(people.assign, case_id=case_id, user_id=by.user_id)

    def seen(self, who):
        limits.register(self.watched.app)
        client = self.clients[who]
        found = {page: self.watched.looks(client, "GET", page) for page in PAGES}
        for word in (ELLA.number, ELLA.family):
            term = {"term": word}
            found[word] = self.watched.looks(client, "POST", "/search/", data=term)
        return found


@pytest.fixture(scope="module")
def borough(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nothing")
    (folder / "templates").mkdir()
    with time_machine.travel(FRIDAY, tick=False):
        settings = some_settings("havering", folder)
        keyring.create(settings.vault_file)
        databases = SqliteDatabases(templates=folder / "templates", folder=folder)
        database = databases("havering", SERVICE.metadatas)
        yield Before(SERVICE.create_app(settings, database))
        databases.close()


@pytest.mark.parametrize("who", WHO)
def test_nothing_of_a_case_that_is_not_theirs_moves_what_they_see(borough, who):
    before, after = borough.before[who], borough.after[who]
    told = {
        page: after[page].differs_from(before[page])
        for page in before
        if after[page] != before[page] and (who, page) not in TRAILS
    }
    assert told == {}
    assert {look.status for look in after.values()} <= {200, 403, 404}
