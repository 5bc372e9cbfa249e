"""Is the trail whole? Every row recomputed, and held against every signed head.

The chain proves that nothing in its middle was touched. That its end was not cut off,
or all of it written anew, is proved by heads: the database's own, those this member
signed, and those that other members keep.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from kit import clock
from kit.trail.chain import COLUMNS, NOTHING_BEFORE, VERSION, Breach, Columns, Walk
from kit.trail.model import ERASED, TRAIL, TrailHead, TrailRow, TrailSignedHead

AT_ONCE = 2000
LATEST = 10_000
FORMAT = VERSION.decode()
_ROWS = select(*(getattr(TrailRow, name) for name in COLUMNS)).order_by(TrailRow.n)
_UNREADABLE: Columns = dict.fromkeys(COLUMNS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A number and the hash that stands there, as somebody keeps it.

    ``holder`` is who: this member itself, another member, or a file. ``genuine`` is
    whether this member's trail key signed it.
    """

    n: int
    hash: str
    holder: str
    genuine: bool = True


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a verification found; ``broken_at`` is the first row that cannot stand.

    Rows ``first`` through ``through`` were recomputed; ``heads`` is how many were
    compared. ``holder`` is whose head showed the breach, where one did.
    ``neighbours`` are the rows around the broken place, without their detail.
    """

    checked_at: str
    first: int
    through: int
    heads: int
    breach: Breach | None = None
    broken_at: int | None = None
    holder: str | None = None
    neighbours: Sequence[Columns] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing wrong was found."""
        return self.breach is None

    def as_json(self) -> dict[str, Any]:
        """The report for a file."""
        return {"result": "ok" if self.whole else "broken", **asdict(self)}


def verify(
    session: Session,
    *,
    heads: Iterable[Head] = (),
    first: int = 1,
    through: int | None = None,
) -> Report:
    """Recompute rows ``first`` through ``through`` (the last) and compare the heads.

    ``heads`` are read before this is called, so that none is newer than the rows.
    """
    return _Verification(session, heads, first, through).run()


def latest(session: Session, *, rows: int = LATEST) -> int:
    """Where to begin to verify only the last ``rows`` rows."""
    last = session.scalar(select(TrailHead.n)) or 0
    return max(1, last - rows + 1)


def exported(
    session: Session,
    *,
    member: str,
    first: int = 1,
    through: int | None = None,
    with_detail: bool = False,
) -> Iterator[Columns]:
    """What an export holds, line by line: what it is, the rows, our signed heads.

    The first line says the hash the first row follows; the last one through which row
    it goes and whether that is the end, so that a file cut short is known.
    """
    n, _hash, _most = _standing(session)
    last = n if through is None else min(n, through)
    before = next(_read(session, first - 1, first - 1), None)
    yield {
        "format": FORMAT,
        "member": member,
        "first": first,
        "prev": before["hash"] if before else NOTHING_BEFORE,
    }
    left_out = () if with_detail else ("detail", "salt")
    for row in _read(session, first, last):
        yield {name: row[name] for name in COLUMNS if name not in left_out}
    for head in session.scalars(select(TrailSignedHead).order_by(TrailSignedHead.n)):
        if first <= head.n <= last:
            yield {"head": head.raw}
    yield {"through": last, "to_the_end": last == n}


class _Broken(Exception):
    """The first thing that is wrong, and where."""

    def __init__(self, breach: Breach, at: int, holder: str | None = None) -> None:
        super().__init__(breach)
        self.breach = breach
        self.at = at
        self.holder = holder


class _Verification:
    """One run over the rows."""

    def __init__(
        self, session: Session, heads: Iterable[Head], first: int, through: int | None
    ) -> None:
        self._session = session
        self._first = first
        self._to_the_end = through is None
        self._heads = sorted(heads, key=lambda head: head.n)
        self._compared = 0
        self._walk = Walk(n=first - 1)
        self._standing = _standing(session)
        self._through = self._standing[0] if through is None else through

    def run(self) -> Report:
        try:
            self._begin()
            self._follow_rows()
            self._ask_for_erasures()
            self._end()
        except _Broken as broken:
            return self._report(broken)
        return self._report(None)

    def _begin(self) -> None:
        """Stand on the row before the first; look at what needs no row."""
        if self._first > 1:
            before = next(_read(self._session, self._first - 1, self._first - 1), None)
            if before is None:
                raise _Broken(Breach.MISSING, self._first - 1)
            self._walk = Walk(
                n=self._first - 1, hash=str(before["hash"]), at=str(before["at"])
            )
        self._heads = [head for head in self._heads if head.n >= self._first]
        if not self._to_the_end:
            self._heads = [head for head in self._heads if head.n <= self._through]

    def _follow_rows(self) -> None:
        for row in _read(self._session, self._first, self._through):
            breach = self._walk.follow(row)
            if breach is not None:
                raise _Broken(breach, self._walk.n + 1)
            while self._heads and self._heads[0].n == self._walk.n:
                self._compare(self._heads.pop(0))

    def _compare(self, head: Head) -> None:
        self._compared += 1
        if not head.genuine:
            raise _Broken(Breach.BAD_SIGNATURE, head.n, head.holder)
        if head.hash != self._walk.hash:
            raise _Broken(Breach.ANOTHER_SIGNED_HEAD, head.n, head.holder)

    def _ask_for_erasures(self) -> None:
        """Each is told in a row; it may be later than the last one looked at."""
        for n in self._walk.erased_in_silence():
            told = select(TrailRow.n).where(
                TrailRow.resource == TRAIL,
                TrailRow.act == ERASED,
                TrailRow.record == str(n),
            )
            if self._session.scalar(told.limit(1)) is None:
                raise _Broken(Breach.ERASED_IN_SILENCE, n)

    def _end(self) -> None:
        if self._walk.n < self._through:
            raise _Broken(Breach.MISSING, self._walk.n + 1)
        if not self._to_the_end:
            return
        n, hash_, most = self._standing
        if most != n or (n and hash_ != self._walk.hash):
            raise _Broken(Breach.ANOTHER_HEAD, min(n, most) + (most != n))
        if self._heads:
            # Somebody keeps a head of a row that is not here any more.
            raise _Broken(Breach.MISSING, self._walk.n + 1, self._heads[0].holder)

    def _report(self, broken: _Broken | None) -> Report:
        return Report(
            checked_at=clock.iso(clock.now()),
            first=self._first,
            through=self._walk.n,
            heads=self._compared,
            breach=broken.breach if broken else None,
            broken_at=broken.at if broken else None,
            holder=broken.holder if broken else None,
            neighbours=_around(self._session, broken.at) if broken else [],
        )


def _standing(session: Session) -> tuple[int, str, int]:
    """Number and hash of the head and the highest number there is, at one moment."""
    row = session.execute(
        select(
            select(TrailHead.n).scalar_subquery(),
            select(TrailHead.hash).scalar_subquery(),
            select(func.max(TrailRow.n)).scalar_subquery(),
        )
    ).one()
    return row[0] or 0, row[1] or "", row[2] or 0


def _read(session: Session, first: int, through: int) -> Iterator[Columns]:
    """The rows in order; one that cannot even be read comes as nothing but nulls."""
    for start in range(first, through + 1, AT_ONCE):
        end = min(start + AT_ONCE - 1, through)
        wanted = _ROWS.where(TrailRow.n.between(start, end))
        try:
            yield from session.execute(wanted).mappings().all()
        except DBAPIError:
            yield from _one_by_one(session, start, end)


def _one_by_one(session: Session, first: int, through: int) -> Iterator[Columns]:
    for n in range(first, through + 1):
        try:
            yield from session.execute(_ROWS.where(TrailRow.n == n)).mappings().all()
        except DBAPIError:
            yield _UNREADABLE


def _around(session: Session, n: int) -> list[Columns]:
    return [
        {name: row[name] for name in COLUMNS if name not in ("detail", "salt")}
        for row in _read(session, n - 1, n + 1)
    ]
