"""Our own line of the alignment page, and all that left for the leadership group."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from borough.adoptions import queries as adoptions
from borough.adoptions.events import ADOPTION_RECORDED
from borough.adoptions.queries import PositionSeen
from borough.consultations.events import COMMENT_MADE
from borough.governance.events import RETURN_RELEASED as GOVERNANCE
from borough.returns.events import OBSERVATION_RELEASED, RETURN_RELEASED
from borough.standards import queries as standards
from borough.standards.queries import Received
from kit import clock
from kit.accounts.actor import Actor
from kit.exchange import evidence
from kit.exchange.bundle import ALL
from kit.exchange.evidence import Kind, Proof, Sent
from kit.front.model import Item
from kit.front.model import Kind as FrontKind
from partnership.alignment.model import (
    Outcome,
    Published,
    Told,
    is_stale,
    read_told,
)
from partnership.alignment.queries import Cell, cell

LEADERSHIP = "leadership"
SHOWN, MOST = 50, 5000
PREFIX, SUMMARY = "uk.accord.", "uk.accord.{}.summary.released.v1"
WORDS = {
    OBSERVATION_RELEASED: "Figures of the indicator set",
    RETURN_RELEASED: "Returns of figures, and who released them",
    GOVERNANCE: "How the partnership stands",
    ADOPTION_RECORDED: "Positions on standards",
    COMMENT_MADE: "Comments on drafts of standards",
    SUMMARY.format("audits"): "Summaries of audits",
    SUMMARY.format("training"): "Summaries of training",
}
PROOFS = {
    Proof.PROVEN: "In the bundle",
    Proof.WAITING: "Waits to be sealed",
    Proof.MISSING: "Not in any bundle",
    Proof.DIFFERENT: "The bundle says otherwise",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One standard as it was received, newest first, and where we stand on it."""

    versions: Sequence[Received]
    cell: Cell

    @property
    def newest(self) -> Received:
        """The newest version received."""
        return self.versions[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Our line of the alignment page; ``sent_at`` is when anything last left."""

    today: date
    lines: Sequence[Line]
    sent_at: datetime | None
    stale: bool

    def only(self, *, kind: str, outcome: str) -> Sequence[Line]:
        """The lines of a kind that come to this; all for empty words."""
        return [
            line
            for line in self.lines
            if kind in ("", line.newest.kind)
            and outcome in ("", line.cell.judged.outcome.value)
        ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What left, by kind; ``listed`` is one page of it, ``pages`` how many there are.

    ``type`` is the one that is listed, None for all. ``through`` is the epoch and
    number up to which leadership's receipt says it stored our stream; None while it
    sent none.
    """

    type: str | None
    kinds: Sequence[Kind]
    listed: Sequence[Sent]
    page: int
    pages: int
    through: tuple[int, int] | None

    def arrived(self, sent: Sent) -> bool:
        """Whether leadership's receipt covers an event."""
        ours = sent.stream.endswith(f"/{LEADERSHIP}") and sent.sequence is not None
        if not ours or self.through is None:
            return False
        return (sent.epoch, sent.sequence) <= self.through


def streams_of(member: str) -> Sequence[str]:
    """The streams leadership receives from a borough."""
    return [f"{member}/{LEADERSHIP}", f"{member}/{ALL}"]


def standing(session: Session, *, member: str) -> Standing:
    """Where we stand today on every standard received, by our own records."""
    today = clock.today()
    received = standards.by_standard(session)
    told = _told(adoptions.history(session))
    # We cannot know when leadership counts us from; standards came when we joined.
    arrived = [each.received_at for versions in received.values() for each in versions]
    joined_on = clock.london_day(min(arrived)) if arrived else None
    sent_at = evidence.last_written(session, streams_of(member))
    heard_on = clock.london_day(sent_at) if sent_at else joined_on
    stale = bool(received) and is_stale(heard_on, today)
    lines = [
        Line(
            versions=versions,
            cell=cell(
                told.get(name, ()),
                _published(versions),
                today=today,
                stale=stale,
                joined_on=joined_on,
            ),
        )
        for name, versions in received.items()
    ]
    return Standing(today=today, lines=lines, sent_at=sent_at, stale=stale)


def known(
    session: Session, *, member: str, type: str | None = None, page: int = 1
) -> Known:
    """What left for leadership, by kind, with one page of events looked for.

    All are listed for a type of which nothing left.
    """
    streams = streams_of(member)
    kinds = evidence.kinds(session, streams)
    if type not in {each.type for each in kinds}:
        type = None
    number = sum(each.number for each in kinds if type in (None, each.type))
    pages = max(1, -(-number // SHOWN))
    page = min(max(page, 1), pages)
    return Known(
        type=type,
        kinds=kinds,
        listed=evidence.sent(
            session, streams, type=type, offset=(page - 1) * SHOWN, limit=SHOWN
        ),
        page=page,
        pages=pages,
        through=evidence.stored_through(session, streams[0], LEADERSHIP),
    )


def latest(session: Session, *, member: str, type: str | None) -> Sequence[Sent]:
    """The latest events that left for leadership, at most 5,000."""
    return evidence.sent(session, streams_of(member), type=type, limit=MOST)


def one(session: Session, *, member: str, event_id: UUID) -> Sent:
    """One event that left for leadership; raises UnknownEvent."""
    return evidence.one(session, streams_of(member), event_id)


def words_of(type: str) -> str:
    """What a type of event is about, in words; its own name where none are known."""
    return WORDS.get(type, type.removeprefix(PREFIX))


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """That we drift, and that nothing left for a quarter."""
    found = standing(session, member=session.info["member"])
    drifting = len(found.only(kind="", outcome=Outcome.DRIFT.value))
    if not drifting:
        return []
    many = "1 standard" if drifting == 1 else f"{drifting} standards"
    text = f"We drift on {many}"
    if found.stale:
        text = "Nothing went to the leadership group this quarter"
    return [Item(kind=FrontKind.LATE, tag="Alignment", text=text, href="/standing/")]


def _told(recorded: Iterable[PositionSeen]) -> Mapping[str, Sequence[Told]]:
    found: dict[str, list[Told]] = defaultdict(list)
    for each in recorded:
        if each.number is not None and each.decided_at is not None:
            told = read_told(
                each.content,
                number=each.number,
                recorded_at=each.decided_at,
                recorded_by=each.decided_by_post or "",
            )
            found[each.standard].append(told)
    return found


def _published(versions: Sequence[Received]) -> Sequence[Published]:
    return [
        Published(version=each.version, effective_from=each.effective_from)
        for each in versions
    ]
