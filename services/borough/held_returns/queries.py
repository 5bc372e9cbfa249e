"""Look at returns of other boroughs as they are held here, version by version."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.agency_answers.model import SCORE_WORDS, Said
from borough.held_returns.model import CopyRow, Core, answers_in
from kit.errors import NotFound
from partnership.joint.queries import name_of


@dataclass(frozen=True, kw_only=True, slots=True)
class CopySeen:
    """One version of another borough's return; see :class:`model.CopyRow`."""

    id: UUID
    source: str
    return_id: UUID
    number: int
    standard: str
    standard_version: int
    agency_name: str
    core: Core | None
    digest: str
    consented_post: str
    consented_on: date
    released_post: str
    released_at: datetime
    received_at: datetime
    withdrawn_at: datetime | None

    @property
    def source_name(self) -> str:
        """The borough it comes from, as people say it."""
        return name_of(self.source)


@dataclass(frozen=True, kw_only=True, slots=True)
class CoreLine:
    """One answer of a core beside the words of its question and score."""

    item: str
    text: str
    said: Said
    score_word: str


def copies(session: Session) -> list[CopySeen]:
    """The newest version of each return of others, by agency."""
    query = select(CopyRow).order_by(CopyRow.agency_name, CopyRow.number.desc())
    newest: dict[tuple[str, UUID], CopySeen] = {}
    for row in session.scalars(query):
        newest.setdefault((row.source, row.return_id), _copy(row))
    return list(newest.values())


def copy(session: Session, copy_id: UUID) -> CopySeen:
    """One version of a return of others; raises NotFound."""
    row = session.get(CopyRow, copy_id)
    if row is None:
        raise NotFound
    return _copy(row)


def versions(session: Session, of: CopySeen) -> list[CopySeen]:
    """All versions of the same return that came, the newest first."""
    query = select(CopyRow).where(
        CopyRow.source == of.source, CopyRow.return_id == of.return_id
    )
    rows = session.scalars(query.order_by(CopyRow.number.desc()))
    return [_copy(row) for row in rows]


def core_of_copies(
    session: Session, copy_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[str, Said]]:
    """The answers of these copies, by question; in one query."""
    query = select(CopyRow).where(CopyRow.id.in_(copy_ids))
    return {row.id: answers_in(row.core) for row in session.scalars(query)}


def readable(core: Core | None) -> Core | None:
    """The same core with its days as days, for pages to write out."""
    if core is None:
        return None
    evidence = [
        {
            **each,
            "dated_on": date.fromisoformat(each["dated_on"]),
            "expires_on": each["expires_on"] and date.fromisoformat(each["expires_on"]),
        }
        for each in core["evidence"]
    ]
    signed_on = date.fromisoformat(core["signed_on"])
    return {**core, "signed_on": signed_on, "evidence": evidence}


def lines(core: Core | None, texts: Mapping[str, str]) -> list[CoreLine]:
    """The answers of a core as a page shows them; ``texts`` are those of questions."""
    return [
        CoreLine(
            item=item,
            text=texts.get(item, item),
            said=said,
            score_word=_word(said),
        )
        for item, said in answers_in(core).items()
    ]


def _word(said: Said) -> str:
    if said.not_applicable:
        return "Does not apply"
    if said.score is None:
        return "No score"
    return f"{said.score}: {SCORE_WORDS[said.score]}"


def _copy(row: CopyRow) -> CopySeen:
    names = CopySeen.__dataclass_fields__
    return CopySeen(**{name: getattr(row, name) for name in names})
