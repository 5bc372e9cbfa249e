"""``accord seeds AREA``: load an area's public papers into a demonstration of it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import click

from accord.seeds import havering, thurrock, wirral
from accord.seeds.havering_bodies import HSPG
from accord.seeds.thurrock_arrangements import LSCP
from accord.seeds.wirral import PARTNERSHIP
from borough.wiring import SERVICE
from kit import errors, startup
from kit.db import Database
from kit.instance import Instance
from kit.settings import Settings
from partnership.bodies import queries as bodies


class LoadedAlready(errors.Conflict):
    """The papers of this area are loaded already; nothing was changed."""

    code = "loaded-already"


class NotADemonstration(errors.Conflict):
    """Made-up records are loaded into a demonstration alone (ACCORD_DEMO=true)."""

    code = "not-a-demonstration"


class Papers(NamedTuple):
    """How an area's papers are loaded, and the body that shows that they are."""

    load: Callable[[Database], None]
    mark: str


AREAS: Mapping[str, Papers] = {
    "havering": Papers(havering.load, HSPG),
    "thurrock": Papers(thurrock.load, LSCP),
    "wirral": Papers(wirral.load, PARTNERSHIP),
}


@click.command()
@click.argument("area", type=click.Choice(sorted(AREAS)))
@click.option(
    "--settings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="ACCORD_SETTINGS",
    help="The settings file; without one, the environment is read.",
)
def seeds(area: str, settings: Path | None) -> None:
    """Load what public papers say of AREA into a demonstration of it, once."""
    startup.keep_files_private()
    instance = Instance(service=SERVICE, settings_file=settings)
    must_fit(instance.settings, area)
    instance.require_migrated()
    load(instance.database, area)
    click.echo(f"The papers of {area} are loaded: posts and public facts, no people.")


def must_fit(settings: Settings, area: str) -> None:
    """Raise NotADemonstration, or Conflict for another area's instance."""
    if not settings.demo:
        raise NotADemonstration
    if settings.member != area:
        raise errors.Conflict(
            f"This is the instance of {settings.member}, not of {area}."
        )


def load(database: Database, area: str) -> None:
    """Load an area's papers, all or nothing; raises LoadedAlready."""
    papers = AREAS[area]
    with database.reading() as session:
        try:
            bodies.body(session, papers.mark)
        except errors.NotFound:
            pass
        else:
            raise LoadedAlready
    papers.load(database)
