"""Each rule of ruff and import-linter that holds the house up can be broken."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, modules

BIN = Path(sys.executable).parent
SETTINGS = ROOT / "pyproject.toml"
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads(SETTINGS.read_text())["tool"]["importlinter"][
        "contracts"
    ]
}
# Contract, the file the bad line is planted in, the bad line.
PLANTS = [
    ("house", "shared/kit/clock.py", "import borough"),
    ("house", "shared/partnership/access.py", "import leadership.app"),
    ("house", "services/borough/app.py", "import leadership.app"),
    ("house", "services/leadership/db.py", "import accord.cli"),
    ("slices", "services/leadership/standards/model.py",
     "import leadership.standards.service"),
    ("slices", "services/leadership/standards/events.py",
     "import leadership.standards.service"),
    ("slices", "services/leadership/standards/service.py",
     "import leadership.standards.routes"),
    ("slices", "shared/kit/accounts/model.py", "import kit.accounts.service"),
    ("pika", "shared/kit/exchange/local.py", "import pika"),
    ("pika", "services/leadership/app.py", "import pika"),
    ("verbs", "services/leadership/standards/service.py", "import flask"),
    ("verbs", "shared/partnership/figures/model.py", "import marshmallow"),
    ("verbs", "shared/kit/notices/service.py", "import flask"),
    ("letters", "shared/kit/exchange/waiting.py", "import kit.mail.service"),
]  # fmt: skip
BANS = {
    "import services.borough": "Drop the first folder",
    "from shared.kit import clock": "Drop the first folder",
    "from datetime import datetime\n\nx = datetime.now()": "kit.clock only",
    "from datetime import date\n\nx = date.today()": "kit.clock only",
    "import os\n\nx = os.environ": "Settings are read once",
    "from .model import Case": "relative imports",
}


def test_every_contract_has_a_plant():
    assert {plant[0] for plant in PLANTS} == set(CONTRACTS)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the modules git knows, with the settings that judge them."""
    copy = tmp_path_factory.mktemp("house")
    for file in modules("services", "shared"):
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, copy / file)
    shutil.copy(SETTINGS, copy / "pyproject.toml")
    return copy


@pytest.mark.parametrize(("contract", "file", "line"), PLANTS)
def test_a_planted_import_breaks_its_contract(house, contract, file, line):
    planted = house / file
    before = planted.read_text()
    planted.write_text(f"{before}\n\ndef _planted() -> None:\n    {line}\n")
    try:
        done = lint_imports(house, contract)
    finally:
        planted.write_text(before)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{CONTRACTS[contract]} BROKEN" in done.stdout
    target = line.split()[1]
    assert target.split(".")[0] in done.stdout.split("BROKEN", 1)[1]


@pytest.mark.parametrize("code", BANS)
def test_ruff_refuses(code, tmp_path):
    file = tmp_path / "services" / "borough" / "planted.py"
    command = [BIN / "ruff", "check", "--config", SETTINGS, "--no-cache"]
    done = subprocess.run(
        [*command, "--stdin-filename", file, "-"],
        input=f'"""Planted."""\n\n{code}\n',
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert BANS[code] in done.stdout


def lint_imports(house, contract):
    path = os.pathsep.join(str(house / folder) for folder in ("services", "shared"))
    return subprocess.run(
        [BIN / "lint-imports", "--no-cache", "--contract", contract],
        cwd=house,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
