import orjson
import pytest
from click.testing import CliRunner

from kit.exchange.keys import create_signing_key
from kit.exchange.trust import read_registry
from kit.instance import Instance
from leadership.db import METADATAS
from leadership.members.commands import members
from leadership.wiring import SERVICE
from tests.integration.leadership.conftest import a_public_jwk
from tests.support.settings import some_settings


@pytest.fixture
def instance(sqlite_database, tmp_path):
    made = Instance(service=SERVICE)
    # Given here instead of read from a file or the environment.
    vars(made)["settings"] = some_settings("leadership", tmp_path)
    vars(made)["database"] = sqlite_database("leadership", METADATAS)
    return made


def run(instance, *words):
    done = CliRunner().invoke(members, [*map(str, words)], obj=instance)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_member_is_entered_listed_and_published(instance, tmp_path):
    key = create_signing_key(instance.settings.keys_dir)
    file = tmp_path / "havering.json"
    file.write_bytes(orjson.dumps(a_public_jwk()))
    said = run(
        instance,
        *("add", "--slug", "havering", "--name", "Havering"),
        *("--area-code", "E09000016", "--key", file),
    )
    assert "Havering is entered" in said
    assert "havering\tE09000016\tactive" in run(instance, "list")
    run(instance, "publish", "--output", tmp_path / "registry.jws")
    signed = read_registry((tmp_path / "registry.jws").read_bytes(), anchor=key.key)
    assert set(signed.members) == {"havering"}
