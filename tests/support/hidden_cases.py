"""A borough with one case in every state a page may ask of, and people around it.

Each person stands to that case in one way: it is open to them, another one is, they
declared a conflict of interest, or they opened it in an emergency. What a person must
not know of is asked for beside what is not there, and the two are held together.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from borough.case_shares.model import LegalBasis, Purpose, ShareRow
from borough.case_transfers import service as transfers
from borough.death_analysis import service as analysis
from borough.death_extracts import service as extracts
from borough.death_meetings import service as meetings
from borough.death_recommendations import service as recommending
from borough.death_triage import service as triage
from borough.death_triage.model import Strand
from borough.panel_packs import queries as packs
from borough.panel_packs import service as packing
from borough.panels import service as panels
from borough.shared_cases.model import SHARES, Held, SharedRow
from kit import clock
from kit.access import queries as opening
from kit.access import service as access
from kit.accounts import sessions
from kit.accounts.actor import Actor
from kit.accounts.model import SignInMethod
from kit.vault.service import Vault
from partnership.death_rules.analysis import Domain, Factor
from tests.support.gathering import HEALTH

Ids = Mapping[str, UUID]
NO_SUCH = UUID("00000000-0000-7000-8000-000000000000")
# What each answer has of its own: ids, the token of a form, the nonce of a script.
_OWN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|'nonce-[^']*'|nonce=\"[^\"]*\""
    r"|name=\"csrf_token\"[^>]*value=\"[^\"]*\""
)

_VALUES = re.compile(r"IN \((\?|, )+\)")


@dataclass(frozen=True)
class Looks:
    """An answer as the person who asked can tell it from another."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    questions: tuple[str, ...]

    def differs_from(self, other: "Looks") -> str:
        """In what; for the one who reads a failed test."""
        asked = Counter(self.questions)
        asked.subtract(Counter(other.questions))
        lines = set(self.body.splitlines()) ^ set(other.body.splitlines())
        headers = set(self.headers) ^ set(other.headers)
        return (
            f"{self.status} {other.status}, {sorted(headers)}, {sorted(lines)[:6]}, "
            f"{[(n, q[:300]) for q, n in asked.items() if n]}"
        )


@dataclass
class Watched:
    """An application whose questions to the database are counted."""

    app: Flask
    asked: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        database = self.app.extensions["accord"].database
        event.listen(database.engine, "before_cursor_execute", self._note)

    def _note(self, *told: Any) -> None:
        # How many values a list in a question has is no part of the path.
        self.asked.append(_VALUES.sub("IN (?)", told[2]))

    def looks(
        self,
        client: FlaskClient,
        method: str,
        address: str,
        data: Mapping[str, str] | None = None,
    ) -> Looks:
        """The answer, without the ids of records and the token of forms."""
        self.asked.clear()
        answer = client.open(address, method=method, data=data)
        said = [(name, _OWN.sub("", value)) for name, value in answer.headers]
        body = _OWN.sub("", answer.text)
        return Looks(answer.status_code, tuple(sorted(said)), body, tuple(self.asked))


def client_of(app: Flask, person: Actor) -> FlaskClient:
    """A browser of somebody who signed in just now."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.extensions["accord"].database.transaction() as session:
        begun = sessions.start(
            session, user_id=person.user_id, method=SignInMethod.PASSWORD
        )
        token = sessions.confirm(session, token=begun, second_step=True)
    client = app.test_client()
    client.set_cookie("accord-havering", token, domain="localhost")
    return client


def plant(gathering: Any) -> dict[str, UUID]:
    """One record behind each gap of an address of a case; by the gap's name."""
    cases, case_id = gathering.cases, gathering.case_id
    return {
        "case_id": case_id,
        "professional_id": gathering.nurse,
        "request_id": gathering.ask(),
        **_reviewed(cases, case_id),
        **_analysed(cases, case_id),
        "share_id": _shared(cases, case_id),
        "transfer_id": cases.do(
            transfers.offer, case_id=case_id, to_area="redbridge", reason="They lived"
        ),
        "extract_id": cases.do(extracts.ask, case_id=case_id),
    }


def _reviewed(cases: Any, case_id: UUID) -> Ids:
    given = {"case_id": case_id}
    strand = {"strand": Strand.CORONER, "holds": False}
    return {
        "strand_id": cases.do(triage.add_strand, **given, **strand),
        "meeting_id": cases.do(meetings.plan, **given, at=clock.now()),
        "question_id": cases.do(meetings.ask, **given, question="Why was it so?"),
    }


def _analysed(cases: Any, case_id: UUID) -> Ids:
    return {
        "factor_id": cases.do(
            analysis.add_factor, case_id=case_id, domain=Domain.B, factor=Factor.SLEEP,
            value=2, modifiable=True, text="A sofa",
        ),
        "recommendation_id": cases.do(
            recommending.add, case_id=case_id, text="Tell families sooner", owner=HEALTH
        ),
    }  # fmt: skip


def _shared(cases: Any, case_id: UUID) -> UUID:
    with cases.database.transaction() as session:
        row = ShareRow(
            id=clock.new_id(), case_id=case_id, key_id=Vault(session).new_key("share"),
            borough="redbridge", coordinator_id=clock.new_id(),
            coordinator_post="CDOP coordinator", coordinator_code="K7QF-2M",
            purpose=next(iter(Purpose)), legal_basis=next(iter(LegalBasis)),
            expires_on=clock.today() + timedelta(days=9), parts=["identity"],
            digest="0" * 64, prepared_by=cases.by.user_id,
            prepared_post="CDOP coordinator", approved_by=clock.new_id(),
            approved_post="CDOP coordinator", approved_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        return row.id


def received(cases: Any, reader: Actor) -> UUID:
    """A share of another borough that this coordinator accepted."""
    with cases.database.transaction() as session:
        row = SharedRow(
            id=clock.new_id(), origin="redbridge", share_id=clock.new_id(),
            key_id=Vault(session).new_key("share"), code="H9RX-4T",
            user_id=reader.user_id, parts=["identity"], state=Held.ACCEPTED,
            expires_on=clock.today() + timedelta(days=9),
        )  # fmt: skip
        Vault(session).put(row, terms={}, content={"identity": [{"given": "Ella"}]})
        session.add(row)
        access.assign(
            session, user_id=reader.user_id, resource=SHARES, record=str(row.id),
            purpose="share", by=None,
        )  # fmt: skip
        return row.id


def on_a_panel(cases: Any, case_id: UUID, member: Actor) -> dict[str, UUID]:
    """A meeting to which somebody is invited, whose pack has this one case."""
    meeting = cases.do(panels.plan, at=clock.now() + timedelta(days=20))
    item = cases.do(panels.add, meeting_id=meeting, case_id=case_id)
    cases.do(panels.invite, meeting_id=meeting, user_id=member.user_id)
    cases.do(packing.make, meeting_id=meeting)
    [line] = cases.look(packs.pack, cases.by, meeting).lines
    given = cases.look(opening.given, resource="panel_pack", record=str(meeting))
    return {
        "meeting_id": meeting, "item_id": item, "page_id": line.id,
        "assignment_id": given[0].id,
    }  # fmt: skip


@contextmanager
def nothing_changes(app: Flask) -> Iterator[None]:
    """No row but the trail's and the session's is another afterwards."""
    before = _held(app)
    yield
    assert _held(app) == before


def _held(app: Flask) -> list[str]:
    connection = app.extensions["accord"].database.engine.raw_connection()
    lines = [
        line
        for line in connection.driver_connection.iterdump()
        if not line.startswith(
            ('INSERT INTO "trail_', 'INSERT INTO "account_session', "UPDATE")
        )
    ]
    connection.close()
    return lines
