"""The way in: scripts that run before anything is installed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, source

BOOTSTRAP = ROOT / "deploy/setup/bootstrap.sh"
MAKEFILE = Path("Makefile")


@pytest.fixture
def bare(tmp_path):
    """A path with what every system has, and no Python."""
    for program in ("dirname", "sh"):
        (tmp_path / program).symlink_to(shutil.which(program))
    return tmp_path


def test_without_a_python_a_sentence_says_what_to_do(bare):
    done = bootstrap(bare)
    assert done.returncode == 1
    assert "Accord needs Python 3.11 or newer" in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr


def test_a_python_that_only_complains_is_passed_over(bare):
    for name in ("python3", "python3.12"):
        complaining = bare / name
        complaining.write_text("#!/bin/sh\nexit 127\n")
        complaining.chmod(0o755)
    (bare / "python3.11").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (bare / "python3.11").chmod(0o755)
    done = bootstrap(bare, "--help")
    assert done.returncode == 0, done.stderr
    assert "Make a bare machine ready for Accord" in done.stdout


def test_the_setup_scripts_import_only_the_standard_library():
    for file in ("bootstrap.py", "programs.py"):
        names = re.findall(
            r"^(?:from|import) (\w+)", source(Path("deploy/setup") / file), re.MULTILINE
        )
        assert set(names) - sys.stdlib_module_names <= {"programs"}


def test_make_alone_lists_every_target():
    text = source(MAKEFILE)
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE).group(1).split()
    documented = re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE)
    assert sorted(documented) == sorted(phony)


def test_the_readme_names_only_targets_that_are_there():
    text = source(MAKEFILE)
    named = set(re.findall(r"\bmake ([a-z][a-z-]+)", source(Path("README.md"))))
    assert named <= set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))


def bootstrap(path, *arguments):
    return subprocess.run(
        [BOOTSTRAP, *(arguments or ("run",))],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )
