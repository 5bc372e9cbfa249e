"""Typed settings, read once from the environment or a file and then passed in.

Every setting is a variable ``ACCORD_<NAME>``. A secret may instead be named by
``ACCORD_<NAME>_FILE``: the file's first line is the secret.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from environs import Env


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What makes one instance differ from another.

    ``member`` is the slug; ``broker_url`` is ``amqp(s)://user@host:port/vhost`` or
    ``local:///path/to/broker.sqlite``; ``public_url`` is what people type.
    """

    member: str
    name: str
    database_url: str
    broker_url: str
    broker_password: str
    keys_dir: Path
    registry_file: Path
    anchor_file: Path
    secret_key: str
    host: str
    port: int
    public_url: str
    brand_colour: str
    area_code: str
    log_level: str
    demo: bool

    @classmethod
    def read(cls, variables: Mapping[str, str] | None = None) -> Self:
        """Read and check all settings; raises EnvError naming what is wrong.

        ``variables`` given (a settings file's), only they are read; otherwise the
        process's environment is.
        """
        env = Env(prefix="ACCORD_")
        return cls(
            member=env.str("MEMBER"),
            name=env.str("NAME"),
            database_url=env.str("DATABASE_URL"),
            broker_url=env.str("BROKER_URL"),
            broker_password=_secret(env, "BROKER_PASSWORD"),
            keys_dir=env.path("KEYS_DIR"),
            registry_file=env.path("REGISTRY_FILE"),
            anchor_file=env.path("ANCHOR_FILE"),
            secret_key=_secret(env, "SECRET_KEY"),
            host=env.str("HOST", "127.0.0.1"),
            port=env.int("PORT"),
            public_url=env.str("PUBLIC_URL"),
            brand_colour=env.str("BRAND_COLOUR", "#1d5c63"),
            area_code=env.str("AREA_CODE", ""),
            log_level=env.log_level_name("LOG_LEVEL", "INFO"),
            demo=env.bool("DEMO", False),
        )


def _secret(env: Env, name: str) -> str:
    file = env.path(f"{name}_FILE", None)
    if file is not None:
        return str(file.read_text().splitlines()[0].strip())
    return str(env.str(name))
