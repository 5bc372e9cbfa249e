"""A borough whose panel reviewed deaths of three years, and the figures it tells."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import time_machine

from borough.death_facts.model import NOTIFICATION
from borough.death_figures import queries, service
from borough.death_figures.queries import SummarySeen
from borough.deaths import service as deaths
from borough.deaths.model import CaseRow, StepRow, new_code
from kit import clock
from kit.clock import LONDON
from kit.db import Database
from kit.exchange.event import Event
from partnership.death_figures.model import Found
from partnership.death_rules.analysis import Outcome
from partnership.death_rules.categories import Category
from partnership.death_rules.pipeline import Owner, Stage, Waiting
from partnership.death_rules.scope import AgeBand
from tests.support.plans import a_person

COORDINATOR = a_person("cdop_coordinator", 41)
OTHER_COORDINATOR = a_person("cdop_coordinator", 42)
MANAGER = a_person("business_manager", 43)
AREA = "E09000016"
YEAR = 2025  # three divides it: April 2022 to March 2025
STEPS = {"blue": 6, "green": 9, "amber": 7, "red": 5}
NOON = datetime(2022, 5, 4, 12, tzinfo=LONDON)
AFTER = datetime(2025, 6, 2, 9, tzinfo=LONDON)
SLEEP = {"safe-sleeping": "Safe sleeping"}


@contextmanager
def after_the_years() -> Iterator[None]:
    """Two months after the last of the years ended."""
    with time_machine.travel(AFTER, tick=False):
        yield


class Reviewed:
    """A database's cases of three years, added as they would stand after the panel."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.found: dict[UUID, Found] = {}

    def deaths(self, number: int, **given: Any) -> None:
        """So many deaths alike; see :meth:`_death`."""
        with self.database.transaction() as session:
            for _ in range(number):
                self._death(session, **given)

    def _death(
        self,
        session: Any,
        *,
        year: int = YEAR,
        band: AgeBand | None = AgeBand.FIRST_MONTH,
        late: bool = False,
        home: str = "havering",
        stage: Stage = Stage.REVIEWED,
        months: int = 10,
        **found: Any,
    ) -> None:
        died = NOON.replace(year=year - 1)
        told = died + timedelta(hours=30 if late else 3)
        row = CaseRow(
            id=clock.new_id(), key_id=uuid4(), code=new_code(), received_at=told,
            notifier="health-provider", home=home, died_in="havering", band=band,
            stage=stage, stage_since=told, owner=Owner.CHAIR, waiting=Waiting.NOTHING,
            changed_by="CDOP coordinator",
        )  # fmt: skip
        session.add(row)
        session.flush()
        if band is not None:
            kind = NOTIFICATION
            deaths.start_clock(session, case_id=row.id, kind=kind, at=died)
            deaths.stop_clock(session, case_id=row.id, kind=kind, at=told)
        if stage is Stage.REVIEWED:
            at = died + timedelta(days=30 * months)
            session.add(
                StepRow(
                    case_id=row.id, stage=stage, owner=Owner.CHAIR,
                    waiting=Waiting.NOTHING, at=at, post="Panel chair",
                )
            )  # fmt: skip
            usual = {"category": Category.PERINATAL, "outcome": Outcome.NONE}
            self.found[row.id] = Found(**(usual | found))
        session.flush()

    def do(self, verb: Any, **given: Any) -> Any:
        """One verb, in a transaction of its own."""
        with self.database.transaction() as session:
            return verb(session, **given)

    def drafted(self, year: int = YEAR, **given: Any) -> tuple[UUID, str]:
        """A draft and the digest of what it says."""
        made: UUID = self.do(
            service.start,
            **{
                "year": year, "member": "havering", "found": self.found,
                "steps": STEPS, "children": 60_000, "by": COORDINATOR, **given,
            },
        )  # fmt: skip
        return made, self.looked(made).preview

    def looked(self, summary_id: UUID) -> SummarySeen:
        """A summary as whoever prepares it sees it."""
        with self.database.reading() as session:
            return queries.summary(session, summary_id, only_released=False)

    def released(self, year: int = YEAR, *, note: str | None = None) -> SummarySeen:
        """Figures that left."""
        made, seen = self.drafted(year)
        given = {"summary_id": made, "seen": seen}
        self.do(service.submit, by=COORDINATOR, note=note, **given)
        self.do(service.approve, by=OTHER_COORDINATOR, area=AREA, **given)
        return self.looked(made)


def three_years(database: Database) -> Reviewed:
    """Seventy deaths and reviews, of which a few are small in number."""
    here = Reviewed(database)
    here.deaths(20, year=2023)
    here.deaths(
        15, year=2024, outcome=Outcome.IDENTIFIED, domains=frozenset("B"), themes=SLEEP
    )
    here.deaths(
        12, year=2024, band=AgeBand.UNDER_FIFTEEN, category=Category.CHRONIC,
        outcome=Outcome.IDENTIFIED, domains=frozenset("D"), late=True,
    )  # fmt: skip
    here.deaths(11, band=AgeBand.FIRST_YEAR, months=9)
    here.deaths(
        12, band=AgeBand.UNDER_FIVE, category=Category.TRAUMA, late=True, months=9
    )
    return here


def told(source: str, content: Mapping[str, Any], *, area: str) -> Event:
    """What a borough released, as leadership takes it in."""
    year = content["year"]
    return Event(
        id=str(uuid4()), source=source, subject=f"deaths:{area}:{year}",
        type="uk.accord.deaths.summary.released.v1", version=1, time=clock.now(),
        correlation_id="", causation_id=None, stream=f"{source}/leadership", epoch=1,
        sequence=1,
        data={
            **content, "summary_id": str(uuid4()), "area": area,
            "released_at": clock.iso(clock.now()), "prepared_by": "CDOP coordinator",
            "released_by": "CDOP coordinator", "note": None,
        },
    )  # fmt: skip
