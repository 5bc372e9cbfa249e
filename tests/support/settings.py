"""Settings for an application under test: nothing real behind them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from kit.settings import Settings


def some_settings(member: str, folder: Path, **changes: Any) -> Settings:
    settings = Settings(
        member=member,
        name=f"{member.title()} (test)",
        database_url=f"sqlite:///{folder}/{member}.sqlite",
        broker_url=f"local://{folder}/broker.sqlite",
        broker_password="a-broker-password",
        keys_dir=folder / "keys",
        registry_file=folder / "registry.jws",
        anchor_file=folder / "anchor.json",
        secret_key="only-for-tests-only-for-tests-only",
        host="127.0.0.1",
        port=8001,
        public_url="http://127.0.0.1:8001",
        brand_colour="#1d5c63",
        area_code="" if member == "leadership" else "E09000016",
        log_level="INFO",
        demo=False,
    )
    return replace(settings, **changes)
