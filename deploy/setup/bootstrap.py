"""Make a bare machine ready for Accord: environment, packages, pages' assets, programs.

Only the standard library is used. What is already done is not done again, so the second
run takes a moment. pip and npm use whatever registry this machine is configured for.

    bootstrap.py run               what `make demo` needs
    bootstrap.py dev               also linters, type checker and test tools
    bootstrap.py dev --services    also RabbitMQ, PostgreSQL and Chromium for all tests
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import programs

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "accord-setup.json"
LOCKS = ROOT / "deploy" / "locks"
ASSETS = ROOT / "shared" / "kit" / "web" / "assets"
BUILDER = ROOT / "services" / "accord" / "assets.py"
STATIC = ROOT / "shared" / "kit" / "web" / "static"
LOCK_OF = {"run": "base.txt", "dev": "dev.txt"}
OWN_TABLES = ("name", "version", "scripts", "dependencies")


def main() -> int:
    """Do what the command line asks; 0 when the machine is ready."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("purpose", choices=sorted(LOCK_OF))
    parser.add_argument("--services", action="store_true")
    parser.add_argument("--rabbitmq", action="store_true")
    arguments = parser.parse_args()
    try:
        with _alone():
            _environment()
            _packages(arguments.purpose)
            _project()
            _assets()
            if arguments.services:
                programs.ensure_for_tests()
            if arguments.rabbitmq:
                programs.ensure_rabbitmq()
    except programs.CannotSetUp as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    return 0


@contextmanager
def _alone() -> Iterator[None]:
    """Two makes at once must not install into the same environment."""
    with (ROOT / "pyproject.toml").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _environment() -> None:
    """Make .venv, unless it is there, works and was made in this very folder."""
    if _answers(PYTHON, "import sys; sys.exit(sys.version_info < (3, 11))"):
        if _stamp().get("root", str(ROOT)) == str(ROOT):
            return
        programs.say("The folder has moved, so its environment is made again.")
    with programs.step(f"Making an environment in .venv with {sys.executable}"):
        shutil.rmtree(VENV, ignore_errors=True)
        if not _venv_with_pip():
            _venv_without_pip()


def _venv_with_pip() -> bool:
    made = _quietly(sys.executable, "-m", "venv", str(VENV))
    return made and _answers(PYTHON, "import pip")


def _venv_without_pip() -> None:
    """Debian ships Python without what makes environments: three ways round it."""
    shutil.rmtree(VENV, ignore_errors=True)
    if _quietly(sys.executable, "-m", "venv", "--without-pip", str(VENV)):
        site = _output(PYTHON, "import sysconfig; print(sysconfig.get_path('purelib'))")
        lock = str(LOCKS / "pip.txt")
        borrow = ("-m", "pip", "install", "--quiet", "--require-hashes", "--target")
        if _quietly(sys.executable, *borrow, site, "-r", lock):
            return
    shutil.rmtree(VENV, ignore_errors=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = (f"{version}-venv", "python3-venv")
    if any(programs.apt_install(package) for package in packages) and _venv_with_pip():
        return
    raise programs.CannotSetUp(
        f"{sys.executable} cannot make a virtual environment.\n"
        "On Debian or Ubuntu run: sudo apt-get install python3-venv\n"
        "and then the same command again."
    )


def _packages(purpose: str) -> None:
    """Install the locked packages; every file is checked against its hash."""
    wanted = _digest(LOCKS / LOCK_OF[purpose])
    if wanted in _stamp().get("locks", []):
        return
    with programs.step(f"Installing the packages of {LOCK_OF[purpose]}"):
        _pip("--require-hashes", "-r", str(LOCKS / LOCK_OF[purpose]))
    # The development lock holds everything that running needs.
    done = [_digest(LOCKS / LOCK_OF["run"]), wanted]
    _remember(locks=done, root=str(ROOT))


def _project() -> None:
    """Put services/ and shared/ on the environment's path, and the accord command."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    own = json.dumps({key: project.get(key) for key in OWN_TABLES}, sort_keys=True)
    wanted = hashlib.sha256(own.encode()).hexdigest()
    if _stamp().get("project") == wanted and (VENV / "bin" / "accord").exists():
        return
    with programs.step("Installing Accord itself"):
        _pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    _remember(project=wanted)


def _assets() -> None:
    """Build what pages need to look right, when its sources or locks changed."""
    if not (ASSETS / "package.json").exists():
        return
    sources = sorted(path for path in ASSETS.rglob("*") if _is_asset_source(path))
    wanted = _digest(BUILDER, *sources)
    if _stamp().get("assets") == wanted and any(STATIC.glob("*")):
        return
    _node()
    with programs.step("Fetching and building the pages' styles and scripts"):
        _run(VENV / "bin" / "accord", "assets")
    _remember(assets=wanted)


def _is_asset_source(path: Path) -> bool:
    made = {"node_modules", "__pycache__"}
    return path.is_file() and not made.intersection(path.relative_to(ASSETS).parts)


def _node() -> None:
    """Without an npm of the machine's own, take the one in a Python package."""
    if _quietly("npm", "--version"):
        return
    with programs.step("No npm here: installing Node.js from a Python package"):
        _pip("--require-hashes", "-r", str(LOCKS / "node.txt"))


def _pip(*arguments: str) -> None:
    options = ("--quiet", "--no-input", "--disable-pip-version-check")
    _run(PYTHON, "-m", "pip", "install", *options, *arguments)


def _run(*command: str | Path) -> None:
    """Run with our own programs first on the path; show what it says if it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=_surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        shown = " ".join(str(part) for part in command)
        raise programs.CannotSetUp(f"{done.stdout}\nThis did not work: {shown}")


def _quietly(*command: str) -> bool:
    return _succeeds(list(command))


def _answers(python: Path, code: str) -> bool:
    return _succeeds([str(python), "-c", code])


def _succeeds(command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=_surroundings(), capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def _output(python: Path, code: str) -> str:
    done = subprocess.run(
        [str(python), "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _surroundings() -> dict[str, str]:
    path = os.pathsep.join((str(VENV / "bin"), os.environ.get("PATH", os.defpath)))
    return {**os.environ, "PATH": path}


def _stamp() -> dict[str, Any]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def _remember(**facts: object) -> None:
    STAMP.write_text(json.dumps({**_stamp(), **facts}, indent=2) + "\n")


def _digest(*files: Path) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
