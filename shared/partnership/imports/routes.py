"""Pages for bringing figures in: upload, progress, faults, preview, store, discard."""

from collections.abc import Callable, Mapping
from concurrent.futures import wait
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from kit import clock, scanner
from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.front.model import Source
from kit.web import door, exports, forms, limits
from kit.web.navigation import Entry
from partnership.figures import periods
from partnership.figures import queries as figures
from partnership.figures.cells import CODE_LABELS
from partnership.figures.measures import MEASURES
from partnership.imports import background, queries, service, template
from partnership.imports.model import State
from partnership.imports.problems import Unreadable
from partnership.imports.schemas import UploadForm

FOLDER = "partnership/imports/templates"
View = Callable[..., ResponseReturnValue]

PATIENCE = 1.5
UPLOADS = ("File", "What it holds", "Uploaded", "State")
CHANGES = ("Figure", "Area", "Period", "Stored now", "In the file")
PROBLEMS = ("Row", "Column", "Found", "What is wrong")


NAVIGATION = [Entry("Imports", "imports.index")]


def sources(resource: str) -> list[Source]:
    """What the front page asks here of those who may add to this resource."""
    need = Need(resource=resource, action=Action.CREATE)
    return [Source(name="Imports", need=need, look=queries.on_front_page)]


def make_pages(*, resource: str) -> Blueprint:
    """The blueprint ``imports``, open to those who may add to this resource."""
    pages = Blueprint("imports", __name__, url_prefix="/imports")
    guarded = needs(resource, Action.CREATE)

    def add(address: str, view: View, method: str = "GET") -> None:
        opened = guarded(_a_function_of_its_own(view))
        pages.add_url_rule(address, view.__name__, opened, methods=[method])

    add("/", index)
    add("/uploads.csv", uploads_csv)
    add("/new", ask)
    add("/new", receive, "POST")
    add("/template.csv", template_csv)
    add("/template.xlsx", template_xlsx)
    add("/<uuid:import_id>", show)
    add("/<uuid:import_id>/problems.csv", problems_csv)
    add("/<uuid:import_id>/changes.csv", changes_csv)
    add("/<uuid:import_id>/store", confirm_store)
    add("/<uuid:import_id>/store", store, "POST")
    add("/<uuid:import_id>/discard", confirm_discard)
    add("/<uuid:import_id>/discard", discard, "POST")
    return pages


def _a_function_of_its_own(view: View) -> View:
    """The guard marks the function, and each service imports into another resource."""

    def opened(**arguments: UUID) -> ResponseReturnValue:
        return view(**arguments)

    return opened


def index() -> str:
    with door.reading() as session:
        found = queries.imports(session)
    return render_template(f"{FOLDER}/list.html", imports=found)


def uploads_csv() -> Response:
    with door.reading() as session:
        found = queries.imports(session)
    return exports.csv(
        "uploads.csv",
        UPLOADS,
        [[one.file_name, one.title, one.created_at, one.state] for one in found],
        holds=DataClass.PERSONAL,
    )


def ask() -> str:
    return render_template(f"{FOLDER}/new.html", form=forms.blank())


def receive() -> ResponseReturnValue:
    limits.spend(limits.UPLOAD)
    form = forms.load(UploadForm(), request.form, request.files)
    if not form.ok:
        return _asked_again(form)
    file: FileStorage = form.data["file"]
    with file.stream:
        content = file.read()
    try:
        scanner.scan(door.settings().scanner, content)
        with door.transaction() as session:
            import_id = service.receive_file(
                session,
                name=file.filename or "",
                content=content,
                user_id=door.actor().user_id,
            )
    except (Unreadable, scanner.Infected, service.AlreadyStored) as refusal:
        return _asked_again(form.refused({"file": str(refusal)}))
    background.start_check(current_app.extensions, door.house().database, import_id)
    return redirect(url_for("imports.show", import_id=import_id))


def _asked_again(form: forms.Form) -> ResponseReturnValue:
    return render_template(f"{FOLDER}/new.html", form=form), 422


def show(import_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.one(session, import_id)
    if found.state in (State.CHECKING, State.STORING):
        return _progress(import_id)
    with door.reading() as session:
        return render_template(
            f"{FOLDER}/show.html",
            found=found,
            told=_told(found.summary),
            problems_header=PROBLEMS,
            problems=_problem_rows(session, import_id),
            changes_header=CHANGES,
            changes=[
                [_with_commas(cell) for cell in row]
                for row in _change_rows(session, found.summary)
            ],
        )


def _progress(import_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.give_up_silent(session, import_id)
    with door.reading() as session:
        found = queries.one(session, import_id)
    page = Response(render_template(f"{FOLDER}/progress.html", found=found))
    # Looks again by itself, also where scripts are off.
    page.headers["Refresh"] = "2"
    return page


def _told(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What storing changes, as pairs of words and number."""
    if not summary:
        return []
    told = [
        ("Figures in the file", f"{summary['figures']:,}"),
        ("New", f"{summary['new']:,}"),
        ("Changed", f"{summary['changed']:,}"),
        ("The same as now", f"{summary['unchanged']:,}"),
        ("Areas", f"{summary['areas']:,}"),
    ]
    if summary["first_period"]:
        first, last = (
            periods.label(summary[name]) for name in ("first_period", "last_period")
        )
        told.append(("Periods", first if first == last else f"{first} to {last}"))
    if summary["neighbours"]:
        told.append(("Authorities with neighbours", f"{summary['neighbours']:,}"))
    return told


def _problem_rows(session: Session, import_id: UUID) -> list[list[Any]]:
    return [
        [problem.row, problem.column, problem.found, problem.problem]
        for problem in queries.problems(session, import_id)
    ]


def _change_rows(session: Session, summary: Mapping[str, Any]) -> list[list[Any]]:
    names = {area.code: area.name for area in figures.areas(session)}
    return [
        [
            _measure(cell["measure"]),
            names.get(cell["area"], cell["area"]),
            periods.label(cell["period"]),
            _figure(cell["was"]),
            _figure(cell["becomes"]),
        ]
        for cell in summary.get("cells", ())
    ]


def _measure(name: str) -> str:
    counted, _, published = name.partition(":")
    words = MEASURES.get(counted, counted.replace("_", " ").capitalize())
    return f"{words} (as a published rate)" if published else words


def _figure(stored: float | str | None) -> float | str | None:
    if isinstance(stored, str):
        return f"{stored} ({CODE_LABELS[figures.Code(stored)].lower()})"
    return int(stored) if stored is not None and stored % 1 == 0 else stored


def _with_commas(cell: str | float | None) -> str | None:
    return cell if cell is None or isinstance(cell, str) else f"{cell:,}"


def problems_csv(import_id: UUID) -> Response:
    with door.reading() as session:
        found = queries.one(session, import_id)
        rows = _problem_rows(session, import_id)
    return exports.csv(
        f"{Path(found.file_name).stem}-faults.csv",
        PROBLEMS,
        rows,
        holds=DataClass.SPECIAL_CATEGORY,
    )


def changes_csv(import_id: UUID) -> Response:
    with door.reading() as session:
        found = queries.one(session, import_id)
        rows = _change_rows(session, found.summary)
    return exports.csv(
        f"{Path(found.file_name).stem}-changes.csv",
        CHANGES,
        rows,
        holds=DataClass.SPECIAL_CATEGORY,
    )


def confirm_store(import_id: UUID) -> ResponseReturnValue:
    return _confirm(import_id, "store")


def confirm_discard(import_id: UUID) -> ResponseReturnValue:
    return _confirm(import_id, "discard")


def _confirm(import_id: UUID, verb: str) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.one(session, import_id)
    if found.state is not State.READY:
        return redirect(url_for("imports.show", import_id=import_id))
    return render_template(f"{FOLDER}/confirm.html", found=found, verb=verb)


def store(import_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.begin_storing(session, import_id)
    work = background.start_store(
        current_app.extensions,
        door.house().database,
        import_id,
        own_area=door.settings().area_code or None,
        by=door.actor(),
    )
    # Most files are stored at once; a large one is waited for on its own page.
    wait([work], timeout=PATIENCE)
    return redirect(url_for("imports.show", import_id=import_id))


def discard(import_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.discard(session, import_id)
    flash("The file was thrown away. Nothing was stored.", "success")
    return redirect(url_for("imports.index"))


def template_csv() -> Response:
    return _download("figures.csv", exports.CSV, template.as_csv(_blank_rows()))


def template_xlsx() -> Response:
    return _download("figures.xlsx", exports.XLSX, template.as_xlsx(_blank_rows()))


def _blank_rows() -> list[list[str]]:
    """A row for each indicator, for this member's area and the year that ended last."""
    today = clock.today()
    year = today.year if (today.month, today.day) > (3, 31) else today.year - 1
    with door.reading() as session:
        return template.blank_rows(
            figures.indicators(session),
            area=door.settings().area_code,
            period=periods.label(str(year)),
        )


def _download(name: str, kind: str, content: bytes) -> Response:
    return Response(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
