"""Bring papers to a meeting, bring newer versions, withdraw them, hand them out."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotAllowed, NotFound
from kit.trail import service as trail
from partnership.access import authorise, role_name
from partnership.meetings import queries as meetings
from partnership.meetings.model import MEETINGS
from partnership.packs import service as packs
from partnership.packs.model import MOST_PAGES
from partnership.papers.model import (
    RESTRICTED,
    Format,
    Openness,
    Paper,
    PaperVersion,
    format_of,
    timing,
    unusable,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What a file is; ``pages`` is None for one that is not a PDF."""

    format: Format
    pages: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """What is handed out: one version of a paper."""

    name: str
    format: Format
    content: bytes


def looked_at(content: bytes) -> Looked:
    """What a file is by what it holds; a PDF is opened in a process of its own.

    Raises Invalid naming ``file`` for any other file, for a PDF nobody can open, and
    for one that takes too much to read.
    """
    found = format_of(content)
    if found is not Format.PDF:
        return Looked(format=found, pages=None)
    try:
        pages = packs.pages_in(content)
    except packs.Unreadable as fault:
        raise unusable(str(fault)) from fault
    if not pages:
        raise unusable("This PDF is locked or empty. Choose one without a password")
    if pages > MOST_PAGES:
        raise unusable(f"Use at most {MOST_PAGES} pages")
    return Looked(format=found, pages=pages)


def add(
    session: Session,
    *,
    meeting_id: UUID,
    title: str,
    openness: Openness,
    file_name: str,
    content: bytes,
    by: Actor,
    item_id: UUID | None = None,
    reason: str = "",
    looked: Looked | None = None,
) -> UUID:
    """Bring a paper to a meeting; returns its id.

    ``reason`` says why a paper is not open; ``looked`` is what the file was found to
    be before the transaction, which is better not open meanwhile. Raises NotAllowed,
    NotFound, Invalid naming ``reason``, ``item_id`` or ``file``.
    """
    line = meetings.meeting(session, meeting_id)
    _authorise(session, meeting_id, by, Action.UPDATE)
    if openness is not Openness.OPEN:
        scope = Scope(record=str(meeting_id), body=line.body_slug)
        authorise(session, by, Action.CREATE, RESTRICTED, scope)
        if not reason.strip():
            fault = "Say why the paper is not open"
            raise Invalid(fault, fields={"reason": fault})
    if item_id is not None and meetings.item(session, item_id)[0] != meeting_id:
        fault = "Choose an item of this meeting"
        raise Invalid(fault, fields={"item_id": fault})
    last = select(func.max(Paper.number)).where(Paper.meeting_id == meeting_id)
    paper = Paper(
        meeting_id=meeting_id,
        item_id=item_id,
        number=(session.scalar(last) or 0) + 1,
        title=title,
        openness=openness,
        reason=reason,
    )
    session.add(paper)
    _bring(session, paper, file_name, content, looked, "", by)
    _note(session, "paper.added", paper)
    return paper.id


def revise(
    session: Session,
    *,
    paper_id: UUID,
    file_name: str,
    content: bytes,
    because: str,
    by: Actor,
    looked: Looked | None = None,
) -> None:
    """Bring a newer version; the earlier ones stay. Raises as ``add``, and Conflict."""
    paper = _paper(session, paper_id, by, Action.UPDATE)
    paper.must_stand()
    _bring(session, paper, file_name, content, looked, because, by)
    _note(session, "paper.revised", paper)


def withdraw(session: Session, *, paper_id: UUID, reason: str, by: Actor) -> None:
    """Take a paper out of the pack; raises NotAllowed, NotFound and Conflict."""
    paper = _paper(session, paper_id, by, Action.UPDATE)
    paper.withdraw(reason=reason)
    session.flush()
    _note(session, "paper.withdrawn", paper)


def read(
    session: Session, *, paper_id: UUID, by: Actor, number: int | None = None
) -> File:
    """Hand out a version of a paper, the last one unless ``number`` says.

    That somebody read a paper that is not open is in the trail. Raises NotFound for
    whoever may not read it, as for a paper that is not there.
    """
    paper = _paper(session, paper_id, by, Action.READ)
    wanted = number or len(paper.versions)
    version = session.scalar(
        select(PaperVersion).where(
            PaperVersion.paper_id == paper_id, PaperVersion.number == wanted
        )
    )
    if version is None:
        raise NotFound("There is no such version.")
    if not paper.is_open:
        _note(session, "paper.read", paper, version=version.number)
    return File(name=version.file_name, format=version.format, content=version.content)


def _bring(
    session: Session,
    paper: Paper,
    file_name: str,
    content: bytes,
    looked: Looked | None,
    because: str,
    by: Actor,
) -> None:
    found = looked or looked_at(content)
    now = clock.now()
    begins = meetings.meeting(session, paper.meeting_id).starts_at
    paper.versions.append(
        PaperVersion(
            number=len(paper.versions) + 1,
            file_name=file_name[-200:],
            format=found.format,
            size=len(content),
            pages=found.pages,
            timing=timing(now, begins),
            because=because,
            post=role_name(by.role),
            uploaded_at=now,
            content=content,
        )
    )
    session.flush()


def _paper(session: Session, paper_id: UUID, by: Actor, action: Action) -> Paper:
    paper = session.get(
        Paper, paper_id, with_for_update=None if action is Action.READ else True
    )
    if paper is None:
        raise NotFound("There is no such paper.")
    body = _authorise(session, paper.meeting_id, by, action)
    if not paper.is_open:
        scope = Scope(record=str(paper.meeting_id), body=body)
        try:
            authorise(session, by, action, RESTRICTED, scope)
        except NotAllowed as error:
            # That there is such a paper is not for everybody either.
            raise NotFound("There is no such paper.") from error
    return paper


def _authorise(session: Session, meeting_id: UUID, by: Actor, action: Action) -> str:
    slug = meetings.meeting(session, meeting_id).body_slug
    scope = Scope(record=str(meeting_id), body=slug)
    authorise(session, by, action, MEETINGS, scope)
    return slug


def _note(session: Session, act: str, paper: Paper, **detail: int) -> None:
    resource = MEETINGS if paper.is_open else RESTRICTED
    trail.record(
        session, act=act, resource=resource, record=paper.id, detail=detail or None
    )
