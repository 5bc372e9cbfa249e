"""Say a year of child death reviews in blocks: on a page, in a Word file, as a PDF.

The partners publish what was done and how effective it was at such intervals as they
consider appropriate (Children Act 2004, section 16M(6)). Only figures that a second
person approved stand here, so that a report tells nothing the release did not.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from borough.death_figures import queries as figures
from borough.death_figures.queries import SummarySeen
from kit.documents import Block, Bullets, Cell, Document, Heading, Paragraph, Table
from partnership.death_figures.model import (
    DOMAINS,
    GROUPS,
    IN_TIME,
    MODIFIABLE,
    NOTIFIED,
    OUTCOMES,
    REVIEWED,
    SPLITS,
    STEPS,
    WITHIN_YEAR,
    WORDS,
    YES,
    label,
    rate,
    share,
)
from partnership.death_rules.analysis import Outcome

HIDDEN = "hidden"
LEFT_TO_WRITE = (
    "What the child death review partners did because of what the reviews found",
    "How effective the arrangements were, and what is to change in them",
    "How families were supported, and what they said of it",
)


def report(session: Session, summary_id: UUID, *, name: str) -> Document:
    """The report of a released year; ``name`` is the area's.

    Raises UnknownSummary, also where its figures were not released.
    """
    found = figures.summary(session, summary_id, only_released=True)
    return document(found, name=name)


def document(found: SummarySeen, *, name: str) -> Document:
    """A released summary in blocks."""
    pool, smallest = found.content["pool"], found.content["smallest"]
    return Document(
        title=f"Child death reviews in {name}",
        running=f"Child death review partners of {name}, {found.title}",
        blocks=[
            Paragraph(
                "Report of the child death review partners under section 16M of the "
                f"Children Act 2004, for {found.title}."
            ),
            *(_of_pool(pool) if pool else _no_pool()),
            Heading("How far recommendations are"),
            _actions(found.content["progress"]),
            Heading("What the partners add"),
            Bullets(LEFT_TO_WRITE),
            Heading("What is hidden, and why"),
            Paragraph(
                f"Numbers below {smallest}, and none, are hidden, with what would tell "
                "them. Deaths are told only as sums of years that never overlap, and "
                "no cause of death of a single year is told."
            ),
        ],
    )


def _no_pool() -> Sequence[Block]:
    return [
        Heading("Deaths"),
        Paragraph("No sum of years ended with this year, so no deaths are told."),
    ]


def _of_pool(pool: Mapping[str, Any]) -> Iterator[Block]:
    years = label(pool["last"], pool["years"])
    yield Heading(f"Deaths and reviews, {years}")
    yield _measures(pool)
    for name in SPLITS:
        yield Heading(WORDS[name], 3)
        yield _table(
            f"{WORDS[name]} by year",
            "Years",
            [
                ("All years", pool[name]["total"]),
                *(
                    (label(each["year"], 1), each["count"])
                    for each in pool[name]["years"]
                ),
            ],
        )
        for split in pool[name]["splits"]:
            caption = f"{WORDS[name]}: {WORDS[split['id']].lower()}"
            yield _table(caption, "Of these", list(_split(split)))
    yield Heading("What could be changed", 3)
    domains = [(DOMAINS[each["id"]], each["count"]) for each in pool["domains"]]
    yield _table("Reviews that found a modifiable factor", "Domain", domains)
    themes = [(each["title"], each["count"]) for each in pool["themes"]]
    if themes:
        yield _table("Themes that may be told", "Theme", themes)


def _split(split: Mapping[str, Any]) -> Iterator[tuple[str, int | None]]:
    for group in split["groups"]:
        title, rows = GROUPS[split["id"]][group["id"]]
        for row in group["rows"]:
            yield rows[row["id"]], row["count"]
        if len(rows) > 1:
            yield f"{title}: all of it", group["total"]


def _measures(pool: Mapping[str, Any]) -> Table:
    """Rates and shares with their limits, after Byar and Wilson."""
    found = OUTCOMES[Outcome.IDENTIFIED]
    rows: list[Sequence[Cell]] = [
        ("Deaths a year in 100,000 children", _rate(pool)),
        ("Notified in time, percent", _share(pool, NOTIFIED, IN_TIME, YES)),
        (
            "Reviewed within 12 months of the death, percent",
            _share(pool, REVIEWED, WITHIN_YEAR, YES),
        ),
        (
            "Found modifiable factors, percent",
            _share(pool, REVIEWED, MODIFIABLE, found),
        ),
    ]
    caption = "Rates and shares, with limits that hold in 95 of 100 cases"
    return Table(caption, ["Measure", "Value"], rows, numeric=[1])


def _rate(pool: Mapping[str, Any]) -> str:
    total, children = pool[NOTIFIED]["total"], pool["children"]
    if total is None or not children:
        return HIDDEN if total is None else "not reckoned"
    return rate(total, children=children, years=pool["years"]).words


def _share(pool: Mapping[str, Any], of: str, split: str, group: str) -> str:
    total = pool[of]["total"]
    [groups] = [each["groups"] for each in pool[of]["splits"] if each["id"] == split]
    [part] = [each["total"] for each in groups if each["id"] == group]
    return HIDDEN if total is None or part is None else share(part, total).words


def _actions(progress: Mapping[str, Any]) -> Table:
    rows = [(STEPS[name], count) for name, count in progress["steps"].items()]
    return _table(
        "Actions that came of reviews", "State", rows, total=progress["total"]
    )


def _table(
    caption: str,
    first: str,
    rows: Sequence[tuple[str, int | None]],
    *,
    total: int | None = None,
) -> Table:
    return Table(
        caption,
        [first, "Number"],
        [(title, HIDDEN if count is None else count) for title, count in rows],
        numeric=[1],
        total=None if total is None else ("All", total),
    )
