"""Refuse to start unsafely: every reason at once, a sentence for each.

One instance is safe by its settings and its files together, so this is asked when a
process starts, not when settings are read.
"""

import os
import stat
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy.engine import make_url

from kit.errors import AccordError
from kit.settings import LONG_ENOUGH, SecondStep, Settings

_LOCAL = "local"
# The least different characters of a key that chance made; a word has fewer.
_LEAST_DIFFERENT = 8
_EXAMPLES = (
    "example", "changeme", "change-me", "change_me", "secret", "password", "replace",
    "insecure", "default", "only-for-tests",
)  # fmt: skip
# SQLite keeps these beside the database while it is open.
_BESIDE = ("", "-wal", "-shm")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class UnsafeStart(AccordError):
    """With these settings Accord would not be safe, so it does not start."""

    code = "unsafe-start"


def keep_files_private() -> None:
    """Whatever this process makes, only its owner may open."""
    os.umask(0o077)


def require_safe(settings: Settings) -> None:
    """Raise UnsafeStart with every fault; see :func:`faults`."""
    found = faults(settings)
    if found:
        raise UnsafeStart("\n".join([str(UnsafeStart.__doc__), *found]))


def faults(settings: Settings) -> list[str]:
    """Why an instance with these settings must not start; empty when it may."""
    return [
        *_exposure(settings),
        *_second_step(settings),
        *_demonstration(settings),
        *_in_the_open(settings),
        *_broker(settings),
        *_provider(settings),
        *_secret_key(settings),
        *_files(settings),
        *_spreadsheets(),
    ]


def is_this_machine(host: str | None) -> bool:
    """Whether a name or address reaches this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _stays_here(settings: Settings) -> bool:
    public = urlsplit(settings.public_url).hostname
    return is_this_machine(settings.host) and is_this_machine(public)


def _exposure(settings: Settings) -> Iterator[str]:
    if _stays_here(settings):
        return
    if not settings.public_url.startswith("https://"):
        yield (
            f"ACCORD_PUBLIC_URL is {settings.public_url} and ACCORD_HOST is "
            f"{settings.host}: pages leave this machine over https only."
        )
    if settings.proxies == 0:
        yield (
            "ACCORD_PROXIES is 0, so nothing in front speaks TLS: put a proxy in "
            "front that does, and count it."
        )


def _second_step(settings: Settings) -> Iterator[str]:
    waived = settings.second_step is SecondStep.WAIVED
    if waived and not (settings.demo and _stays_here(settings)):
        yield (
            "ACCORD_SECOND_STEP is waived, which only a demonstration on this machine "
            "may do: set it to required."
        )


def _demonstration(settings: Settings) -> Iterator[str]:
    if not settings.demo:
        return
    if not _stays_here(settings):
        yield (
            "ACCORD_DEMO is true and the pages can be reached from elsewhere: a "
            "demonstration stays on this machine."
        )
    if make_url(settings.database_url).get_backend_name() != "sqlite":
        yield (
            "ACCORD_DEMO is true on PostgreSQL: made-up people do not belong in a "
            "real database."
        )
    address = urlsplit(settings.broker_url)
    if address.scheme != _LOCAL and not is_this_machine(address.hostname):
        yield (
            "ACCORD_DEMO is true with a broker elsewhere: made-up figures do not "
            "belong among real members."
        )


def _in_the_open(settings: Settings) -> Iterator[str]:
    broker = urlsplit(settings.broker_url)
    if broker.scheme == "amqp" and _is_elsewhere(broker.hostname):
        yield (
            "ACCORD_BROKER_URL reaches another machine over plain amqp: use amqps, "
            "so that the broker's certificate is checked."
        )
    database = make_url(settings.database_url)
    if _is_elsewhere(database.host) and database.query.get("sslmode") != "verify-full":
        yield (
            "ACCORD_DATABASE_URL reaches another machine without sslmode=verify-full, "
            "so nobody knows who answers."
        )


def _is_elsewhere(host: str | None) -> bool:
    # A name without a dot is a neighbour in a network of containers on one machine.
    return host is not None and "." in host and not is_this_machine(host)


def _broker(settings: Settings) -> Iterator[str]:
    if unquote(urlsplit(settings.broker_url).username or "") == "guest":
        yield (
            "ACCORD_BROKER_URL signs in as guest, whose password everybody knows: "
            "use the member's own account."
        )


def _provider(settings: Settings) -> Iterator[str]:
    if not settings.openid_issuer:
        return
    issuer = urlsplit(settings.openid_issuer)
    if issuer.scheme != "https" and not is_this_machine(issuer.hostname):
        yield (
            f"ACCORD_OPENID_ISSUER is {settings.openid_issuer}: a provider elsewhere "
            "is asked over https only."
        )
    for name in ("openid_name", "openid_client_id"):
        if not getattr(settings, name):
            yield (
                f"ACCORD_{name.upper()} is empty, and ACCORD_OPENID_ISSUER is not: "
                "give both, or neither."
            )


def _secret_key(settings: Settings) -> Iterator[str]:
    key = settings.secret_key
    if len(key) < LONG_ENOUGH:
        yield f"ACCORD_SECRET_KEY is shorter than {LONG_ENOUGH} characters."
    elif len(set(key)) < _LEAST_DIFFERENT or any(
        word in key.casefold() for word in _EXAMPLES
    ):
        yield (
            "ACCORD_SECRET_KEY looks like an example: write one that chance made, "
            "such as `openssl rand -base64 48` gives."
        )


def _files(settings: Settings) -> Iterator[str]:
    keys = settings.keys_dir
    folders = list({keys, settings.vault_file.parent})
    files = [*settings.secret_files, *keys.glob("*.pem"), settings.vault_file]
    database = make_url(settings.database_url)
    if database.get_backend_name() == "sqlite" and database.database:
        folders.append(Path(database.database).parent)
        files += _sqlite(Path(database.database))
    files += [
        Path(str(database.query[name]))
        for name in ("passfile", "sslkey")
        if name in database.query
    ]
    broker = urlsplit(settings.broker_url)
    if broker.scheme == _LOCAL:
        files += _sqlite(Path(unquote(broker.path)))
    for path, mode in [(f, "0700") for f in folders] + [(f, "0600") for f in files]:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & _OTHERS:
            yield f"{path} can be opened by others on this machine: chmod {mode} it."


def _sqlite(file: Path) -> list[Path]:
    return [file.with_name(file.name + beside) for beside in _BESIDE]


def _spreadsheets() -> Iterator[str]:
    # Here, because every command would wait for it otherwise.
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        yield "The package defusedxml is missing: spreadsheets cannot be read safely."
