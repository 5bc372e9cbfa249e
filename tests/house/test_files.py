"""What is kept in the house, and what is never kept."""

import re

import pytest

from accord.contracts import messages
from kit.exchange.contracts import folder
from tests.house.tree import ROOT, source, tracked

MEMBERS = [file for file in tracked() if file.match("deploy/members/*.env")]
LOCKS = [
    file
    for file in tracked()
    if file.match("deploy/locks/*.txt") or file.name == "package-lock.json"
]
OF_OTHERS = re.compile(
    r"(^|/)(node_modules|vendor|third_party)/|^shared/kit/web/static/"
    r"|\.min\.(js|css)$|\.(woff2?|ttf|otf|eot|whl|jar|so)$|govuk-frontend|(^|/)\.venv/"
)


def test_every_member_has_a_settings_file():
    names = {file.stem for file in MEMBERS}
    assert names == {"havering", "barking-and-dagenham", "redbridge", "leadership"}


def test_every_member_has_the_same_settings():
    keys = {file.stem: keys_of(file) for file in MEMBERS}
    assert set(map(frozenset, keys.values())) == {frozenset(keys["havering"])}, keys


@pytest.mark.parametrize("file", MEMBERS, ids=str)
def test_a_settings_file_holds_no_secret(file):
    secret = re.compile(
        r"^ACCORD_\w*(PASSWORD|SECRET_KEY|CLIENT_SECRET)=(?=.)", re.MULTILINE
    )
    assert secret.search(source(file)) is None
    assert not re.search(r"://[^/@\s]+:[^/@\s]+@", source(file))


@pytest.mark.parametrize("file", LOCKS, ids=str)
def test_a_lock_names_no_registry(file):
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url", source(file)) == []


@pytest.mark.parametrize(
    "file", [file for file in LOCKS if file.suffix == ".txt"], ids=str
)
def test_a_lock_gives_every_package_a_version_and_a_hash(file):
    entries = re.split(r"\n(?=\S)", source(file).strip())
    loose = [
        entry.split()[0]
        for entry in entries
        if "==" not in entry or "--hash=sha256:" not in entry
    ]
    assert loose == []


def test_no_file_of_others_is_kept():
    assert [str(file) for file in tracked() if OF_OTHERS.search(file.as_posix())] == []


def test_no_file_is_large():
    large = {
        str(file): size
        for file in tracked()
        if (size := (ROOT / file).stat().st_size) > 500_000
    }
    assert large == {}


def test_every_message_has_schema_examples_history_and_a_test():
    tests = "".join(
        file.read_text() for file in (ROOT / "tests/contract").glob("test_*.py")
    )
    contracts = folder()
    for message in messages(contracts):
        examples = contracts / "examples" / message.name
        assert list(examples.glob("valid/*.json")), message.name
        assert list(examples.glob("invalid/*.json")), message.name
        assert message.published(), message.name
        assert f'"{message.name}"' in tests, f"{message.name}: no test builds it"


def keys_of(file):
    return set(re.findall(r"^([A-Z_]+)=", source(file), re.MULTILINE))
