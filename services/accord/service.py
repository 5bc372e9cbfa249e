"""``accord borough`` and ``accord leadership``: run and tend one instance."""

import signal
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import Flask

from accord.speaking import SpeakingGroup
from kit import logs, migrations, serving, startup
from kit.exchange import brokers
from kit.exchange.keys import Use, load_key_if_there, load_signing_key
from kit.exchange.membership import read_anchor
from kit.exchange.process import Exchange
from kit.exchange.topology import Topology
from kit.instance import Instance, Service, pass_instance
from kit.trail.inspection import inspect_at_start
from kit.trail.model import EXCHANGE


class ServiceGroup(SpeakingGroup):
    """The commands every service has, and those its slices add."""

    def __init__(self, name: str, *, load: Callable[[str], Service], help: str) -> None:
        super().__init__(name, help=help, callback=_open_instance)
        self.load = load
        self.params.append(
            click.Option(
                ["--settings"],
                type=click.Path(exists=True, dir_okay=False, path_type=Path),
                envvar="ACCORD_SETTINGS",
                help="The settings file; without one, the environment is read.",
            )
        )
        for command in (migrate, web, exchange, migration):
            self.add_command(command)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        added = [str(command.name) for command in self._service().commands]
        return sorted([*super().list_commands(ctx), *added])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Our own command of that name, else a slice's."""
        own = super().get_command(ctx, name)
        if own is not None:
            return own
        return {str(c.name): c for c in self._service().commands}.get(name)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command on the instance its settings describe."""
        ctx.obj = Instance(
            service=self._service(), settings_file=ctx.params.get("settings")
        )
        return super().invoke(ctx)

    def _service(self) -> Service:
        return self.load(str(self.name))


def _open_instance(settings: Path | None) -> None:
    """Take the option; the group itself makes the instance of it."""


@click.command()
@pass_instance
def migrate(instance: Instance) -> None:
    """Bring the database to this program's version."""
    startup.keep_files_private()
    instance.migrate()
    click.echo(f"The database of {instance.settings.member} is up to date.")


@click.command()
@pass_instance
def web(instance: Instance) -> None:
    """Serve the pages until told to stop."""
    settings = instance.settings
    startup.keep_files_private()
    startup.require_safe(settings)
    instance.require_migrated()
    logs.configure(member=settings.member, process="web", level=settings.log_level)
    logs.take_over()
    instance.keep_destroyed()
    instance.database.dispose()
    serving.serve(
        partial(_pages, instance),
        host=settings.host,
        port=settings.port,
        transport=urlsplit(settings.public_url).scheme,
    )


def _pages(instance: Instance) -> Flask:
    """The pages, once the end of the trail was looked at; a broken one is told."""
    inspect_at_start(instance.database, instance.settings)
    return instance.service.create_app(instance.settings, instance.database)


@click.command()
@pass_instance
def exchange(instance: Instance) -> None:
    """Send and receive messages until told to stop."""
    settings = instance.settings
    startup.keep_files_private()
    startup.require_safe(settings)
    instance.require_migrated()
    key = load_signing_key(settings.keys_dir)
    anchor = read_anchor(settings.anchor_file)
    logs.configure(member=settings.member, process="exchange", level=settings.log_level)
    logs.take_over()
    instance.keep_destroyed()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    database = instance.open_database(patient=True)
    database.info["process"] = EXCHANGE
    Exchange(
        database=database,
        broker=brokers.connect(settings),
        queues=Topology.load().queues_of(settings.member),
        key=key,
        anchor=anchor,
        registry_file=settings.registry_file,
        handlers=instance.service.handlers,
        stop=stop,
        trail_key=load_key_if_there(settings.keys_dir, Use.TRAIL),
        further={
            name: partial(loop, settings, database, stop)
            for name, loop in instance.service.loops.items()
        },
    ).run()


@click.command()
@click.option("--message", required=True, help="What changes, in a few words.")
@pass_instance
def migration(instance: Instance, message: str) -> None:
    """Write the next migration from what the models say (for developers)."""
    path = migrations.write(
        scripts=instance.service.scripts,
        metadatas=instance.service.metadatas,
        message=message,
    )
    click.echo(f"Wrote {path}. Read it before you keep it.")
