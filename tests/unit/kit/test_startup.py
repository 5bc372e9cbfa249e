"""An instance that would not be safe does not start, and says why in sentences."""

import os
import subprocess
import sys
from dataclasses import replace

import openpyxl
import pytest

from kit import startup
from kit.settings import SecondStep
from tests.support.settings import some_settings

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is refused here
KEY = "mV3x-9QpLr7t_Zc2Ws5Kd8Bn1Hy6Jf4G"


@pytest.fixture
def settings(tmp_path):
    """A safe instance on this machine, its files closed to others."""
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys/signing.pem").touch(0o600)
    for name in ("havering.sqlite", "broker.sqlite", "secret-key"):
        (tmp_path / name).touch(0o600)
    return some_settings(
        "havering",
        tmp_path,
        secret_key=KEY,
        secret_files=(tmp_path / "secret-key",),
    )


@pytest.fixture
def in_public(settings):
    """The same behind a proxy that speaks TLS."""
    return replace(settings, public_url="https://accord.example", proxies=1)


@pytest.fixture
def demonstration(settings):
    return replace(settings, demo=True, second_step=SecondStep.WAIVED)


def only(found):
    assert len(found) == 1, found
    return found[0]


def test_safe_instances_have_no_fault(settings, in_public, demonstration):
    assert startup.faults(settings) == []
    assert startup.faults(in_public) == []
    assert startup.faults(replace(in_public, host=EVERYWHERE)) == []
    assert startup.faults(demonstration) == []


def test_plain_http_does_not_leave_this_machine(settings):
    open_to_all = replace(settings, host=EVERYWHERE, proxies=1)
    assert "over https only" in only(startup.faults(open_to_all))


def test_a_public_address_needs_a_proxy_that_speaks_tls(in_public):
    assert "ACCORD_PROXIES is 0" in only(startup.faults(replace(in_public, proxies=0)))


def test_only_a_demonstration_here_waives_the_second_step(in_public, demonstration):
    waived = replace(in_public, second_step=SecondStep.WAIVED)
    assert "ACCORD_SECOND_STEP" in only(startup.faults(waived))
    not_a_demo = replace(demonstration, demo=False)
    assert "ACCORD_SECOND_STEP" in only(startup.faults(not_a_demo))


def test_a_demonstration_stays_on_this_machine(demonstration):
    for change in ({"host": EVERYWHERE}, {"public_url": "https://accord.example"}):
        found = " ".join(startup.faults(replace(demonstration, **change)))
        assert "a demonstration stays on this machine" in found
        assert "ACCORD_SECOND_STEP" in found


def test_a_demonstration_keeps_off_real_databases_and_brokers(demonstration):
    real = replace(demonstration, database_url="postgresql://accord@db/accord")
    assert "real database" in only(startup.faults(real))
    elsewhere = replace(demonstration, broker_url="amqps://havering@broker:5671/accord")
    assert "broker elsewhere" in only(startup.faults(elsewhere))
    here = replace(demonstration, broker_url="amqp://havering@127.0.0.1:5672/accord")
    assert startup.faults(here) == []


def test_guest_is_nobody_at_the_broker(in_public):
    for user in ("guest", "%67uest"):
        guest = replace(in_public, broker_url=f"amqps://{user}@broker:5671/accord")
        assert "signs in as guest" in only(startup.faults(guest))


def test_a_provider_elsewhere_is_asked_over_https_only(in_public):
    named = {"openid_name": "Work account", "openid_client_id": "accord"}
    at = "sign-in.example/tenant"
    plain = replace(in_public, openid_issuer=f"http://{at}", **named)
    assert "ACCORD_OPENID_ISSUER" in only(startup.faults(plain))
    safe = replace(in_public, openid_issuer=f"https://{at}", **named)
    assert startup.faults(safe) == []
    here = replace(in_public, openid_issuer="http://127.0.0.1:9000", **named)
    assert startup.faults(here) == []


def test_a_provider_has_a_name_and_knows_us_by_one(in_public):
    half = replace(in_public, openid_issuer="https://sign-in.example")
    found = " ".join(startup.faults(half))
    assert "ACCORD_OPENID_NAME is empty" in found
    assert "ACCORD_OPENID_CLIENT_ID is empty" in found


@pytest.mark.parametrize(
    "key",
    [
        "brief",
        "k" * 40,
        "please-changeme-please-changeme-please",
        "only-for-tests-only-for-tests-only",
        "This-Is-An-Example-Key-Of-Some-Length",
    ],
)
def test_a_key_that_chance_did_not_make_is_refused(settings, key):
    found = only(startup.faults(replace(settings, secret_key=key)))
    assert "ACCORD_SECRET_KEY" in found
    assert key not in found


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("secret-key", "0600"),
        ("keys/signing.pem", "0600"),
        ("keys/vault.json", "0600"),
        ("keys", "0700"),
        ("havering.sqlite", "0600"),
        ("havering.sqlite-wal", "0600"),
        ("broker.sqlite", "0600"),
        ("", "0700"),
    ],
)
def test_files_that_others_can_open_are_named(settings, tmp_path, name, mode):
    path = tmp_path / name
    if not path.exists():
        path.touch()
    path.chmod(0o750 if path.is_dir() else 0o640)
    found = only(startup.faults(settings))
    assert found == f"{path} can be opened by others on this machine: chmod {mode} it."
    path.chmod(0o700)


def test_the_vaults_key_is_looked_at_wherever_it_is(settings, tmp_path):
    apart = tmp_path / "vault"
    apart.mkdir()
    (apart / "vault.json").touch()
    # Said outright: a start lets nothing new be read by others.
    apart.chmod(0o755)
    (apart / "vault.json").chmod(0o644)
    elsewhere = replace(settings, vault_key_file=apart / "vault.json")
    found = startup.faults(elsewhere)
    assert [line.split()[0] for line in found] == [str(apart), f"{apart}/vault.json"]


def test_the_password_file_of_postgresql_is_looked_at(in_public, tmp_path):
    (tmp_path / "pgpass").touch()
    (tmp_path / "pgpass").chmod(0o644)
    url = f"postgresql://accord@db/accord?passfile={tmp_path}/pgpass"
    found = only(startup.faults(replace(in_public, database_url=url)))
    assert "pgpass can be opened by others" in found


def test_spreadsheets_are_read_with_defusedxml_or_not_at_all(settings, monkeypatch):
    monkeypatch.setattr(openpyxl, "DEFUSEDXML", False)
    assert "defusedxml" in only(startup.faults(settings))


def test_every_fault_is_said_at_once(settings):
    worst = replace(settings, host=EVERYWHERE, secret_key="k" * 40)
    with pytest.raises(startup.UnsafeStart) as refusal:
        startup.require_safe(worst)
    said = str(refusal.value)
    assert "https only" in said
    assert "ACCORD_PROXIES" in said
    assert "ACCORD_SECRET_KEY" in said


def test_what_is_made_after_the_start_is_private(tmp_path):
    code = (
        "import pathlib; from kit import startup; startup.keep_files_private(); "
        f"pathlib.Path({str(tmp_path)!r}, 'made').touch()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=dict(os.environ))
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o600
