"""The ``accord`` command: keys, settings, migration and sentences for what is wrong."""

import secrets

import pytest
from click.testing import CliRunner

from accord.cli import main
from kit.exchange import cross_signing, membership, sealing_keys, trust
from kit.exchange import keys as exchange_keys
from kit.exchange.keys import FILES
from kit.exchange.topology import Topology
from kit.vault import keyring


def accord(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def settings_file(tmp_path):
    return settings_of("havering", tmp_path)


def settings_of(member, tmp_path):
    for name, text in (("password", "p" * 20), ("key", secrets.token_hex())):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o600)
    values = {
        "MEMBER": member,
        "NAME": member.title(),
        "AREA_CODE": "E09000016",
        "DATABASE_URL": f"sqlite:///{tmp_path}/accord.sqlite",
        "BROKER_URL": f"local://{tmp_path}/broker.sqlite",
        "BROKER_PASSWORD_FILE": tmp_path / "password",
        "SECRET_KEY_FILE": tmp_path / "key",
        "KEYS_DIR": tmp_path / "keys",
        "REGISTRY_FILE": tmp_path / "registry.jws",
        "ANCHOR_FILE": tmp_path / "anchor.json",
        "PORT": "8001",
        "PUBLIC_URL": "http://127.0.0.1:8001",
    }
    path = tmp_path / f"{member}.env"
    path.write_text("".join(f"ACCORD_{key}='{values[key]}'\n" for key in values))
    return path


def test_a_members_keys_are_made_once_and_their_public_halves_beside_them(tmp_path):
    made = accord("keys", "init", "--member", "havering", "--dir", tmp_path / "keys")
    public = (tmp_path / "keys/havering.public.json").read_bytes()
    assert made.exit_code == 0
    for use in FILES:
        key = exchange_keys.load_key(tmp_path / "keys", use)
        assert key.kid in made.output
        assert exchange_keys.read_public(public)[use] == exchange_keys.public_jwk(key)


def test_the_key_others_seal_to_is_told_with_the_members_own_word(tmp_path):
    folder = tmp_path / "keys"
    made = accord("keys", "init", "--member", "havering", "--dir", folder)
    told = sealing_keys.read_told((folder / "havering.public.json").read_bytes())
    signing = exchange_keys.public_jwk(exchange_keys.load_signing_key(folder))
    assert told.kid == sealing_keys.load(folder).kid
    assert cross_signing.check(told, member="havering", signing=signing)
    spoken = cross_signing.fingerprint(sealing=told.jwk, signing=signing)
    assert " ".join(spoken) in made.output
    assert " ".join(spoken) in accord("keys", "fingerprint", "--dir", folder).output


def test_the_vaults_key_is_made_with_the_others_or_apart_from_them(tmp_path):
    folder, apart = tmp_path / "keys", tmp_path / "vault/vault.json"
    accord("keys", "init", "--member", "havering", "--dir", folder)
    assert len(keyring.read(folder / "vault.json")) == 1
    words = ("--member", "havering", "--dir", folder, "--vault", apart)
    assert accord("keys", "init", *words).exit_code == 0
    assert len(keyring.read(apart)) == 1


def test_a_renewed_sealing_key_is_told_and_the_old_one_still_opens(tmp_path):
    folder = tmp_path / "keys"
    words = ("--member", "havering", "--dir", folder)
    accord("keys", "init", *words)
    old = sealing_keys.load(folder)
    renewed = accord("keys", "renew-sealing", *words)
    assert renewed.exit_code == 0, renewed.output
    told = sealing_keys.read_told((folder / "havering.public.json").read_bytes())
    assert list(sealing_keys.held(folder)) == [told.kid, old.kid]
    assert told.kid in renewed.output


def test_a_key_is_never_written_over(tmp_path):
    words = ("keys", "init", "--member", "havering", "--dir", tmp_path / "keys")
    accord(*words)
    before = exchange_keys.load_signing_key(tmp_path / "keys").kid
    again = accord(*words)
    assert again.exit_code == 1
    assert "Nothing was changed" in again.output
    assert exchange_keys.load_signing_key(tmp_path / "keys").kid == before


def test_the_anchor_is_the_public_half_of_leaderships_key(tmp_path):
    key = exchange_keys.create_signing_key(tmp_path / "keys")
    file = tmp_path / "anchor.json"
    accord("keys", "anchor", "--dir", tmp_path / "keys", "--output", file)
    assert membership.read_anchor(file).thumbprint() == key.kid


def test_migrate_makes_a_database_that_accounts_can_use(settings_file):
    borough = ("borough", "--settings", settings_file)
    person = ("--email", "a@example.org", "--name", "Analyst", "--role", "analyst")
    assert accord(*borough, "migrate").exit_code == 0
    added = accord(*borough, "accounts", "add", *person)
    assert added.exit_code == 0
    assert "http://127.0.0.1:8001/sign-in/link/" in added.output
    assert "a@example.org" in accord(*borough, "accounts", "list").output


@pytest.mark.parametrize("process", ["web", "exchange"])
def test_a_process_refuses_a_database_that_was_not_migrated(settings_file, process):
    started = accord("borough", "--settings", settings_file, process)
    assert started.exit_code == 1
    assert "Run migrate" in started.output


def test_the_exchange_needs_its_member_to_have_a_key(settings_file):
    borough = ("borough", "--settings", settings_file)
    accord(*borough, "migrate")
    started = accord(*borough, "exchange")
    assert started.exit_code == 1
    assert "There is no signing key" in started.output


def test_a_wrong_setting_is_named_in_a_sentence(settings_file):
    settings_file.write_text(settings_file.read_text().replace("8001'", "none'"))
    started = accord("borough", "--settings", settings_file, "migrate")
    assert started.exit_code == 1
    assert "ACCORD_PORT" in started.output
    assert "Traceback" not in started.output


@pytest.mark.parametrize("service", ["borough", "leadership"])
def test_every_command_explains_itself_without_settings(service):
    for words in ((), ("web",), ("migrate",), ("accounts", "add"), ("imports",)):
        explained = accord(service, *words, "--help")
        assert explained.exit_code == 0, explained.output


def test_every_member_of_the_topology_has_a_settings_file(request):
    folder = request.config.rootpath / "deploy/members"
    assert {file.stem for file in folder.glob("*.env")} == set(Topology.load().slugs)


def test_leadership_makes_a_registry_that_members_can_check(tmp_path):
    leadership = ("leadership", "--settings", settings_of("leadership", tmp_path))
    assert accord(*leadership, "migrate").exit_code == 0
    for member, folder in (("leadership", "keys"), ("havering", "havering-keys")):
        accord("keys", "init", "--member", member, "--dir", tmp_path / folder)
        key = tmp_path / folder / f"{member}.public.json"
        named = ("--slug", member, "--name", member.title(), "--key", key)
        assert accord(*leadership, "members", "add", *named).exit_code == 0
    anchor, registry = tmp_path / "anchor.json", tmp_path / "registry.jws"
    accord("keys", "anchor", "--dir", tmp_path / "keys", "--output", anchor)
    accord(*leadership, "members", "publish", "--output", registry)
    known = trust.read_registry(
        registry.read_bytes(), anchor=membership.read_anchor(anchor)
    )
    assert set(known.members) == {"leadership", "havering"}
    assert all(len(member.trail_keys) == 1 for member in known.members.values())


@pytest.mark.parametrize("process", ["web", "exchange"])
def test_a_process_that_would_not_be_safe_does_not_start(settings_file, process):
    wide = settings_file.parent / "key"
    wide.chmod(0o644)
    done = accord("borough", "--settings", settings_file, process)
    assert done.exit_code == 1
    assert f"{wide} can be opened by others" in done.output


def test_the_database_that_migrate_makes_is_private(settings_file, tmp_path):
    accord("borough", "--settings", settings_file, "migrate")
    assert (tmp_path / "accord.sqlite").stat().st_mode & 0o077 == 0
