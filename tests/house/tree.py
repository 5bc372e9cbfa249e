"""What is in the house: its tracked files, its modules, its slices."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("borough", "leadership")
# The slices among the packages of the technical library.
OF_KIT = {
    "accounts", "approvals", "hats", "invitations", "password_reset", "people",
    "second_step", "throttle",
}  # fmt: skip
# Values in, values out: files are named after the rules (contracts/decisions/0005).
RULE_LIBRARIES = {
    "charts", "death_rules", "disclosure", "figures", "imports", "redaction",
}  # fmt: skip


@cache
def tracked() -> tuple[Path, ...]:
    """Files git knows, as paths from the root; others on this disk are not meant."""
    # A build machine may own the checkout by another name; only listing is done.
    listing = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True)
    files = (Path(name) for name in done.stdout.split("\0") if name)
    return tuple(file for file in files if (ROOT / file).is_file())


@cache
def source(file: Path) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(source(file))


def modules(*folders: str) -> list[Path]:
    """Python files below the folders; migrations are alembic's, not ours to shape."""
    return [
        file
        for file in tracked()
        if file.suffix == ".py"
        and file.parts[0] in folders
        and "migrations" not in file.parts
    ]


def slices() -> Iterator[Path]:
    """Folders that are slices: features of a service, or shared ones both mount."""
    homes = [Path("services") / service for service in SERVICES]
    homes.append(Path("shared/partnership"))
    found = {
        home / file.relative_to(home).parts[0]
        for home in homes
        for file in modules("services", "shared")
        if file.is_relative_to(home) and len(file.relative_to(home).parts) > 1
    }
    return iter(sorted(found | {Path("shared/kit") / name for name in OF_KIT}))


def import_name(file: Path) -> str:
    """The path without its first folder, as Python says it."""
    return ".".join(file.with_suffix("").parts[1:]).removesuffix(".__init__")
