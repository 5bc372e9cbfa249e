"""The ``accord`` command: instances of the services, and a whole federation to try."""

from importlib import import_module
from typing import cast

import click

from accord import assets, contracts, keys
from accord.service import ServiceGroup
from accord.speaking import SpeakingGroup
from kit.instance import Service


def _load(service: str) -> Service:
    # Only the service that is asked for is imported: a command starts sooner.
    return cast("Service", import_module(f"{service}.wiring").SERVICE)


@click.group(
    cls=SpeakingGroup, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="accord")
def main() -> None:
    """Accord: aligned, sovereign children's safeguarding partnerships."""


main.add_command(keys.keys)
main.add_command(contracts.contracts)
main.add_command(assets.assets)
main.add_command(ServiceGroup("borough", load=_load, help="One borough's instance."))
main.add_command(
    ServiceGroup("leadership", load=_load, help="The leadership group's instance.")
)
