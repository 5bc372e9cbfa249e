"""Import of the published files, against reading and checking their rows alone."""

import csv
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from marshmallow import Schema, fields

from kit.db import Database
from leadership.db import METADATAS
from leadership.standards import service as standards
from partnership.figures import service as figures
from partnership.imports import service as imports
from tests.benchmarks.measure import Benchmark, Measure, measured

DATA = Path(__file__).parents[2] / "../shared/data"
RUNS = 3


def dfe() -> Measure:
    """Rows per second from the files, through every check, into the store."""
    files = _files()
    if not files:
        raise FileNotFoundError(
            f"The published files are not at {DATA}; import.dfe needs them"
        )
    rates, references = [], []
    for _ in range(RUNS):
        references.append(_read_alone(files))
        rates.append(_store(files))
    return measured(
        "import.dfe",
        statistics.median(rates),
        "rows/s",
        reference=statistics.median(references),
        note=(
            f"{len(files)} files, SQLite, median of {RUNS}; reference: csv.DictReader "
            "and one marshmallow load per row of the same files"
        ),
    )


def _files() -> Sequence[Path]:
    """Population first: rates need it."""
    return sorted(DATA.glob("*.csv"), key=lambda path: ("ons" not in path.name, path))


def _read_alone(files: Sequence[Path]) -> float:
    rows = 0
    started = time.perf_counter()
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = reader.fieldnames or ()
            schema = Schema.from_dict({name: fields.String() for name in names})()
            for row in reader:
                schema.load(row)
                rows += 1
    return rows / (time.perf_counter() - started)


def _store(files: Sequence[Path]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/figures.sqlite", member="havering")
        database.create_tables(METADATAS)
        with database.transaction() as session:
            definitions = standards.draft_indicator_set(session).indicators
            figures.learn_indicators(session, definitions, version=1)
        rows = 0
        started = time.perf_counter()
        for path in files:
            rows += imports.store_file(database, path, own_area="E09000016").rows
        took = time.perf_counter() - started
        database.dispose()
    return rows / took


BENCHMARKS = (Benchmark("import.dfe", dfe),)
