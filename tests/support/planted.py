"""Records at steps that no visitor comes to alone, with marked words in them.

A meeting that was held asks for minutes, a dispute for a reply, a document that was
sent for signatures: each needs days in the right order or somebody else before it.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from borough.agencies import service as agencies
from borough.agencies.model import Entry, Kind
from borough.documents import queries as written
from borough.documents import service as documents
from borough.documents.model import Kind as DocumentKind
from borough.incidents import service as incident
from borough.incidents.model import Harm, Part
from borough.reviews import service as reviews
from borough.reviews.model import Flag, ReviewKind
from borough.summaries import service as summaries
from kit import clock
from kit.accounts.actor import Actor
from kit.accounts.service import create_user
from kit.db import Database
from partnership.actions import service as actions
from partnership.clocks import queries as clocks
from partnership.disputes import service as disputes
from partnership.meetings import service as meetings
from partnership.minutes import service as minutes
from partnership.minutes.model import Step
from partnership.papers import service as papers
from partnership.papers.model import Format, Openness
from partnership.sharing import queries as sharing
from partnership.workplan import service as workplan
from tests.support.canaries import EMAIL, NAME, STORY
from tests.support.plans import MANAGER, Plans

TODAY = clock.today()
WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Planted:
    """Pages with a form to fill in, in order: for the manager, and for a partner."""

    manager: list[str]
    partner: list[str]
    share: str


def plant(database: Database) -> Planted:
    """Make them in a borough that has none of these."""
    body_id = Plans(database).body("planted-group", name=NAME)
    plan_id = Plans(database).plan("PLANTED", body_slug="planted-group", title=NAME)
    action_id = Plans(database).action(plan_id, title=NAME, owner_post=NAME)
    with database.transaction() as session:
        actions.ask_close(session, action_id=action_id, by=MANAGER, reason=STORY)
        return Planted(
            manager=[
                *_meetings(session, body_id),
                *_agency(session),
                *_dispute(session),
                *_incident(session),
                *_review(session),
            ],
            partner=_document(session),
            share=_milestone(session),
        )


def _meetings(session: Session, body_id: UUID) -> list[str]:
    met: dict[str, Any] = {
        "body_id": body_id,
        "minutes": 120,
        "place": NAME,
        "title": NAME,
    }
    held = meetings.plan(session, starts_at=clock.now(), **met)
    coming = meetings.plan(session, starts_at=clock.now() + WEEK, **met)
    agreed = meetings.plan(session, starts_at=clock.now() - WEEK, **met)
    _agree_minutes(session, agreed)
    paper = f"/meetings/{held}/papers/{_paper(session, held)}"
    return [
        f"/meetings/{held}/actions",
        f"/meetings/{held}/minutes",
        f"/meetings/{agreed}/minutes",
        f"{paper}/new-version",
        f"{paper}/withdraw",
        f"/meetings/{coming}/move",
        f"/meetings/{coming}/cancel",
    ]


def _agree_minutes(session: Session, meeting_id: UUID) -> None:
    writer, checker = _account(session, "writer"), _account(session, "checker")
    given: dict[str, Any] = {"session": session, "meeting_id": meeting_id}
    minutes.write(seen=0, text=STORY, because="", by=writer, **given)
    for seen, step in enumerate((Step.CHECKED, Step.APPROVED), start=1):
        minutes.advance(seen=seen, to=step, by=checker, **given)


def _account(session: Session, called: str) -> Actor:
    """A manager with an account: who wrote or checked minutes is kept by it."""
    user_id = create_user(
        session, email=f"{called}.{EMAIL}", name=NAME, role=MANAGER.role
    )
    return replace(MANAGER, user_id=user_id)


def _paper(session: Session, meeting_id: UUID) -> UUID:
    return papers.add(
        session,
        meeting_id=meeting_id,
        title=NAME,
        openness=Openness.OPEN,
        file_name=f"{NAME}.pdf",
        content=b"%PDF-1.7",
        looked=papers.Looked(format=Format.PDF, pages=1),
        by=MANAGER,
    )


def _agency(session: Session) -> list[str]:
    entry = Entry(
        name=NAME, kind=Kind.CHARITY, urn=None, lead="", from_on=TODAY, until_on=None
    )
    made = agencies.enter(session, entry=entry)
    return [f"/agencies/{made}/lead", f"/agencies/{made}/change"]


def _dispute(session: Session) -> list[str]:
    made = disputes.raise_dispute(
        session, title=NAME, about=STORY, raised_by="police", other="icb", by=MANAGER
    )
    [waiting] = clocks.of_record(session, resource="disputes", record=str(made))
    steps = [f"/disputes/{made}/{step}" for step in ("reply", "up", "settle")]
    return [f"/clocks/{waiting.id}", *steps]


def _incident(session: Session) -> list[str]:
    made = incident.record(
        session,
        title=NAME,
        harm=Harm.SERIOUS_HARM,
        part=Part.LEADS,
        agency="local-authority",
        lead_post=NAME,
        incident_area=NAME,
        home_area=NAME,
        happened_on=TODAY,
        aware_at=clock.now(),
        by=MANAGER,
    )
    steps = ("notified", "sent", "answered")
    return [f"/incidents/{made}/{step}" for step in steps]


def _review(session: Session) -> list[str]:
    review_id = reviews.open_review(
        session,
        kind=ReviewKind.LOCAL,
        title=NAME,
        lead_agency="local-authority",
        lead_post=NAME,
        by=MANAGER,
    )
    made = summaries.ask(
        session, review_id=review_id, agency="police", due_on=TODAY, by=MANAGER
    )
    reviews.set_flag(
        session, review_id=review_id, flag=Flag.LEARNING_SHARED, on=TODAY, by=MANAGER
    )
    return [f"/agency-summaries/{made}/received", f"/reviews/{review_id}/flag/withdraw"]


def _document(session: Session) -> list[str]:
    made = documents.begin(
        session,
        kind=DocumentKind.CONSTITUTION,
        title=NAME,
        words=documents.Words(text=STORY),
        by="Business manager",
    )
    [version] = written.document(session, made).versions
    documents.send(session, version_id=version.id, seen=version.version)
    return [f"/documents/versions/{version.id}/sign"]


def _milestone(session: Session) -> str:
    days: dict[str, Any] = {
        "from_on": TODAY,
        "until_on": TODAY + 40 * WEEK,
        "by": MANAGER,
    }
    plan = workplan.add_delivery(session, title=NAME, **days)
    year = workplan.add_programme(session, delivery_id=plan, title=NAME, **days)
    made = workplan.add_milestone(
        session,
        programme_id=year,
        title=STORY,
        owner_post=NAME,
        due_on=TODAY,
        lead="havering",
        seen_by=["redbridge"],
        by=MANAGER,
    )
    share = sharing.latest(session, made)
    assert share is not None
    return f"/workplan/sharing/{share.id}"
