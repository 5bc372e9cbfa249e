"""Pages on which child death figures are counted, approved by another person, sent."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.death_figures import queries, service
from borough.death_figures.model import RuleChanged
from borough.death_figures.queries import SummarySeen
from borough.death_figures.schemas import SetRule, Start
from borough.releases.routes import Pages, furnish
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs, opens
from kit.errors import Invalid
from kit.front.model import Source
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from partnership.asking.routes import Box, Page, asked
from partnership.death_figures.model import (
    DOMAINS,
    GROUPS,
    POOLS,
    RESOURCE,
    SPLITS,
    STEPS,
    WORDS,
    label,
    lines,
)

pages = Blueprint("death_figures", __name__, url_prefix="/death-figures")

FOLDER = "death_figures/templates"
COUNTED = (Limit.AGGREGATES,)
NAVIGATION = [Entry("Child death figures", "death_figures.index")]
SOURCES = [
    Source(
        name="Child death figures",
        need=Need(resource=RESOURCE, action=Action.APPROVE),
        look=queries.on_front_page,
    )
]
NAMED = {
    "words": WORDS, "domains": DOMAINS, "groups": GROUPS, "splits": SPLITS,
    "step_words": STEPS, "label": label,
}  # fmt: skip


@pages.get("/")
@needs(RESOURCE, Action.READ, within=COUNTED)
def index() -> ResponseReturnValue:
    return _list_page(forms.blank())


def _list_page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.summaries(session, only_released=_reads_what_left())
        rule, upcoming = queries.rule(session), queries.next_pool(session)
    page = render_template(
        f"{FOLDER}/list.html", form=form, summaries=found, rule=rule,
        upcoming=label(upcoming, rule.years),
        years=[(str(each), label(each, 1)) for each in queries.years()],
    )  # fmt: skip
    return page, form.status


@pages.get("/figures.csv")
@needs(RESOURCE, Action.READ, within=COUNTED)
def list_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.summaries(session, only_released=_reads_what_left())
    rows = [
        (each.title, each.pool, each.state.value, each.started_at, each.decided_at)
        for each in found
    ]
    header = ["Year", "Deaths summed over", "State", "Begun", "Decided"]
    return exports.csv("child-death-figures", header, rows)


@pages.post("/")
@needs(RESOURCE, Action.CREATE)
def start() -> ResponseReturnValue:
    form = forms.load(Start(), request.form)
    if not form.ok:
        return _list_page(form)
    try:
        with door.transaction() as session:
            known = queries.learned(session)
            made = service.start(
                session,
                member=door.settings().member,
                found=known.found,
                steps=known.steps,
                by=door.actor(),
                **form.data,
            )
    except Invalid as fault:
        return _list_page(form.refused(fault))
    return redirect(url_for("death_figures.show", summary_id=made))


@pages.route("/rule", methods=["GET", "POST"])
@needs(RESOURCE, Action.APPROVE)
def rule() -> ResponseReturnValue:
    def verb(session: Session, given: dict[str, Any]) -> None:
        service.set_rule(session, by=door.actor(), **given)

    return asked(
        _rule_page,
        SetRule(),
        verb,
        stale=RuleChanged,
        said="Figures drafted from now on use it.",
        to=url_for("death_figures.index"),
    )


def _rule_page(session: Session) -> Page:
    now = queries.rule(session)
    summed = [(str(each), f"{each} years") for each in POOLS]
    return Page(
        title="How small numbers of deaths are hidden",
        crumbs=[("Child death figures", url_for("death_figures.index"))],
        intro="For figures to come; what was told stays as it is. The calendar fixes "
        "the sums of years, and a year that was told in one is never told in another. "
        "Changing their length can leave years out for good.",
        boxes=[
            Box(kind="text", name="smallest", label="The smallest number shown"),
            Box(
                kind="radios", name="years", label="Deaths are summed over",
                choices=summed,
            ),
        ],
        button="Save",
        values={"smallest": now.smallest, "years": str(now.years)},
        seen=now.version,
        now=[
            ("The smallest number shown", str(now.smallest)),
            ("Deaths are summed over", f"{now.years} years"),
        ],
    )  # fmt: skip


@pages.get("/<uuid:summary_id>")
@needs(RESOURCE, Action.READ, within=COUNTED)
def show(summary_id: UUID) -> ResponseReturnValue:
    return _show_page(summary_id, None)


def _reads_what_left() -> bool:
    """Whether this person sees what left, and nothing that is still in preparation."""
    return not opens("death_figures.start", door.actor())


def _looked(summary_id: UUID) -> SummarySeen:
    with door.reading() as session:
        return queries.summary(session, summary_id, only_released=_reads_what_left())


def _show_page(summary_id: UUID, form: forms.Form | None) -> ResponseReturnValue:
    actor, found = door.actor(), _looked(summary_id)
    page = render_template(
        f"{FOLDER}/show.html", given=found,
        form=form or forms.blank(note=found.note or ""),
        mine=found.prepared_by == actor.user_id,
        may_prepare=opens("death_figures.start", actor),
        may_approve=opens("death_figures.approve", actor),
        **NAMED,
    )  # fmt: skip
    return page, form.status if form else 200


@pages.get("/<uuid:summary_id>/figures.csv")
@needs(RESOURCE, Action.READ, within=COUNTED)
def as_csv(summary_id: UUID) -> ResponseReturnValue:
    found = _looked(summary_id)
    header = ["Year", "Deaths summed over", "About", "Of", "Number"]
    rows: list[tuple[exports.Cell, ...]] = [
        (
            found.title, found.pool, each.about, each.of,
            "hidden" if each.number is None else each.number,
        )
        for each in lines(found.content)
    ]  # fmt: skip
    return exports.csv("child-deaths-as-told", header, rows)


furnish(
    Pages(blueprint=pages, way=service.WAY, approve=service.approve, show=_show_page),
    send_back=Action.APPROVE,
)
