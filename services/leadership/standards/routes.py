"""The pages of the indicator set: read it, draft the next version, publish it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.front.model import Source
from kit.search.model import Finder
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from leadership.standards import queries, service
from leadership.standards.model import RESOURCE
from leadership.standards.schemas import Publish, Reword
from partnership.access import role_name

pages = Blueprint("standards", __name__, url_prefix="/standards")

NAVIGATION = [Entry("Standards", "standards.index")]
SOURCES = [
    Source(
        name="Standards",
        need=Need(resource=RESOURCE, action=Action.READ),
        look=queries.on_front_page,
    )
]
FINDERS = [
    Finder(
        name="Standards",
        need=Need(resource=RESOURCE, action=Action.READ),
        find=queries.find,
    )
]


@pages.get("/")
@needs("standards", Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        return render_template(
            "standards/templates/list.html",
            versions=queries.versions(session),
            others=[e for e in queries.newest(session) if not e.is_indicator_set],
            not_begun=queries.not_begun(session),
        )


@pages.get("/standards.csv")
@needs("standards", Action.READ)
def list_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.newest(session)
    header = ["Standard", "Kind", "Newest version", "State", "Effective from", "Items"]
    rows = [
        (
            each.title, each.kind.words, each.version,
            "Draft" if each.is_draft else "Published", each.effective_from,
            len(each.items),
        )
        for each in found
    ]  # fmt: skip
    return exports.csv("standards", header, rows)


@pages.post("/draft")
@needs("standards", Action.CREATE)
def draft() -> ResponseReturnValue:
    with door.transaction() as session:
        version = service.draft_indicator_set(session).version
    flash(f"Version {version} is drafted. Nobody else sees it yet.", "success")
    return redirect(url_for("standards.show", version=version))


@pages.get("/<int:version>")
@needs("standards", Action.READ)
def show(version: int) -> ResponseReturnValue:
    with door.reading() as session:
        return render_template(
            "standards/templates/show.html",
            standard=queries.standard(session, version),
            changes=queries.changes(session, version),
        )


@pages.get("/<int:version>/indicators.csv")
@needs("standards", Action.READ)
def as_csv(version: int) -> ResponseReturnValue:
    with door.reading() as session:
        standard = queries.standard(session, version)
    header = [
        "Indicator", "Title", "Definition", "Counted", "Unit", "Direction", "Supplier",
        "Frequency", "Year ends", "Source",
    ]  # fmt: skip
    rows = [
        (
            one.id, one.title, one.definition, one.counted, one.unit_words,
            one.polarity_words, one.supplier, one.frequency, one.year_end, one.source,
        )
        for one in standard.indicators
    ]  # fmt: skip
    return exports.csv(f"indicator-set-version-{version}", header, rows)


@pages.get("/<int:version>/indicators/<indicator>")
@needs("standards", Action.UPDATE)
def ask_words(version: int, indicator: str) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.standard(session, version).indicator(indicator)
    words = {name: getattr(found, name) for name in Reword().fields}
    return _words_page(version, indicator, forms.blank(**words))


@pages.post("/<int:version>/indicators/<indicator>")
@needs("standards", Action.UPDATE)
def reword(version: int, indicator: str) -> ResponseReturnValue:
    form = forms.load(Reword(), request.form)
    if not form.ok:
        return _words_page(version, indicator, form)
    words = {**form.data, "polarity": form.data["polarity"].value}
    with door.transaction() as session:
        service.reword_indicator(
            session, version=version, indicator=indicator, words=words
        )
    flash(f"{indicator} is reworded in the draft of version {version}.", "success")
    return redirect(url_for("standards.show", version=version, _anchor=indicator))


def _words_page(version: int, indicator: str, form: forms.Form) -> ResponseReturnValue:
    page = render_template(
        "standards/templates/reword.html",
        version=version,
        indicator=indicator,
        form=form,
        directions=list(queries.POLARITY_WORDS.items()),
    )
    return page, form.status


@pages.get("/<int:version>/publish")
@needs("standards", Action.APPROVE)
def ask_publish(version: int) -> ResponseReturnValue:
    with door.reading() as session:
        standard = queries.standard(session, version)
    return _publish_page(
        version,
        forms.blank(effective_from=standard.effective_from, summary=standard.summary),
    )


@pages.post("/<int:version>/publish")
@needs("standards", Action.APPROVE)
def publish(version: int) -> ResponseReturnValue:
    form = forms.load(Publish(), request.form)
    if not form.ok:
        return _publish_page(version, form)
    with door.transaction() as session:
        service.redate(
            session,
            version=version,
            effective_from=form.data["effective_from"],
            summary=form.data["summary"],
        )
        service.publish_indicator_set(
            session,
            version=version,
            published_by=role_name(door.actor().role),
        )
    flash(f"Version {version} is published and on its way to every borough.", "success")
    return redirect(url_for("standards.show", version=version))


def _publish_page(version: int, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        page = render_template(
            "standards/templates/publish.html",
            standard=queries.standard(session, version),
            changes=queries.changes(session, version),
            form=form,
        )
    return page, form.status
