"""The main job, done by the services' own verbs while their processes run."""

from functools import partial
from typing import NamedTuple

from accord.demo import governance, practice, sample
from accord.demo.colleagues import actor
from accord.demo.ground import Ground, Place
from accord.demo.telling import Patience, Teller
from borough.returns import service as returns
from kit.exchange import queries as exchange
from kit.logs import correlation
from leadership.performance.service import announce_comparators
from leadership.standards.service import draft_indicator_set, publish_indicator_set
from partnership.access import Role, role_name
from partnership.figures.service import correct_figure, learn_areas
from partnership.imports.service import store_file


class Correction(NamedTuple):
    """What one figure should have been."""

    measure: str
    period: str
    value: float


MISTAKEN = Correction("assessments_in_45_days", "2025-Q4", 621)


def tell(ground: Ground, *, teller: Teller, wait: Patience, short: bool) -> None:
    """Leadership publishes, boroughs receive, import and release, leadership sees.

    ``short`` leaves out what they do by common standards: audits and training.
    """
    publish(ground, teller=teller)
    if not short:
        practice.publish(ground, teller=teller)
    wait.until(
        partial(settled, ground.leadership, ground),
        what="every borough had what leadership published",
    )
    teller.say("Every borough received the standard and the official figures.")
    for borough in ground.boroughs:
        gather(borough, teller=teller)
        release(borough, teller=teller, note="First return under the new standard")
        governance.tell(
            borough,
            analyst=actor(borough, Role.ANALYST),
            manager=actor(borough, Role.BUSINESS_MANAGER),
            teller=teller,
        )
        if not short:
            practice.work(borough, teller=teller)
    restate(ground.boroughs[0], teller=teller)
    go_on(ground, teller=teller, wait=wait)
    if not short:
        practice.meet(ground, teller=teller)
        _all_heard(ground, wait=wait)
        teller.say("Boroughs answered what they asked each other.")


def go_on(ground: Ground, *, teller: Teller, wait: Patience) -> None:
    """Wait until leadership has all that was released, now or earlier."""
    _all_heard(ground, wait=wait)
    teller.say("Leadership shows the three boroughs side by side.")


def _all_heard(ground: Ground, *, wait: Patience) -> None:
    for borough in ground.boroughs:
        wait.until(
            partial(settled, borough, ground),
            what=f"all that {borough.part.short_name} released was where it goes",
        )


def publish(ground: Ground, *, teller: Teller) -> None:
    """Leadership publishes the indicator set, and the official figures to compare."""
    leadership = ground.leadership
    database = leadership.instance.database
    post = role_name(Role.LEADERSHIP_MEMBER)
    with correlation(), database.transaction() as session:
        draft = draft_indicator_set(session)
        standard = publish_indicator_set(
            session, version=draft.version, published_by=post
        )
        learn_areas(session, sample.areas())
        indicators = len(standard.indicators)
    teller.say(f"Leadership published a standard of {indicators} indicators.")
    stored = store_file(
        database,
        sample.official(),
        own_area=None,
        user_id=actor(leadership, Role.LEADERSHIP_MEMBER).user_id,
        name="official-figures.csv",
    )
    with correlation(), database.transaction() as session:
        sent = announce_comparators(session)
    teller.say(
        f"Leadership imported {stored.new:,} official figures and announced "
        f"{sent.indicators} indicators in {sent.periods} periods."
    )


def gather(borough: Place, *, teller: Teller) -> None:
    """The borough imports its own figures; nothing leaves by that."""
    file = borough.folder / "figures.csv"
    file.write_bytes(sample.of_area(borough.part.area_code))
    stored = store_file(
        borough.instance.database,
        file,
        own_area=borough.part.area_code,
        user_id=actor(borough, Role.ANALYST).user_id,
    )
    teller.say(f"{borough.part.short_name} imported {stored.new:,} figures of its own.")


def release(
    borough: Place, *, teller: Teller, note: str, reason: str | None = None
) -> None:
    """One person prepares a return of all that changed, another approves it."""
    analyst, manager = (
        actor(borough, Role.ANALYST),
        actor(borough, Role.BUSINESS_MANAGER),
    )
    database = borough.instance.database
    with database.transaction() as session:
        draft = returns.start(session, by=analyst, area=borough.part.area_code)
        return_id, seen = draft.id, draft.preview
        cells = len(draft.cells)
        returns.submit(
            session,
            return_id=return_id,
            by=analyst,
            seen=seen,
            note=note,
            reason=reason,
        )
    with correlation(), database.transaction() as session:
        returns.approve(session, return_id=return_id, by=manager, seen=seen)
    teller.say(
        f"{borough.part.short_name} released {cells} "
        f"{'figure' if cells == 1 else 'figures'}: prepared by its analyst, "
        "approved by its business manager."
    )


def restate(borough: Place, *, teller: Teller) -> None:
    """The borough finds a mistake in a synthetic figure and restates it."""
    with borough.instance.database.transaction() as session:
        correct_figure(
            session,
            measure=MISTAKEN.measure,
            area=borough.part.area_code,
            period=MISTAKEN.period,
            value=MISTAKEN.value,
            own_area=borough.part.area_code,
        )
    teller.say(f"{borough.part.short_name} corrected a figure it had released.")
    release(
        borough,
        teller=teller,
        note="A correction",
        reason="Assessments that were counted twice have been taken out",
    )


def settled(place: Place, ground: Ground) -> bool:
    """Whether all that was written there is applied wherever it goes."""
    peers = [slug for slug in ground.places if slug != place.part.slug]
    with place.instance.database.reading() as session:
        backlog = exchange.backlog(session)
        sending = exchange.sending(session, peers=peers)
    return (
        backlog.unsealed == 0
        and backlog.unsent == 0
        and all(stream.under_way == 0 for stream in sending)
    )
