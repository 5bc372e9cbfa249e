"""Pages of the learning library, and of one review's findings."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from borough.library import queries, schemas, service
from borough.library.queries import Wanted
from borough.recommendations import queries as recommendations
from borough.reviews.model import DRAFT, KIND_WORDS, PUBLISHED
from borough.reviews.routes import FLAG_WORDS, NAMED, one, years_of
from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.errors import Invalid
from kit.search.model import Finder
from kit.web import door, exports, forms, limits, narrowing
from kit.web.narrowing import Narrowed
from partnership.themes import queries as themes

pages = Blueprint("library", __name__, url_prefix="/learning-library")

NEED = Need(resource=PUBLISHED, action=Action.READ)


@pages.get("/")
@needs(PUBLISHED, Action.READ)
def index() -> ResponseReturnValue:
    return _page(narrowing.read(schemas.Listed(), request.args))


@pages.post("/")
@needs(PUBLISHED, Action.READ)
def find() -> ResponseReturnValue:
    """What is looked for is posted: choices go back to an address, words never."""
    form = narrowing.read(schemas.Sought(), request.form)
    if form.ok and not form.data["words"]:
        return redirect(url_for("library.index", **form.address))
    limits.spend(limits.SEARCH)
    if form.ok and exports.AS in request.form:
        return _file(form)
    return _page(form, sought=True)


def _page(form: Narrowed, *, sought: bool = False) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.library(session, Wanted(**form.data))
        known = themes.themes(session)
        shared = queries.shared_reviews(session)
    page = render_template(
        "library/templates/list.html",
        form=form,
        findings=found,
        reviews=shared,
        kinds=[("", "All"), *((k.value, w) for k, w in KIND_WORDS.items())],
        themes=[("", "All"), *((each.id, each.title) for each in known)],
        years=years_of(shared),
        sought=sought,
        csv_address=url_for("library.as_csv", **form.address),
    )
    return page, form.status


@pages.get("/learning-library.csv")
@needs(PUBLISHED, Action.READ)
def as_csv() -> ResponseReturnValue:
    return _file(narrowing.read(schemas.Listed(), request.args))


def _file(form: Narrowed) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.library(session, Wanted(**form.data))
    header = ["Review", "Title", "Kind", "Year", "Finding", "Themes"]
    rows = [
        (
            each.review.ref,
            each.review.title,
            each.review.kind_word,
            each.review.opened_on.year,
            each.text,
            ", ".join(theme.title for theme in each.themes),
        )
        for each in found
    ]
    return exports.csv("learning-library", header, rows)


@pages.get("/<uuid:review_id>")
@needs(PUBLISHED, Action.READ)
def show(review_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        review = queries.shared_review(session, review_id)
        found = queries.of_review(session, review)
        said = recommendations.recommendations(session, review_id=review_id)
    return render_template(
        "library/templates/show.html",
        review=review,
        findings=found,
        # What is recommended is told once the review itself is published.
        recommendations=said if review.published_on else (),
        flag_words=FLAG_WORDS,
    )


@pages.get("/of/<uuid:review_id>")
@needs(DRAFT, Action.READ, within=NAMED)
def of_review(review_id: UUID) -> ResponseReturnValue:
    return _findings_page(review_id, forms.blank())


@pages.post("/of/<uuid:review_id>")
@needs(DRAFT, Action.UPDATE)
def add(review_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Added(), request.form)
    if not form.ok:
        return _findings_page(review_id, form)
    try:
        with door.transaction() as session:
            one(session, review_id)
            service.add(session, review_id=review_id, by=door.actor(), **form.data)
    except Invalid as fault:
        return _findings_page(review_id, form.refused(fault))
    flash("The finding is added.", "success")
    return redirect(url_for("library.of_review", review_id=review_id))


def _findings_page(review_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        review = one(session, review_id)
        found = queries.of_review(session, review)
        known = themes.themes(session)
    page = render_template(
        "library/templates/findings.html",
        review=review,
        findings=found,
        form=form,
        themes=[(str(each.id), each.title) for each in known],
    )
    return page, form.status


FINDERS = [Finder(name="Learning library", need=NEED, find=queries.find)]
