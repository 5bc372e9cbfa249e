"""Verbs of a standard: draft the next version, reword it, publish it to all."""

from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.exchange.outbox import announce
from kit.trail import service as trail
from leadership.standards.events import STANDARD_PUBLISHED, standard_published
from leadership.standards.model import (
    INDICATOR_SET,
    DraftInTheWay,
    StandardState,
    StandardVersion,
    UnknownStandard,
)
from partnership.figures.service import learn_indicators


def draft_indicator_set(session: Session) -> StandardVersion:
    """Open the draft of the next version of the indicator set.

    The first one starts from the set the product ships, each later one from the
    version before it. Raises DraftInTheWay.
    """
    last = _last(session)
    if last is not None and last.state is StandardState.DRAFT:
        raise DraftInTheWay
    draft = _shipped() if last is None else _next(last)
    session.add(draft)
    session.flush()
    _note(session, "standard.drafted", draft.version)
    return draft


def reword_indicator(
    session: Session, *, version: int, indicator: str, words: Mapping[str, Any]
) -> None:
    """Change words of one indicator of a draft.

    Raises UnknownStandard, UnknownIndicator and AlreadyPublished.
    """
    _version(session, version).reword(indicator, words)
    _note(session, "standard.reworded", version, indicator=indicator)


def redate(
    session: Session, *, version: int, effective_from: date, summary: str
) -> None:
    """Change when a draft takes effect and what it is for."""
    standard = _version(session, version)
    standard.redate(effective_from=effective_from, summary=summary)
    _note(session, "standard.redated", version)


def publish_indicator_set(
    session: Session, *, version: int, published_by: str
) -> StandardVersion:
    """Publish a drafted version: work to it here, and announce it to every borough.

    Raises UnknownStandard and AlreadyPublished.
    """
    standard = _version(session, version)
    standard.publish(published_by=published_by)
    learn_indicators(session, standard.indicators, version=version)
    announce(
        session,
        audience="all",
        type=STANDARD_PUBLISHED,
        subject=standard.standard,
        version=version,
        data=standard_published(standard),
    )
    _note(session, "standard.published", version)
    return standard


def _note(session: Session, act: str, version: int, **more: str) -> None:
    trail.record(
        session,
        act=act,
        resource="standards",
        record=INDICATOR_SET,
        detail={"version": version, **more},
    )


def _last(session: Session) -> StandardVersion | None:
    return session.scalars(
        select(StandardVersion)
        .where(StandardVersion.standard == INDICATOR_SET)
        .order_by(StandardVersion.version.desc())
        .limit(1)
    ).first()


def _version(session: Session, version: int) -> StandardVersion:
    standard = session.get(StandardVersion, (INDICATOR_SET, version))
    if standard is None:
        raise UnknownStandard
    return standard


def _shipped() -> StandardVersion:
    file = resources.files("leadership.standards") / "indicator_set_v1.json"
    set_one = orjson.loads(file.read_bytes())
    return StandardVersion(
        standard=set_one["standard"],
        version=set_one["version"],
        kind=set_one["kind"],
        title=set_one["title"],
        summary=set_one["summary"],
        effective_from=date.fromisoformat(set_one["effective_from"]),
        state=StandardState.DRAFT,
        indicators=set_one["indicators"],
        drafted_at=clock.now(),
    )


def _next(last: StandardVersion) -> StandardVersion:
    return StandardVersion(
        standard=last.standard,
        version=last.version + 1,
        kind=last.kind,
        title=last.title,
        summary=last.summary,
        effective_from=clock.today(),
        state=StandardState.DRAFT,
        indicators=list(last.indicators),
        drafted_at=clock.now(),
    )
