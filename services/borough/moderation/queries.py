"""Look at own and moderated scores side by side, as counts, and at gaps."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.agency_answers import queries as answers
from borough.agency_answers.model import NOT_APPLICABLE, Said
from borough.held_returns import queries as copies
from borough.moderation.model import (
    Distribution,
    GapRow,
    ScoreRow,
    distribution,
    is_gap,
)
from borough.self_assessments import queries as assessments
from borough.self_assessments.model import Question, State
from borough.self_assessments.queries import ReturnSeen

Key = tuple[UUID, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ModeratedSeen:
    """A moderated score; ``is_older`` where the agency returned anew since then."""

    score: int
    rationale: str
    post: str
    at: datetime
    version: int
    is_older: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One agency's own answer to one question beside the moderated scores of it."""

    found: ReturnSeen
    question: Question
    own: Said | None
    moderated: ModeratedSeen | None
    earlier: Sequence[ModeratedSeen]
    actions: Sequence[UUID]

    @property
    def difference(self) -> int | None:
        """How far the panel moved the score; None where either is missing."""
        if self.moderated is None or self.own is None or self.own.score is None:
            return None
        return self.moderated.score - self.own.score

    @property
    def is_variance(self) -> bool:
        """Whether the panel saw it otherwise than the agency."""
        if self.moderated is None:
            return False
        return self.own is None or self.moderated.score != self.own.score

    @property
    def is_gap(self) -> bool:
        """Whether something is to be done about it."""
        own = self.own.score if self.own else None
        return is_gap(own, self.moderated.score if self.moderated else None)

    @property
    def own_word(self) -> str:
        """The agency's own score as a table shows it."""
        if self.own is None:
            return "No answer"
        if self.own.not_applicable:
            return "Does not apply"
        return "No score" if self.own.score is None else str(self.own.score)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """How agencies scored one question: by themselves, and as moderated."""

    question: Question
    own: Distribution
    moderated: Distribution


def compared(
    session: Session, found: Sequence[ReturnSeen], questions: Sequence[Question]
) -> list[Compared]:
    """Every returned answer of these returns beside its moderated scores.

    A return that is not signed off yet, or was reopened, is left out.
    """
    came = [each for each in found if each.state is State.RETURNED]
    ids = [each.id for each in came]
    said = answers.of_returns(session, ids)
    copied = copies.core_of_copies(session, [e.copy_id for e in came if e.copy_id])
    scores, actions = _scores(session, came), _actions(session, ids)
    lines = []
    for each in came:
        own = {one.question: one.said for one in said.get(each.id, [])}
        core = copied.get(each.copy_id, {}) if each.copy_id else {}
        own |= {key: core[key] for key in each.covered if key in core}
        lines += [
            Compared(
                found=each,
                question=question,
                own=own.get(question.id),
                moderated=next(iter(scores.get((each.id, question.id), [])), None),
                earlier=scores.get((each.id, question.id), [])[1:],
                actions=actions.get((each.id, question.id), []),
            )
            for question in questions
        ]
    return lines


def spreads(lines: Sequence[Compared], questions: Sequence[Question]) -> list[Spread]:
    """How agencies scored each question, in counts."""
    return [
        Spread(
            question=question,
            own=distribution(_own(each) for each in mine),
            moderated=distribution(
                each.moderated.score if each.moderated else None for each in mine
            ),
        )
        for question in questions
        for mine in [[each for each in lines if each.question.id == question.id]]
    ]


def one(session: Session, return_id: UUID, question: str) -> Compared | None:
    """One returned answer with its moderated scores; None while it has not come."""
    found = assessments.the_return(session, return_id)
    asked = assessments.cycle(session, found.cycle_id).questions
    wanted = [each for each in asked if each.id == question]
    return next(iter(compared(session, [found], wanted)), None)


def _own(line: Compared) -> int | str | None:
    if line.own is None:
        return None
    return NOT_APPLICABLE if line.own.not_applicable else line.own.score


def _scores(
    session: Session, found: Sequence[ReturnSeen]
) -> Mapping[Key, list[ModeratedSeen]]:
    rounds = {each.id: each.number for each in found}
    query = (
        select(ScoreRow)
        .where(ScoreRow.return_id.in_(list(rounds)))
        .order_by(ScoreRow.version.desc())
    )
    scores: dict[Key, list[ModeratedSeen]] = defaultdict(list)
    for row in session.scalars(query):
        scores[row.return_id, row.question].append(
            ModeratedSeen(
                score=row.score,
                rationale=row.rationale,
                post=row.post,
                at=row.at,
                version=row.version,
                is_older=row.round < rounds[row.return_id],
            )
        )
    return scores


def _actions(session: Session, ids: Sequence[UUID]) -> Mapping[Key, list[UUID]]:
    query = select(GapRow).where(GapRow.return_id.in_(ids)).order_by(GapRow.action_id)
    found: dict[Key, list[UUID]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.return_id, row.question].append(row.action_id)
    return found
