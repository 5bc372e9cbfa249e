"""The ``accord`` command: instances of the services, and a whole federation to try."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import cast

import click

from accord.service import ServiceGroup
from accord.speaking import SpeakingGroup
from kit import collector
from kit.instance import Service

# Each command by its module and name: only the one asked for is imported, so that
# it starts sooner and needs nothing the others need.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "assets": ("accord.assets", "assets"),
    "broker": ("accord.broker", "broker"),
    "contracts": ("accord.contracts", "contracts"),
    "demo": ("accord.demo.commands", "demo"),
    "keys": ("accord.keys", "keys"),
    "seeds": ("accord.seeds.commands", "seeds"),
}
HELP = {"help_option_names": ["-h", "--help"]}


class Accord(SpeakingGroup):
    """Commands that are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted([*super().list_commands(ctx), *COMMANDS])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in COMMANDS:
            return super().get_command(ctx, name)
        module, attribute = COMMANDS[name]
        with collector.starts():
            return cast("click.Command", getattr(import_module(module), attribute))


@click.group(cls=Accord, context_settings=HELP)
@click.version_option(package_name="accord")
def main() -> None:
    """Accord: aligned, sovereign children's safeguarding partnerships."""


@cache
def load(service: str) -> Service:
    """A service by its name, with all its modules."""
    with collector.starts():
        return cast("Service", import_module(f"{service}.wiring").SERVICE)


main.add_command(ServiceGroup("borough", load=load, help="One borough's instance."))
main.add_command(
    ServiceGroup("leadership", load=load, help="The leadership group's instance.")
)
