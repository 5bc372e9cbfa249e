"""``accord contracts``: published message schemas stay what their readers rely on.

Every published version of a schema is kept in ``messages/history``. ``check``
compares each schema with all of them; ``publish`` adds the present one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from accord import compatibility
from kit.exchange.contracts import folder as shipped_folder

SUFFIX = ".schema.json"


@dataclass(frozen=True, slots=True)
class Message:
    """One message's schema, and where it and its earlier versions are kept."""

    name: str
    file: Path
    history: Path

    @property
    def schema(self) -> dict[str, Any]:
        return _read(self.file)

    def published(self) -> list[Path]:
        """Earlier versions, oldest first."""
        return sorted(self.history.glob(f"*{SUFFIX}"), key=_number)


def messages(folder: Path) -> Iterator[Message]:
    """Every message of a contracts folder, by name."""
    root = folder / "messages"
    for file in sorted(root.rglob(f"*{SUFFIX}")):
        relative = file.relative_to(root)
        if relative.parts[0] != "history":
            name = relative.as_posix().removesuffix(SUFFIX)
            yield Message(name, file, root / "history" / name)


def problems(folder: Path) -> list[str]:
    """What breaks the promise to readers, a sentence each; none is right."""
    return [
        f"{message.name}: {problem}"
        for message in messages(folder)
        for problem in _problems_of(message)
    ]


def publish(folder: Path) -> list[str]:
    """Keep each changed schema as its next version; names what was published.

    Raises click.ClickException when a change breaks the promise.
    """
    done = []
    for message in messages(folder):
        _refuse_breaches(message)
        published = message.published()
        if published and _same(_read(published[-1]), message.schema):
            continue
        version = _next_version(message)
        content = {**message.schema, "x-version": version}
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        message.history.mkdir(parents=True, exist_ok=True)
        message.file.write_text(text)
        (message.history / f"{version}{SUFFIX}").write_text(text)
        done.append(f"{message.name} {version}")
    return done


@click.group()
def contracts() -> None:
    """What crosses between members."""


@contracts.command()
def check() -> None:
    """Compare every schema with all its published versions."""
    folder = shipped_folder()
    found = problems(folder)
    for problem in found:
        click.echo(problem, err=True)
    if found:
        raise SystemExit(1)
    count = len(list(messages(folder)))
    click.echo(f"{count} messages agree with every version published so far.")


@contracts.command("publish")
def publish_command() -> None:
    """Publish changed schemas as new minor versions."""
    done = publish(shipped_folder())
    click.echo("\n".join(done) or "Nothing has changed since the last publication.")


def _problems_of(message: Message) -> Iterator[str]:
    published = message.published()
    if not published:
        yield "was never published; run: accord contracts publish"
        return
    for file in published:
        version = file.name.removesuffix(SUFFIX)
        for breach in compatibility.breaches(_read(file), message.schema):
            yield f"against {version}, {breach}"
    if not _same(_read(published[-1]), message.schema):
        yield "differs from its newest published version; run: accord contracts publish"


def _refuse_breaches(message: Message) -> None:
    for file in message.published():
        found = compatibility.breaches(_read(file), message.schema)
        if found:
            raise click.ClickException(f"{message.name}: {found[0]}")


def _next_version(message: Message) -> str:
    published = message.published()
    if not published:
        return f"{message.name.rpartition('.v')[2]}.0"
    major, minor = _number(published[-1])
    return f"{major}.{minor + 1}"


def _number(file: Path) -> tuple[int, int]:
    major, minor = file.name.removesuffix(SUFFIX).split(".")
    return int(major), int(minor)


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return {**one, "x-version": None} == {**other, "x-version": None}


def _read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text()))
