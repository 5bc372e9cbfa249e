"""``accord demo``: three boroughs, leadership and a broker, with the main job done."""

import os
import signal
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import sleep
from types import FrameType

import click
import orjson

from accord.demo import brokers, ground, story, summary, verdict
from accord.demo.brokers import BrokerKind
from accord.demo.cast import EXAMPLES, PARTS, Part
from accord.demo.ground import HOST, Ground
from accord.demo.processes import Processes
from accord.demo.telling import Patience, Teller
from accord.demo.verdict import Verdict
from accord.private_programs import free_ports
from kit import errors, startup
from kit.settings import PREFIX

FIRST_PORT = 8100
PATIENCE_SECONDS = 240.0
HERE = Path("var/demo")


class Stopped(BaseException):
    """Somebody pressed Ctrl-C or sent SIGTERM; not an error."""


@click.command()
@click.option(
    "--broker",
    type=click.Choice([kind.value for kind in BrokerKind]),
    default=BrokerKind.LOCAL.value,
    show_default=True,
    help="What carries the messages.",
)
@click.option("--check", is_flag=True, help="Compare both sides, then stop.")
@click.option("--json", "as_json", is_flag=True, help="Say the verdict as JSON.")
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where it lives: var/demo, or for --check a folder that passes away.",
)
@click.option("--keep", is_flag=True, help="Go on with what the folder holds.")
@click.option(
    "--short", is_flag=True, help="Leave out made-up positions, audits and training."
)
@click.option("--first-port", default=FIRST_PORT, show_default=True)
@click.option("--patience", default=PATIENCE_SECONDS, help="Most seconds to wait.")
def demo(
    *,
    broker: str,
    check: bool,
    as_json: bool,
    directory: Path | None,
    keep: bool,
    short: bool,
    first_port: int,
    patience: float,
) -> None:
    """A whole federation on this machine, with sample figures."""
    teller = Teller(aside=as_json)
    startup.keep_files_private()
    _forget_settings()
    with _until_told(teller), ExitStack() as stack:
        folder = _folder(stack, directory, check=check, keep=keep)
        examples = () if check else EXAMPLES
        ports = _ports((*PARTS, *examples), None if check else first_port)
        kind = BrokerKind(broker)
        running = stack.enter_context(brokers.running(kind, folder=folder))
        teller.say(f"The broker runs ({broker}).")
        again = ground.holds_a_federation(folder)
        made = _prepare(teller, folder, ports, running, examples)
        processes = stack.enter_context(Processes(made))
        wait = Patience(seconds=patience, check=processes.check, logs=folder)
        wait.until(processes.answering, what="every member's pages answered")
        teller.say(f"{processes.number} processes run: pages and exchanges.")
        if again:
            story.go_on(made, teller=teller, wait=wait)
        else:
            story.tell(made, teller=teller, wait=wait, short=short)
        found = verdict.reach(made, seconds=teller.seconds, broker=broker)
        if check:
            _judge(found, as_json=as_json, teller=teller, folder=folder)
            return
        teller.show(summary.text(made, found))
        while True:
            processes.check()
            sleep(1)


def _forget_settings() -> None:
    # A member's settings file alone says what the member is, here and in every
    # process that is started from here.
    mine = os.environ  # noqa: TID251 - emptied, not read
    for name in [name for name in mine if name.startswith(PREFIX)]:
        del mine[name]


def _folder(
    stack: ExitStack, directory: Path | None, *, check: bool, keep: bool
) -> Path:
    """The folder to use: the one named, ``var/demo``, or a passing one."""
    if directory is None and check and not keep:
        return stack.enter_context(ground.passing())
    folder = stack.enter_context(ground.taken((directory or HERE).resolve()))
    if not keep:
        ground.empty(folder)
    return folder


def _ports(parts: Sequence[Part], first: int | None) -> Mapping[str, int]:
    """A port for each part, from ``first`` on, or any that are free."""
    numbers = (
        free_ports(len(parts))
        if first is None
        else list(range(first, first + len(parts)))
    )
    for number in numbers:
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind((HOST, number))
            except OSError as error:
                raise errors.Conflict(
                    f"Port {number} is taken. Stop what uses it, or choose others "
                    "with --first-port."
                ) from error
    return dict(zip((part.slug for part in parts), numbers, strict=True))


def _prepare(
    teller: Teller,
    folder: Path,
    ports: Mapping[str, int],
    broker: brokers.Running,
    examples: Sequence[Part],
) -> Ground:
    made = ground.prepare(
        folder,
        ports=ports,
        broker_urls=broker.urls,
        passwords=broker.passwords,
        examples=examples,
    )
    teller.say(f"Keys and settings for {len(PARTS)} members are in {folder}.")
    again = ground.holds_a_federation(folder)
    ground.migrate(made)
    if again:
        teller.say("Databases were there, and stay as they were left.")
        return made
    ground.invite(made)
    ground.enrol(made)
    teller.say("Databases are made; leadership signed the member registry.")
    ground.seed(made)
    teller.say("Public papers of 2018 to 2021 are loaded as records.")
    return made


def _judge(found: Verdict, *, as_json: bool, teller: Teller, folder: Path) -> None:
    if as_json:
        click.echo(orjson.dumps(found.figures()).decode())
    else:
        teller.say(found.sentence())
    if not found.good:
        raise errors.Conflict(f"{found.sentence()} Databases and logs are in {folder}.")


@contextmanager
def _until_told(teller: Teller) -> Iterator[None]:
    """Turn the first Ctrl-C or SIGTERM into an orderly end; ignore further ones."""

    def end(number: int, _frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    before = {
        number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    except Stopped:
        teller.say("Told to stop: everything is stopped.")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
