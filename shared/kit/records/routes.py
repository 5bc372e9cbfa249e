"""The record of processing as a page and a file."""

from collections.abc import Sequence
from functools import cache

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import MetaData

from kit.access.policy import Action
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.records import queries
from kit.records.schemas import Choose
from kit.web import exports, forms

ABOUT = {
    DataClass.PUBLIC: "published, or meant to be",
    DataClass.OFFICIAL: "the business itself: figures, times, ids, positions",
    DataClass.PERSONAL: "who somebody is, what they did, and what people write",
    DataClass.SPECIAL_CATEGORY: "health, origin and the like, small numbers included",
    DataClass.CASE_IDENTIFIER: "tells which child a case is about",
}


def make_pages(*, metadatas: Sequence[MetaData], packages: Sequence[str]) -> Blueprint:
    """The blueprint ``records``, of these tables as these packages describe them."""
    pages = Blueprint("records", __name__, url_prefix="/record-of-processing")
    everything = _everything(tuple(metadatas), tuple(packages))

    @pages.get("/")
    @needs("record_of_processing", Action.READ)
    def index() -> ResponseReturnValue:
        form = forms.load(Choose(), request.args)
        page = render_template(
            "kit/records/templates/list.html",
            form=form,
            about=ABOUT,
            activities=_chosen(everything, form),
        )
        return page, form.status

    @pages.get("/record-of-processing.csv")
    @needs("record_of_processing", Action.READ)
    def as_csv() -> ResponseReturnValue:
        form = forms.load(Choose(), request.args)
        rows = queries.csv_rows(_chosen(everything, form))
        return exports.csv("record-of-processing", queries.CSV_HEADER, rows)

    return pages


@cache
def _everything(
    metadatas: tuple[MetaData, ...], packages: tuple[str, ...]
) -> Sequence[queries.ActivityHeld]:
    """Read once: neither the tables nor their description change while it runs."""
    return queries.record(metadatas, packages)


def _chosen(
    everything: Sequence[queries.ActivityHeld], form: forms.Form
) -> Sequence[queries.ActivityHeld]:
    wanted = form.data.get("data_class")
    return queries.of_class(everything, wanted) if wanted else everything
