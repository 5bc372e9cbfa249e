"""Cases of children who died, opened to marked people so that they type into them.

The demonstration has a case at each stage; a visitor who is new has none of them.
"""

from uuid import UUID

from sqlalchemy import select

from borough.case_shares.model import LegalBasis, Purpose, ShareRow
from borough.death_figures.model import SummaryRow
from borough.death_meetings.model import MeetingRow
from borough.death_recommendations.model import RecommendationRow
from borough.deaths.model import CASE, CaseRow
from borough.reporting_forms.model import WRITABLE, RequestRow, State
from borough.returns.model import ReturnState
from kit import clock
from kit.access import service as access
from kit.accounts.model import User
from kit.db import Database
from partnership.death_rules.pipeline import OPEN
from tests.support.canaries import NAME, PASSWORD
from tests.support.never_typed import NEVER_TYPED_INTO
from tests.support.visit import Visit, kind_of
from tests.support.visitor import Answer, Visitor

HERE, POST = "havering", "CDOP coordinator"
PARTS = ("/deaths/", "/panels", "/reporting-forms/", "/disposals")
# Pages of a kind differ by how far their case is, so that one is not enough.
OF_A_KIND = 6


def fill_cases(run: Visit) -> None:
    """A marked coordinator and a marked agency type into cases of every stage."""
    coordinator = run.signed_in(HERE, "cdop_coordinator")
    partner = run.signed_in(HERE, "partner_representative")
    database = run.instances[HERE].database
    person = _person(database, "cdop_coordinator")
    cases = _open_to(database, person)
    forms = _give_to(database, _person(database, "partner_representative"))
    _walk(run, partner, [f"/reporting-forms/{each}/parts/1" for each in forms])
    _walk(run, coordinator, [*_share(database, cases[0], person), *_figures(database)])
    sent = _sent(database, forms[0])
    # What they write in the first round gives them more to do in the second.
    for _ in range(2):
        _walk(run, coordinator, ["/panels/", *(f"/deaths/{each}" for each in cases)])
    _walk(run, coordinator, [sent, *_steps(database, cases)])
    _confirm_a_key(run, coordinator)


def _person(database: Database, role: str) -> UUID:
    """The marked person of this role who came last: ids are in order of time."""
    with database.reading() as session:
        named = select(User.id).where(User.name == f"{NAME} {role}")
        return session.scalars(named.order_by(User.id.desc()).limit(1)).one()


def _open_to(database: Database, user_id: UUID) -> list[UUID]:
    """Open every case that goes on, and one that is over; returns their ids."""
    with database.transaction() as session:
        going_on = select(CaseRow.id).where(CaseRow.stage.in_(OPEN))
        over = select(CaseRow.id).where(CaseRow.stage.not_in(OPEN))
        found = [*session.scalars(going_on), *session.scalars(over.limit(1))]
        for case_id in found:
            access.assign(
                session, user_id=user_id, resource=CASE, record=str(case_id),
                purpose="child death review", by=None,
            )  # fmt: skip
        return found


def _give_to(database: Database, user_id: UUID) -> list[UUID]:
    with database.transaction() as session:
        writable = select(RequestRow).where(RequestRow.state.in_(WRITABLE))
        found = session.scalars(writable).all()
        for row in found:
            row.agency = "police"  # as all marked people are
            row.give(user_id)
        return [row.id for row in found]


def _sent(database: Database, request_id: UUID) -> str:
    """A form that its agency has sent; returns where more of it is asked for."""
    with database.transaction() as session:
        row = session.get_one(RequestRow, request_id)
        row.stand(State.SENT)
        return f"/deaths/{row.case_id}/forms/{request_id}/more"


def _steps(database: Database, cases: list[UUID]) -> list[str]:
    """Forms of records that are there already, to which no button leads any more."""
    with database.reading() as session:
        meetings = session.execute(
            select(MeetingRow.case_id, MeetingRow.id).where(
                MeetingRow.case_id.in_(cases)
            )
        ).all()
        advised = session.execute(
            select(RecommendationRow.case_id, RecommendationRow.id).where(
                RecommendationRow.case_id.in_(cases)
            )
        ).all()
    return [
        *(f"/deaths/{case_id}/response" for case_id in cases[:1]),
        *(f"/deaths/{case_id}/meeting/{each}/{step}"
          for case_id, each in meetings for step in ("day", "held", "draft")),
        *(f"/deaths/{case_id}/recommendations/{each}/action"
          for case_id, each in advised),
    ]  # fmt: skip


def _share(database: Database, case_id: UUID, by: UUID) -> list[str]:
    """Pages of a share that waits for its files, and for a second person."""
    share_id = clock.new_id()
    with database.transaction() as session:
        row = ShareRow(
            id=share_id, case_id=case_id, borough="redbridge",
            key_id=session.get_one(CaseRow, case_id).key_id,
            coordinator_id=clock.new_id(), coordinator_post=POST,
            coordinator_code="K7QF-2M", purpose=Purpose.INFORM,
            legal_basis=LegalBasis.REVIEW, expires_on=clock.today(),
            parts=["identity"], digest="0" * 64, prepared_by=by, prepared_post=POST,
        )  # fmt: skip
        session.add(row)
    shares = f"/deaths/{case_id}/shares"
    return [f"{shares}/new", f"{shares}/{share_id}/files/new"]


def _figures(database: Database) -> list[str]:
    """Figures in preparation, and others that wait for a second person."""
    with database.transaction() as session:
        told = session.scalars(select(SummaryRow).limit(1)).one()
        rows = [
            SummaryRow(
                id=clock.new_id(),
                year=told.year - 1,
                state=state,
                content=told.content,
                preview=told.preview,
                prepared_by=clock.new_id(),
                prepared_by_post=POST,
            )
            for state in (ReturnState.DRAFT, ReturnState.AWAITING_APPROVAL)
        ]
        session.add_all(rows)
        return [f"/death-figures/{row.id}" for row in rows]


def _confirm_a_key(run: Visit, coordinator: Visitor) -> None:
    """Type into the form for a fingerprint, which asks for the password first."""
    address = "/sealing-keys/redbridge/confirm"
    page = coordinator.get(address)
    _, forms = page.read()
    coordinator.submit(page, forms[-1], lambda _box: PASSWORD)
    _typed_into(run, coordinator, coordinator.get(address))


def _walk(run: Visit, visitor: Visitor, starts: list[str]) -> None:
    ahead, seen, kinds = [*starts], {*starts}, dict[str, int]()
    while ahead:
        page = visitor.get(ahead.pop(0))
        for path in _typed_into(run, visitor, page) if page.is_page else ():
            kind = kind_of(path)
            if path not in seen and kinds.get(kind, 0) < OF_A_KIND:
                kinds[kind] = kinds.get(kind, 0) + 1
                seen.add(path)
                ahead.append(path)


def _typed_into(run: Visit, visitor: Visitor, page: Answer) -> list[str]:
    """Send what can be typed into; returns where the page leads among these pages."""
    addresses, forms = page.read()
    for form in forms:
        action = visitor.own(form.action or page.address, page) or ""
        if run.endpoint(HERE, action) not in NEVER_TYPED_INTO:
            for answer in run.send_once(visitor, HERE, page, form):
                addresses = (
                    [*addresses, *answer.read()[0]] if answer.is_page else addresses
                )
    found = [visitor.own(one, page) for one in addresses]
    return [one for one in found if one and one.startswith(PARTS) and ".csv" not in one]
