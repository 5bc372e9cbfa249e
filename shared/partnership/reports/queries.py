"""Look at reports: the history, and one with all it says, as blocks to write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from kit.documents import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
)
from kit.errors import NotFound
from kit.search.model import Hit, Term
from kit.web import filters
from partnership.agencies import agency_name
from partnership.brag.model import COLOURS, Brag, Split
from partnership.charts import stacked
from partnership.progress import queries as progress
from partnership.progress.model import Progress, from_text, said
from partnership.reports.model import (
    IMPLICATIONS,
    PURPOSE_WORDS,
    Cover,
    ReportRow,
    items,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportSeen:
    """One report without its content; issued from ``issued_at`` on."""

    id: UUID
    cover: Cover
    as_at: date
    since: date | None
    snapshot_id: UUID | None
    version: int
    changed_at: datetime
    changed_post: str
    issued_at: datetime | None
    digest: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """A report with all it says; ``whole`` is False where it is not what was issued."""

    report: ReportSeen
    progress: Progress
    whole: bool


def reports(session: Session, *, drafts: str = "with") -> Sequence[ReportSeen]:
    """Reports, the latest day first; ``drafts`` is "with" or "without"."""
    wanted = (
        select(ReportRow)
        .options(defer(ReportRow.content))
        .order_by(ReportRow.as_at.desc(), ReportRow.id.desc())
    )
    if drafts == "without":
        wanted = wanted.where(ReportRow.issued_at.is_not(None))
    return [_seen(row) for row in session.scalars(wanted)]


def last_day(session: Session) -> date | None:
    """The day the last issued report looked at."""
    days = [each.as_at for each in reports(session, drafts="without")]
    return max(days, default=None)


def report(session: Session, report_id: UUID) -> ReportSeen:
    """One report without its content; raises NotFound."""
    return _seen(_row(session, report_id))


def whole(session: Session, report_id: UUID) -> Whole:
    """A report: as it was issued, or a draft as it stands; raises NotFound.

    A draft on a snapshot that is not what was stored raises BrokenSnapshot.
    """
    row = _row(session, report_id)
    if row.content is not None:
        held = from_text(row.content)
        return Whole(report=_seen(row), progress=held, whole=row.is_whole)
    live = progress.progress(
        session, as_at=row.as_at, since=row.since, snapshot_id=row.snapshot_id
    )
    return Whole(report=_seen(row), progress=live, whole=True)


def find(session: Session, term: Term) -> list[Hit]:
    """Issued reports by title or committee."""
    return [
        Hit(
            text=each.cover.title,
            href=f"/reports/{each.id}",
            about=f"Report to {each.cover.committee}, as at {each.as_at.isoformat()}",
        )
        for each in reports(session, drafts="without")
        if term.in_(each.cover.title, each.cover.committee)
    ]


def _row(session: Session, report_id: UUID) -> ReportRow:
    row = session.get(ReportRow, report_id)
    if row is None:
        raise NotFound
    return row


def _seen(row: ReportRow) -> ReportSeen:
    names = (
        "id", "cover", "as_at", "since", "snapshot_id", "version", "changed_at",
        "changed_post", "issued_at", "digest",
    )  # fmt: skip
    return ReportSeen(**{name: getattr(row, name) for name in names})


def document(found: Whole) -> Document:
    """The report in blocks: recommendations first, then cover, plans and changes."""
    cover, held = found.report.cover, found.progress
    day, asked = filters.day(held.as_at), items(cover.recommendations)
    return Document(
        title=cover.title,
        running=f"{cover.committee}, as at {day}",
        blocks=[
            Paragraph(f"Report to the {cover.committee}, as at {day}"),
            *_listed("Recommendations", asked, numbered=not _numbered(asked)),
            Heading("Cover sheet"),
            _facts(found.report),
            *_told("Summary", cover.summary),
            *_told("Reasons for the recommendations", cover.reasons),
            *_told("Who was consulted", cover.consultation),
            *_told("Impact on priorities and policies", cover.priorities),
            _implications(cover),
            *_listed("Background papers", items(cover.background)),
            *_listed("Appendices", items(cover.appendices)),
            *_plans(held),
            *_ambers(held),
            *_changes(held),
            *_themes(held),
        ],
    )


def _numbered(said: Sequence[str]) -> bool:
    """Whether the lines bring the paper's own numbers, as in "1.2 Consider this"."""
    return any(line[0].isdigit() for line in said)


def _listed(
    title: str, said: Sequence[str], *, numbered: bool = False
) -> Sequence[Block]:
    inside = Bullets(said, numbered=numbered) if said else Paragraph("None.")
    return [Heading(title), inside]


def _told(title: str, text: str) -> Sequence[Block]:
    return [Heading(title, 3), *map(Paragraph, items(text) or ["Nothing is said."])]


def _facts(report: ReportSeen) -> Table:
    cover, issued = report.cover, report.issued_at
    rows = [
        ("Committee", cover.committee),
        ("Figures as at", filters.day(report.as_at)),
        ("Purpose", PURPOSE_WORDS[cover.purpose]),
        ("Author", cover.author_post or None),
        ("Sponsor", cover.sponsor_post or None),
        ("Accountable", cover.accountable_post or None),
        ("Contact", cover.contact_post or None),
        ("Wards affected", cover.wards or None),
        ("Key decision", "Key" if cover.is_key else "Non-key"),
        ("Public or exempt", _openness(cover)),
        ("Issued", filters.day(issued) if issued else "Draft, not issued"),
    ]
    return Table("About this report", ("Item", "What is said"), rows)


def _openness(cover: Cover) -> str:
    return f"Exempt: {cover.exemption}" if cover.exemption else "Public"


def _implications(cover: Cover) -> Table:
    rows = [
        (words, getattr(cover, name) or "None", getattr(cover, f"{name}_by") or None)
        for name, words in IMPLICATIONS.items()
    ]
    return Table("Implications", ("Kind", "Implications", "Verified by"), rows)


def _plans(held: Progress) -> Sequence[Block]:
    states = [held.words[brag].tag for brag in Brag]
    numeric = range(1, len(Brag) + 2)
    rows = [(f"{each.ref} {each.title}", *_numbers(each.split)) for each in held.plans]
    if not rows:
        return [Heading("Actions by plan"), Paragraph("There were no plans.")]
    return [
        Heading("Actions by plan"),
        Paragraph(_summary(held)),
        Table(
            "Actions by plan and state",
            ("Plan", *states, "All"),
            rows,
            numeric=numeric,
            total=("All known", *_numbers(held.overall)),
        ),
        Picture(_drawn(held)),
        Heading("Each plan in words", 3),
        Bullets([f"{each.ref} {each.title}: {each.said}" for each in held.plans]),
        Table(
            "What the letters mean",
            ("State", "Meaning"),
            [(held.words[brag].tag, held.words[brag].meaning) for brag in Brag],
        ),
    ]


def _summary(held: Progress) -> str:
    overall, unknown = held.overall, len(held.unknown)
    text = f"{overall.total} actions are known: {said(overall, held.words)}."
    if overall.embedded is not None:
        text += f" {overall.embedded:.1f}% are {held.words[Brag.BLUE].word.lower()}."
    if unknown:
        plans = "1 plan" if unknown == 1 else f"{unknown} plans"
        text += f" The actions of {plans} are not known, and left out of every sum."
    return text


def _numbers(split: Split | None) -> Sequence[str]:
    if split is None:
        return ["Not known"] * (len(Brag) + 1)
    return [str(each) for each in (*(split.at(brag) for brag in Brag), split.total)]


def _drawn(held: Progress) -> Markup:
    return stacked.draw(
        [stacked.Part(held.words[brag].letter, *COLOURS[brag]) for brag in Brag],
        [
            stacked.Stack(
                f"{each.ref} {each.title}",
                None if each.split is None else [each.split.at(b) for b in Brag],
            )
            for each in held.plans
        ],
        title="Actions of each plan by state",
        description="The table before this picture holds the same numbers.",
    )


def _ambers(held: Progress) -> Sequence[Block]:
    word = held.words[Brag.AMBER].tag
    blocks: list[Block] = [Heading(f"When the actions at {word} are due")]
    if not (held.ambers or held.missing):
        return [*blocks, Paragraph("None.")]
    for caption, lines in (
        ("With a due date and a forecast", held.ambers),
        ("With a date missing", held.missing),
    ):
        rows = [
            (
                f"{each.ref} {each.title}",
                f"{each.owner_post}, {agency_name(each.agency)}",
                filters.day(each.due) if each.due else "Missing",
                filters.day(each.forecast) if each.forecast else "Missing",
            )
            for each in lines
        ]
        header = ("Action", "Owner", "Due", "Forecast")
        blocks.append(
            Table(caption, header, rows) if rows else Paragraph(f"{caption}: none.")
        )
    return blocks


def _changes(held: Progress) -> Sequence[Block]:
    if held.since is None:
        none = "This is the first report, so there is nothing to compare with."
        return [Heading("Changes since the last report"), Paragraph(none)]
    heading = Heading(f"Changes since {filters.day(held.since)}")
    if not held.changes:
        return [heading, Paragraph("None.")]
    rows = [
        (
            f"{each.ref} {each.title}",
            filters.day(each.on),
            each.what,
            _readable(each.before),
            _readable(each.after),
        )
        for each in held.changes
    ]
    header = ("Action", "When", "What", "Before", "After")
    return [heading, Table("What changed", header, rows)]


def _readable(text: str) -> str | None:
    """A day as people write it; other words as they are, and None for none."""
    try:
        return filters.day(date.fromisoformat(text))
    except ValueError:
        return text or None


def _themes(held: Progress) -> Sequence[Block]:
    if not held.themes:
        return [Heading("Themes across plans"), Paragraph("None.")]
    states = [held.words[brag].tag for brag in Brag]
    rows = [(each.title, *_numbers(each.split)) for each in held.themes]
    about = "An action can have several themes, so these rows do not add up."
    return [
        Heading("Themes across plans"),
        Paragraph(about),
        Table(
            "Actions by theme and state",
            ("Theme", *states, "All"),
            rows,
            numeric=range(1, len(Brag) + 2),
        ),
    ]
