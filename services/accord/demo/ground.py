"""The folder a demonstration lives in: keys, settings, databases and logs."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from typing import cast

from sqlalchemy import URL

from accord.demo.cast import LEADERS, PARTS, Part
from accord.seeds import commands as seeds
from kit import errors
from kit.accounts.service import create_user
from kit.exchange import keys, membership, sealing_keys
from kit.exchange.keys import Use
from kit.instance import Instance, Service
from kit.settings import PREFIX
from kit.vault import keyring
from leadership.members.service import add_member, publish_registry

HOST = "127.0.0.1"
MARK = ".accord-demo"
REGISTRY = "registry.jws"


class GroundTaken(errors.AccordError):
    """A demonstration is running in this folder already."""


class NotADemo(errors.AccordError):
    """This folder holds something that no demonstration made."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one member lives, and the instance its settings describe."""

    part: Part
    folder: Path
    port: int
    instance: Instance

    @property
    def address(self) -> str:
        """Where people open it."""
        return f"http://{HOST}:{self.port}"

    @property
    def settings_file(self) -> Path:
        """The file every command of this member is given."""
        return self.folder / "settings.env"


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The folder, and a place in it for each member.

    ``examples`` are areas apart: they have pages, and no exchange.
    """

    folder: Path
    places: Mapping[str, Place]
    examples: Mapping[str, Place] = field(default_factory=dict)

    @property
    def all_places(self) -> list[Place]:
        """Where anybody lives."""
        return [*self.places.values(), *self.examples.values()]

    @property
    def leadership(self) -> Place:
        """Where leadership lives."""
        return self.places[LEADERS.slug]

    @property
    def boroughs(self) -> list[Place]:
        """Where the boroughs live."""
        return [p for slug, p in self.places.items() if slug != LEADERS.slug]


@contextmanager
def taken(folder: Path) -> Iterator[Path]:
    """Hold the folder for this demonstration.

    Raises GroundTaken while another runs in it, NotADemo for a folder with other
    things in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / MARK
    if any(folder.iterdir()) and not mark.exists():
        raise NotADemo(
            f"{folder} holds other things. Name an empty or a new folder with "
            "--directory."
        )
    with mark.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise GroundTaken(
                f"A demonstration is running in {folder} already. Stop it, or name "
                "another folder with --directory."
            ) from error
        yield folder


@contextmanager
def passing() -> Iterator[Path]:
    """A folder removed at the end, unless something failed: then it says why."""
    folder = Path(mkdtemp(prefix="accord-demo-"))
    failed = False
    try:
        yield folder
    except Exception:
        failed = True
        raise
    finally:
        if not failed:
            shutil.rmtree(folder)


def empty(folder: Path) -> None:
    """Remove what an earlier demonstration left."""
    for path in folder.iterdir():
        if path.name == MARK:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def holds_a_federation(folder: Path) -> bool:
    """Whether an earlier demonstration got as far as making its members."""
    return (folder / REGISTRY).exists()


def prepare(
    folder: Path,
    *,
    ports: Mapping[str, int],
    broker_urls: Mapping[str, str],
    passwords: Mapping[str, str],
    examples: Iterable[Part] = (),
) -> Ground:
    """Make keys and settings for every member and example; nothing runs yet.

    ``ports``, ``broker_urls`` and ``passwords`` (the broker's) are by slug; examples
    have no broker. Keys and databases that are there stay.
    """
    places = {
        part.slug: _place(
            part,
            folder,
            port=ports[part.slug],
            url=broker_urls[part.slug],
            password=passwords[part.slug],
        )
        for part in PARTS
    }
    apart = {
        part.slug: _place(
            part,
            folder,
            port=ports[part.slug],
            url=f"local://{folder / part.slug / 'no-broker'}",
            password=secrets.token_urlsafe(24),
        )
        for part in examples
    }
    ground = Ground(folder=folder, places=places, examples=apart)
    signing_key = keys.load_signing_key(ground.leadership.folder / "keys")
    membership.write_anchor(folder / "anchor.json", signing_key)
    return ground


def _place(part: Part, folder: Path, *, port: int, url: str, password: str) -> Place:
    home = folder / part.slug
    if not home.exists():
        home.mkdir(mode=0o700)
        keys.create_missing_keys(home / "keys")
        sealing_keys.create(home / "keys")
        keyring.create(_vault(home))
        _write_secret(home / "secret-key", secrets.token_urlsafe(48))
    _write_secret(home / "broker-password", password)
    settings = home / "settings.env"
    settings.write_text(_settings(part, folder, port=port, url=url))
    instance = Instance(service=_service(part), settings_file=settings)
    return Place(part=part, folder=home, port=port, instance=instance)


def _vault(home: Path) -> Path:
    """Apart from the other keys, as it is where real cases are."""
    return home / "vault" / "vault.json"


def _service(part: Part) -> Service:
    return cast("Service", import_module(f"{part.service}.wiring").SERVICE)


def _write_secret(path: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(path, flags, 0o600), "w") as file:
        file.write(f"{text}\n")


def _settings(part: Part, folder: Path, *, port: int, url: str) -> str:
    home = folder / part.slug
    values = {
        "MEMBER": part.slug,
        "NAME": part.name,
        "AREA_CODE": part.area_code,
        "BRAND_COLOUR": part.colour,
        "PUBLIC_URL": f"http://{HOST}:{port}",
        "HOST": HOST,
        "PORT": str(port),
        "DATABASE_URL": _sqlite(home / "accord.sqlite"),
        "BROKER_URL": url,
        "BROKER_PASSWORD_FILE": str(home / "broker-password"),
        "SECRET_KEY_FILE": str(home / "secret-key"),
        "KEYS_DIR": str(home / "keys"),
        "VAULT_KEY_FILE": str(_vault(home)),
        "REGISTRY_FILE": str(folder / REGISTRY),
        "ANCHOR_FILE": str(folder / "anchor.json"),
        "LOG_LEVEL": "INFO",
        "DEMO": "true",
        "SECOND_STEP": "waived",
        "CONTACT": f"administrator@{part.slug}.example.org",
        "MAIL_URL": (home / "mail").as_uri(),
        "MAIL_FROM": f"accord@{part.slug}.example.org",
    }
    return "".join(f"{PREFIX}{key}={_quoted(text)}\n" for key, text in values.items())


def _sqlite(file: Path) -> str:
    return URL.create("sqlite", database=str(file)).render_as_string()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def migrate(ground: Ground) -> None:
    """Make everybody's tables."""
    for place in ground.all_places:
        place.instance.migrate()


def enrol(ground: Ground) -> None:
    """Leadership enters all members in its registry and signs it."""
    leadership = ground.leadership.instance
    with leadership.database.transaction() as session:
        for place in ground.places.values():
            key = keys.load_signing_key(place.folder / "keys")
            trail_key = keys.load_key(place.folder / "keys", Use.TRAIL)
            told = sealing_keys.own_word(
                place.folder / "keys", member=place.part.slug, signing=key
            )
            add_member(
                session,
                slug=place.part.slug,
                name=place.part.short_name,
                area_code=place.part.area_code or None,
                jwk=keys.public_jwk(key),
                trail_jwk=keys.public_jwk(trail_key),
                # Cases are sealed to boroughs, and to nobody else.
                sealing=told if place.part.area_code else None,
            )
        signing_key = keys.load_signing_key(ground.leadership.folder / "keys")
        raw = publish_registry(session, key=signing_key)
    (ground.folder / REGISTRY).write_bytes(raw)


def invite(ground: Ground) -> None:
    """Make an account for every person of the cast, without a password."""
    for place in ground.all_places:
        with place.instance.database.transaction() as session:
            for person in place.part.people:
                create_user(
                    session,
                    email=place.part.email(person),
                    name=f"{place.part.short_name} {person.title}",
                    role=person.role.value,
                    agency=person.agency,
                    body=person.body,
                )


def seed(ground: Ground) -> None:
    """Load the public papers of the areas that have some."""
    for place in ground.all_places:
        if place.part.slug in seeds.AREAS:
            seeds.load(place.instance.database, place.part.slug)
