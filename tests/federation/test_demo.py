"""The whole federation on one machine does the main job, on both brokers."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from accord.private_rabbitmq import PrivateRabbitMQ
from borough.deaths import queries as cases
from borough.held_returns import queries as copies
from borough.held_returns.model import digest_of
from borough.places_elsewhere import queries as places
from borough.reporting_forms import queries as forms
from borough.section_returns import queries as shares
from borough.wiring import SERVICE as BOROUGH
from kit.accounts import queries as people
from kit.accounts.actor import Actor
from kit.instance import Instance
from leadership.alignment import queries as alignment
from leadership.deaths import queries as child_deaths
from leadership.wiring import SERVICE as LEADERSHIP
from partnership.alignment.model import Outcome
from partnership.death_figures.model import lines
from partnership.death_rules.pipeline import Stage
from partnership.places.model import State
from tests.support.demonstration import free_run_of_ports
from tests.support.services import unavailable

pytestmark = pytest.mark.long

SECONDS = 300


def accord(*arguments):
    return [sys.executable, "-m", "accord", *arguments]


def what_runs_in(folder):
    """The processes that write to a log in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            output = str((process / "fd/1").readlink())
        except OSError:
            continue
        if output.startswith(str(folder)):
            found.append(process.name)
    return found


def check(*arguments):
    """Run ``accord demo --check --json``: its exit status and its verdict."""
    done = subprocess.run(
        accord("demo", "--check", "--json", *arguments),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 1, done.stdout
    return json.loads(lines[0])


def agrees(verdict):
    return (
        verdict["members"] == 4
        and verdict["released"] == verdict["applied"] > 300
        and verdict["lost"] == verdict["duplicated"] == verdict["broken"] == 0
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The folder of a demonstration that was checked and stopped, and the verdict."""
    folder = tmp_path_factory.mktemp("filled")
    return folder, check("--directory", str(folder))


@pytest.fixture
def looking(filled):
    """Ask something of what a member kept."""

    def look(service, slug, query, *args, **given):
        settings_file = filled[0] / slug / "settings.env"
        instance = Instance(service=service, settings_file=settings_file)
        with instance.database.reading() as session:
            found = query(session, *args, **given)
        instance.database.dispose()
        return found

    return look


def test_three_boroughs_and_leadership_agree_over_the_local_broker(filled):
    folder, verdict = filled
    assert verdict["broker"] == "local"
    assert agrees(verdict)
    assert what_runs_in(folder) == []
    again = check("--directory", str(folder), "--keep")
    assert agrees(again)
    assert again["returns"] == verdict["returns"]


def test_leadership_sees_agreement_agreed_difference_and_drift(looking):
    found = looking(LEADERSHIP, "leadership", alignment.alignment)
    outcomes = {
        line.newest.standard: [cell.judged.outcome for cell in line.cells]
        for line in found.lines
    }
    assert outcomes["case-audit"] == [
        Outcome.ALIGNED, Outcome.ALIGNED, Outcome.AGREED
    ]  # fmt: skip
    assert outcomes["section-175"].count(Outcome.NOT_YET) == 1
    assert outcomes["threshold"].count(Outcome.DRIFT) == 1


def test_what_one_borough_shared_is_the_same_in_the_others(looking):
    [shared] = looking(BOROUGH, "havering", shares.shares)
    for slug in shared.boroughs:
        [copy] = looking(BOROUGH, slug, copies.copies)
        assert copy.digest == shared.digest == digest_of(copy.core)


@pytest.mark.parametrize(
    ("slug", "waiting"), [("barking-and-dagenham", 1), ("redbridge", 1)]
)
def test_the_host_answered_who_asked_for_more_places_than_it_keeps(
    looking, slug, waiting
):
    [asked] = looking(BOROUGH, slug, places.everything)
    states = [each.shown for each in asked.seats]
    assert states.count(State.WAITLISTED) == waiting
    assert states.count(State.CONFIRMED) == 4 - waiting


def test_leadership_sees_deaths_of_three_boroughs_and_of_no_child(looking):
    found = looking(LEADERSHIP, "leadership", child_deaths.view)
    assert len(found.telling) == 3
    assert all(each.rate for each in found.telling)
    assert all(None in dict(hidden(each)).values() for each in found.telling)


def hidden(told):
    """Each number a borough told, or None in its place, by what it is of."""
    for each in lines({"pool": told.pool, "progress": told.progress}):
        yield (each.about, each.of), each.number


@pytest.mark.parametrize("slug", ["havering", "barking-and-dagenham", "redbridge"])
def test_each_coordinator_has_a_case_at_each_stage(looking, slug):
    email = f"cdop-coordinator@{slug}.example.org"
    who = looking(BOROUGH, slug, people.person, email=email)
    coordinator = Actor(
        user_id=who.user_id, name="A", role=who.role, email="a@example.org"
    )
    mine = looking(BOROUGH, slug, cases.cases, coordinator)
    stages = [each.stage for each in mine]
    assert sorted(stages) == sorted(
        [Stage.NOTIFIED, Stage.GATHERING, Stage.PANEL, Stage.PANEL]
    )
    out = looking(BOROUGH, slug, forms.outstanding, coordinator)
    assert [each.request.is_late for each in out] == [True]


@pytest.mark.rabbitmq
def test_three_boroughs_and_leadership_agree_over_rabbitmq(tmp_path):
    if not PrivateRabbitMQ.possible():
        unavailable("RabbitMQ", "rabbitmq-server is not on this machine")
    verdict = check("--broker", "rabbitmq", "--directory", str(tmp_path))
    assert verdict["broker"] == "rabbitmq"
    assert agrees(verdict)
    assert what_runs_in(tmp_path) == []


@pytest.fixture
def start(tmp_path):
    """Start a demonstration and wait until it has said some words."""
    started = []

    def start(words, *, first_port):
        log, folder = tmp_path / "words", tmp_path / "demo"
        options = ("--directory", str(folder), "--first-port", str(first_port))
        with log.open("w") as output:
            process = subprocess.Popen(
                accord("demo", *options), stdout=output, stderr=output
            )
        started.append(process)
        until(lambda: words in log.read_text() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        return process, folder

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def until(so):
    deadline = monotonic() + SECONDS
    while not so():
        assert monotonic() < deadline
        sleep(0.05)


def test_a_lost_exchange_is_started_again_and_a_stop_leaves_nothing(start):
    process, folder = start("Ready.", first_port=free_run_of_ports(6))
    log = folder / "havering/exchange.log"
    (lost,) = what_runs_in(log)
    os.kill(int(lost), signal.SIGKILL)
    until(lambda: [pid for pid in what_runs_in(log) if pid != lost])
    process.terminate()
    assert process.wait(timeout=30) == 0
    assert what_runs_in(folder) == []


def test_a_demonstration_that_is_killed_leaves_nothing(start):
    process, folder = start("processes run", first_port=free_run_of_ports(6))
    assert len(what_runs_in(folder)) >= 10
    process.kill()
    until(lambda: what_runs_in(folder) == [])


def test_a_taken_port_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            accord("demo", "--directory", str(tmp_path), "--first-port", str(port)),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "letters").write_text("dear")
    done = subprocess.run(
        accord("demo", "--directory", str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 1
    assert "holds other things" in done.stderr
    assert (tmp_path / "letters").read_text() == "dear"
