"""Typed settings, read once from the environment or a settings file, then passed in.

Every setting is a variable ``ACCORD_<NAME>``. Any of them may instead be named by
``ACCORD_<NAME>_FILE``: then the file's text is the value, which is how secrets are
given. A settings file holds such lines; the process's own environment wins over it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from environs import EnvError, FileAwareEnv
from marshmallow import validate

from kit import errors

PREFIX = "ACCORD_"
LONG_ENOUGH = 32  # characters of the key that signs cookies

_SLUG = validate.Regexp(
    r"[a-z][a-z0-9-]{1,38}\Z",
    error="Not a member's slug: small letters, digits and hyphens.",
)
_COLOUR = validate.Regexp(
    r"#[0-9a-fA-F]{6}\Z", error="Not a colour: write it as #1d5c63."
)
_AREA = validate.Regexp(
    r"([A-Z][0-9]{8})?\Z", error="Not an ONS area code such as E09000016."
)
_DATABASE = validate.Regexp(
    r"(sqlite|postgresql)(\+\w+)?:",
    error="Not the address of a SQLite or PostgreSQL database.",
)
_BROKER = validate.Regexp(
    r"(amqps?|local)://", error="Not an amqp://, amqps:// or local:// address."
)
_LEVEL = validate.OneOf(("DEBUG", "INFO", "WARNING", "ERROR"))
_WEB = validate.Regexp(r"https?://[^/]+\Z", error="Not an address such as https://name")
_MAIL = validate.Regexp(
    r"((smtps?|file)://.+)?\Z", error="Not an smtp://, smtps:// or file:// address."
)
_ISSUER = validate.Regexp(r"(https?://.+)?\Z", error="Not an https:// address.")
_SCANNER = validate.Regexp(r"([^:/]+:[0-9]+)?\Z", error="Not a host:port.")


class SecondStep(StrEnum):
    """Whether signing in asks for a second factor; waived in demonstrations alone."""

    REQUIRED = "required"
    WAIVED = "waived"


class SettingsWrong(errors.AccordError):
    """A setting is missing or cannot be used."""

    code = "settings-wrong"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What makes one instance differ from another.

    ``member`` is the slug; ``broker_url`` is ``amqp(s)://user@host:port/vhost`` or
    ``local:///path/to/broker.sqlite``; ``public_url`` is what people type, without a
    path. ``proxies`` counts the proxies in front whose word about the browser's
    address is believed. ``mail_url`` is ``smtp(s)://user@host:port`` or a folder
    ``file:///path``; with none, no mail is sent. ``openid_issuer`` names a provider
    people may sign in with; with none, only local accounts. ``scanner`` is the
    host:port of a virus scanner that uploads pass; ``secret_files`` are the files
    that ``ACCORD_<NAME>_FILE`` named. ``vault_key_file`` holds the key of data at
    rest. Values that are or may hold secrets stay out of
    ``repr``.
    """

    member: str
    name: str
    database_url: str = field(repr=False)
    broker_url: str = field(repr=False)
    broker_password: str = field(repr=False)
    keys_dir: Path
    registry_file: Path
    anchor_file: Path
    secret_key: str = field(repr=False)
    host: str
    port: int
    public_url: str
    brand_colour: str
    area_code: str
    log_level: str
    demo: bool
    proxies: int = 0
    second_step: SecondStep = SecondStep.REQUIRED
    contact: str = ""
    mail_url: str = field(default="", repr=False)
    mail_password: str = field(default="", repr=False)
    mail_from: str = ""
    openid_issuer: str = ""
    openid_name: str = ""
    openid_client_id: str = ""
    openid_client_secret: str = field(default="", repr=False)
    scanner: str = ""
    vault_key_file: Path | None = None
    secret_files: tuple[Path, ...] = ()

    @property
    def vault_file(self) -> Path:
        """The file of the vault's keys; beside the other keys unless it is named."""
        return self.vault_key_file or self.keys_dir / "vault.json"

    @classmethod
    def read(cls, file: Path | None = None) -> Self:
        """Read and check every setting, from ``file`` too when one is given.

        Raises SettingsWrong with one sentence for each variable that is missing or
        wrong.
        """
        env = FileAwareEnv(prefix=PREFIX, eager=False, strip_whitespace=True)
        try:
            if file is not None:
                _read_file(env, file)
            values = _values(env)
            values["secret_files"] = _named_files(env, values)
            env.seal()
        except EnvError as error:
            raise SettingsWrong(_sentences(error)) from error
        except ValueError as error:  # a ..._FILE that cannot be read
            raise SettingsWrong(str(error)) from error
        return cls(**values)


def _read_file(env: FileAwareEnv, file: Path) -> None:
    if not file.is_file():
        raise SettingsWrong(f"There is no settings file {file}.")
    env.read_env(str(file), recurse=False)


def _values(env: FileAwareEnv) -> dict[str, Any]:
    """Every field by name; a wrong one is remembered in ``env`` until it is sealed."""
    return {
        "member": env.str("MEMBER", validate=_SLUG),
        "name": env.str("NAME", validate=validate.Length(min=1, max=80)),
        "database_url": env.str("DATABASE_URL", validate=_DATABASE),
        "broker_url": env.str("BROKER_URL", validate=_BROKER),
        "broker_password": env.str("BROKER_PASSWORD", validate=validate.Length(min=1)),
        "keys_dir": env.path("KEYS_DIR"),
        "registry_file": env.path("REGISTRY_FILE"),
        "anchor_file": env.path("ANCHOR_FILE"),
        "secret_key": env.str("SECRET_KEY", validate=validate.Length(min=LONG_ENOUGH)),
        "host": env.str("HOST", "127.0.0.1"),
        "port": env.int("PORT", validate=validate.Range(min=1, max=65535)),
        "public_url": env.str("PUBLIC_URL", validate=_WEB),
        "brand_colour": env.str("BRAND_COLOUR", "#1d5c63", validate=_COLOUR),
        "area_code": env.str("AREA_CODE", "", validate=_AREA),
        "log_level": env.str("LOG_LEVEL", "INFO", validate=_LEVEL),
        "demo": env.bool("DEMO", False),
        "contact": env.str("CONTACT", ""),
        "vault_key_file": env.path("VAULT_KEY_FILE", None),
        "scanner": env.str("SCANNER", "", validate=_SCANNER),
        **_sign_in_values(env),
        **_mail_values(env),
    }


def _sign_in_values(env: FileAwareEnv) -> dict[str, Any]:
    return {
        "proxies": env.int("PROXIES", 0, validate=validate.Range(min=0, max=5)),
        "second_step": env.enum(
            "SECOND_STEP", SecondStep.REQUIRED, enum=SecondStep, by_value=True
        ),
        "openid_issuer": env.str("OPENID_ISSUER", "", validate=_ISSUER),
        "openid_name": env.str("OPENID_NAME", ""),
        "openid_client_id": env.str("OPENID_CLIENT_ID", ""),
        "openid_client_secret": env.str("OPENID_CLIENT_SECRET", ""),
    }


def _mail_values(env: FileAwareEnv) -> dict[str, Any]:
    return {
        "mail_url": env.str("MAIL_URL", "", validate=_MAIL),
        "mail_password": env.str("MAIL_PASSWORD", ""),
        "mail_from": env.str("MAIL_FROM", ""),
    }


def _named_files(env: FileAwareEnv, names: Iterable[str]) -> tuple[Path, ...]:
    """The files whose text was taken as a setting."""
    found = (env.str(f"{name.upper()}_FILE", "") for name in names)
    return tuple(Path(file) for file in found if file)


def _sentences(error: EnvError) -> str:
    found = getattr(error, "error_messages", None)
    if not found:
        return str(error)
    lines = [f"{name}: {' '.join(said)}" for name, said in sorted(found.items())]
    return "These settings cannot be used.\n" + "\n".join(lines)
